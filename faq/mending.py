"""Which word of the shop's was meant by one that it has never used?"""

import re
from collections.abc import Iterable
from typing import Final

from faq.english import is_common
from faq.slips import Slips

_WORD: Final = re.compile(r"[a-z]{5,}")


class Mending:
    """Mends Latin words of five letters or more with one slip in them; Thai is compared letter by letter.

    An everyday word is what it is, however near it comes to one of the shop's.
    """

    def __init__(self, phrasings: Iterable[str]) -> None:
        self._known = frozenset(word for text in phrasings for word in text.split() if word.isascii())
        long = [word for word in self._known if _WORD.fullmatch(word)]
        self._slips = Slips(long) if long else None

    def mended(self, told: str) -> str:
        """The same words, the strange ones among them as they were probably meant."""
        return _WORD.sub(self._meant, told) if self._slips else told

    def _meant(self, found: re.Match[str]) -> str:
        seen = found.group()
        if seen in self._known or is_common(seen) or self._slips is None:
            return seen
        return self._slips.meant(seen) or seen
