"""Is what stands beside a message's words understood: tokens, quotes, places, sizes and file names?"""

import pytest

from bot.line.parse import Attached
from tests.bot.line.test_parse import arrival, genuine

DETAILS: dict[str, dict[str, object]] = {
    "message-image-set": {"quote_token": "q63", "read_token": "r63", "set": {"index": 1, "total": 2}},
    "message-quote": {"quote_token": "q64", "read_token": "r64", "quoted": "500000000000000001"},
    "message-location-bare": {"place": (13.7563, 100.5018)},
    "postback-datetime": {"params": {"moment": "2026-12-01T09:30"}},
}


@pytest.mark.parametrize("name", DETAILS)
def test_what_stands_beside_the_words_is_kept(name: str) -> None:
    heard = arrival(genuine(name)).heard

    assert heard is not None
    kept = {key: value for key, value in heard.detail.items() if key in DETAILS[name]}
    assert kept == DETAILS[name]


@pytest.mark.parametrize(
    ("name", "attached"),
    [
        ("message-file", Attached("file", "ใบเสร็จ.pdf", size=2138)),
        ("message-image-external", Attached("image", is_external=True)),
        ("message-image", Attached("image")),
        ("message-video", Attached("video", duration_ms=60000)),
        ("message-text", None),
    ],
)
def test_a_file_that_came_along_is_named_with_what_is_told_of_it(
    name: str, attached: Attached | None
) -> None:
    heard = arrival(genuine(name)).heard

    assert heard is not None
    assert heard.attached == attached


@pytest.mark.parametrize("size", [None, "7", -1, 1.5, True, 2**53, [], {}])
def test_a_size_that_is_none_counts_as_not_told(size: object) -> None:
    raw = genuine("message-file")
    raw["message"]["fileSize"] = size

    heard = arrival(raw).heard

    assert heard is not None
    assert heard.attached is not None
    assert heard.attached.size == 0
