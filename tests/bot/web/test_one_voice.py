"""Another agent's conversation: whatever a colleague posts at it, its owner, its words and its phase stay."""

import pytest
from sqlalchemy import func, select

from bot.store import conversations
from bot.store.messages import Message
from bot.store.outbox import Delivery
from handlers.acts import AgentClaimed
from tests.bot.web.desktop import CAST, Desktop

# What colleagues may do with one another's chats: leave a note, a tag, look after a score or a case.
SHARED = {"console.tag", "console.untag", "console.note", "console.see", "console.look_after"}
FIELDS = {
    "text": "สวัสดีค่ะ จากคนอื่น",
    "agent": "2",
    "to": "agent:2",
    "status": "done",
    "number": "none",
    "until": "customer",
    "topic": "shop",
}


def as_it_is(desk: Desktop, number: int) -> tuple[object, ...]:
    """Whose it is, how it stands, what was said in it, and what is owed to LINE."""
    with desk.database.reading() as db:
        state = conversations.load(db, {number: 0})[number].state
        said = db.execute(select(func.count(), func.max(Message.id)).select_from(Message)).one()
        owed = db.execute(select(func.count()).select_from(Delivery)).scalar_one()
    return state, tuple(said), owed


@pytest.mark.parametrize("name", [each for each in CAST if each != "nok"])
def test_nobody_but_its_owner_moves_a_conversation(desk: Desktop, name: str) -> None:
    number = desk.customer("ขอคุยกับคน")
    desk.rig.turns.take(number, AgentClaimed(desk.people["nok"], "Nok"))
    before, other = as_it_is(desk, number), desk.at(name)
    tried = []

    for rule in desk.app.url_map.iter_rules():
        is_click = rule.rule.startswith("/c/<") and "POST" in rule.methods and rule.endpoint not in SHARED
        if is_click and "conversation_id" in rule.arguments:
            with desk.app.test_request_context():
                values = dict.fromkeys(rule.arguments, 1) | {"conversation_id": number}
                address = desk.app.url_map.bind("localhost").build(rule.endpoint, values)
            answer = other.post(address, **FIELDS)
            assert answer.status_code < 500, rule
            assert as_it_is(desk, number) == before, rule
            tried.append(rule.endpoint)

    assert {"console.claim", "console.reply", "console.hand_back", "console.resolve"} <= set(tried)


def test_only_whoever_leads_gives_a_chat_to_somebody(desk: Desktop) -> None:
    number = desk.customer("ขอคุยกับคน")
    desk.rig.turns.take(number, AgentClaimed(desk.people["nok"], "Nok"))
    before = as_it_is(desk, number)

    assert desk.at("ben").post(f"/board/{number}/give", agent=str(desk.people["ben"])).status_code == 403
    assert as_it_is(desk, number) == before
