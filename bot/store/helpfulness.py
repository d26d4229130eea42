"""After how many answers in a hundred are customers asked whether it helped, as admins have set it?"""

from sqlalchemy import BigInteger, Connection, ForeignKey, SmallInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.database import CHANNEL, Base, insert_for

USUAL = 10
MOST = 100


class StoredHelpfulness(Base):
    """One row per channel, and none until something is changed."""

    __tablename__ = "helpfulness"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    percent: Mapped[int] = mapped_column(SmallInteger)
    changed_at: Mapped[int] = mapped_column(BigInteger)


def current(db: Connection) -> int:
    """As it is now; 0 is never."""
    asked = select(StoredHelpfulness.percent).where(StoredHelpfulness.channel_id == CHANNEL)
    found = db.execute(asked).scalar()
    return USUAL if found is None else found


def change(db: Connection, percent: int, now: int, agent_id: int | None) -> bool:
    """Set and audit; False when nothing changed."""
    before = current(db)
    if before == percent:
        return False
    row = {"channel_id": CHANNEL, "percent": percent, "changed_at": now}
    new = insert_for(db)(StoredHelpfulness.__table__).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=row))
    audit.note(db, now, "sureness.help_share", f"{before} → {percent} %", agent_id)
    return True
