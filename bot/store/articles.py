"""FAQ articles as published: what every publication made of each, and what customers get now.

The newest version of an article in a live publication is what customers get; publications go live in the
order of their ids (bot/store/publications.py).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.contacts import Channel
from bot.store.database import CHANNEL, AnyRow, Base, BigId
from faq import Article
from faq.article import from_json, to_json

REASON = 200


class StoredArticle(Base):
    """As versions before 0.2 kept them; neither read nor written, and goes with the release after it."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("channel_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    slug: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[int] = mapped_column(BigInteger)


class Publication(Base):
    """Each publishing is a row; the greatest live id names the corpus every process should be using.

    One that is not live is still being written, or was given up; nobody sees anything of it.
    """

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    is_live: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())


class ArticleVersion(Base):
    """One article, in its JSON form, as a publication left it; no content where it was taken away."""

    __tablename__ = "article_versions"
    __table_args__ = (
        Index("ix_article_versions_slug_publication_id", "slug", "publication_id"),
        Index("ix_article_versions_publication_id", "publication_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    slug: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Live:
    """An article as customers get it, in its JSON form, and since when."""

    values: Mapping[str, Any]
    at: int


def revision(db: Connection) -> int:
    """The current publication, 0 before the first."""
    return db.execute(select(func.max(Publication.id)).where(Publication.is_live)).scalar() or 0


def hold(db: Connection) -> int:
    """The current publication; nobody else publishes before this transaction ends."""
    db.execute(select(Channel.id).where(Channel.id == CHANNEL).with_for_update(key_share=True))
    return revision(db)


def _newest(until: int | None = None) -> Select[str, str, int]:
    """Each article's newest version, at the end of publication `until` (index of slug and publication)."""
    pending = select(Publication.id).where(~Publication.is_live)
    wanted = select(ArticleVersion.slug, func.max(ArticleVersion.publication_id).label("publication_id"))
    wanted = wanted.where(ArticleVersion.publication_id.not_in(pending)).group_by(ArticleVersion.slug)
    if until is not None:
        wanted = wanted.where(ArticleVersion.publication_id <= until)
    newest = wanted.subquery()
    is_it = and_(
        ArticleVersion.slug == newest.c.slug, ArticleVersion.publication_id == newest.c.publication_id
    )
    return (
        select(ArticleVersion.slug, ArticleVersion.content, Publication.at)
        .select_from(newest)
        .join(ArticleVersion, is_it)
        .join(Publication, Publication.id == ArticleVersion.publication_id)
        .order_by(ArticleVersion.slug)
    )


def live(db: Connection) -> dict[str, Live]:
    """{slug: as customers get it}, by slug; one query."""
    found = db.execute(_newest().where(ArticleVersion.content != ""))
    return {row.slug: Live(json.loads(row.content), row.at) for row in found}


def published(db: Connection) -> list[Article]:
    """Every article, by slug."""
    return [from_json(each.values) for each in live(db).values()]


def contents(db: Connection, until: int | None = None) -> dict[str, str]:
    """{slug: content} of all that is there, or was at the end of that publication."""
    found = db.execute(_newest(until).where(ArticleVersion.content != ""))
    return {row.slug: row.content for row in found}


def archived(db: Connection) -> dict[str, Live]:
    """{slug: as it last was, and since when it is no more} of articles that were taken away; two queries."""
    gone = {row.slug: row.at for row in db.execute(_newest().where(ArticleVersion.content == ""))}
    whole = select(ArticleVersion.slug, func.max(ArticleVersion.id).label("id"))
    last = (
        whole.join(Publication, Publication.id == ArticleVersion.publication_id)
        .where(Publication.is_live, ArticleVersion.content != "")
        .group_by(ArticleVersion.slug)
        .subquery()
    )
    found = db.execute(
        select(ArticleVersion.slug, ArticleVersion.content)
        .join(last, last.c.id == ArticleVersion.id)
        .where(ArticleVersion.slug.in_(list(gone)))
    )
    was = {row.slug: json.loads(row.content) for row in found}
    return {slug: Live(was.get(slug, {}), at) for slug, at in gone.items()}


def one(db: Connection, slug: str) -> Live | None:
    """The article as customers get it now."""
    newest = next(iter(history(db, slug, 1)), None)
    return Live(json.loads(newest.content), newest.at) if newest is not None and newest.content else None


def last(db: Connection, slug: str) -> Live | None:
    """As it last was, and when it was taken away; for an article that is no longer there."""
    versions = history(db, slug, 2)
    whole = next((each for each in versions if each.content), None)
    return Live(json.loads(whole.content), versions[0].at) if whole else None


def publish(
    db: Connection,
    articles: Sequence[Article],
    now: int,
    *,
    without: Iterable[str] = (),
    agent_id: int | None = None,
    reason: str = "",
) -> int:
    """Add or replace these few, take away those `without`, and make the result current: the publication's id.

    For many: bot/store/publications.py.
    """
    hold(db)
    row = insert(Publication).values(channel_id=CHANNEL, at=now, agent_id=agent_id, reason=reason[:REASON])
    publication = int(db.execute(row.returning(Publication.id)).scalar_one())
    kept = {each.slug: json.dumps(to_json(each), ensure_ascii=False) for each in articles}
    write_versions(db, publication, kept | dict.fromkeys(sorted(without), ""))
    return publication


def write_versions(db: Connection, publication: int, contents: Mapping[str, str]) -> None:
    """{slug: content, or nothing} of this publication."""
    rows = [{"publication_id": publication, "slug": slug, "content": each} for slug, each in contents.items()]
    if rows:
        db.execute(insert(ArticleVersion), rows)


def known_slugs(db: Connection) -> set[str]:
    """The slugs that exist, or did: what the shop took away is not to come back by itself."""
    there = select(ArticleVersion.slug).join(Publication).where(Publication.is_live).distinct()
    return set(db.execute(there).scalars())


_VERSION = (
    ArticleVersion.id,
    ArticleVersion.slug,
    ArticleVersion.content,
    Publication.at,
    Publication.reason,
    Agent.name.label("agent"),
)


def history(db: Connection, slug: str, limit: int) -> list[AnyRow]:
    """What publications made of this article, the newest first."""
    wanted = (
        select(*_VERSION)
        .join(Publication, Publication.id == ArticleVersion.publication_id)
        .outerjoin(Agent, Agent.id == Publication.agent_id)
        .where(ArticleVersion.slug == slug, Publication.is_live)
    )
    return list(db.execute(wanted.order_by(ArticleVersion.publication_id.desc()).limit(limit)))


def version(db: Connection, slug: str, version_id: int) -> AnyRow | None:
    """One of them."""
    wanted = (
        select(*_VERSION)
        .join(Publication, Publication.id == ArticleVersion.publication_id)
        .outerjoin(Agent, Agent.id == Publication.agent_id)
        .where(ArticleVersion.slug == slug, ArticleVersion.id == version_id, Publication.is_live)
    )
    return db.execute(wanted).first()
