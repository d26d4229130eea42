"""What is the ear taught, and what does it learn from that?

    python -m faq.lessons

writes the weights of `faq.ear` anew, to be run whenever a lesson or a word list changes. A line of
lessons.tsv is a phrase and what it is: person, anger, or nothing. In "{can i|let me} talk to {a human|staff}"
each brace stands for one of its parts; of many such phrases an even spread is taken. Fitted by ridge
regression.
"""

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from faq.article import starter
from faq.courtesy import WORDS
from faq.ear import BUCKETS, FILE, as_meant, groups, packed

RIDGE: Final = 0.3
_MOST: Final = 32  # phrases from one line
_ROUNDS: Final = 40
_BRACES: Final = re.compile(r"[{}]")
_TAUGHT_BESIDE: Final = ("courtesy", "PERSON", "REQUEST", "EAR", "COMPLAINT")
_READ: Final = ("lessons.tsv", "phrases.tsv", "intents.toml", "spelling.toml")

Figures = npt.NDArray[np.float64]


def lessons() -> list[tuple[str, str]]:
    """Every phrase with what it is, each once."""
    rows: dict[str, str] = {}
    for name in ("phrases.tsv", "lessons.tsv"):
        for line in _text(name).splitlines():
            pattern, kind = line.split("\t")
            rows.update((phrase, kind) for phrase in _spread(pattern))
    return list((dict.fromkeys(_everyday(), "") | rows).items())


def _everyday() -> Iterator[str]:
    """What shops are asked every day, and what people say beside it: nothing of the kind."""
    for article in starter():
        yield from chain.from_iterable(article.questions.values())
    for name, words in WORDS.items():
        if name not in _TAUGHT_BESIDE:
            yield from (*words.get("core", ()), *words["phrases"])


def fingerprint() -> str:
    """Changes with whatever the weights depend on."""
    return hashlib.sha256("\0".join(map(_text, _READ)).encode()).hexdigest()


def _text(name: str) -> str:
    return resources.files("faq").joinpath(name).read_text("utf-8")


def _spread(pattern: str) -> Iterator[str]:
    """The phrases a pattern stands for; of many, some that differ in all of their parts."""
    parts = [part.split("|") if at % 2 else [part] for at, part in enumerate(_BRACES.split(pattern))]
    every = math.prod(map(len, parts))
    step = max(1, int(every * 0.618))
    while math.gcd(step, every) != 1:
        step += 1
    for turn in range(min(every, _MOST)):
        at, chosen = turn * step % every, []
        for part in parts:
            chosen.append(part[at % len(part)])
            at //= len(part)
        yield "".join(chosen)


class _Taught:
    """Phrases as rows of a matrix whose columns are buckets; every row has length one."""

    def __init__(self, phrases: Sequence[str]) -> None:
        held = [groups(as_meant(phrase)) for phrase in phrases]
        sizes = np.array([len(each) for each in held])
        self._buckets = np.concatenate(held)
        self._rows = np.repeat(np.arange(len(held)), sizes)
        self._values = 1 / np.sqrt(sizes[self._rows])
        self._many = len(held)

    def told(self, weights: Figures) -> Figures:
        return np.bincount(self._rows, weights[self._buckets] * self._values, self._many).astype(np.float64)

    def pulled(self, rows: Figures) -> Figures:
        return np.bincount(self._buckets, rows[self._rows] * self._values, BUCKETS).astype(np.float64)

    def fit(self, wanted: Figures) -> Figures:
        """The weights that come nearest to what is wanted, by conjugate gradients."""
        weights = np.zeros(BUCKETS)
        missing = self.pulled(wanted)
        way, left = missing.copy(), float(missing @ missing)
        for _ in range(_ROUNDS):
            pull = self.pulled(self.told(way)) + RIDGE * way
            pace = left / float(way @ pull)
            weights += pace * way
            missing -= pace * pull
            way *= float(missing @ missing) / left
            way += missing
            left = float(missing @ missing)
        return weights


def learnt() -> bytes:
    """What `faq.ear` reads."""
    rows = lessons()
    taught = _Taught([phrase for phrase, _ in rows])
    either, lean = (
        np.array([value[kind] for _, kind in rows])
        for value in ({"": -1.0, "person": 1.0, "anger": 1.0}, {"": 0.0, "person": 1.0, "anger": -1.0})
    )
    weights = np.stack([taught.fit(either), taught.fit(lean)], 1)
    step = float(np.abs(weights).max()) / 127
    return packed(np.round(weights / step).astype(np.int8), step, fingerprint())


def main() -> None:
    Path(str(resources.files("faq").joinpath(FILE))).write_bytes(learnt())


if __name__ == "__main__":
    main()
