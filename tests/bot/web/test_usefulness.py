"""What each article is worth, checked against an example worked out by hand; shares are withheld when few."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.store import articles, helpfulness
from bot.store.messages import CONTACT, Message
from bot.store.reports import Scores
from bot.store.usefulness import NOTHING, Worth
from bot.web.console.usefulness import line
from tests.bot.web.desktop import Desktop

PAGE = "/answers/usefulness"


def test_answers_are_counted_by_what_became_of_them(desk: Desktop) -> None:
    # Twelve answers about the fee: 6 asked no further, 1 helped, 2 asked again, 1 to people, 1 wrong, 1 open.
    desk.crowd(12, "ค่าส่งเท่าไหร่")
    ends = ["done"] * 6 + ["helped"] + ["rephrased"] * 2 + ["handed_off", "wrong", ""]
    with desk.database.transaction() as db:
        for number, outcome in enumerate(ends, 1):
            mine = (Message.conversation_id == number) & (Message.author == CONTACT)
            db.execute(update(Message).where(mine).values(outcome=outcome))
    desk.clock.advance(seconds=1)

    html = desk.at("sora").get(PAGE).text
    rows = desk.at("sora").get("/answers/usefulness.csv").text.splitlines()

    # 7 of 11 known: 0.636, and 1.96 · √(0.636 · 0.364 / 11) = 0.284.
    assert rows[1] == "delivery-fee,12,7,2,1,1,1,0.636,0.284,,0,"
    assert html.count("64 %") == 2  # of the article, and of all together
    assert "± 28" in html
    assert "1 question is too fresh to tell." in html
    assert "No articles yet" not in desk.at("sora").get(f"{PAGE}?look=1").text


def test_no_share_of_all_articles_is_told_of_few_either(desk: Desktop) -> None:
    desk.crowd(2, "ค่าส่งเท่าไหร่")
    with desk.database.transaction() as db:
        db.execute(update(Message).where(Message.author == CONTACT).values(outcome="wrong"))
    desk.clock.advance(seconds=1)

    html = desk.at("sora").get(PAGE).text

    assert "<dd>2<small>the customer or one of us said so" in html


def test_no_share_is_told_of_few_and_what_wants_a_look_is_marked() -> None:
    nine = line("fee", None, Worth(asked=9, solved=9), "2026-09-21")
    ten = line("fee", None, Worth(asked=10, solved=5, rephrased=5), "2026-09-21")

    assert (nine.solved, nine.margin, nine.is_weak) == (None, None, False)
    assert (ten.solved, ten.is_weak) == (0.5, True)


def test_a_review_that_is_due_and_the_effort_of_its_sessions(desk: Desktop) -> None:
    article = replace(desk.rig.corpus.current.articles["hours"], review="2026-09-21")
    of_hours = Scores("hours", "bot", asked=6, answered=5, total=30, squares=182, easy=5)

    with desk.app.test_request_context():
        due = line("hours", article, replace(NOTHING, effort=(of_hours,)), "2026-09-21")
        later = line("hours", article, NOTHING, "2026-09-20")

    assert (due.is_due, due.effort.mean) == (True, 6.0)
    assert not later.is_due


def test_those_that_want_a_look_can_be_seen_alone(desk: Desktop) -> None:
    hours = replace(desk.rig.corpus.current.articles["hours"], review="2026-09-20")
    with desk.database.transaction() as db:
        articles.publish(db, [hours, desk.rig.corpus.current.articles["claims"]], desk.clock.now())
    desk.rig.corpus.refresh(desk.database)

    every, alone = (desk.at("sora").get(f"{PAGE}{more}").text for more in ("", "?look=1"))

    assert "/answers/claims" in every
    assert "/answers/claims" not in alone
    assert "review was due 2026-09-20" in alone


def test_admins_say_how_often_customers_are_asked(desk: Desktop) -> None:
    ada = desk.at("ada")

    assert ada.post(PAGE, percent="25").status_code == 303
    assert 'value="25"' in ada.get(PAGE).text
    assert desk.at("sora").post(PAGE, percent="1").status_code == 403
    with desk.database.reading() as db:
        assert helpfulness.current(db) == 25


@pytest.mark.parametrize("typed", ["", "-1", "101", "1.5", "๑๐", "x"])
def test_what_is_no_such_number_is_refused_and_kept_in_the_field(desk: Desktop, typed: str) -> None:
    answer = desk.at("ada").post(PAGE, percent=typed)

    assert answer.status_code == 422
    assert "whole number from 0 to 100" in answer.text
    assert f'value="{typed}"' in answer.text
    with desk.database.reading() as db:
        assert helpfulness.current(db) == helpfulness.USUAL
