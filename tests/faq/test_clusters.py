"""The same questions give the same groups, each is in one of them, and what is known stays known."""

import random
from itertools import chain

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.clusters import MOST, clusters
from faq.gist import gist_of
from tests.starter import ARTICLES

MODERATELY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKED = [
    *("มีที่จอดรถไหม", "ที่จอดรถมีมั้ยคะ", "มีที่จอดรถไหมคะ", "ที่จอดรถมีไหม"),
    *("รับบัตรเครดิตไหม", "ใช้บัตรเครดิตได้มั้ยคะ", "จ่ายบัตรเครดิตได้ไหม"),
    *("駐車場はありますか", "駐車場ありますか？"),
    *("do you have parking", "do you have parking nearby?"),
    "สมัครงานยังไงคะ",
]
SHOP = tuple(text for each in ARTICLES for asked in each.questions.values() for text in asked)
TEXTS = st.lists(st.one_of(st.sampled_from(ASKED), st.text(max_size=30)), max_size=30)


def told(texts: list[str], known: list[list[str]] | None = None) -> list[set[str]]:
    return [{texts[at] for at in group} for group in clusters(texts, known or [], SHOP).new]


def test_what_asks_the_same_is_together_in_scripts_with_and_without_spaces() -> None:
    assert told(ASKED) == [
        set(ASKED[:4]),
        set(ASKED[4:7]),
        set(ASKED[9:11]),
        set(ASKED[7:9]),
        {"สมัครงานยังไงคะ"},
    ]


SCREEN = ("รับสกรีนเสื้อไหมคะ", "สกรีนเสื้อได้มั้ย", "รับสกรีนเสือทีมมั้ยคะ", "สกรีนเสื้อทีมรับไหม", "รับสกีนเสื้อไหมค่ะ")
RENT = ("มีบริการเช่าชุดไหมคะ", "ให้เช่าชุดมั้ย", "เช่าชุดได้ป่าว", "เช่าชุดราตรีไหมคะ")
BURMA = ("ส่งของไปพม่าได้มั้ย", "ส่งพม่าได้ไหมคะ")


def test_what_every_customer_of_the_shop_says_brings_nothing_together() -> None:
    texts = [*SCREEN, *RENT, *BURMA]

    found = clusters(texts, (), SHOP).new

    assert [{texts[at] for at in group} for group in found] == [set(SCREEN), set(RENT), set(BURMA)]


@MODERATELY
@given(TEXTS)
def test_every_text_with_letters_is_in_exactly_one_group(texts: list[str]) -> None:
    found = clusters(texts, [ASKED[:2], []])
    placed = list(chain(*found.known, *found.new))

    assert len(placed) == len(set(placed))
    assert {at for at, text in enumerate(texts) if regex.search(r"\p{L}", gist_of(text))} == set(placed)


@MODERATELY
@given(TEXTS, st.integers())
def test_order_changes_nothing(texts: list[str], seed: int) -> None:
    mixed = texts.copy()
    random.Random(seed).shuffle(mixed)

    assert {frozenset(each) for each in told(texts)} == {frozenset(each) for each in told(mixed)}


@MODERATELY
@given(TEXTS, st.lists(st.sampled_from(ASKED), min_size=1, max_size=5))
def test_the_very_words_of_a_known_group_always_come_to_it(texts: list[str], known: list[str]) -> None:
    found = clusters([*texts, *known], [["บริษัทอยู่ที่ไหน"], known])

    assert set(range(len(texts), len(texts) + len(known))) <= set(found.known[1])


def test_the_most_typical_comes_first_and_the_largest_group_too() -> None:
    texts = ["สมัครงานยังไงคะ", *ASKED[4:7], "รับบัตรเครดิตไหมคะ", "รับบัตรเครดิตไหม"]
    (first, *_), *_ = clusters(texts).new

    assert texts[first] in ("รับบัตรเครดิตไหม", "รับบัตรเครดิตไหมคะ")


@pytest.mark.parametrize("texts", [[], ["", "555", "👍", "???"]])
def test_of_nothing_there_are_no_groups(texts: list[str]) -> None:
    assert clusters(texts, [[]]) == clusters([], [[]])


def test_more_than_can_be_compared_is_cut_and_not_hung_on() -> None:
    letters = random.Random(1)
    texts = ["".join(letters.choices("กขคงจฉชซญฎฏฐ", k=9)) for _ in range(MOST + 50)]

    placed = set(chain(*clusters(texts).new))

    assert MOST - 50 <= len(placed) < len(texts)
