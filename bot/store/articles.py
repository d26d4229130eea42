"""FAQ articles as published, and which publication is the current one."""

import json

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, BigId, insert_for
from faq import Article
from faq.article import from_json, to_json


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


def revision(db: Connection) -> int:
    """The current publication, 0 before the first."""
    return db.execute(select(func.max(Publication.id))).scalar() or 0


def published(db: Connection) -> list[Article]:
    """Every article, by slug."""
    found = db.execute(select(StoredArticle.content).order_by(StoredArticle.slug))
    return [from_json(json.loads(each)) for each in found.scalars()]


def publish(db: Connection, articles: list[Article], now: int) -> None:
    """Add or replace these, and make the result current."""
    insert_or = insert_for(db)
    new = insert_or(StoredArticle.__table__)
    db.execute(
        new.on_conflict_do_update(
            index_elements=["channel_id", "slug"],
            set_={"content": new.excluded.content, "updated_at": new.excluded.updated_at},
        ),
        [
            {
                "channel_id": CHANNEL,
                "slug": each.slug,
                "content": json.dumps(to_json(each), ensure_ascii=False),
                "updated_at": now,
            }
            for each in articles
        ],
    )
    db.execute(insert(Publication).values(channel_id=CHANNEL, at=now))


def known_slugs(db: Connection) -> set[str]:
    """The slugs that exist already."""
    return set(db.execute(select(StoredArticle.slug)).scalars())
