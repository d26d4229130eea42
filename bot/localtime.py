"""What day and hour is it where the shop is?"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


class ShopTime:
    """Moments (ms, UTC) in the shop's zone and back."""

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

    def _local(self, now: int) -> datetime:
        return datetime.fromtimestamp(now / 1000, self._zone)
