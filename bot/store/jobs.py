"""Errands: rows that say "advance this", claimed like deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId
from bot.store.hot import Db, Hot, inserting


class Job(Base):
    """One errand; a kind has each key at most once until it is done."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_jobs_due", "due_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(100))
    due_at: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    reason: Mapped[str] = mapped_column(String(500), default="")


def ask(db: Db, errands: list[tuple[str, str, int]]) -> None:
    """(kind, key, due_at): asked once however often it is asked."""
    _ASK(
        db,
        [{"kind": k, "key": key, "due_at": due, "attempts": 0, "reason": ""} for k, key, due in errands],
    )


def ask_at(db: Connection, kind: str, key: str, due_at: int) -> None:
    """Asked, and brought forward or put off to this moment where it was asked before."""
    ask(db, [(kind, key, due_at)])
    asked = update(Job).where(Job.kind == kind, Job.key == key)
    db.execute(asked.values(due_at=due_at, attempts=0))


def go_on(db: Connection, kind: str, key: str, due_at: int) -> None:
    """Due then: what stands there of this kind, whatever its key says of how far it came; else this."""
    asked = update(Job).where(Job.kind == kind)
    if db.execute(asked.values(due_at=due_at, attempts=0)).rowcount == 0:
        ask(db, [(kind, key, due_at)])


def hasten(db: Connection, kind: str, keys: Sequence[str], now: int) -> None:
    """Those asked for later are due now."""
    mine = (Job.kind == kind) & Job.key.in_(keys) & (Job.due_at > now)
    db.execute(update(Job).where(mine).values(due_at=now))


def bring_near(db: Connection, kind: str, key: str, now: int, within_ms: int) -> None:
    """What is due later than any gap or lease explains was asked by a clock that was ahead: it is due now."""
    far = (Job.kind == kind) & (Job.key == key) & (Job.due_at > now + within_ms)
    db.execute(update(Job).where(far).values(due_at=now))


_ASK = inserting("jobs", "ON CONFLICT DO NOTHING")
_ANY_DUE = Hot("SELECT 1 FROM jobs WHERE due_at <= :now AND kind {among} LIMIT 1")


def any_due(db: Connection, now: int, kinds: Sequence[str]) -> bool:
    """Is there an errand of these kinds to run? (read engine)"""
    return bool(_ANY_DUE(db, list(kinds), now=now))


@dataclass(frozen=True, slots=True)
class Claimed:
    """An errand in hand. `attempts` counts this one."""

    id: int
    kind: str
    key: str
    attempts: int


def claim(db: Connection, now: int, lease_ms: int, limit: int, kinds: Sequence[str]) -> list[Claimed]:
    """Due errands of these kinds, put off by their lease; a crash lets them fall due again."""
    due = select(Job.id).where(Job.due_at <= now, Job.kind.in_(kinds)).order_by(Job.due_at).limit(limit)
    if db.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    # Chosen once, before anything is changed: see _CLAIM in bot/store/outbox.py.
    chosen = due.cte("due")
    taken = db.execute(
        update(Job)
        .where(Job.id.in_(select(chosen.c.id)), Job.due_at <= now)
        .values(due_at=now + lease_ms, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.key, Job.attempts)
    )
    return [Claimed(*row) for row in taken]


def finish(db: Connection, job_ids: list[int]) -> None:
    """Done: a later wish of the same name is a new errand."""
    if job_ids:
        db.execute(delete(Job).where(Job.id.in_(job_ids)))


def put_off(db: Connection, job_id: int, due_at: int, reason: str) -> None:
    """It did not work; again later."""
    db.execute(update(Job).where(Job.id == job_id).values(due_at=due_at, reason=reason[:500]))


@dataclass(frozen=True, slots=True)
class Failing:
    """An errand that keeps being put off."""

    kind: str
    key: str
    attempts: int
    reason: str
    due_at: int


def failing(db: Connection, least: int, limit: int) -> list[Failing]:
    """Those tried at least so often, the most tried first. Open errands are few: done ones are gone."""
    found = select(Job.kind, Job.key, Job.attempts, Job.reason, Job.due_at).where(
        Job.attempts >= least, Job.reason != ""
    )
    return [Failing(*row) for row in db.execute(found.order_by(Job.attempts.desc(), Job.id).limit(limit))]


def waiting(db: Connection) -> int:
    """How many errands are open."""
    return db.execute(select(func.count()).select_from(Job)).scalar_one()
