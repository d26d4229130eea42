"""What was meant when someone typed Thai on an English keyboard, or English on a Thai one?"""

import re
from collections.abc import Callable
from typing import Final

# The two printings of each key on a Thai (Kedmanee) keyboard, row by row, unshifted then shifted.
_QWERTY: Final = (
    "1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    "!@#$%^&*()_+" "QWERTYUIOP{}|" 'ASDFGHJKL:"' "ZXCVBNM<>?"
)  # fmt: skip
_KEDMANEE: Final = (
    "ๅ/-ภถุึคตจขช" "ๆไำพะัีรนยบลฃ" "ฟหกดเ้่าสวง" "ผปแอิืทมใฝ"
    "+๑๒๓๔ู฿๕๖๗๘๙" '๐"ฎฑธํ๊ณฯญฐ,ฅ' "ฤฆฏโฌ็๋ษศซ." "()ฉฮฺ์?ฒฬฦ"
)  # fmt: skip
_TO_THAI: Final = str.maketrans(_QWERTY, _KEDMANEE)
_TO_LATIN: Final = str.maketrans(_KEDMANEE, _QWERTY)


_CHUNK: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
_GARBLED: Final = re.compile(r"[A-Za-z][^\w\s]+[A-Za-z]")


def undo_layout(text: str, knows: Callable[[str], bool] = lambda word: False) -> str:
    """The same keys read on the other layout: to English when the text holds Thai, else to Thai.

    Needs the text as typed: `;`, `[` and capitals are Thai letters on the other layout. Latin words that
    are known stay: whoever types "internet" within Thai has the English layout for that.
    """
    if _holds_thai(text):
        return text.translate(_TO_LATIN)

    def undone(found: re.Match[str]) -> str:
        chunk = found.group()
        is_meant = _WORD.fullmatch(chunk) and knows(chunk.casefold())
        return chunk if is_meant else chunk.translate(_TO_THAI)

    return _CHUNK.sub(undone, text)


def looks_garbled(text: str) -> bool:
    """Do signs stand within its Latin words, as in Thai typed on an English layout?"""
    return _GARBLED.search(text) is not None and not _holds_thai(text)


def _holds_thai(text: str) -> bool:
    return any("\u0e01" <= character <= "\u0e5b" for character in text)
