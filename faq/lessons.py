"""What is the ear taught, and what does it learn from that?

    python -m faq.lessons

writes the weights of `faq.ear` anew, to be run whenever a lesson or a word list changes. A line of
lessons.tsv is a phrase and what it is: person, anger, or nothing. In "{can i|let me} talk to {a human|staff}"
each brace stands for one of its parts, "@en.somebody" among them for all those words of ear.toml; of many
such phrases an even spread is taken. Every phrase is taught a second time with a slip of the fingers in it.
Fitted by ridge regression.
"""

import hashlib
import math
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from faq.article import starter
from faq.courtesy import WORDS
from faq.ear import FILE, packed
from faq.english import everyday_words
from faq.hints import BUCKETS, SPOKEN, hints
from faq.intent import bears_question_mark, ruled
from faq.typed import readings

RIDGE: Final = 0.7  # for a hint held as often as this; it grows with the root of how often
_HELD_USUALLY: Final = 20
SLIP_COUNTS: Final = 0.35  # of a phrase with a slip in it, beside 1 of the phrase itself
WRITTEN_COUNTS: Final = 3.0  # a phrase somebody wrote, beside 1 of those a pattern makes by the dozen
ANGER_COUNTS: Final = 1.5  # as often again: it takes more shapes than wishes do, and fewer are written
_MOST: Final = 32  # phrases from one line; thrice as many where it takes in whole lists of words
_ROUNDS: Final = 60
_LEAST_FOR_SLIP: Final = 6  # letters, so that the word can still be told
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "ภถุึคตจขช", "ไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
_BRACES: Final = re.compile(r"[{}]")
_TAUGHT_BESIDE: Final = ("courtesy", "PERSON", "REQUEST", "COMPLAINT")
WRITTEN: Final = ("phrases.tsv", "sayings.tsv")  # what somebody wrote, earlier and later
_READ: Final = (
    "lessons.tsv",
    *WRITTEN,
    "ear.toml",
    "english.txt",
    "intents.toml",
    "temper.toml",
    "spelling.toml",
)

Figures = npt.NDArray[np.float64]


def lessons() -> list[tuple[str, str]]:
    """Every phrase with what it is, each once."""
    rows: dict[str, str] = {}
    for pattern, kind in _lines("lessons.tsv"):
        rows.update((phrase, kind) for phrase in _spread(pattern))
    return list((dict.fromkeys(_everyday(), "") | rows | dict(written())).items())


def written() -> Iterator[tuple[str, str]]:
    """Those of them that somebody wrote; each counts for several that a pattern makes."""
    return chain.from_iterable(map(_lines, WRITTEN))


def _lines(name: str) -> Iterator[tuple[str, str]]:
    for line in _text(name).splitlines():
        text, kind = line.split("\t")
        yield text, kind


def _everyday() -> Iterator[str]:
    """What shops are asked every day, what people say beside it, and common words: nothing of the kind."""
    telling = set(chain.from_iterable(chain.from_iterable(words.values()) for words in SPOKEN.values()))
    yield from sorted(everyday_words() - telling)
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
    parts = [_any_of(part) if at % 2 else [part] for at, part in enumerate(_BRACES.split(pattern))]
    most = _MOST * 3 if "@" in pattern else _MOST
    every = math.prod(map(len, parts))
    step = max(1, int(every * 0.618))
    while math.gcd(step, every) != 1:
        step += 1
    for turn in range(min(every, most)):
        at, chosen = turn * step % every, []
        for part in parts:
            chosen.append(part[at % len(part)])
            at //= len(part)
        yield "".join(chosen)


def _any_of(part: str) -> list[str]:
    each = [word.partition(".") for word in part.split("|")]
    return list(
        chain.from_iterable(
            SPOKEN[name[1:]][kind] if name.startswith("@") else [name + dot + kind]
            for name, dot, kind in each
        )
    )


def slipped(phrase: str) -> str:
    """With one slip: a letter left out, the key beside it hit instead or as well, or two letters swapped."""
    places = [at for at, letter in enumerate(phrase) if at and letter in _BESIDE]
    if len(places) < _LEAST_FOR_SLIP:
        return phrase
    dice, at = divmod(zlib.crc32(phrase.encode()), len(places))
    before, letter, after = phrase[: places[at]], phrase[places[at]], phrase[places[at] + 1 :]
    dice, kind = divmod(dice, 4)
    beside = _BESIDE[letter][dice % len(_BESIDE[letter])]
    if kind == 0:
        return before + after
    if kind == 1:
        return before + beside + after
    return before + beside + letter + after if kind == 2 else before[:-1] + letter + before[-1] + after


def _beside() -> dict[str, str]:
    """The keys to the left and right of each letter or sign."""
    found: defaultdict[str, str] = defaultdict(str)
    for row in _KEYS:
        for left, right in pairwise(row):
            found[left] += right
            found[right] += left
    return dict(found)


_BESIDE: Final = _beside()


def _held(phrase: str) -> npt.NDArray[np.uint32]:
    asks = bears_question_mark(phrase)
    found, read = ruled(readings(phrase), asks=asks)
    return hints(read.bared, found and found.value, asks=asks)


class _Taught:
    """Phrases as rows of a matrix whose columns are buckets; every row has length one."""

    def __init__(self, phrases: Sequence[str]) -> None:
        held = [_held(phrase) for phrase in phrases]
        sizes = np.array([len(each) for each in held])
        self._buckets = np.concatenate(held)
        self._rows = np.repeat(np.arange(len(held)), sizes)
        self._values = 1 / np.sqrt(sizes[self._rows])
        self._many = len(held)
        often = np.maximum(np.bincount(self._buckets, minlength=BUCKETS), 1)
        self._ridge = RIDGE * np.sqrt(often / _HELD_USUALLY)

    def told(self, weights: Figures) -> Figures:
        return np.bincount(self._rows, weights[self._buckets] * self._values, self._many).astype(np.float64)

    def pulled(self, rows: Figures) -> Figures:
        return np.bincount(self._buckets, rows[self._rows] * self._values, BUCKETS).astype(np.float64)

    def fit(self, wanted: Figures, counts: Figures) -> Figures:
        """The weights that come nearest to what is wanted, by conjugate gradients."""
        weights = np.zeros(BUCKETS)
        missing = self.pulled(counts * wanted)
        way, left = missing.copy(), float(missing @ missing)
        for _ in range(_ROUNDS):
            pull = self.pulled(counts * self.told(way)) + self._ridge * way
            pace = left / float(way @ pull)
            weights += pace * way
            missing -= pace * pull
            way *= float(missing @ missing) / left
            way += missing
            left = float(missing @ missing)
        return weights


def learnt() -> bytes:
    """What `faq.ear` reads."""
    told = lessons()
    rows = told + [(slipped(phrase), kind) for phrase, kind in told]
    taught = _Taught([phrase for phrase, _ in rows])
    either, lean = (
        np.array([value[kind] for _, kind in rows])
        for value in ({"": -1.0, "person": 1.0, "anger": 1.0}, {"": 0.0, "person": 1.0, "anger": -1.0})
    )
    by_hand = dict(written())
    each = np.array([WRITTEN_COUNTS if phrase in by_hand else 1.0 for phrase, _ in told])
    each *= [ANGER_COUNTS if kind == "anger" else 1.0 for _, kind in told]
    counts = np.concatenate([each, each * SLIP_COUNTS])
    weights = np.stack([taught.fit(either, counts), taught.fit(lean, counts)], 1)
    step = float(np.abs(weights).max()) / 127
    return packed(np.round(weights / step).astype(np.int8), step, fingerprint())


def main() -> None:
    Path(str(resources.files("faq").joinpath(FILE))).write_bytes(learnt())


if __name__ == "__main__":
    main()
