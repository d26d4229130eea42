"""What was typed, as LINE and both databases take it: no NUL, no half of a surrogate pair, whole numbers."""

MOST_ID = 2**63 - 1  # what both databases hold
MOST_TYPED = 999_999  # above every setting, whose own bounds then say what it may be


def plain(text: str) -> str:
    """A text as it stands, with \\n between its lines."""
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return even.encode("utf-8", "ignore").decode()


def clean(text: str) -> str:
    """One line, with one space between its words."""
    even = " ".join(text.replace("\0", "").split())
    return even.encode("utf-8", "ignore").decode()


def whole(typed: str | None, most: int = MOST_ID, least: int = 0) -> int | None:
    """The number these plain digits say, from `least` to `most`; None for anything else."""
    if typed is None or not typed.isascii() or not typed.isdecimal() or len(typed) > len(str(MOST_ID)):
        return None
    return number if least <= (number := int(typed)) <= most else None
