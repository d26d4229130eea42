"""Copies with a change: as dataclasses.replace() makes them, only sooner."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.changing import replace
from handlers.effects import Mark
from handlers.facts import Facts
from handlers.state import Phase, State

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(Phase),
        "misses": st.integers(),
        "choices": st.lists(st.text()).map(tuple),
        "agent_id": st.none() | st.integers(),
        "topic": st.text(),
    },
)


@given(before=CHANGES, change=CHANGES)
def test_a_copy_is_what_dataclasses_would_make_and_the_original_stays(before: dict, change: dict) -> None:  # type: ignore[type-arg]
    state = State(**before)

    changed = replace(state, **change)

    assert changed == dataclasses.replace(state, **change)
    assert hash(changed) == hash(dataclasses.replace(state, **change))
    assert state == State(**before)


def test_a_field_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Facts has no moment"):
        replace(Facts(now=1), moment=2)  # type: ignore[call-arg]


def test_what_has_slots_is_copied_as_well() -> None:
    assert replace(Mark("resolved"), reason="sale") == Mark("resolved", reason="sale")


def test_a_copy_is_as_frozen_as_the_original() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(State(), misses=1).misses = 2  # type: ignore[misc]
