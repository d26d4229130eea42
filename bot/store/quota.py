"""How many counted messages does LINE still take this month? As LINE last said."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, insert_for


class StoredQuota(Base):
    """`allowed` is None where the plan has no limit."""

    __tablename__ = "quota"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    allowed: Mapped[int | None] = mapped_column(BigInteger, default=None)
    used: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Quota:
    """`used` is approximate, as LINE says; both include what was sent from OA Manager."""

    allowed: int | None
    used: int
    at: int

    @property
    def left(self) -> int | None:
        """None: as many as one likes."""
        return None if self.allowed is None else max(0, self.allowed - self.used)


def keep(db: Connection, allowed: int | None, used: int, now: int) -> None:
    """What LINE said just now."""
    row = {"channel_id": CHANNEL, "allowed": allowed, "used": used, "at": now}
    new = insert_for(db)(StoredQuota.__table__).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=row))


def latest(db: Connection) -> Quota | None:
    """None until LINE was first asked."""
    found = db.execute(
        select(StoredQuota.allowed, StoredQuota.used, StoredQuota.at).where(StoredQuota.channel_id == CHANNEL)
    ).first()
    return Quota(*found) if found else None
