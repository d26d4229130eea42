"""Which articles are there, published and in draft, and what would the shop look like with the drafts?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.store import articles, drafts
from bot.store.database import Connection
from bot.store.drafts import Draft
from bot.web.answers.form import problems
from faq import Article
from faq.article import from_json, to_json


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: as customers get it, as it is being written, or both."""

    slug: str
    article: Article | None
    draft: Draft | None
    published_at: int | None

    @property
    def values(self) -> Mapping[str, Any]:
        """What the editor begins with: the draft's, else what is published."""
        if self.draft and not self.draft.is_removal:
            return self.draft.values
        return to_json(self.article) if self.article else {}

    @property
    def is_whole(self) -> bool:
        """Could the draft be published as it is?"""
        return self.draft is not None and (self.draft.is_removal or not problems(self.draft.values))

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
    """{slug: entry} of all of them, by slug; three queries."""
    published = {each.slug: each for each in articles.published(db)}
    written, moments = drafts.every(db), articles.changed_at(db)
    return {
        slug: Entry(slug, published.get(slug), written.get(slug), moments.get(slug))
        for slug in sorted({*published, *written})
    }


def entry(db: Connection, slug: str) -> Entry | None:
    """One of them."""
    article, draft = articles.one(db, slug), drafts.find(db, slug)
    if article is None and draft is None:
        return None
    return Entry(slug, article, draft, articles.changed_at(db).get(slug))


def publishable(found: Mapping[str, Entry]) -> list[Entry]:
    """Those whose draft is whole."""
    return [each for each in found.values() if each.is_whole]


def with_drafts(found: Mapping[str, Entry], slugs: Iterable[str]) -> list[Article]:
    """What would be published if the drafts of these slugs were."""
    wanted = set(slugs)
    shop = []
    for each in found.values():
        draft = each.draft if each.slug in wanted else None
        if draft is None:
            shop += [each.article] if each.article else []
        elif not draft.is_removal:
            shop.append(from_json(draft.values))
    return shop
