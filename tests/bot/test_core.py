"""A busy process keeps to one core, an idle one to none, and nobody stays where it is crowded."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import core
from bot.core import BUSY, Keeping, choose

SHARES = st.floats(0, 1)


def test_a_busy_process_takes_the_core_that_is_least_used() -> None:
    assert choose(0.9, {0: 0.8, 1: 0.5}, None) == 1


def test_a_process_with_little_to_do_goes_where_there_is_room() -> None:
    assert choose(0.2, {0: 0.2, 1: 0.1}, None) is None
    assert choose(0.2, {0: 0.2, 1: 0.1}, 0) is None


def test_nobody_takes_a_core_on_a_machine_that_is_full() -> None:
    assert choose(0.9, {0: 1.0, 1: 1.0, 2: 0.9}, None) == 2
    assert choose(0.6, {0: 1.0, 1: 1.0}, None) is None


def test_a_core_is_let_go_when_somebody_else_works_on_it() -> None:
    assert choose(0.9, {0: 1.0, 1: 1.0}, 0) == 0
    assert choose(0.6, {0: 1.0, 1: 0.1}, 0) is None


@given(SHARES, st.dictionaries(st.integers(0, 7), SHARES, min_size=2), st.data())
def test_whoever_keeps_to_a_core_is_busy_and_stays_with_the_one_it_has(
    used: float, busy: dict[int, float], data: st.DataObject
) -> None:
    held = data.draw(st.sampled_from([None, *busy]))

    wanted = choose(used, busy, held)

    assert wanted is None or (used >= BUSY and wanted in busy and held in (None, wanted))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux says where a thread may run")
def test_every_thread_moves_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = os.sched_getaffinity(0)
    chosen, seen, is_over = min(everywhere), [], threading.Event()
    moved = threading.Event()
    real = core._move

    def move(cores: set[int]) -> None:
        real(cores)
        seen.append(os.sched_getaffinity(beside.native_id))
        moved.set()

    answers = [chosen, None]
    monkeypatch.setattr(core, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(core, "choose", lambda *_: answers.pop(0) if len(answers) > 1 else None)
    monkeypatch.setattr(core, "_move", move)
    beside = threading.Thread(target=is_over.wait)
    beside.start()
    keeping = Keeping()
    try:
        keeping.start()
        if len(everywhere) > 1:
            assert moved.wait(5)
            while len(seen) < 2:
                is_over.wait(0.01)
            assert seen == [{chosen}, everywhere]
    finally:
        keeping.stop()
        is_over.set()
        beside.join()
        assert os.sched_getaffinity(0) == everywhere
