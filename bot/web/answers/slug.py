"""Which words in an address can be an article's, and what is an article called that nobody named?"""

import re
from collections.abc import Collection

from werkzeug.routing import BaseConverter

LONGEST = 64
UNNAMED = "article"
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


class SlugConverter(BaseConverter):
    """1 to 64 of a-z, 0-9 and -, as faq.article takes them."""

    regex = r"[a-z0-9-]{1,64}"


def slug_of(title: str) -> str:
    """Of a Latin title; empty where it has no such letters."""
    return _NOT_IN_SLUGS.sub("-", title.casefold()).strip("-")[:LONGEST].strip("-")


def free(wish: str, taken: Collection[str]) -> str:
    """The wish, numbered where it is taken: what was called so once is not called so again."""
    name, number = wish or UNNAMED, 1
    while name in taken:
        number += 1
        name = f"{(wish or UNNAMED)[: LONGEST - 8]}-{number}"
    return name
