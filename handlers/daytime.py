"""When is it a decent hour? Between two hours of the shop's day, in the shop's time zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def next_within(now: int, zone: str, hours: tuple[int, int]) -> int:
    """`now` if it lies within [from, to) of its local day, else when that next begins; ms, UTC."""
    opens, closes = hours
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    if opens <= local.hour < closes:
        return now
    day = local if local.hour < opens else local + timedelta(days=1)
    start = day.replace(hour=opens, minute=0, second=0, microsecond=0)
    return int(start.timestamp() * 1000)
