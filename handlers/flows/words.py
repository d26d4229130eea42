"""The few words that mean the same in every flow, and in none of them an answer."""

import tomllib
from importlib import resources
from typing import Final

from faq.normalize import normalize

_WORDS: Final = tomllib.loads(resources.files("handlers.flows").joinpath("words.toml").read_text("utf-8"))


def _set(name: str) -> frozenset[str]:
    return frozenset(map(normalize, _WORDS[name]))


BACK, STOP, RESUME = _set("back"), _set("stop"), _set("resume")
DONE, SKIP = _set("done"), _set("skip")
SKIP_LEADS = tuple(_set("skip_leads"))
CASES = _set("cases")
