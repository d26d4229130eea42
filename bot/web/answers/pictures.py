"""Pictures of the shop's own that are kept no more: a file of another shop names them, or an old page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.store import media
from bot.store.database import Connection
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from faq import Article
from faq.answer import own_picture
from faq.article import to_json


@dataclass(frozen=True, slots=True)
class Gone:
    """Where one is shown; bubbles are counted from 1."""

    slug: str
    language: str
    bubble: int
    token: str


def of_shop(db: Connection, shop: Iterable[Article], changed: Iterable[str]) -> list[Gone]:
    """In the articles that are to be published."""
    mine = set(changed)
    shown = [
        each for article in shop if article.slug in mine for each in _shown(article.slug, to_json(article))
    ]
    return _gone(db, shown)


def of_draft(db: Connection, slug: str, values: Mapping[str, Any]) -> list[Gone]:
    """In an article being written, whole or not."""
    return _gone(db, list(_shown(slug, values)))


def said(each: Gone) -> str:
    """Bubble 2: what is wrong."""
    place = {"language": LANGUAGES.get(each.language, each.language), "n": each.bubble}
    return _("%(language)s, bubble %(n)s: the picture is not kept any more; choose it again", **place)


def _gone(db: Connection, shown: list[Gone]) -> list[Gone]:
    kept = media.kept_tokens(db, {each.token for each in shown})
    return [each for each in shown if each.token not in kept]


def _shown(slug: str, values: Mapping[str, Any]) -> Iterator[Gone]:
    for language, told in (values.get("answer") or {}).items():
        for number, bubble in enumerate(told if isinstance(told, list | tuple) else (), 1):
            for address in _addresses(bubble):
                if own := own_picture(address):
                    yield Gone(slug, language, number, own[0].removeprefix("/m/"))


def _addresses(bubble: Any) -> Iterator[str]:
    """Of a bubble and the cards within."""
    if not isinstance(bubble, Mapping):
        return
    cards = bubble.get("cards")
    leaves = [bubble, bubble.get("card"), *(cards if isinstance(cards, list | tuple) else ())]
    found = (each.get("picture") for each in leaves if isinstance(each, Mapping))
    yield from (each for each in found if isinstance(each, str))
