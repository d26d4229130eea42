"""Does time go forward on request, for LINE and for the desk alike, and never back?"""

import json

import pytest

from bot.clock import Clock
from simulator import Line
from simulator.page import STEPS, Page


@pytest.fixture
def file(tmp_path):
    return tmp_path / "clock-offset"


@pytest.fixture
def standing(file):
    with Line(channel_secret="s", access_token="t", now=lambda: 1_000_000.0, clock_file=file) as line:
        line.page = Page(line).answer
        yield line


def press(api, line, seconds):
    body = json.dumps({"seconds": seconds}).encode()
    headers = {"Content-Type": "application/json"}
    return api.pool.request("POST", f"{line.origin}/phone/clock", body=body, headers=headers)


def test_the_desk_reads_what_the_simulator_has_moved(standing, file):
    before = Clock(file).now()

    standing.advance(3_600)

    assert standing.now() == 1_003_600.0
    assert Clock(file).now() - before >= 3_600_000


def test_a_later_start_is_as_far_ahead_as_the_earlier_one_was(standing, file):
    standing.advance(90)

    with Line(channel_secret="s", access_token="t", clock_file=file) as later:
        assert later.ahead == 90


@pytest.mark.parametrize("junk", ["", "tomorrow", "-5"])
def test_a_clock_file_that_makes_no_sense_is_no_obstacle(file, junk):
    file.write_text(junk)

    with Line(channel_secret="s", access_token="t", clock_file=file) as line:
        assert line.ahead == 0


def test_time_never_goes_back(standing):
    with pytest.raises(ValueError, match="forward"):
        standing.advance(-1)


@pytest.mark.parametrize("seconds", STEPS)
def test_a_button_moves_the_clock_and_the_page_tells(standing, api, seconds):
    assert press(api, standing, seconds).status == 200

    shown = api.pool.request("GET", f"{standing.origin}/phone/state").json()["clock"]
    assert shown == {"now": 1_000_000.0 + seconds, "ahead": seconds}


@pytest.mark.parametrize("seconds", [None, 0, -60, 61, "60", 1e12, [60], {}])
def test_other_steps_are_refused_with_a_sentence(standing, api, seconds):
    answer = press(api, standing, seconds)

    assert (answer.status, standing.ahead) == (400, 0)
    assert "minute" in answer.json()["message"]


def test_a_random_plan_is_switched_on_and_off_by_the_page(standing, api):
    def flip(on):
        body = json.dumps({"kind": "by_chance", "on": on}).encode()
        headers = {"Content-Type": "application/json"}
        api.pool.request("POST", f"{standing.origin}/phone/fault", body=body, headers=headers)
        return api.pool.request("GET", f"{standing.origin}/phone/state").json()["faults"]["on"]

    assert flip(True) == ["by_chance"]
    assert standing.faults.has_plan
    assert flip(False) == []
    assert not standing.faults.has_plan
