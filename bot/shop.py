"""What has the shop settled, as this process knows it? Read anew every few seconds, held in between."""

from collections.abc import Mapping
from datetime import date

from bot import holidays
from bot.store import hours as rows
from bot.store import milestones, routing, teams
from bot.store.database import Connection
from bot.store.hours import SHOP, Timetable
from handlers import hours
from handlers.assignment import Crew
from handlers.daytime import ShopTime
from handlers.hours import Hours
from handlers.shop import Shop
from handlers.targets import Targets
from handlers.waits import Span, Wait, expected

# So long may another process answer by the old settings; the one that changed them forgets at once.
_FRESH_MS = 5_000
_WAITS_FRESH_MS = 60_000
_WAITS_FROM_MS = 28 * 24 * 3_600_000
_NEVER = -(10**15)


class ShopHolder:
    """The current settings; readers take them once per turn and keep them for that turn."""

    def __init__(self, zone: str = "Asia/Bangkok", language: str = "th") -> None:
        self.zone = zone
        self._language = language
        self._shop = Shop()
        self._waits: list[Wait] = []
        self._looked_at = self._waits_at = _NEVER

    def now(self, db: Connection, now: int) -> Shop:
        """As it stands, at most a few seconds old. `db` reads only."""
        if not 0 <= now - self._looked_at < _FRESH_MS:
            self._shop = self._read(db, now)
            self._looked_at = now
        return self._shop

    def span(self, db: Connection, now: int) -> Span | None:
        """How long it will probably take, from the waits of the last weeks."""
        if not 0 <= now - self._waits_at < _WAITS_FRESH_MS:
            opening = self.now(db, now).hours
            self._waits = [
                Wait(began, hours.open_between(opening, began, ended))
                for began, ended in milestones.waits(db, now - _WAITS_FROM_MS)
            ]
            self._waits_at = now
        return expected(self._waits, now, self.zone)

    def forget(self) -> None:
        """Something was changed: look again at the next turn."""
        self._looked_at = self._waits_at = _NEVER

    def _read(self, db: Connection, now: int) -> Shop:
        year = ShopTime(self.zone).day(now).year
        tables, targets = rows.every(db), routing.targets(db)
        opening = {
            team: opened(each, (year - 1, year, year + 1), self.zone, self._language)
            for team, each in tables.items()
        }
        return Shop(
            hours=opening.get(SHOP, Hours(zone=self.zone)),
            team_hours={team: each for team, each in opening.items() if team != SHOP},
            targets=targets.get(SHOP, Targets()),
            team_targets={team: each for team, each in targets.items() if team != SHOP},
            routing=routing.current(db),
            crews=tuple(
                Crew(each.id, frozenset(each.topics), frozenset(each.languages), each.members)
                for each in teams.every(db)
            ),
        )


def opened(table: Timetable, years: tuple[int, ...], zone: str, language: str) -> Hours:
    """A timetable with its country's holidays of these years."""
    special: Mapping[date, hours.Day] = {each.day: each.windows for each in table.special}
    return Hours(table.week, special, holidays.public(table.country, years, language), zone)
