"""Is one slip forgiven, and two not?"""

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
