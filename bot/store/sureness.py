"""How sure the bot must be before it answers, as admins have set it."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, ForeignKey, SmallInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.database import CHANNEL, Base, insert_for
from faq.calibrate import TOLERABLE

LEAST, MOST = 5, 300  # per thousand answers


class StoredSureness(Base):
    """One row per channel, and none until something is changed."""

    __tablename__ = "sureness"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    tolerable_permille: Mapped[int] = mapped_column(SmallInteger)
    changed_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Sureness:
    """The tolerable share of wrong answers among all answers."""

    permille: int = round(TOLERABLE * 1000)

    @property
    def tolerable(self) -> float:
        """As a share."""
        return self.permille / 1000


def current(db: Connection) -> Sureness:
    """As it is now."""
    asked = select(StoredSureness.tolerable_permille).where(StoredSureness.channel_id == CHANNEL)
    found = db.execute(asked).scalar()
    return Sureness() if found is None else Sureness(found)


def change(db: Connection, wished: Sureness, now: int, agent_id: int) -> bool:
    """Set and audit; False when nothing changed."""
    before = current(db)
    if before == wished:
        return False
    row = {"channel_id": CHANNEL, "tolerable_permille": wished.permille, "changed_at": now}
    new = insert_for(db)(StoredSureness.__table__).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=row))
    audit.note(db, now, "sureness.changed", f"{before.permille} → {wished.permille} ‰", agent_id)
    return True
