"""The limits that admins have set; what was never set is as handlers/limits.py has it."""

from dataclasses import asdict, fields

from sqlalchemy import BigInteger, Connection, ForeignKey, SmallInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.database import CHANNEL, Base, insert_for
from handlers.limits import Limits


class StoredLimits(Base):
    """One row per channel, and none until something is changed."""

    __tablename__ = "limits"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    per_day: Mapped[int] = mapped_column(SmallInteger)
    per_week: Mapped[int] = mapped_column(SmallInteger)
    gap_hours: Mapped[int] = mapped_column(SmallInteger)
    quiet_from: Mapped[int] = mapped_column(SmallInteger)
    quiet_to: Mapped[int] = mapped_column(SmallInteger)
    bad_score_hours: Mapped[int] = mapped_column(SmallInteger)
    changed_at: Mapped[int] = mapped_column(BigInteger)


_COLUMNS = [getattr(StoredLimits, each.name) for each in fields(Limits)]


def current(db: Connection) -> Limits:
    """As they are now; asked inside every transaction that reserves or sends, so a change holds at once."""
    found = db.execute(select(*_COLUMNS).where(StoredLimits.channel_id == CHANNEL)).first()
    return Limits(*found) if found else Limits()


def change(db: Connection, wished: Limits, now: int, agent_id: int) -> list[str]:
    """Set and audit; returns what changed as "field old → new", empty when nothing did."""
    before, after = asdict(current(db)), asdict(wished)
    changes = [f"{name} {before[name]} → {after[name]}" for name in after if before[name] != after[name]]
    if changes:
        row = {**after, "channel_id": CHANNEL, "changed_at": now}
        new = insert_for(db)(StoredLimits.__table__).values(row)
        db.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=row))
        audit.note(db, now, "limits.changed", ", ".join(changes), agent_id)
    return changes
