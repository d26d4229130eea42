"""How sure: who may look and change, what is refused, and what the page promises."""

from sqlalchemy import select

from bot.store import audit, pins, sureness
from bot.store.sureness import Sureness
from faq import Corpus
from faq.matching import Verdict, verdict
from tests.bot.web.desktop import Desktop

PAGE = "/answers/how-sure"


def kept(desk: Desktop) -> Sureness:
    with desk.database.reading() as db:
        return sureness.current(db)


def test_leads_see_the_curve_and_the_table_and_only_admins_change(desk: Desktop) -> None:
    seen = desk.at("sora").get(PAGE).text

    assert "<polyline" in seen
    assert 'aria-current="true"' in seen
    assert "An admin can change it" in seen
    assert "Too little data" not in seen
    assert desk.at("sora").post(PAGE, tolerable="3").status_code == 403
    assert desk.at("nok").get(PAGE).status_code == 403
    assert kept(desk) == Sureness()


def test_an_admin_sets_the_share_and_it_is_written_down(desk: Desktop) -> None:
    ada = desk.at("ada")

    for typed, permille in {"3": 30, "2,5 %": 25, "0.5": 5, "30": 300}.items():
        assert ada.post(PAGE, tolerable=typed).status_code == 303
        assert kept(desk) == Sureness(permille)

    assert 'value="30"' in ada.get(PAGE).text
    with desk.database.reading() as db:
        rows = select(audit.AuditEntry.subject).where(audit.AuditEntry.action == "sureness.changed")
        assert "50 → 30 ‰" in list(db.execute(rows).scalars())


def test_what_is_no_share_is_refused_and_kept_in_the_field(desk: Desktop) -> None:
    for typed in ("", "0", "0.4", "31", "five", "-1", "1e1", "2.55", "๕", "999999999999"):
        answer = desk.at("ada").post(PAGE, tolerable=typed)

        assert answer.status_code == 422, typed
        assert "Write a number from 0.5 to 30" in answer.text
        assert f'value="{typed}"' in answer.text
    assert kept(desk) == Sureness()


def test_a_shop_without_articles_is_told_that_there_is_too_little(desk: Desktop) -> None:
    desk.rig.corpus.current = Corpus([])

    seen = desk.at("ada").get(PAGE).text

    assert "Too little data: 0 questions" in seen
    assert "Nothing to draw yet" in seen


def test_whoever_makes_pinned_questions_fall_silent_is_told_which(desk: Desktop) -> None:
    ada, corpus = desk.at("ada"), desk.rig.corpus.current
    sure, unsure = corpus.tuned(0.3), corpus.tuned(0.005)
    asked = next(
        each
        for each in ("ค่าจัดส่งไปต่างจังหวัดคิดยังไงบ้างนะ", "ผ่อนจ่ายได้กี่เดือน", "ของที่ได้มาเสีย", "refund how long wait")
        if verdict(sure.match(each)) is Verdict.ANSWER is not verdict(unsure.match(each))
    )
    with desk.database.transaction() as db:
        pins.pin(db, asked, sure.match(asked)[0].article.slug, 1, None)

    ada.post(PAGE, tolerable="30")
    assert "Saved. It holds" in ada.get(PAGE).text
    ada.post(PAGE, tolerable="0.5")

    assert f"1 pinned questions are not answered by it, such as “{asked}”" in ada.get(PAGE).text
