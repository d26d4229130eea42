"""Which of LINE's rich menus serves whom, who is linked to which, and how publishing went."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    String,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.database import CHANNEL, Base, insert_for
from handlers.state import WITH_PEOPLE, Phase


class RichMenu(Base):
    """The menu that is published in one language, with its picture; `name` holds the hash of both."""

    __tablename__ = "rich_menus"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    line_menu_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    is_default: Mapped[bool] = mapped_column(Boolean)
    published_at: Mapped[int] = mapped_column(BigInteger)


class StageMenu(Base):
    """The menu that is published for who waits, or is served, in one language."""

    __tablename__ = "stage_menus"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(10), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    line_menu_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))


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
class Staged:
    """One stage's published menu in one language."""

    stage: str
    language: str
    line_menu_id: str
    name: str


# What LINE shows this contact is not known: it was told two things at once.
UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One contact as far as menus go. `menu_id` is the menu we linked last, None for the default."""

    id: int
    line_id: str
    language: str
    menu_id: str | None
    is_blocked: bool
    phase: Phase


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


def staged(db: Connection) -> dict[tuple[str, str], Staged]:
    """The published menu of each stage and language; empty where the menu does not follow the case."""
    menu = StageMenu
    rows = db.execute(
        select(menu.stage, menu.language, menu.line_menu_id, menu.name).where(menu.channel_id == CHANNEL)
    )
    return {(row.stage, row.language): Staged(*row) for row in rows}


def keep_staged(db: Connection, menus: Collection[Staged]) -> None:
    """These are published now, and no others."""
    db.execute(delete(StageMenu).where(StageMenu.channel_id == CHANNEL))
    rows = [{"channel_id": CHANNEL, **asdict(each)} for each in menus]
    if rows:
        db.execute(insert(StageMenu), rows)


_VIEWER = (Contact.id, Contact.line_id, Contact.language, Contact.menu_id, Contact.is_blocked)


def viewer(db: Connection, contact_id: int) -> Viewer | None:
    """One contact; None when there is no such person."""
    found = db.execute(
        select(*_VIEWER, func.coalesce(Conversation.phase, Phase.IDLE.value))
        .outerjoin_from(Contact, Conversation, Conversation.id == Contact.id)
        .where(Contact.id == contact_id)
    ).first()
    return _viewer(*found) if found and found.line_id.startswith("U") else None


def _viewer(number: int, line_id: str, language: str, menu_id: str | None, blocked: bool, at: str) -> Viewer:
    return Viewer(number, line_id, language, menu_id, blocked, Phase(at))


def with_people(db: Connection, after: int, limit: int) -> list[Viewer]:
    """Those who wait in line or talk with a person, by id."""
    rows = db.execute(
        select(*_VIEWER, Conversation.phase)
        .join_from(Conversation, Contact, Conversation.id == Contact.id)
        .where(
            Conversation.phase.in_(WITH_PEOPLE),
            Contact.channel_id == CHANNEL,
            Contact.is_blocked.is_(False),
            Contact.line_id.startswith("U", autoescape=True),
            Contact.id > after,
        )
        .order_by(Contact.id)
        .limit(limit)
    )
    return [_viewer(*row) for row in rows]


def to_change(
    db: Connection,
    languages: Sequence[str],
    menu_id: str | None,
    after: int,
    limit: int,
    *,
    apart: bool = False,
) -> list[Viewer]:
    """Speakers of these languages who are not linked to this menu though they should be, by id.

    Whoever has blocked us is left out: LINE would say yes and do nothing. `apart`: those who wait or are
    served have menus of their own.
    """
    at = select(Conversation.id).where(Conversation.phase.in_(WITH_PEOPLE))
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
            *((Contact.id.not_in(at),) if apart else ()),
        )
        .order_by(Contact.id)
        .limit(limit)
    )
    return [Viewer(*row, Phase.IDLE) for row in rows]


def keep_linked(db: Connection, contact_ids: Sequence[int], menu_id: str | None) -> None:
    """LINE was told that these see this menu; None for the default."""
    db.execute(update(Contact).where(Contact.id.in_(contact_ids)).values(menu_id=menu_id))


def keep_told(db: Connection, contact_id: int, was: str | None, menu_id: str | None) -> bool:
    """LINE was told that this one sees this menu, where it was `was` before.

    False where it was told something else meanwhile: nobody knows which of the two came last.
    """
    known = [each for each in (was, menu_id) if each is not None]
    is_known = or_(Contact.menu_id.in_(known), Contact.menu_id.is_(None) if len(known) < 2 else false())
    mine = update(Contact).where(Contact.id == contact_id)
    if db.execute(mine.where(is_known).values(menu_id=menu_id)).rowcount:
        return True
    db.execute(mine.values(menu_id=UNSURE))
    return False


def linked(db: Connection) -> dict[str, int]:
    """How many contacts are linked to each menu."""
    rows = db.execute(
        select(Contact.menu_id, func.count()).where(Contact.menu_id.is_not(None)).group_by(Contact.menu_id)
    )
    return {str(row[0]): int(row[1]) for row in rows}
