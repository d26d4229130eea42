"""How long will it take? An honest range from how long others waited, and nothing when too few did."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.daytime import DAY_MINUTES, ShopTime

ENOUGH = 8  # fewer waits than this say more about chance than about the shop
_AROUND_MINUTES = 60
_RECENT_MS = 3 * 3_600_000
_STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)


@dataclass(frozen=True, slots=True)
class Wait:
    """One that is over: when it began, and how long it took (ms of open time)."""

    began: int
    took: int


@dataclass(frozen=True, slots=True)
class Span:
    """From so many minutes to so many."""

    low: int
    high: int


def expected(waits: Sequence[Wait], now: int, zone: str) -> Span | None:
    """The median to the slowest fifth of those that began around this hour of the day, or just now.

    None when they are too few, or when it is so long that a range of minutes would mean nothing.
    """
    chosen = _like_now(waits, now, zone)
    if len(chosen) < ENOUGH:
        return None
    minutes = sorted(-(-each.took // 60_000) for each in chosen)
    low, high = (_step(minutes[-(-len(minutes) * part // 100) - 1]) for part in (50, 80))
    if low is None or high is None:
        return None
    return Span(low, high) if high > low else Span(low, _STEPS[min(_STEPS.index(low) + 1, len(_STEPS) - 1)])


def _like_now(waits: Sequence[Wait], now: int, zone: str) -> list[Wait]:
    """What happens today says most; else what is usual at this hour."""
    recent = [each for each in waits if now - each.began <= _RECENT_MS]
    if len(recent) >= ENOUGH:
        return recent
    shop = ShopTime(zone)
    minute = shop.minute(now)
    return [each for each in waits if _apart(shop.minute(each.began), minute) <= _AROUND_MINUTES]


def _apart(one: int, other: int) -> int:
    """Minutes between two times of day, the short way round the clock."""
    gap = abs(one - other)
    return min(gap, DAY_MINUTES - gap)


def _step(minutes: int) -> int | None:
    """Rounded up to what a person would say."""
    return next((each for each in _STEPS if each >= minutes), None)
