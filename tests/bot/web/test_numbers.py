"""The page of numbers: what happened, in words and figures, for those who lead."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.store import quota
from bot.store.reports import Scores
from bot.web.console.figures import Effort, Times, effort, times
from bot.web.console.periods import period
from tests.bot.web.desktop import Desktop

ZONE = "Asia/Bangkok"


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)  # type: ignore[arg-type,misc]


def test_a_running_day_is_compared_with_the_same_hours_of_the_day_before() -> None:
    found = period("today", at(2026, 11, 22, 14, 30), ZONE)

    assert (found.this.start, found.this.end) == (at(2026, 11, 22), at(2026, 11, 22, 14, 30) + 1)
    assert (found.before.start, found.before.end) == (at(2026, 11, 21), at(2026, 11, 21, 14, 30) + 1)


def test_a_week_begins_on_monday_in_the_shops_own_days() -> None:
    found = period("last-week", at(2026, 11, 22, 0, 30), ZONE)  # a Sunday here, still Saturday in UTC

    assert (found.this.start, found.this.end) == (at(2026, 11, 9), at(2026, 11, 16) + 1)


def test_an_unknown_period_means_today() -> None:
    assert period("<script>", at(2026, 11, 22, 14), ZONE) == period("today", at(2026, 11, 22, 14), ZONE)


@pytest.mark.parametrize(
    ("durations", "told"),
    [
        ([], Times(0, None, None)),
        ([7], Times(1, 7, 7)),
        ([4, 1, 3, 2], Times(4, 2, 4)),
        (list(range(10, 0, -1)), Times(10, 5, 9)),
    ],
)
def test_median_and_slowest_tenth_are_times_that_really_happened(durations: list[int], told: Times) -> None:
    assert times(durations) == told


def test_a_mean_is_told_with_its_margin_once_there_are_five_answers() -> None:
    # 7 7 6 5 1: mean 5.2, variance (49+49+36+25+1 − 5·27.04)/4 = 6.2, margin 1.96·√(6.2/5) = 2.18
    found = effort([Scores("fee", "bot", asked=8, answered=5, total=26, squares=160, easy=4)])

    assert (found.asked, found.answered, found.mean, found.easy) == (8, 5, 5.2, 0.8)
    assert found.margin == pytest.approx(2.18, abs=0.005)
    assert found.response == 0.625


def test_too_few_answers_give_no_mean() -> None:
    found = effort([Scores("fee", "bot", asked=9, answered=4, total=4, squares=4, easy=0)])

    assert found == Effort(9, 4, None, None, None)


def test_the_page_tells_what_happened_today(desk: Desktop) -> None:
    nok = desk.at("nok")
    served = desk.customer("talk to a person")
    desk.customer("how much is delivery")
    nok.post(f"/c/{served}/claim")
    desk.clock.advance(seconds=90)
    nok.post(f"/c/{served}/reply", text="Hello")
    nok.post(f"/c/{served}/resolve")

    page = desk.at("ada").get("/numbers").text

    assert "<dt>Opened</dt><dd>2<" in page
    assert "<dt>Resolved by a person</dt><dd>1<" in page
    assert "Asked for a person" in page
    assert "<dt>First answer, median</dt><dd>2 min<" in page


@pytest.mark.parametrize(
    ("allowed", "used", "said"),
    [
        (500, 120, "380 of 500 messages left"),
        (500, 512, "0 of 500 messages left"),
        (None, 1_234, "no limit; 1,234"),
    ],
)
def test_the_page_tells_what_line_still_takes_this_month(
    desk: Desktop, allowed: int | None, used: int, said: str
) -> None:
    ada = desk.at("ada")
    assert "LINE has not been asked yet" in ada.get("/numbers").text

    with desk.database.transaction() as db:
        quota.keep(db, allowed, used, desk.clock.now())

    assert said in ada.get("/numbers").text


def test_every_table_is_a_file_a_spreadsheet_opens(desk: Desktop) -> None:
    desk.customer("talk to a person")
    sora = desk.at("sora")

    answer = sora.get("/numbers/handoffs.csv")

    assert answer.text == "\ufeffreason,count\r\nasked,1\r\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="handoffs-today.csv"'
    assert sora.get("/numbers/effort.csv").text.startswith("\ufefftopic,path,asked")
    assert sora.get("/numbers/secrets.csv").status_code == 404


def test_the_page_asks_the_database_the_same_number_of_questions_however_much_happened(
    desk: Desktop,
) -> None:
    ada = desk.at("ada")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(desk.database.read, "before_cursor_execute", note)
    ada.get("/numbers?period=30-days")
    quiet = len(asked)
    desk.crowd(20, "talk to a person")
    desk.rig.turns.shop.forget()  # held for some seconds, and so asked for by the first page only
    asked.clear()
    ada.get("/numbers?period=30-days")
    event.remove(desk.database.read, "before_cursor_execute", note)

    assert len(asked) == quiet
