"""The door for LINE: what is answered to whom, in time, whatever comes in and whatever is broken."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from bot.app import create_app
from bot.inbox import KEEP_SECONDS, Keeper
from bot.line.signature import Signatures
from bot.media import Shelf
from bot.settings import Settings
from bot.store.database import Database
from bot.store.inbox import IGNORED, PARKED, WAITING, InboxEvent
from bot.web.desk import Desk
from bot.web.live import Hub
from tests.rig import MALI, HandClock, Mouth, Rig, event, webhook
from tests.rig import text as says

SECRET = "a-channel-secret"


@pytest.fixture
def door(database: Database, clock: HandClock) -> Iterator[Desk]:
    rig = Rig(database, clock, Mouth())
    settings = Settings(
        _env_file=None,
        line_channel_secret=SECRET,
        line_channel_access_token="t",
        secret_key="0123456789abcdef",
        public_url="",
    )
    parts = Desk(
        settings=settings,
        database=database,
        clock=clock,
        wake=rig.wake,
        turns=rig.turns,
        corpus=rig.corpus,
        keeper=Keeper(database, rig.wake),
        signatures=Signatures(settings.secrets),
        hub=Hub(database, rig.wake),
        shelf=Shelf("memory://files"),
    )
    parts.keeper.start()
    yield parts
    parts.keeper.stop()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {"X-Line-Signature": base64.b64encode(digest).decode()}


def post(door: Desk, body: str | bytes, headers: dict[str, str] | None = None) -> int:
    raw = body.encode() if isinstance(body, str) else body
    client = create_app(door).test_client()
    sent = signed(raw) if headers is None else headers
    return client.post("/line/webhook", data=raw, headers=sent, content_type="application/json").status_code


def kept(database: Database) -> list[int]:
    with database.reading() as db:
        return list(db.execute(select(InboxEvent.state).order_by(InboxEvent.id)).scalars())


def test_a_signed_event_is_kept_before_it_is_answered(door: Desk) -> None:
    assert post(door, webhook(says("สวัสดี"))) == 200

    assert kept(door.database) == [WAITING]


def test_empty_events_are_the_connectivity_check_and_get_200(door: Desk) -> None:
    assert post(door, webhook()) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Line-Signature": ""},
        {"X-Line-Signature": "bm90IGl0"},
        {"X-Line-Signature": "ไม่ใช่"},
        signed(b"other"),
    ],
    ids=["missing", "empty", "wrong", "not-ascii", "of-another-body"],
)
def test_a_bad_signature_is_refused_and_nothing_is_kept(door: Desk, headers: dict[str, str]) -> None:
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}

    assert post(door, webhook(says("สวัสดี")), sent) == 400

    assert kept(door.database) == []


def test_the_former_secret_is_good_while_the_secret_is_rotated(door: Desk) -> None:
    rotating = replace(door, signatures=Signatures((SECRET, "former")))
    body = webhook(says("สวัสดี")).encode()

    assert post(rotating, body, signed(body, "former")) == 200


def test_the_same_event_twice_is_one_row_and_two_200s(door: Desk) -> None:
    body = webhook(says("สวัสดี"))

    assert [post(door, body), post(door, body)] == [200, 200]
    assert kept(door.database) == [WAITING]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"events"',
        b"null",
        b'{"events": 5}',
        b'{"events": {"a": 1}}',
        b"\xff\xfe",
        b"9" * 5000,
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "list", "string", "null", "number", "object", "not-utf8", "digits", "deep"],
)
def test_a_signed_body_that_is_no_webhook_call_is_refused(door: Desk, body: bytes) -> None:
    assert post(door, body) == 400


def test_junk_of_every_type_never_hurts_its_neighbours(door: Desk) -> None:
    junk: list[object] = [
        None,
        5,
        "x",
        [],
        {},
        {"type": 5},
        {"type": "message"},
        {"type": "message", "timestamp": True},
    ]
    body = json.dumps({"events": [*junk, says("สวัสดี"), event("somethingNew"), *junk]})

    assert post(door, body) == 200

    assert sorted(kept(door.database))[:2] == [WAITING, WAITING]
    assert set(kept(door.database)) == {WAITING, PARKED}


def test_one_event_nested_too_deep_is_kept_apart_from_its_neighbours(door: Desk) -> None:
    good = json.dumps(says('สวัสดี ] } " ['), ensure_ascii=False)
    deep = '{"type":"message","message":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}"

    assert (
        post(door, f'{{"destination":"U","events":[{good},{deep},{good.replace("webhookEventId", "x")}]}}')
        == 200
    )

    assert sorted(kept(door.database)) == [WAITING, PARKED, PARKED]


def test_a_hundred_events_in_one_call_are_all_kept(door: Desk) -> None:
    assert post(door, webhook(*[says(f"ข้อความ {n}", f"U{n:032x}") for n in range(100)])) == 200

    assert len(kept(door.database)) == 100


def test_a_body_over_the_limit_is_refused_without_being_read(door: Desk) -> None:
    assert post(door, b"x" * (3 * 1024 * 1024)) in (400, 413)


def test_events_of_nobody_and_of_standby_are_kept_and_ignored(door: Desk) -> None:
    assert post(door, webhook(says("สวัสดี", mode="standby"), event("module", source=None))) == 200

    assert kept(door.database) == [IGNORED, IGNORED]


def test_text_no_database_takes_is_kept_all_the_same(door: Desk) -> None:
    odd = says("ศูนย์\0 กับครึ่งตัว \ud800", MALI)

    assert post(door, json.dumps({"events": [odd]})) == 200

    assert kept(door.database) == [WAITING]


def block(database: Database) -> object:
    """Somebody else holds what a commit needs; released by closing the connection."""
    connection = database.read.connect().execution_options(isolation_level="AUTOCOMMIT")
    if database.is_sqlite:
        other = Database(database.url)
        held = other.write.connect()
        held.begin()
        connection.close()
        return held
    connection.close()
    held = database.read.connect()
    held.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
    return held


def test_a_database_that_does_not_answer_is_a_503_in_time_and_then_all_is_well(door: Desk) -> None:
    held = block(door.database)
    started = time.monotonic()

    status = post(door, webhook(says("สวัสดี")))
    waited = time.monotonic() - started
    held.close()  # type: ignore[attr-defined]

    assert status == 503
    assert waited < KEEP_SECONDS + 2  # a hang would be 30 s; the bound itself is KEEP_SECONDS
    deadline = time.monotonic() + 20
    while post(door, webhook(says("อีกครั้ง"))) != 200:
        assert time.monotonic() < deadline


def test_connections_the_server_has_cut_are_replaced(door: Desk) -> None:
    if door.database.is_sqlite:
        door.database.write.dispose()  # the nearest an embedded engine has
    else:
        post(door, webhook(says("หนึ่ง")))
        with door.database.reading() as db:
            db.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    statuses = [post(door, webhook(says(f"ลอง {n}"))) for n in range(4)]

    assert statuses[-1] == 200
    with door.database.reading() as db:
        assert db.execute(select(func.count()).select_from(InboxEvent)).scalar_one() >= statuses.count(200)


def test_ready_says_no_while_nothing_can_be_committed(door: Desk) -> None:
    client = create_app(door).test_client()
    assert client.get("/readyz").status_code == 200
    held = block(door.database) if door.database.is_sqlite else None
    if held is None:
        held = door.database.read.connect()
        held.execute(text("LOCK TABLE channels IN ACCESS EXCLUSIVE MODE"))

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    held.close()  # type: ignore[attr-defined]
