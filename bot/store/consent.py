"""Which topics does a contact not want to hear about, since when, and how did they say so?"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Boolean, Connection, Index, PrimaryKeyConstraint, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import AnyRow, Base, BigId, insert_for


class Consent(Base):
    """How it stands now. No row: whoever follows the account hears of it until they say otherwise."""

    __tablename__ = "consents"
    __table_args__ = (PrimaryKeyConstraint("contact_id", "topic"),)

    contact_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(30))
    is_on: Mapped[bool] = mapped_column(Boolean)


class ConsentChange(Base):
    """Append-only: what was said, when, and how (`word`, `tap` or `menu`)."""

    __tablename__ = "consent_changes"
    __table_args__ = (
        Index("ix_consent_changes_at", "at"),
        Index("ix_consent_changes_contact", "contact_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[str] = mapped_column(String(30))
    is_on: Mapped[bool] = mapped_column(Boolean)
    how: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column(BigInteger)


def change(db: Connection, contact_id: int, topics: Iterable[str], is_on: bool, how: str, now: int) -> None:
    """On or off from now on. Saying it twice is kept twice in the history and changes nothing else."""
    rows = [{"contact_id": contact_id, "topic": topic, "is_on": is_on} for topic in topics]
    new = insert_for(db)(Consent.__table__)
    db.execute(
        new.on_conflict_do_update(index_elements=["contact_id", "topic"], set_={"is_on": new.excluded.is_on}),
        rows,
    )
    db.execute(insert(ConsentChange), [{**row, "how": how, "at": now} for row in rows])


def stopped(db: Connection, contact_id: int) -> frozenset[str]:
    """The topics this contact has said no to."""
    off = select(Consent.topic).where(Consent.contact_id == contact_id, Consent.is_on.is_(False))
    return frozenset(db.execute(off).scalars())


def history(db: Connection, contact_id: int, limit: int) -> list[AnyRow]:
    """(topic, is_on, how, at), newest first (index ix_consent_changes_contact)."""
    found = db.execute(
        select(ConsentChange.topic, ConsentChange.is_on, ConsentChange.how, ConsentChange.at)
        .where(ConsentChange.contact_id == contact_id)
        .order_by(ConsentChange.at.desc(), ConsentChange.id.desc())
        .limit(limit)
    )
    return list(found.all())
