"""The matcher's indexes, built once and read by every process.

In parts, each written by itself: a large one in one transaction would hold up whoever else writes.
"""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, BigId, Database

PART_BYTES = 512 * 1024
KEPT = 3  # publications: going back to the one before needs no building
_WRITTEN_WITHIN_MS = 600_000  # what is not whole by then never will be


class StoredIndex(Base):
    """One index; `fingerprint` names the phrasings it was learnt from. Not whole while `parts` is 0."""

    __tablename__ = "faq_indexes"
    __table_args__ = (Index("ix_faq_indexes_fingerprint", "channel_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    fingerprint: Mapped[str] = mapped_column(String(64))
    parts: Mapped[int] = mapped_column(SmallInteger, default=0)
    begun_at: Mapped[int] = mapped_column(BigInteger)


class Part(Base):
    """So many bytes of it."""

    __tablename__ = "faq_index_parts"

    index_id: Mapped[int] = mapped_column(
        ForeignKey("faq_indexes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Found:
    """An index as it was stored, to be proven before it is believed."""

    id: int
    content: bytes


def newest(db: Connection, fingerprint: str) -> int | None:
    """The id of the whole index of these phrasings, None before one is built."""
    whole = select(StoredIndex.id).where(
        StoredIndex.channel_id == CHANNEL, StoredIndex.fingerprint == fingerprint, StoredIndex.parts > 0
    )
    return db.execute(whole.order_by(StoredIndex.id.desc()).limit(1)).scalar()


def find(db: Connection, fingerprint: str) -> Found | None:
    """The whole index of these phrasings."""
    index_id = newest(db, fingerprint)
    if index_id is None:
        return None
    parts = db.execute(select(Part.content).where(Part.index_id == index_id).order_by(Part.number))
    return Found(index_id, b"".join(parts.scalars()))


def keep(database: Database, fingerprint: str, content: bytes, now: int) -> None:
    """Part by part; found only once it is whole. Those no longer needed go, part by part as well."""
    with database.transaction() as db:
        row = insert(StoredIndex).values(channel_id=CHANNEL, fingerprint=fingerprint, parts=0, begun_at=now)
        index_id = db.execute(row.returning(StoredIndex.id)).scalar_one()
    starts = range(0, len(content), PART_BYTES)
    for number, start in enumerate(starts):
        part = {"index_id": index_id, "number": number, "content": content[start : start + PART_BYTES]}
        with database.transaction() as db:
            db.execute(insert(Part).values(part))
    with database.transaction() as db:
        db.execute(update(StoredIndex).where(StoredIndex.id == index_id).values(parts=len(starts)))
    with database.reading() as db:
        old = _superseded(db, now)
    for each in old:
        discard(database, each)


def discard(database: Database, index_id: int) -> None:
    """Gone; at once for readers, then its bytes part by part."""
    with database.transaction() as db:
        db.execute(update(StoredIndex).where(StoredIndex.id == index_id).values(parts=0))
    with database.reading() as db:
        numbers = list(db.execute(select(Part.number).where(Part.index_id == index_id)).scalars())
    for number in numbers:
        with database.transaction() as db:
            db.execute(delete(Part).where(Part.index_id == index_id, Part.number == number))
    with database.transaction() as db:
        db.execute(delete(StoredIndex).where(StoredIndex.id == index_id))


def _superseded(db: Connection, now: int) -> list[int]:
    """All but the newest whole index of each of the last publications, and what is being written."""
    rows = db.execute(
        select(StoredIndex.id, StoredIndex.fingerprint, StoredIndex.parts, StoredIndex.begun_at)
        .where(StoredIndex.channel_id == CHANNEL)
        .order_by(StoredIndex.id.desc())
    )
    kept: set[str] = set()
    found = []
    for index_id, fingerprint, parts, begun_at in rows:
        if parts and fingerprint not in kept and len(kept) < KEPT:
            kept.add(fingerprint)
        elif parts or begun_at < now - _WRITTEN_WITHIN_MS:
            found.append(index_id)
    return found
