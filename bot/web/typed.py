"""What was typed, as LINE and both databases take it: no NUL, no half of a surrogate pair."""


def plain(text: str) -> str:
    """A text as it stands, with \\n between its lines."""
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return even.encode("utf-8", "ignore").decode()


def clean(text: str) -> str:
    """One line, with one space between its words."""
    even = " ".join(text.replace("\0", "").split())
    return even.encode("utf-8", "ignore").decode()
