"""What of an article's answer is heard where few have written how to ask for it?

The words of an answer are often those of the question. They speak faintly, the fainter the more ways to ask
there are in their language, and not at all once there are plenty (docs/matching.md). But nobody asks in them:
they are never a phrasing, neither word for word nor among the questions tried.
"""

import re
from collections.abc import Iterator
from itertools import islice
from textwrap import wrap
from typing import Final, NamedTuple

from faq.answer import GAP, Answer, Leaf, Row, Words, bubbles_of
from faq.article import Article
from faq.asked import remembered

ALONE: Final = 0.25  # where no phrasing of the language shows how sure is sure enough
ENOUGH: Final = 9  # phrasings of a language, from which on its answer is not heard
_LONG: Final = 90  # letters; a longer line says several things
_MOST: Final = 12  # lines of a language; what comes later is small print
_LINK: Final = re.compile(r"(?:https?://|line://|tel:|www\.)[!-~]+|[!-~]+@[!-~]+")
_LETTER: Final = re.compile(r"[^\W\d_]")


class Line(NamedTuple):
    """A line as it is written, what of it is compared, and how loudly it speaks: a phrasing speaks at 1."""

    written: str
    told: str
    loud: float


Lines = tuple[Line, ...]


def heard(article: Article) -> Lines:
    """Those of all languages in which few have written how to ask for it."""
    found: dict[str, Line] = {}
    for language, answer in article.answer.items():
        loud = loudness(len(article.questions.get(language, ())))
        for written in islice(lines_of(answer), _MOST) if loud else ():
            told = remembered(written).told
            if _LETTER.search(told):
                found.setdefault(told, Line(written, told, loud))
    return tuple(found.values())


def loudness(phrasings: int) -> float:
    """Of an answer in a language in which so many phrasings are written."""
    return max(0.0, 1 - phrasings / ENOUGH) if phrasings else ALONE


def lines_of(answer: Answer) -> Iterator[str]:
    """What an answer says, line by line, without links and the customer's name."""
    for text in _texts(answer):
        for line in _LINK.sub(" ", GAP.sub(" ", text)).splitlines():
            yield from wrap(" ".join(line.split()), _LONG, break_long_words=False, break_on_hyphens=False)


def _texts(answer: Answer) -> Iterator[str]:
    """A button that asks for another article names that one, so it is left out."""
    for bubble in bubbles_of(answer):
        if isinstance(bubble, Words):
            yield bubble.text
        elif isinstance(bubble, Leaf | Row):
            for leaf in bubble.cards if isinstance(bubble, Row) else (bubble,):
                yield from (leaf.title, leaf.text, *(each.label for each in leaf.buttons if each.link))
