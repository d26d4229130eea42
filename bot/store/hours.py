"""Opening hours as admins have set them, for the shop and for teams; what was never set is always open."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import BigInteger, Connection, ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.database import CHANNEL, Base, BigId, insert_for
from handlers.hours import ALL_DAY, Day, Window

SHOP = 0  # instead of a team's number: the hours of all who have none of their own
NAME_LENGTH = 60


class OpeningHours(Base):
    """One row for the shop or a team. `week` and `special` are JSON; `country` "": no public holidays."""

    __tablename__ = "opening_hours"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    week: Mapped[str] = mapped_column(Text)
    special: Mapped[str] = mapped_column(Text, default="[]")
    country: Mapped[str] = mapped_column(String(8), default="")
    changed_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Special:
    """A day that differs from its week: closed, or open at other times, and why."""

    day: date
    windows: Day = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """What an admin has set, before it is known which days are holidays."""

    week: tuple[Day, ...] = (ALL_DAY,) * 7
    special: tuple[Special, ...] = field(default_factory=tuple)
    country: str = ""


def every(db: Connection) -> Mapping[int, Timetable]:
    """{team, or SHOP: timetable} of all that have been set: one query."""
    found = db.execute(
        select(OpeningHours.team_id, OpeningHours.week, OpeningHours.special, OpeningHours.country).where(
            OpeningHours.channel_id == CHANNEL
        )
    )
    return {
        row.team_id: Timetable(
            tuple(_day(each) for each in json.loads(row.week)),
            tuple(
                Special(date.fromisoformat(each["day"]), _day(each["windows"]), each["name"])
                for each in json.loads(row.special)
            ),
            row.country,
        )
        for row in found
    }


def keep(db: Connection, team_id: int, wished: Timetable, now: int, agent_id: int) -> list[str]:
    """Set and audit; returns what changed in words, empty when nothing did."""
    before = every(db).get(team_id)
    changes = _changes(before or Timetable(), wished)
    if before is not None and not changes:
        return []
    row = {
        "channel_id": CHANNEL,
        "team_id": team_id,
        "week": json.dumps([_pairs(each) for each in wished.week]),
        "special": json.dumps(
            [
                {"day": each.day.isoformat(), "windows": _pairs(each.windows), "name": each.name}
                for each in sorted(wished.special, key=lambda each: each.day)
            ],
            ensure_ascii=False,
        ),
        "country": wished.country,
        "changed_at": now,
    }
    new = insert_for(db)(OpeningHours.__table__).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id", "team_id"], set_=row))
    changes = changes or ["set"]
    audit.note(db, now, "hours.changed", f"{_whose(team_id)}: {', '.join(changes)}", agent_id)
    return changes


def forget(db: Connection, team_id: int, now: int, agent_id: int) -> bool:
    """Back to the shop's hours, or to always open. False when there was nothing to forget."""
    mine = (OpeningHours.channel_id == CHANNEL) & (OpeningHours.team_id == team_id)
    if not db.execute(delete(OpeningHours).where(mine)).rowcount:
        return False
    audit.note(db, now, "hours.changed", f"{_whose(team_id)}: own hours → the default", agent_id)
    return True


def written(windows: Day) -> str:
    """As audits and forms show a day: "09:00–12:00, 22:00–02:00", or nothing when closed."""
    return ", ".join(f"{clock(each.opens)}–{clock(each.closes)}" for each in windows)


def clock(minute: int) -> str:
    """Minutes after midnight as a clock shows them; midnight at the end of the day is 24:00."""
    minute = minute if minute <= 24 * 60 else minute - 24 * 60
    return f"{minute // 60:02}:{minute % 60:02}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _changes(before: Timetable, after: Timetable) -> list[str]:
    week = [
        f"{name} {written(old) or 'closed'} → {written(new) or 'closed'}"
        for name, old, new in zip(_DAYS, before.week, after.week, strict=True)
        if old != new
    ]
    days = {each.day: each for each in before.special}
    special = [
        f"{each.day} {_special(days.get(each.day))} → {_special(each)}"
        for each in after.special
        if days.get(each.day) != each
    ]
    left = days.keys() - {each.day for each in after.special}
    gone = [f"{day} {_special(days[day])} → as usual" for day in sorted(left)]
    country = [f"holidays {before.country or 'none'} → {after.country or 'none'}"]
    return week + special + gone + (country if before.country != after.country else [])


def _special(day: Special | None) -> str:
    return "as usual" if day is None else written(day.windows) or "closed"


def _whose(team_id: int) -> str:
    return "shop" if team_id == SHOP else f"team {team_id}"


def _day(pairs: list[list[int]]) -> Day:
    return tuple(Window(*each) for each in pairs)


def _pairs(windows: Day) -> list[list[int]]:
    return [[each.opens, each.closes] for each in windows]
