"""Is one slip forgiven, and two not?"""

from time import process_time

import pytest

from faq.slips import Slips

WORDS = Slips(["person", "human", "representative"])


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("person", "person"),
        ("persn", "person"),
        ("perrson", "person"),
        ("parson", "person"),
        ("preson", "person"),
        ("humna", "human"),
        ("represntative", "representative"),
    ],
)
def test_a_letter_out_in_changed_or_swapped_is_forgiven(seen: str, meant: str) -> None:
    assert WORDS.meant(seen) == meant


@pytest.mark.parametrize("seen", ["prsn", "bperson", "huge", "", "h", "คน", "personality"])
def test_two_slips_a_wrong_beginning_and_other_words_are_not(seen: str) -> None:
    assert WORDS.meant(seen) is None


def test_two_slips_are_forgiven_in_long_words_alone_and_only_where_that_is_wanted() -> None:
    twice = Slips(["person", "representative"], twice_from=8)

    assert twice.meant("repersentatve") == "representative"
    assert twice.meant("reprsentatve") == "representative"
    assert twice.meant("prsn") is None
    assert WORDS.meant("reprsenaxtv") is None


def test_keys_held_down_are_no_word_and_take_no_time() -> None:
    twice = Slips(["representative"], twice_from=8)
    start = process_time()

    assert twice.meant("repres" * 1000) is None
    assert process_time() - start < 0.2


def test_of_a_word_without_end_nothing_is_kept_but_itself() -> None:
    endless = "representative" * 20
    start = process_time()
    twice = Slips([f"{endless}{letter}" for letter in "abcdefghijklm"], twice_from=8)

    assert process_time() - start < 0.2
    assert twice.meant(f"{endless}a") == f"{endless}a"
    assert twice.meant(endless) is None
