"""Is the invented shop of the size that is asked for, and the same every time?"""

from benchmarks.questions import shop


def test_a_shop_has_its_size_and_is_the_same_every_time() -> None:
    first, again = shop(400, 20, 10), shop(400, 20, 10)

    assert len(first.phrasings) == 400
    assert len(first.articles) == 20
    assert len(first.questions) == 10
    assert first == again


def test_no_question_is_a_phrasing_word_for_word() -> None:
    made = shop(400, 20, 50)

    assert not set(made.questions) & set(made.phrasings)
