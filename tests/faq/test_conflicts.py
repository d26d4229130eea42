"""Are phrasings of different articles that read alike found, each pair once, and no others?"""

import time
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Article
from faq.article import starter
from faq.conflicts import MOST, clashes, conflicts
from tests.faq.test_explain import asking

WAYS = ["ค่าส่งเท่าไร", "ค่าส่งเท่าไหร่คะ", "when do you open", "when do you opens", "ๆ", "?!"]


def pairs(*articles: Article) -> set[tuple[str, str]]:
    return {(each.one.text, each.other.text) for each in conflicts(articles)}


def test_the_same_question_in_two_articles_is_found_whatever_politeness_it_carries() -> None:
    found = conflicts([asking("fee", "สวัสดีค่ะ ค่าส่งเท่าไรคะ"), asking("price", "ค่าส่ง เท่าไร")])

    assert [(each.is_same, each.one.slug, each.other.slug) for each in found] == [(True, "fee", "price")]


def test_a_near_question_is_found_and_comes_after_the_same_ones() -> None:
    found = conflicts(
        [
            asking("a", "when does my parcel arrive", "how much"),
            asking("b", "when does my parcel arrived", "how much?"),
        ]
    )

    assert [each.is_same for each in found] == [True, False]
    assert found[1].likeness < 1


def test_one_article_may_say_the_same_twice() -> None:
    assert pairs(asking("a", "when do you open", "when do you open?", "when do you opens")) == set()


def test_thousands_of_ways_alike_cost_no_memory_of_their_pairs() -> None:
    ways = [f"how much is delivery to district {at:04}" for at in range(1_500)]
    tracemalloc.start()

    alone = conflicts([asking("a", *ways, *["How much?"] * 1_500)])
    twice = conflicts([asking("a", *ways), asking("b", *ways)])
    while_written = clashes("a", ways, {"b": ways})

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert alone == []
    assert (len(twice), len(while_written)) == (MOST, MOST)
    assert twice[0].is_same
    assert peak < 60_000_000  # a million pairs take hundreds of megabytes


def test_different_questions_are_left_alone() -> None:
    assert pairs(asking("a", "when do you open"), asking("b", "when do you deliver")) == set()


def test_the_starter_articles_never_ask_the_same() -> None:
    assert [each for each in conflicts(starter()) if each.is_same] == []


def test_thousands_of_phrasings_are_compared_while_somebody_waits() -> None:
    many = [
        asking(f"a{at}", *(f"{verb} number {at} {each}" for each in range(60)))
        for at, verb in enumerate(["open", "close", "deliver", "return", "refund", "size", "pay"] * 10)
    ]
    start = time.process_time()

    conflicts(many, near=0.97)

    assert time.process_time() - start < 8  # of one core, loaded; about one by itself


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="abc ก่า", max_size=12), max_size=8), st.floats(0.5, 1.0))
def test_every_pair_comes_once_and_is_of_two_articles(texts: list[str], near: float) -> None:
    found = conflicts([asking(f"s{at % 3}-{at}", text) for at, text in enumerate(texts)], near)

    assert len({(each.one, each.other) for each in found}) == len(found)
    assert all(each.one.slug != each.other.slug for each in found)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.sampled_from(WAYS)),
        min_size=1,
    )
)
def test_while_one_is_written_the_same_is_found_as_over_all(asked: dict[str, list[str]]) -> None:
    slug = min(asked)
    whole = conflicts(asking(each, *texts) for each, texts in asked.items())

    found = clashes(slug, asked[slug], asked)

    told = {
        (each.one, each.other, each.is_same) for each in whole if slug in (each.one.slug, each.other.slug)
    }
    assert {(each.one, each.other, each.is_same) for each in found} == told
    assert len(found) == len(told)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(WAYS) | st.text(alphabet="abc ก่า", max_size=9), max_size=3), max_size=6
    ),
    st.sets(st.integers(0, 5)),
    st.floats(0.5, 1.0),
)
def test_among_the_changed_and_the_rest_the_same_is_found_as_over_all(
    asked: list[list[str]], changed: set[int], near: float
) -> None:
    articles = [asking(f"s{at}", *texts) for at, texts in enumerate(asked)]
    mine = {f"s{at}" for at in changed}

    found = conflicts(articles, near, of=mine)

    assert found == [each for each in conflicts(articles, near) if {each.one.slug, each.other.slug} & mine]
