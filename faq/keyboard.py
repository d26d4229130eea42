"""What was meant when someone typed Thai on an English keyboard, or English on a Thai one?"""

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


def undo_layout(text: str) -> str:
    """The same keys read on the other layout: to English when the text holds Thai, else to Thai.

    Needs the text as typed: `;`, `[` and capitals are Thai letters on the other layout.
    """
    thai = any("\u0e01" <= character <= "\u0e5b" for character in text)
    return text.translate(_TO_LATIN if thai else _TO_THAI)
