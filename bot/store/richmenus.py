"""Which of LINE's rich menus serves which language, who is linked to which, and how publishing went."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Connection, String, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.contacts import Contact
from bot.store.database import CHANNEL, Base, insert_for


class RichMenu(Base):
    """The menu that is published in one language, with its picture; `name` holds the hash of both."""

    __tablename__ = "rich_menus"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    line_menu_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    is_default: Mapped[bool] = mapped_column(Boolean)
    published_at: Mapped[int] = mapped_column(BigInteger)


class MenuPublishing(Base):
    """One row: who is publishing until when, and what came of the last time."""

    __tablename__ = "menu_publishings"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lease_until: Mapped[int] = mapped_column(BigInteger)
    tried_at: Mapped[int] = mapped_column(BigInteger)
    problem: Mapped[str] = mapped_column(String(500))


@dataclass(frozen=True, slots=True)
class Serving:
    """One language's published menu."""

    language: str
    line_menu_id: str
    name: str
    is_default: bool
    published_at: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """One contact as far as menus go. `menu_id` is the menu we linked last, None for the default."""

    id: int
    line_id: str
    language: str
    menu_id: str | None
    is_blocked: bool


def take_lease(db: Connection, now: int, lease_ms: int) -> bool:
    """Only one publishes at a time; False while another does."""
    row = {"channel_id": CHANNEL, "lease_until": 0, "tried_at": 0, "problem": ""}
    db.execute(insert_for(db)(MenuPublishing).on_conflict_do_nothing(), [row])
    taken = db.execute(
        update(MenuPublishing)
        .where(MenuPublishing.channel_id == CHANNEL, MenuPublishing.lease_until <= now)
        .values(lease_until=now + lease_ms)
    )
    return taken.rowcount == 1


def give_back(db: Connection, now: int, problem: str) -> None:
    """Publishing ended, well when there is no problem."""
    values = {"lease_until": 0, "tried_at": now, "problem": problem[:500]}
    db.execute(update(MenuPublishing).where(MenuPublishing.channel_id == CHANNEL).values(**values))


def last_try(db: Connection) -> tuple[int, str] | None:
    """(when, the problem or empty) of the last publishing; None when there was none yet."""
    found = db.execute(
        select(MenuPublishing.tried_at, MenuPublishing.problem).where(
            MenuPublishing.channel_id == CHANNEL, MenuPublishing.tried_at > 0
        )
    ).first()
    return (found[0], found[1]) if found else None


def serving(db: Connection) -> dict[str, Serving]:
    """The published menu of each language."""
    menu = RichMenu
    rows = db.execute(
        select(menu.language, menu.line_menu_id, menu.name, menu.is_default, menu.published_at).where(
            menu.channel_id == CHANNEL
        )
    )
    return {row.language: Serving(*row) for row in rows}


def keep_serving(db: Connection, menus: Collection[Serving]) -> None:
    """These are published now, and no others."""
    db.execute(delete(RichMenu).where(RichMenu.channel_id == CHANNEL))
    db.execute(
        insert(RichMenu),
        [
            {
                "channel_id": CHANNEL,
                "language": each.language,
                "line_menu_id": each.line_menu_id,
                "name": each.name,
                "is_default": each.is_default,
                "published_at": each.published_at,
            }
            for each in menus
        ],
    )


_VIEWER = (Contact.id, Contact.line_id, Contact.language, Contact.menu_id, Contact.is_blocked)


def viewer(db: Connection, contact_id: int) -> Viewer | None:
    """One contact; None when there is no such person."""
    found = db.execute(select(*_VIEWER).where(Contact.id == contact_id)).first()
    return Viewer(*found) if found and found.line_id.startswith("U") else None


def to_change(
    db: Connection, languages: Sequence[str], menu_id: str | None, after: int, limit: int
) -> list[Viewer]:
    """Speakers of these languages who are not linked to this menu though they should be, by id.

    Whoever has blocked us is left out: LINE would say yes and do nothing.
    """
    is_unlinked = Contact.menu_id.is_(None)
    other = ~is_unlinked if menu_id is None else or_(is_unlinked, Contact.menu_id != menu_id)
    rows = db.execute(
        select(*_VIEWER)
        .where(
            Contact.channel_id == CHANNEL,
            Contact.language.in_(languages),
            other,
            Contact.is_blocked.is_(False),
            Contact.line_id.startswith("U", autoescape=True),
            Contact.id > after,
        )
        .order_by(Contact.id)
        .limit(limit)
    )
    return [Viewer(*row) for row in rows]


def keep_linked(db: Connection, contact_ids: Sequence[int], menu_id: str | None) -> None:
    """LINE was told that these see this menu; None for the default."""
    db.execute(update(Contact).where(Contact.id.in_(contact_ids)).values(menu_id=menu_id))


def linked(db: Connection) -> dict[str, int]:
    """How many contacts are linked to each menu."""
    rows = db.execute(
        select(Contact.menu_id, func.count()).where(Contact.menu_id.is_not(None)).group_by(Contact.menu_id)
    )
    return {str(row[0]): int(row[1]) for row in rows}
