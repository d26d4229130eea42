"""Which word of the shop's was meant by one that it has never used?"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from faq.english import everyday_words, is_common
from faq.gluing import Glue
from faq.letters import Letters
from faq.nearest import Nearest
from faq.slips import Slips

_WORD: Final = re.compile(r"[a-z]{4,}")
_TWICE: Final = 8  # letters, from which on two slips are forgiven
_SHORT: Final = 4  # letters, of which none may be another one: too many words would come near


class Mending:
    """Mends Latin words of four letters or more with a slip in them, and parts those that were run together.

    Thai is compared letter by letter. An everyday word is what it is, however near it comes to the shop's.
    """

    def __init__(self, phrasings: Iterable[str]) -> None:
        self._phrasings = tuple(phrasings)
        self._known = frozenset(word for text in self._phrasings for word in text.split() if word.isascii())
        long = [word for word in self._known if _WORD.fullmatch(word)]
        self._slips = Slips(long, twice_from=_TWICE) if long else None
        self._glue = Glue(self._known)

    def mended(self, told: str) -> str:
        """The same words, the strange ones among them as they were probably meant."""
        return _WORD.sub(self._meant, told) if self._slips else told

    def guessed(self, told: str) -> str:
        """Strange Latin words, then letters that are strange in any script, as they were probably meant."""
        return self.mended(self._letters.mended(self._nearest.mended(told)))

    def get_ready(self) -> None:
        """Learn beforehand what guessing needs; else the first doubtful question does."""
        _ = self._letters, self._nearest

    @cached_property
    def _letters(self) -> Letters:
        """Learnt when it is first needed: a draft that is tried has few doubtful questions."""
        return Letters((*self._phrasings, *sorted(everyday_words())))

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self._phrasings, everyday_words())

    def knows(self, word: str) -> bool:
        """Is this a Latin word of the shop's, or an everyday one?"""
        return word in self._known or is_common(word)

    def _meant(self, found: re.Match[str]) -> str:
        seen = found.group()
        if self.knows(seen) or self._slips is None:
            return seen
        meant = self._slips.meant(seen)
        if meant and len(seen) == len(meant) == _SHORT and sorted(seen) != sorted(meant):
            meant = None
        return meant or self._glue.apart(seen) or seen
