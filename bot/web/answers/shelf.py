"""Which articles are there, published and in draft, and what would the shop look like with the drafts?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.store import articles, drafts
from bot.store.articles import Live
from bot.store.database import Connection
from bot.store.drafts import Draft
from bot.web.answers.form import problems
from faq import Article
from faq.article import from_json


@dataclass(frozen=True)
class Entry:
    """One article: as customers get it, as it is being written, or both; or as it was when taken away."""

    slug: str
    live: Live | None
    draft: Draft | None
    gone: Live | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """What the editor begins with: the draft's, else what is published, else what it last was."""
        if self.draft and not self.draft.is_removal:
            return self.draft.values
        kept = self.live or self.gone
        return kept.values if kept else {}

    @property
    def is_archived(self) -> bool:
        """Was it taken away, and is nobody writing it anew?"""
        return self.gone is not None and self.draft is None

    @cached_property
    def is_written(self) -> bool:
        """Is there a draft that says something else than what is published?"""
        if self.draft is None:
            return False
        return self.draft.values != (self.live.values if self.live else {})

    @cached_property
    def is_whole(self) -> bool:
        """Could the draft be published as it is?"""
        if self.draft is None or not self.is_written:
            return False
        return self.draft.is_removal or not problems(self.draft.values)

    def title_in(self, language: str) -> str:
        """Its title as staff read it."""
        titles = self.values.get("title") or {}
        return titles.get(language) or next(iter(titles.values()), self.slug)

    def languages(self) -> list[str]:
        """Those the answer is written in."""
        return sorted(self.values.get("answer") or {}, reverse=True)

    def asked(self) -> int:
        """In how many ways it can be asked for."""
        return sum(len(each) for each in (self.values.get("questions") or {}).values())


def entries(db: Connection) -> dict[str, Entry]:
    """{slug: entry} of what is published or written, by slug; two queries."""
    published, written = articles.live(db), drafts.every(db)
    return {
        slug: Entry(slug, published.get(slug), written.get(slug)) for slug in sorted({*published, *written})
    }


def archive(db: Connection, but: Iterable[str]) -> dict[str, Entry]:
    """Those that were taken away, but for these, which are being written anew; two queries."""
    gone = articles.archived(db)
    return {slug: Entry(slug, None, None, each) for slug, each in gone.items() if slug not in set(but)}


def entry(db: Connection, slug: str) -> Entry | None:
    """One of them, archived or not."""
    live, draft = articles.one(db, slug), drafts.find(db, slug)
    gone = articles.last(db, slug) if live is None else None
    if live is None and draft is None and gone is None:
        return None
    return Entry(slug, live, draft, gone)


def publishable(found: Mapping[str, Entry]) -> list[Entry]:
    """Those whose draft is whole, and says something new."""
    return [each for each in found.values() if each.is_whole]


def with_drafts(found: Mapping[str, Entry], slugs: Iterable[str]) -> list[Article]:
    """What would be published if the drafts of these slugs were."""
    wanted = set(slugs)
    shop = []
    for each in found.values():
        draft = each.draft if each.slug in wanted else None
        if draft is None:
            shop += [from_json(each.live.values)] if each.live else []
        elif not draft.is_removal:
            shop.append(from_json(draft.values))
    return shop
