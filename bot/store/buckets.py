"""How many calls to a scarce endpoint of LINE are still free, for all processes together?

Only for endpoints so slow that several workers would run into LINE's limit; the others are paced in
each process (bot/line/pace.py).
"""

from sqlalchemy import BigInteger, Connection, Float, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, insert_for

MULTICAST = "multicast"
# LINE allows 200 a second (https://developers.line.biz/en/reference/messaging-api/#rate-limits); how many
# may be saved up it does not say, so half a second's worth.
PER_SECOND = 200.0
SAVED = 100.0


class Bucket(Base):
    """A token bucket; `level` is what was in it at `at`."""

    __tablename__ = "buckets"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    level: Mapped[float] = mapped_column(Float)
    at: Mapped[int] = mapped_column(BigInteger)


def take(db: Connection, name: str, wanted: int, now: int) -> int:
    """Up to `wanted` calls that may be made now, in one block; what is not granted comes with time."""
    # The lock comes with the look, so that two workers cannot read the same level.
    found = db.execute(_LOOK, {"name": name}).first()
    if found is None:
        row = {"name": name, "level": SAVED, "at": now}
        db.execute(insert_for(db)(Bucket.__table__).values(row).on_conflict_do_nothing())
        found = db.execute(_LOOK, {"name": name}).one()
    level, at = found
    saved = min(SAVED, level + max(0, now - at) / 1000 * PER_SECOND)
    granted = min(wanted, int(saved))
    db.execute(_LEAVE, {"name": name, "level": saved - granted, "at": max(now, at)})
    return granted


_LOOK = text("UPDATE buckets SET level = level WHERE name = :name RETURNING level, at")
_LEAVE = text("UPDATE buckets SET level = :level, at = :at WHERE name = :name")
