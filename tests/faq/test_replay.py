"""What would change for real questions, were the drafts published."""

from faq import Article, Corpus
from faq.replay import Broken, Change, broken, replay


def article(slug: str, *asked: str, answer: str = "") -> Article:
    return Article(slug, "shop", {"en": slug}, {"en": asked}, {"en": answer or f"about {slug}"})


FEE = article("fee", "how much is delivery", "what is the delivery fee")
HOURS = article("hours", "when do you open", "are you open on sunday")


def test_each_question_is_sorted_by_what_becomes_of_it() -> None:
    shop = Corpus([FEE, HOURS])
    twins = Corpus([FEE, article("price", "how much is delivery"), article("gifts", "gift wrapping please")])
    asked = {"how much is delivery": 3, "when do you open": 2, "gift wrapping please": 5, "zzz qqq": 1}

    found = replay(asked, shop, twins)

    assert {each.text: (each.change, each.times, each.before, each.after) for each in found.changes} == {
        "when do you open": (Change.NO_LONGER, 2, "hours", None),
        "how much is delivery": (Change.AMBIGUOUS, 3, "fee", None),
        "gift wrapping please": (Change.NOW, 5, None, "gifts"),
    }
    assert [each.change for each in found.changes] == [Change.NO_LONGER, Change.AMBIGUOUS, Change.NOW]
    assert (found.asked, found.answered_before, found.answered_after) == (11, 5, 5)
    assert (found.unknown_before, found.unknown_after) == (6, 3)


def test_another_answer_to_the_same_question_is_a_change() -> None:
    free = article("fee", *FEE.questions["en"], answer="it is free")

    found = replay({"how much is delivery": 1}, Corpus([FEE, HOURS]), Corpus([free, HOURS]))

    assert [(each.change, each.before, each.after) for each in found.changes] == [
        (Change.CHANGED, "fee", "fee")
    ]


def test_the_same_articles_change_nothing() -> None:
    found = replay({"how much is delivery": 4, "open sunday?": 1}, Corpus([FEE, HOURS]), Corpus([FEE, HOURS]))

    assert found.changes == ()
    assert found.answered_before == found.answered_after


def test_a_pinned_question_is_broken_by_another_answer_and_by_none() -> None:
    pins = [("when do you open", "hours"), ("how much is delivery", "fee")]

    assert broken(pins, Corpus([FEE, HOURS])) == ()
    assert broken(pins, Corpus([FEE, article("door", "when do you open")])) == (
        Broken("when do you open", "hours", "door"),
    )
    assert broken(pins, Corpus([HOURS])) == (Broken("how much is delivery", "fee", None),)
