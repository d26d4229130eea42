"""Articles being written, beside those that customers get."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import articles
from bot.store.agents import Agent
from bot.store.database import CHANNEL, Base, BigId, Database

ROWS = 100  # dropped in one transaction


class StoredDraft(Base):
    """One article as somebody left it; `version` grows with each save, and is 0 for one not saved yet."""

    __tablename__ = "article_drafts"
    __table_args__ = (UniqueConstraint("channel_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    slug: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


@dataclass(frozen=True, slots=True)
class Draft:
    """`values` is an article's JSON form (faq.article), perhaps not whole yet; empty to take it away."""

    slug: str
    values: Mapping[str, Any]
    version: int
    changed_at: int
    agent: str | None

    @property
    def is_removal(self) -> bool:
        """Is the article to go?"""
        return not self.values


_DRAFT = (
    StoredDraft.slug,
    StoredDraft.content,
    StoredDraft.version,
    StoredDraft.changed_at,
    Agent.name.label("agent"),
)


def _at(slug: Any) -> ColumnElement[bool]:
    """The draft of this article, by the unique index that begins with the channel."""
    return and_(StoredDraft.channel_id == CHANNEL, StoredDraft.slug == slug)


def every(db: Connection) -> dict[str, Draft]:
    """{slug: draft} of all that is being written."""
    found = db.execute(select(*_DRAFT).outerjoin(Agent, Agent.id == StoredDraft.agent_id))
    return {row.slug: _draft(row) for row in found}


def find(db: Connection, slug: str) -> Draft | None:
    """What is being written about this article."""
    wanted = select(*_DRAFT).outerjoin(Agent, Agent.id == StoredDraft.agent_id)
    row = db.execute(wanted.where(_at(slug))).first()
    return _draft(row) if row else None


def _draft(row: Any) -> Draft:
    return Draft(row.slug, json.loads(row.content), row.version, row.changed_at, row.agent)


def save(
    db: Connection, slug: str, values: Mapping[str, Any], seen: int, now: int, agent_id: int | None
) -> bool:
    """Keep this. `seen` is the version the writer began from; False when somebody saved since."""
    content = json.dumps(values, ensure_ascii=False)
    if seen == 0:
        row = {"channel_id": CHANNEL, "slug": slug, "content": content, "version": 1}
        try:
            with db.begin_nested():
                db.execute(insert(StoredDraft).values(**row, changed_at=now, agent_id=agent_id))
        except IntegrityError:
            return False
        return True
    changed = (
        update(StoredDraft)
        .where(_at(slug), StoredDraft.version == seen)
        .values(content=content, version=seen + 1, changed_at=now, agent_id=agent_id)
    )
    return db.execute(changed).rowcount == 1


def put_all(db: Connection, contents: Mapping[str, str], now: int, agent_id: int | None) -> None:
    """These instead of whatever drafts of the same articles there are; {slug: JSON}, written before."""
    mine = and_(StoredDraft.channel_id == CHANNEL, StoredDraft.slug.in_(contents))
    seen = {
        row.slug: row.version for row in db.execute(select(StoredDraft.slug, StoredDraft.version).where(mine))
    }
    if seen:
        db.execute(delete(StoredDraft).where(mine))
    rows = [
        {
            "channel_id": CHANNEL,
            "slug": slug,
            "content": content,
            "version": seen.get(slug, 0) + 1,
            "changed_at": now,
            "agent_id": agent_id,
        }
        for slug, content in contents.items()
    ]
    if rows:
        db.execute(insert(StoredDraft), rows)


def drop(db: Connection, slug: str, seen: int) -> bool:
    """Throw it away; False when somebody saved since `seen`."""
    gone = delete(StoredDraft).where(_at(slug), StoredDraft.version == seen)
    return db.execute(gone).rowcount == 1


def drop_all(database: Database, these: Sequence[Draft]) -> None:
    """Those that were published, slice by slice."""
    for first in range(0, len(these), ROWS):
        with database.transaction() as db:
            drop_these(db, these[first : first + ROWS])


def drop_these(db: Connection, these: Sequence[Draft]) -> None:
    """What was saved since stays, also in a draft that was begun anew, whose versions count from 1 again."""
    gone = delete(StoredDraft).where(
        _at(bindparam("of")),
        StoredDraft.version == bindparam("seen"),
        StoredDraft.changed_at == bindparam("at"),
    )
    if these:
        db.execute(gone, [{"of": each.slug, "seen": each.version, "at": each.changed_at} for each in these])


def add_phrasing(db: Connection, slug: str, language: str, text: str, now: int, agent_id: int | None) -> bool:
    """One more way to ask, in the draft of this article or in a new draft of it as published.

    False when there is no such article, or somebody saved at the same moment. One that is there already
    stays as it is.
    """
    draft, values = _begun(db, slug)
    if not values:
        return False
    questions = dict(values.get("questions") or {})
    asked = list(questions.get(language) or [])
    if text in asked:
        return True
    values["questions"] = questions | {language: [*asked, text]}
    return save(db, slug, values, draft.version if draft else 0, now, agent_id)


def drop_phrasing(db: Connection, slug: str, text: str, now: int, agent_id: int | None) -> bool:
    """One way to ask less, in whichever language it stands; in the draft alone, as with one more.

    False when there is no such article, or somebody saved at the same moment. The last one stays: an article
    that nobody can ask for could not be published.
    """
    draft, values = _begun(db, slug)
    if not values:
        return False
    questions = dict(values.get("questions") or {})
    left = {code: [each for each in asked if each != text] for code, asked in questions.items()}
    if left == questions or not any(left.values()):
        return True
    values["questions"] = {code: asked for code, asked in left.items() if asked}
    return save(db, slug, values, draft.version if draft else 0, now, agent_id)


def _begun(db: Connection, slug: str) -> tuple[Draft | None, dict[str, Any]]:
    """What is being written of this article, else what is published; empty when there is neither."""
    draft = find(db, slug)
    if draft and draft.values:
        return draft, dict(draft.values)
    live = articles.one(db, slug)
    return draft, dict(live.values) if live else {}
