"""Questions that must keep their answer, whatever is published."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import articles
from bot.store.database import CHANNEL, Base, BigId, insert_for

QUESTION = 400


class StoredPin(Base):
    """One question and the article that must answer it."""

    __tablename__ = "pins"
    __table_args__ = (UniqueConstraint("channel_id", "question"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    question: Mapped[str] = mapped_column(String(QUESTION))
    slug: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


@dataclass(frozen=True, slots=True)
class Pin:
    """As it is kept."""

    id: int
    question: str
    slug: str


def every(db: Connection) -> list[Pin]:
    """All of them, by article."""
    found = select(StoredPin.id, StoredPin.question, StoredPin.slug)
    return [Pin(*row) for row in db.execute(found.order_by(StoredPin.slug, StoredPin.id))]


def wanted(these: Iterable[Pin]) -> list[tuple[str, str]]:
    """(question, slug of the article that must answer it), as `faq.replay.broken` takes them."""
    return [(each.question, each.slug) for each in these]


def pin(db: Connection, question: str, slug: str, now: int, agent_id: int | None) -> None:
    """From now on this question must be answered by this article; no publication goes live meanwhile."""
    articles.hold(db)
    row = {"channel_id": CHANNEL, "question": question[:QUESTION], "slug": slug, "at": now}
    new = insert_for(db)(StoredPin.__table__).values(**row, agent_id=agent_id)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id", "question"], set_={"slug": slug}))


def unpin(db: Connection, pin_id: int) -> Pin | None:
    """It may change its answer again; which one that was."""
    gone = delete(StoredPin).where(StoredPin.id == pin_id)
    row = db.execute(gone.returning(StoredPin.id, StoredPin.question, StoredPin.slug)).first()
    return Pin(*row) if row else None


def unpin_all(db: Connection, slug: str) -> list[Pin]:
    """No question must be answered by this article any more; which ones those were."""
    gone = delete(StoredPin).where(StoredPin.slug == slug)
    rows = db.execute(gone.returning(StoredPin.id, StoredPin.question, StoredPin.slug))
    return [Pin(*row) for row in rows]
