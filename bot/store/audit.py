"""What did staff change: who, what, and how it was before? Only ever added to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, String, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, BigId

PAGE = 50
LENGTH = 2000
_PART = 40


class AuditEntry(Base):
    """Who did what to which, when. `agent_id` is None for the operator's command line."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(LENGTH), default="")


def note(db: Connection, now: int, action: str, subject: str, agent_id: int | None = None) -> None:
    """One line, in the transaction of the change itself."""
    db.execute(insert(AuditEntry).values(at=now, action=action, subject=subject[:LENGTH], agent_id=agent_id))


def forget_tags(db: Connection, contact_id: int) -> None:
    """What was said of somebody who is erased: that a label changed stays, which one does not."""
    mine = AuditEntry.action.in_(("chat.tagged", "chat.untagged"))
    theirs = AuditEntry.subject.startswith(f"#{contact_id}: ", autoescape=True)
    db.execute(update(AuditEntry).where(mine, theirs).values(subject=f"#{contact_id}"))


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """What differs, as "name old → new", one after the other; long texts are cut so that each has room."""
    old, new = dict(_flat(before)), dict(_flat(after))
    names = [each for each in {**old, **new} if old.get(each, "-") != new.get(each, "-")]
    return ", ".join(f"{each} {_cut(old.get(each, '-'))} → {_cut(new.get(each, '-'))}" for each in names)


def _flat(values: Mapping[str, object], under: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{under}{name}.")
        elif isinstance(value, (list, tuple)):
            yield f"{under}{name}", ", ".join(map(str, value)) or "-"
        else:
            yield f"{under}{name}", "-" if value is None or value == "" else str(value)


def _cut(text: str) -> str:
    even = " ".join(text.split())
    return even if len(even) <= _PART else even[: _PART - 1] + "…"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines. `area`: the first word of the action; `is_operator`: those of the command line."""

    agent_id: int | None = None
    is_operator: bool = False
    area: str = ""
    first: int | None = None
    before: int | None = None


def page(db: Connection, wish: Wish, skip: int, limit: int) -> list[AnyRow]:
    """The newest first, each with the name and address of whoever did it."""
    wanted = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.agent_id,
            AuditEntry.action,
            AuditEntry.subject,
            Agent.name,
            Agent.email,
        )
        .outerjoin(Agent, Agent.id == AuditEntry.agent_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if wish.is_operator:
        wanted = wanted.where(AuditEntry.agent_id.is_(None))
    if wish.agent_id is not None:
        wanted = wanted.where(AuditEntry.agent_id == wish.agent_id)
    if wish.area:
        # What is done to one article and what to several at once is one area.
        words = {f"{wish.area}.", f"{wish.area}s."}
        wanted = wanted.where(
            or_(*(AuditEntry.action.startswith(each, autoescape=True) for each in sorted(words)))
        )
    if wish.first is not None:
        wanted = wanted.where(AuditEntry.at >= wish.first)
    if wish.before is not None:
        wanted = wanted.where(AuditEntry.at < wish.before)
    return list(db.execute(wanted.limit(limit).offset(skip)))
