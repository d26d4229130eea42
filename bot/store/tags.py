"""Labels on contacts, put on by agents and asked for by audiences."""

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    PrimaryKeyConstraint,
    String,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, insert_for

TAG_LENGTH = 30
TAGS_OF_A_CONTACT = 30


class ContactTag(Base):
    """One label on one contact."""

    __tablename__ = "contact_tags"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id", "tag"),
        Index("ix_contact_tags_tag", "tag", "contact_id"),
    )

    contact_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    tag: Mapped[str] = mapped_column(String(TAG_LENGTH))
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    at: Mapped[int] = mapped_column(BigInteger)


def cleaned(typed: str) -> str:
    """As it is kept: one space between words, no #, lower case, so that VIP and vip are one."""
    return " ".join(typed.replace("#", " ").split()).lower()


def put(db: Connection, contact_id: int, tag: str, agent_id: int | None, now: int) -> None:
    """On, or still on."""
    row = {"contact_id": contact_id, "tag": tag, "agent_id": agent_id, "at": now}
    db.execute(insert_for(db)(ContactTag.__table__).values(row).on_conflict_do_nothing())


def take_off(db: Connection, contact_id: int, tag: str) -> None:
    """Off, or still off."""
    db.execute(delete(ContactTag).where(ContactTag.contact_id == contact_id, ContactTag.tag == tag))


def of_contact(db: Connection, contact_id: int) -> list[str]:
    """In alphabetical order."""
    tags = select(ContactTag.tag).where(ContactTag.contact_id == contact_id).order_by(ContactTag.tag)
    return list(db.execute(tags).scalars())


def of_contacts(db: Connection, contact_ids: list[int]) -> list[tuple[int, str]]:
    """(contact, tag) of these people."""
    tags = select(ContactTag.contact_id, ContactTag.tag).where(ContactTag.contact_id.in_(contact_ids))
    return [(row.contact_id, row.tag) for row in db.execute(tags.order_by(ContactTag.tag))]


_NAMES = text(
    """
    WITH RECURSIVE names(tag) AS (
        SELECT MIN(tag) FROM contact_tags
        UNION ALL
        SELECT (SELECT MIN(tag) FROM contact_tags AS t WHERE t.tag > names.tag) FROM names
        WHERE names.tag IS NOT NULL
    )
    SELECT tag FROM names WHERE tag IS NOT NULL LIMIT :most
    """
)


def names(db: Connection, most: int = 50) -> list[str]:
    """The tags there are, in order: one step of ix_contact_tags_tag for each, however often it is used."""
    return list(db.execute(_NAMES, {"most": most}).scalars())


def known(db: Connection, limit: int = 200) -> dict[str, int]:
    """{tag: contacts}, the most used first."""
    number = func.count().label("number")
    found = db.execute(
        select(ContactTag.tag, number)
        .group_by(ContactTag.tag)
        .order_by(number.desc(), ContactTag.tag)
        .limit(limit)
    )
    return {row.tag: row.number for row in found}
