"""Do the benchmarks' customers and their LINE keep count, so that figures can be trusted?"""

import json
from collections.abc import Iterator

import pytest

from benchmarks.customers import Customers
from benchmarks.fake_line import FakeLine
from benchmarks.load import Load
from benchmarks.reactor import Reactor
from benchmarks.wire import request


@pytest.fixture
def reactor() -> Reactor:
    return Reactor()


@pytest.fixture
def line(reactor: Reactor) -> Iterator[FakeLine]:
    playing = FakeLine(reactor)
    yield playing
    playing.close()


def test_a_missing_reply_is_noticed_and_a_repeated_one_refused_as_line_does(
    reactor: Reactor, line: FakeLine
) -> None:
    calls = [
        each._replace(request=request("POST", "/v2/bot/message/reply", json.dumps(said).encode()))
        for each in Customers("secret").calls(40)
        for said in [{"replyToken": each.token, "messages": []}]
    ]
    load = Load(reactor, int(line.origin.rpartition(":")[2]), connections=4)

    sample = load.open_loop(calls[:30], rate=2000)

    assert sample.sent.keys() == line.replies.keys() == {each.token for each in calls[:30]}
    assert len(sample.latencies) == 30
    line.check(sample.sent.keys())
    with pytest.raises(AssertionError, match="10 of 40 events were never answered"):
        line.check({each.token for each in calls})
    with pytest.raises(AssertionError, match="answered 400"):
        load.open_loop(calls[:1], rate=1)
    assert line.retried == 1
    load.close()
