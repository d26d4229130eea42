"""Every kind of event LINE sends, thrown at the whole spine: harmless, kept, and answered once at most."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.inbox import DONE, IGNORED, InboxEvent
from tests.rig import HandClock, Mouth, Rig, text, webhook

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))
SILENT = (
    "unsend",
    "unfollow",
    "message-standby",
    "follow-standby",
    "leave",
    "member-left",
    "message-edited",
    "message-group",
    "beacon",
    "video-play-complete",
    "postback-menu",
    "postback-menu-failed",
)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_each_is_kept_handled_and_answered_once_at_most(
    database: Database, clock: HandClock, path: Path
) -> None:
    mouth = Mouth()
    rig = Rig(database, clock, mouth)

    rig.receive(path.read_text("utf-8"))
    rig.settle()
    rig.receive(webhook(text("hello", "U" + "c" * 32)))
    before = len(mouth.said)
    rig.settle()

    with database.reading() as db:
        kept = db.execute(select(InboxEvent.state, InboxEvent.payload)).all()
    told = json.loads(path.read_text("utf-8"))["events"]
    assert before <= len(told)
    assert before == 0 or path.stem not in SILENT
    assert len(kept) == len(told) + 1
    assert {each.state for each in kept} <= {DONE, IGNORED}
    assert len(mouth.said) == before + 1  # the next customer is served as ever
