"""Broadcasts at the console: who may, what is refused by field, and what the page tells."""

import re

import pytest

from bot.store import campaigns, ledger, limits
from bot.store.database import Database
from bot.store.limits import current
from handlers.campaigns import Move
from handlers.limits import Limits
from tests.bot.web.desktop import Browser, Desktop
from tests.crowd import Megaphone, batch

GOOD = {"name": "ลดปลายเดือน", "topic": "promotions", "text_th": "ลด 25% ค่ะ", "text_en": "25% off"}
LIMITS = {
    "per_day": "2",
    "per_week": "5",
    "gap_hours": "4",
    "quiet_from": "22:30",
    "quiet_to": "08:00",
    "bad_score_hours": "24",
}


def write(ada: Browser, **changes: str) -> int:
    """A draft; its number."""
    answer = ada.post("/broadcasts", **(GOOD | changes))
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def row(desk: Desktop, number: int):
    with desk.database.reading() as db:
        return campaigns.one(db, number)


def open_all_day(database: Database) -> None:
    with database.transaction() as db:
        limits.change(db, Limits(gap_hours=0, quiet_from=0, quiet_to=0), 0, 1)


def test_a_draft_shows_who_gets_it_and_why_others_do_not(desk: Desktop) -> None:
    desk.customer("สวัสดีค่ะ")
    desk.customer("ขอคุยกับเจ้าหน้าที่ค่ะ")
    desk.customer("unsubscribe")

    page = desk.at("ada").get(f"/broadcasts/{write(desk.at('ada'))}").text

    assert "Of 3 people, 1 get it" in page
    assert "Is waiting for, or talking to, our team" in page
    assert "Has said no to this topic" in page
    assert "Has blocked the account" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "x" * 101}, "At most 100 characters"),
        ({"topic": "horoscope"}, "Choose one of the topics"),
        ({"language": "xx"}, "Choose one of the languages"),
        ({"text_th": " ", "text_en": ""}, "Write a text in at least one language"),
        ({"text_en": "😊" * 2501}, "5,002 characters long"),
    ],
)
def test_a_bad_value_is_refused_at_its_field_and_nothing_is_saved(
    desk: Desktop, changes: dict[str, str], said: str
) -> None:
    answer = desk.at("ada").post("/broadcasts", **(GOOD | changes))

    assert answer.status_code == 422
    assert said in answer.text
    assert row(desk, 1) is None


def test_what_was_typed_comes_back_escaped(desk: Desktop) -> None:
    answer = desk.at("ada").post(
        "/broadcasts", **(GOOD | {"name": "", "text_th": "<script>alert(1)</script>"})
    )

    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_it_goes_from_draft_to_done_and_the_customers_thread_shows_it(desk: Desktop) -> None:
    open_all_day(desk.database)
    customer = desk.customer("สวัสดีค่ะ", name="Mali")
    ada = desk.at("ada")
    number = write(ada)

    assert ada.post(f"/broadcasts/{number}/schedule", when="now", sure="1").status_code == 303
    line = Megaphone(desk.clock)
    batch(desk.database, desk.clock, line).carry_out()

    assert row(desk, number).status == "done"
    assert [each.contact for each in line.delivered] == [customer]
    assert "consent:off:promotions" in line.delivered[0].payload
    assert "Received the broadcast “ลดปลายเดือน”" in desk.at("nok").get(f"/c/{customer}").text
    assert re.search(r"<dt>Sent</dt><dd>1<", ada.get(f"/broadcasts/{number}").text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"when": "now"}, "Tick that you have checked it first"),
        ({"when": "later", "sure": "1", "day": "2026-13-01", "time": "10:00"}, "Choose a day and a time"),
        ({"when": "later", "sure": "1"}, "Choose a day and a time"),
        ({"when": "later", "sure": "1", "day": "2020-01-01", "time": "10:00"}, "That moment has passed"),
        (
            {"when": "later", "sure": "1", "day": "9999-12-31", "time": "23:59+14:00"},
            "Choose a day and a time",
        ),
    ],
)
def test_it_is_not_scheduled_for_a_moment_that_makes_no_sense(
    desk: Desktop, fields: dict[str, str], said: str
) -> None:
    ada = desk.at("ada")
    number = write(ada)

    ada.post(f"/broadcasts/{number}/schedule", **fields)

    assert row(desk, number).status == "draft"
    assert said in ada.get(f"/broadcasts/{number}").text


def test_a_scheduled_one_goes_out_at_the_shops_hour_and_can_be_taken_back(desk: Desktop) -> None:
    ada = desk.at("ada")
    number = write(ada)

    ada.post(f"/broadcasts/{number}/schedule", when="later", sure="1", day="2026-09-23", time="12:00")

    assert row(desk, number).scheduled_at == 1_790_139_600_000  # 12:00 in Bangkok is 05:00 UTC
    assert "23 Sep 2026, 12:00" in ada.get(f"/broadcasts/{number}").text
    assert ada.get(f"/broadcasts/{number}/edit").status_code == 404
    ada.post(f"/broadcasts/{number}/move", move="redraft")
    assert row(desk, number).status == "draft"


def test_pause_resume_and_cancel_are_offered_when_they_can_be_done_and_refused_when_not(
    desk: Desktop,
) -> None:
    ada = desk.at("ada")
    number = write(ada)
    ada.post(f"/broadcasts/{number}/schedule", when="now", sure="1")
    with desk.database.transaction() as db:
        campaigns.start_due(db, desk.clock.now())

    assert "Pause" in ada.get(f"/broadcasts/{number}").text
    ada.post(f"/broadcasts/{number}/move", move="pause")
    assert row(desk, number).status == "paused"
    ada.post(f"/broadcasts/{number}/move", move="pause")
    assert "can&#39;t be done to this broadcast any more" in ada.get(f"/broadcasts/{number}").text
    ada.post(f"/broadcasts/{number}/move", move="cancel")
    assert row(desk, number).status == "cancelled"
    assert ada.post(f"/broadcasts/{number}/move", move="finish").status_code == 400


def test_held_for_the_quota_is_an_alarm_on_the_page(desk: Desktop) -> None:
    ada = desk.at("ada")
    number = write(ada)
    ada.post(f"/broadcasts/{number}/schedule", when="now", sure="1")
    with desk.database.transaction() as db:
        campaigns.start_due(db, desk.clock.now())
        campaigns.move(db, number, Move.HOLD, reason="quota")

    page = ada.get(f"/broadcasts/{number}").text

    assert "monthly message limit is reached" in page
    assert "Resume" in page


def test_a_test_goes_to_one_phone_and_remembers_whose_it_is(desk: Desktop) -> None:
    customer = desk.customer("สวัสดีค่ะ", name="Ada on LINE")
    ada = desk.at("ada")
    number = write(ada)

    ada.post(f"/broadcasts/{number}/test", contact=str(customer), own="1")
    desk.rig.settle()

    assert "ลด 25% ค่ะ" in desk.rig.line.said[-1][2]
    assert "Ada on LINE (you)" in ada.get(f"/broadcasts/{number}").text
    with desk.database.reading() as db:
        assert ledger.sent_since(db, customer, 0) == 0  # asked for by staff, so outside the limits


@pytest.mark.parametrize(("words", "said"), [("ขอคุยกับเจ้าหน้าที่ค่ะ", "waiting for, or talking to")])
def test_a_test_never_breaks_into_a_talk(desk: Desktop, words: str, said: str) -> None:
    customer = desk.customer(words)
    ada = desk.at("ada")
    number = write(ada)

    ada.post(f"/broadcasts/{number}/test", contact=str(customer))

    assert said in ada.get(f"/broadcasts/{number}").text


def test_limits_are_changed_at_once_and_the_audit_says_by_whom(desk: Desktop) -> None:
    from sqlalchemy import select

    from bot.store.audit import AuditEntry

    desk.at("ada").post("/broadcasts/limits", **LIMITS)

    with desk.database.reading() as db:
        assert current(db) == Limits(2, 5, 4, 22 * 60 + 30, 8 * 60, 24)
        entry = db.execute(select(AuditEntry.__table__).where(AuditEntry.action == "limits.changed")).one()
    assert entry.agent_id == desk.people["ada"]
    assert "per_day 1 → 2" in entry.subject


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("per_day", "0", "From 1 to 20."),
        ("per_week", "many", "Write a whole number."),
        ("gap_hours", "-1", "Write a whole number."),
        ("gap_hours", "169", "From 0 to 168."),
        ("quiet_from", "25:00", "Write a time such as 21:00."),
        ("quiet_to", "", "Write a time such as 21:00."),
        ("bad_score_hours", "٣", "Write a whole number."),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused_at_its_field_and_keeps_the_others_out(
    desk: Desktop, field: str, typed: str, said: str
) -> None:
    answer = desk.at("ada").post("/broadcasts/limits", **(LIMITS | {field: typed}))

    assert answer.status_code == 422
    assert re.search(rf'id="wrong-{field}">{said}<', answer.text)
    with desk.database.reading() as db:
        assert current(db) == Limits()


def test_supervisors_look_and_agents_do_not(desk: Desktop) -> None:
    number = write(desk.at("ada"))

    page = desk.at("sora").get(f"/broadcasts/{number}")

    assert page.status_code == 200
    assert "Send it" not in page.text
    assert "Broadcasts" not in desk.at("nok").get("/c/").text


def test_tags_are_put_on_beside_the_chat_and_make_an_audience(desk: Desktop) -> None:
    customer, _ = desk.customer("สวัสดีค่ะ"), desk.customer("hello")
    nok, ada = desk.at("nok"), desk.at("ada")

    nok.post(f"/c/{customer}/tags", tag=" VIP  เชียงใหม่ ")
    nok.post(f"/c/{customer}/tags", tag="")
    shown = nok.get(f"/c/{customer}").text
    number = write(ada, tags="vip เชียงใหม่")

    assert "vip เชียงใหม่" in shown
    assert "Of 1 people, 1 get it" in ada.get(f"/broadcasts/{number}").text
    nok.post(f"/c/{customer}/untag", tag="vip เชียงใหม่")
    assert "Of 0 people, 0 get it" in ada.get(f"/broadcasts/{number}").text
