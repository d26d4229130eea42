"""A LINE user, group or room as we know them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, BigId, insert_for
from bot.store.hot import Each

# Written out, not bound: only so is the partial index known to fit.
IS_BLOCKED = text("is_blocked")


class Contact(Base):
    """`line_id` is issued per provider: the same person has another one elsewhere.

    `language` is what they write in, empty while nobody has looked; `menu_id` the rich menu that LINE
    shows them alone, by our wish, instead of the default.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("channel_id", "line_id"),
        Index("ix_contacts_menu", "language", "menu_id"),
        Index("ix_contacts_blocked", "line_id", sqlite_where=IS_BLOCKED, postgresql_where=IS_BLOCKED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    line_id: Mapped[str] = mapped_column(String(80))
    display_name: Mapped[str] = mapped_column(String(200), default="")
    picture_url: Mapped[str] = mapped_column(String(2000), default="")
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    language: Mapped[str] = mapped_column(String(10), default="")
    menu_id: Mapped[str | None] = mapped_column(String(100), default=None)
    profile_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    bad_score_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    created_at: Mapped[int] = mapped_column(BigInteger)


class Channel(Base):
    """Our Official Account's Messaging API channel."""

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")


def add_missing(db: Connection, line_ids: list[str], now: int) -> list[int]:
    """Rows for contacts never seen before; returns the ids of all those asked for, in ascending order."""
    insert = insert_for(db)
    rows = [
        {
            "line_id": each,
            "created_at": now,
            "channel_id": CHANNEL,
            "display_name": "",
            "picture_url": "",
            "is_blocked": False,
            "language": "",
        }
        for each in line_ids
    ]
    db.execute(insert(Contact).on_conflict_do_nothing(), rows)
    found = db.execute(select(Contact.id).where(Contact.channel_id == CHANNEL, Contact.line_id.in_(line_ids)))
    return sorted(found.scalars())


def profile_missing(db: Connection, contact_id: int) -> str | None:
    """The LINE id of a person whose profile was never fetched."""
    found = db.execute(
        select(Contact.line_id).where(Contact.id == contact_id, Contact.profile_at.is_(None))
    ).scalar()
    return found if found and found.startswith("U") else None


def line_id(db: Connection, contact_id: int) -> str | None:
    """LINE's name for this contact."""
    return db.execute(select(Contact.line_id).where(Contact.id == contact_id)).scalar()


def name_of(db: Connection, contact_id: int) -> str:
    """What the person calls themselves; empty while it is not known."""
    return db.execute(select(Contact.display_name).where(Contact.id == contact_id)).scalar() or ""


def keep_profile(db: Connection, contact_id: int, name: str, picture_url: str, now: int) -> None:
    """What LINE says of the person, as of now."""
    db.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .values(display_name=name[:200], picture_url=picture_url[:2000], profile_at=now)
    )


def set_blocked(db: Connection, changes: list[tuple[int, bool]]) -> None:
    """(contact, is blocked) as the latest follow or unfollow says.

    LINE links a menu to friends only, so what it was told before is no longer certain.
    """
    for contact_id, is_blocked in changes:
        db.execute(
            update(Contact).where(Contact.id == contact_id).values(is_blocked=is_blocked, menu_id=None)
        )


def set_language(db: Connection, changes: list[tuple[int, str]]) -> None:
    """(contact, the language they have changed to)."""
    _LANGUAGE(db, [{"id": contact_id, "language": language} for contact_id, language in changes])


_LANGUAGE = Each("contacts", "UPDATE contacts SET {changes} {rows} WHERE contacts.id = {new}id")


def settle_language(db: Connection, contact_id: int, language: str) -> None:
    """The language of their first words, unless it has changed since."""
    db.execute(
        update(Contact).where(Contact.id == contact_id, Contact.language == "").values(language=language)
    )


def note_bad_score(db: Connection, contact_id: int, now: int) -> None:
    """They have just told us it was hard: nothing unasked for a while (handlers/limits.py says how long)."""
    db.execute(update(Contact).where(Contact.id == contact_id).values(bad_score_at=now))
