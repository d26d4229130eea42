"""Buttons that ask for an article that is not there are found wherever they stand, and no others."""

from hypothesis import given, settings
from hypothesis import strategies as some

from faq.answer import Leaf, Press, Row, Words, plain
from faq.dangling import Dangling, dangling

HERE = Press("เวลา", article="hours")
GONE = Press("เก่า", article="old")


def test_each_is_named_by_language_bubble_card_and_button() -> None:
    row = Row((Leaf("one", (HERE, GONE)), Leaf("two", (GONE, HERE))))
    answer = {"th": plain((Words("ค่ะ"), Leaf("card", (Press("โทร", link="tel:1"), GONE)), row)), "en": "hi"}

    assert dangling("fee", answer, {"hours"}) == [
        Dangling("fee", "th", 2, 0, 2, "เก่า", "old"),
        Dangling("fee", "th", 3, 1, 2, "เก่า", "old"),
        Dangling("fee", "th", 3, 2, 1, "เก่า", "old"),
    ]
    assert dangling("fee", answer, {"hours", "old"}) == []


_values = some.recursive(
    some.none() | some.text(max_size=5) | some.integers(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(["card", "cards", "buttons", "article", "text"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


# Nearly whole, so that the faults sit deep inside; and anything at all.
_presses = some.fixed_dictionaries({"article": some.sampled_from(["hours", "old"]) | _values})
_leaves = some.fixed_dictionaries({"buttons": some.lists(_presses | _values, max_size=3) | _values})
_bubbles = some.fixed_dictionaries({"card": _leaves | _values}) | some.fixed_dictionaries(
    {"cards": some.lists(_leaves | _values, max_size=3) | _values}
)
_told = some.lists(_bubbles | _values, max_size=3) | _values


@settings(deadline=None)
@given(some.dictionaries(some.sampled_from(["th", "en"]), _told))
def test_whatever_is_half_written_is_looked_through_and_each_target_is_missed_by_its_own_buttons(
    answer: dict[str, object],
) -> None:
    found = dangling("fee", answer, set())
    targets = {each.target for each in found}

    assert len({(each.language, each.bubble, each.card, each.button) for each in found}) == len(found)
    assert dangling("fee", answer, targets) == []
    for target in targets:
        mine = [each for each in found if each.target == target]
        assert dangling("fee", answer, targets - {target}) == mine
