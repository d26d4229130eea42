"""What day and hour is it where the shop is, and when is it a decent one?"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60


class ShopTime:
    """Moments (ms, UTC) in the shop's zone and back. Asks no clock: `now` is always given."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def midnight(self, now: int) -> int:
        """When the shop's day began."""
        return self.moment(self.day(now), time())

    def minute(self, now: int) -> int:
        """Minutes after midnight as the clock on the wall shows them."""
        local = self._local(now)
        return local.hour * 60 + local.minute

    def day(self, now: int) -> date:
        """The date on the wall."""
        return self._local(now).date()

    def written(self, now: int) -> str:
        """As files for spreadsheets hold it."""
        return self._local(now).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")

    def moment(self, day: date, at: time) -> int:
        """The moment at which the wall shows this. An hour that summer time skips counts as the one after."""
        return int(datetime.combine(day, at, self._zone).timestamp() * 1000)

    def moment_at(self, day: date, minute: int) -> int:
        """The same by minutes after that day's midnight; more than a day's worth lead into the next."""
        days, rest = divmod(minute, DAY_MINUTES)
        return self.moment(day + timedelta(days=days), time(rest // 60, rest % 60))

    def _local(self, now: int) -> datetime:
        return datetime.fromtimestamp(now / 1000, self._zone)


def next_within(now: int, zone: str, hours: tuple[int, int]) -> int:
    """`now` if it lies within [from, to) of its local day, else when that next begins; ms, UTC."""
    opens, closes = hours
    shop = ShopTime(zone)
    hour = shop.minute(now) // 60
    if opens <= hour < closes:
        return now
    day = shop.day(now) if hour < opens else shop.day(now) + timedelta(days=1)
    return shop.moment(day, time(opens))
