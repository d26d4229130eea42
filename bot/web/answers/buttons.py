"""Buttons that ask for an article nobody can get: found, and said with bubble and button."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.web.answers.shelf import Entry
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from faq.article import Article, to_json
from faq.dangling import Dangling, dangling


def of_draft(slug: str, values: Mapping[str, Any], shelf: Mapping[str, Entry]) -> list[Dangling]:
    """Of an article being written: what is published or written may be asked for, and the article itself."""
    there = {name for name, each in shelf.items() if not (each.draft and each.draft.is_removal)}
    return dangling(slug, values.get("answer") or {}, there | {slug})


def of_shop(shop: Iterable[Article], changed: Iterable[str]) -> list[Dangling]:
    """What publishing these changes would leave: in the changed articles, and in others for one that goes."""
    kept = list(shop)
    there, mine = {each.slug for each in kept}, set(changed)
    found = [each for article in kept for each in dangling(article.slug, to_json(article)["answer"], there)]
    return [each for each in found if each.slug in mine or each.target in mine]


def place_of(each: Dangling) -> str:
    """Bubble 2, card 1, button 3 “Opening hours”."""
    where = {
        "language": LANGUAGES.get(each.language, each.language),
        "bubble": each.bubble,
        "card": each.card,
        "button": each.button,
        "label": each.label,
    }
    if each.card:
        return _("%(language)s, bubble %(bubble)s, card %(card)s, button %(button)s “%(label)s”", **where)
    return _("%(language)s, bubble %(bubble)s, button %(button)s “%(label)s”", **where)


def why(shelf: Mapping[str, Entry], known: Iterable[str]) -> Callable[[Dangling], str]:
    """What is wrong with the article a button asks for. `known`: slugs there are, or were."""
    seen = set(known)

    def said(each: Dangling) -> str:
        there = shelf.get(each.target)
        if there and there.draft and there.draft.is_removal:
            return _("“%(slug)s” is to be taken away", slug=each.target)
        if there:
            return _("“%(slug)s” is only a draft: publish both together", slug=each.target)
        if each.target in seen:
            return _("“%(slug)s” was taken away", slug=each.target)
        return _("there is no article “%(slug)s”", slug=each.target)

    return said
