"""Does the System page tell an admin what is wrong and what to do, and can what was parked be tried again?"""

import re

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from bot.line.errors import Answer, Kind
from bot.store import inbox, jobs, outbox, quota
from bot.store.audit import AuditEntry
from bot.store.inbox import InboxEvent
from bot.web import system
from tests.bot.web.desktop import Desktop
from tests.rig import text as says
from tests.rig import webhook


def park(desk: Desktop, number: int = 1, reason: str = "ValueError: odd") -> list[int]:
    """So many customers' events that could not be handled, and one malformed; the ids of the former."""
    desk.rig.receive(webhook(*[says("hello", f"U{n:032x}") for n in range(900, 900 + number)], {"type": "x"}))
    with desk.database.transaction() as db:
        ours = InboxEvent.contact_key != ""
        db.execute(update(InboxEvent).where(ours).values(state=inbox.PARKED, attempts=3, reason=reason))
        return list(db.execute(select(InboxEvent.id).where(ours).order_by(InboxEvent.id)).scalars())


def fail(desk: Desktop) -> int:
    """A customer whose answer LINE refuses; the conversation."""
    number = desk.customer("hello")
    desk.rig.line.answers.append(Answer(Kind.REFUSED, "400 The request body has 1 error(s)"))
    desk.rig.sender.deliver_all()
    return number


def states(desk: Desktop) -> dict[int, int]:
    with desk.database.reading() as db:
        return {row.id: row.state for row in db.execute(select(InboxEvent.id, InboxEvent.state))}


def audited(desk: Desktop) -> list[tuple[str, str, int | None]]:
    with desk.database.reading() as db:
        found = select(AuditEntry.action, AuditEntry.subject, AuditEntry.agent_id)
        return [tuple(row) for row in db.execute(found.order_by(AuditEntry.id))]


@pytest.fixture(autouse=True)
def no_calls_yet(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Calls by outcome: what other tests of this process did to the webhook is not this page's news."""
    calls: dict[str, int] = {}
    monkeypatch.setattr(system, "_calls", lambda outcome: calls.get(outcome, 0))
    return calls


def test_a_desk_that_is_well_says_so(desk: Desktop) -> None:
    desk.customer("hello")
    desk.rig.sender.deliver_all()

    page = desk.at("ada").get("/system").text

    assert "All is well" in page
    assert "just now" in page
    assert "system-do" not in page


def test_before_the_first_event_the_page_says_how_to_connect_line(desk: Desktop) -> None:
    page = desk.like(public_url="https://desk.example.com").at("ada").get("/system").text

    assert "https://desk.example.com/line/webhook" in page
    assert "Use webhook" in page


def test_refused_and_unkept_calls_are_counted_with_what_to_do(
    desk: Desktop, no_calls_yet: dict[str, int]
) -> None:
    no_calls_yet.update(bad_signature=7, not_kept=2)

    page = desk.at("ada").get("/system").text

    assert "7 calls came with a wrong signature" in page
    assert "LINE_CHANNEL_SECRET" in page
    assert "2 calls were answered 503" in page


def test_what_waits_too_long_is_named(desk: Desktop) -> None:
    desk.customer("hello")  # its answer is never sent
    desk.rig.receive(webhook(says("anybody?", at=desk.clock.now())))
    desk.clock.advance(seconds=61)

    page = desk.at("ada").get("/system").text

    assert "Events are not being handled in time" in page
    assert "Messages wait for LINE" in page
    assert "61 s" in page


def test_a_parked_event_shows_its_reason_and_never_its_words(desk: Desktop) -> None:
    (event_id,) = park(desk, reason="ValueError: <b>odd</b>")

    page = desk.at("ada").get("/system").text

    assert "ValueError: &lt;b&gt;odd&lt;/b&gt;" in page
    assert "hello" not in page
    assert f'action="/system/parked/{event_id}"' in page
    assert "malformed: webhookEventId" in page
    assert page.count("cannot be read, only kept") == 1


def test_one_parked_event_is_tried_again_and_the_others_stay(desk: Desktop) -> None:
    first, second = park(desk, 2)
    ada = desk.at("ada")

    answer = ada.post(f"/system/parked/{first}")

    assert answer.status_code == 303
    assert (states(desk)[first], states(desk)[second]) == (inbox.WAITING, inbox.PARKED)
    assert "1 events wait" in ada.get("/system").text
    assert audited(desk) == [("inbox.requeued", f"event {first}: set aside → waiting", desk.people["ada"])]
    desk.rig.decide()
    assert states(desk)[first] == inbox.DONE


def test_all_of_them_are_tried_again_but_what_cannot_be_read(desk: Desktop) -> None:
    park(desk, 3)

    desk.at("ada").post("/system/parked")

    assert sorted(states(desk).values()) == [inbox.WAITING] * 3 + [inbox.PARKED]
    assert audited(desk) == [("inbox.requeued", "3 events: set aside → waiting", desk.people["ada"])]


@pytest.mark.parametrize("path", ["/system/parked/999", "/system/parked"])
def test_trying_again_when_nothing_is_parked_says_so_and_is_not_audited(desk: Desktop, path: str) -> None:
    ada = desk.at("ada")

    ada.post(path)

    assert "Nothing was parked any more" in ada.get("/system").text
    assert audited(desk) == []


def test_a_malformed_event_is_not_tried_again_even_when_asked_by_number(desk: Desktop) -> None:
    park(desk)
    malformed = max(states(desk))

    desk.at("ada").post(f"/system/parked/{malformed}")

    assert states(desk)[malformed] == inbox.PARKED


def test_failed_and_doubtful_deliveries_lead_to_their_chats(desk: Desktop) -> None:
    refused, doubtful = fail(desk), fail(desk)
    with desk.database.transaction() as db:
        row = outbox.Delivery
        db.execute(update(row).where(row.conversation_id == doubtful).values(state=outbox.IN_DOUBT))

    page = desk.at("ada").get("/system").text

    assert "Failed: 1; in doubt: 1" in page
    assert "400 The request body has 1 error(s)" in page
    for number in (refused, doubtful):
        assert f'href="/c/{number}?view=all"' in page


def test_errands_that_keep_failing_are_shown_and_young_ones_are_not(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        jobs.ask(db, [("profile", "old", 0), ("profile", "young", 0)])
        db.execute(update(jobs.Job).values(attempts=1, reason="once"))
        db.execute(update(jobs.Job).where(jobs.Job.key == "old").values(attempts=9, reason="500 from LINE"))

    page = desk.at("ada").get("/system").text

    assert "500 from LINE" in page
    assert "young" not in page


@pytest.mark.parametrize(("used", "is_short"), [(100, False), (460, True)])
def test_the_quota_warns_before_it_is_used_up(desk: Desktop, used: int, is_short: bool) -> None:
    with desk.database.transaction() as db:
        quota.keep(db, 500, used, desk.clock.now())

    page = desk.at("ada").get("/system").text

    assert f"{used} of 500 counted messages used" in page
    assert ("Raise the limit" in page) is is_short


def test_only_admins_find_the_door(desk: Desktop) -> None:
    assert 'href="/system"' in desk.at("ada").get("/canned/").text
    assert 'href="/system"' not in desk.at("sora").get("/canned/").text
    assert desk.at("sora").post("/system/parked").status_code == 403


def test_the_page_asks_the_database_as_often_for_sixty_troubles_as_for_none(desk: Desktop) -> None:
    ada = desk.at("ada")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def count() -> int:
        asked.clear()
        for engine in {desk.database.read, desk.database.write}:
            sql_event.listen(engine, "before_cursor_execute", note)
        page = ada.get("/system").text
        for engine in {desk.database.read, desk.database.write}:
            sql_event.remove(engine, "before_cursor_execute", note)
        assert len(re.findall("<h2", page)) == 6
        return len(asked)

    before = count()
    for _ in range(3):
        fail(desk)
    park(desk, 60)

    assert count() == before <= 14
