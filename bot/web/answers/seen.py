"""What had whoever writes an article read when they began?

A draft's version, and the moment it was kept: one that was thrown away and begun anew has the same number
again. Without a draft the moment is that of the publication.
"""

from dataclasses import dataclass
from typing import Protocol

from flask import request

from bot.store.articles import Live
from bot.store.drafts import Draft
from bot.web.typed import whole

MOST_VERSION = 10**9


class Article(Protocol):
    """An article of the shelf (bot/web/answers/shelf.py)."""

    @property
    def live(self) -> Live | None: ...
    @property
    def draft(self) -> Draft | None: ...
    @property
    def gone(self) -> Live | None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """`version` is 0 where no draft was there. `at` is None for a page that does not say."""

    version: int = 0
    at: int | None = None

    def is_now(self, found: Article | None) -> bool:
        """Is it still what is there?"""
        now = seen_of(found)
        return self.version == now.version and (self.at is None or now.at is None or self.at == now.at)


def seen_of(found: Article | None) -> Seen:
    """As it stands."""
    if found is None:
        return Seen()
    if found.draft:
        return Seen(found.draft.version, found.draft.changed_at)
    kept = found.live or found.gone
    return Seen(0, kept.at if kept else None)


def sent() -> Seen:
    """As the form of this request says."""
    version = whole(request.form.get("version"), MOST_VERSION) or 0
    return Seen(version, whole(request.form.get("read_at")))
