"""FAQ articles as published, which publication is the current one, and what each has changed."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.contacts import Channel
from bot.store.database import CHANNEL, AnyRow, Base, BigId, insert_for
from faq import Article
from faq.article import from_json, to_json

REASON = 200


class StoredArticle(Base):
    """One article; `content` is its JSON form (faq.article)."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("channel_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    slug: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[int] = mapped_column(BigInteger)


class Publication(Base):
    """Each publishing is a row; the greatest id names the corpus every process should be using."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")


class ArticleVersion(Base):
    """One article as a publication left it; no content where it was taken away."""

    __tablename__ = "article_versions"
    __table_args__ = (
        Index("ix_article_versions_slug", "slug", "id"),
        Index("ix_article_versions_publication_id", "publication_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    slug: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)


def revision(db: Connection) -> int:
    """The current publication, 0 before the first."""
    return db.execute(select(func.max(Publication.id))).scalar() or 0


def hold(db: Connection) -> int:
    """The current publication; nobody else publishes before this transaction ends."""
    db.execute(select(Channel.id).where(Channel.id == CHANNEL).with_for_update(key_share=True))
    return revision(db)


def published(db: Connection) -> list[Article]:
    """Every article, by slug."""
    found = db.execute(select(StoredArticle.content).order_by(StoredArticle.slug))
    return [from_json(json.loads(each)) for each in found.scalars()]


def one(db: Connection, slug: str) -> Article | None:
    """The article as customers get it now."""
    wanted = select(StoredArticle.content).where(StoredArticle.slug == slug)
    found = db.execute(wanted).scalar()
    return from_json(json.loads(found)) if found else None


def changed_at(db: Connection) -> dict[str, int]:
    """{slug: when it was last published}."""
    found = db.execute(select(StoredArticle.slug, StoredArticle.updated_at))
    return {row.slug: row.updated_at for row in found}


def publish(
    db: Connection,
    articles: Sequence[Article],
    now: int,
    *,
    without: Iterable[str] = (),
    agent_id: int | None = None,
    reason: str = "",
) -> int:
    """Add or replace these, take away those `without`, and make the result current: the publication's id."""
    gone = sorted(set(without))
    contents = {each.slug: json.dumps(to_json(each), ensure_ascii=False) for each in articles}
    if contents:
        new = insert_for(db)(StoredArticle.__table__)
        db.execute(
            new.on_conflict_do_update(
                index_elements=["channel_id", "slug"],
                set_={"content": new.excluded.content, "updated_at": new.excluded.updated_at},
            ),
            [
                {"channel_id": CHANNEL, "slug": slug, "content": content, "updated_at": now}
                for slug, content in contents.items()
            ],
        )
    if gone:
        db.execute(delete(StoredArticle).where(StoredArticle.slug.in_(gone)))
    row = insert(Publication).values(channel_id=CHANNEL, at=now, agent_id=agent_id, reason=reason[:REASON])
    publication = int(db.execute(row.returning(Publication.id)).scalar_one())
    kept = [*contents.items(), *((slug, "") for slug in gone)]
    if kept:
        db.execute(
            insert(ArticleVersion),
            [{"publication_id": publication, "slug": slug, "content": content} for slug, content in kept],
        )
    return publication


def known_slugs(db: Connection) -> set[str]:
    """The slugs that exist, or did: what the shop took away is not to come back by itself."""
    there = select(StoredArticle.slug).union(select(ArticleVersion.slug))
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
        .where(ArticleVersion.slug == slug)
    )
    return list(db.execute(wanted.order_by(ArticleVersion.id.desc()).limit(limit)))


def version(db: Connection, slug: str, version_id: int) -> AnyRow | None:
    """One of them."""
    wanted = select(ArticleVersion.content, Publication.at).join(
        Publication, Publication.id == ArticleVersion.publication_id
    )
    return db.execute(wanted.where(ArticleVersion.slug == slug, ArticleVersion.id == version_id)).first()
