"""What customers were promised an answer to: cases, their numbers, and who changed what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.collected import fields_from, fields_to
from bot.store.contacts import Contact
from bot.store.database import CHANNEL, AnyRow, Base, BigId
from bot.store.hot import Hot
from handlers.collected import DONE, IN_PROGRESS, OPEN, REOPENED, CaseFact, Field, own_words, without

STATUSES = (OPEN, IN_PROGRESS, DONE)
UNFINISHED = (OPEN, IN_PROGRESS)
PAGE = 50
MOST_COUNTED = 1000
_OF_ONE_CONTACT = 50


class Case(Base):
    """One case. `title` and `fields` are JSON; `agent_id` is who changed it last."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("channel_id", "number"),
        Index("ix_cases_status", "status", "changed_at"),
        Index("ix_cases_conversation", "conversation_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    session_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), default=OPEN)
    fields: Mapped[str] = mapped_column(Text, default="[]")
    created_at: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


class CaseChange(Base):
    """One step in a case's life. Append-only; `note` is what the customer was told."""

    __tablename__ = "case_changes"
    __table_args__ = (Index("ix_case_changes_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True)
class Line:
    """A case as lists and side panels show it."""

    id: int
    conversation_id: int
    customer: str
    number: str
    kind: str
    title: Mapping[str, str]
    status: str
    fields: tuple[Field, ...]
    created_at: int
    changed_at: int
    agent: str


def open_case(
    db: Connection,
    conversation_id: int,
    session_id: int | None,
    number: str,
    kind: str,
    title: Mapping[str, str],
    fields: tuple[Field, ...],
    now: int,
) -> None:
    """A new case. A number that is taken refuses the turn, which is then decided again with another."""
    opened = db.execute(
        insert(Case)
        .values(
            channel_id=CHANNEL,
            conversation_id=conversation_id,
            session_id=session_id,
            number=number,
            kind=kind,
            title=json.dumps(dict(title), ensure_ascii=False),
            status=OPEN,
            fields=fields_to(fields),
            created_at=now,
            changed_at=now,
        )
        .returning(Case.id)
    ).scalar_one()
    _note(db, opened, OPEN, None, "", now)


def move(db: Connection, case_id: int, status: str, agent_id: int, note: str, now: int) -> str:
    """A new status, and the step in its history; one that is reopened is open again. Returns the old one."""
    was = db.execute(select(Case.status).where(Case.id == case_id)).scalar_one()
    kept = OPEN if status == REOPENED else status
    db.execute(update(Case).where(Case.id == case_id).values(status=kept, changed_at=now, agent_id=agent_id))
    _note(db, case_id, status, agent_id, note, now)
    return str(was)


def _note(db: Connection, case_id: int, status: str, agent_id: int | None, note: str, now: int) -> None:
    db.execute(
        insert(CaseChange).values(case_id=case_id, at=now, agent_id=agent_id, status=status, note=note)
    )


def of_contact(db: Connection, conversation_id: int) -> tuple[CaseFact, ...]:
    """A contact's own cases, the newest first, as handlers know them (index ix_cases_conversation)."""
    found = db.execute(
        select(Case.id, Case.number, Case.title, Case.status)
        .where(Case.conversation_id == conversation_id)
        .order_by(Case.id.desc())
        .limit(_OF_ONE_CONTACT)
    )
    return tuple(CaseFact(row.id, row.number, json.loads(row.title), row.status) for row in found)


def has_open(db: Connection, conversation_id: int) -> bool:
    """Does this contact wait for an answer to a case? (index ix_cases_conversation)"""
    return bool(_HAS_OPEN(db, UNFINISHED, contact=conversation_id))


_HAS_OPEN = Hot("SELECT 1 FROM cases WHERE conversation_id = :contact AND status {among} LIMIT 1")


def beside(db: Connection, conversation_id: int, limit: int) -> list[Line]:
    """A contact's cases for the side of their conversation: unfinished ones first, then the newest."""
    is_done = Case.status == DONE
    wanted = _lines().where(Case.conversation_id == conversation_id)
    return [_line(row) for row in db.execute(wanted.order_by(is_done, Case.id.desc()).limit(limit))]


def page(db: Connection, status: str, kind: str, number: int) -> list[Line]:
    """One page of those with this status, and one line more where there is a next page.

    Unfinished ones by how long nothing happened, done ones by the newest. An empty kind means all.
    """
    order = Case.changed_at.desc() if status == DONE else Case.changed_at.asc()
    wanted = _lines().where(Case.status == status).order_by(order, Case.id)
    if kind:
        wanted = wanted.where(Case.kind == kind)
    return [_line(row) for row in db.execute(wanted.limit(PAGE + 1).offset(number * PAGE))]


def counts(db: Connection, kind: str) -> dict[str, int]:
    """How many there are of each status, as far as a tab can show, in one query."""
    asked = [
        select(func.count())
        .select_from(
            select(Case.id)
            .where(Case.status == status, *([Case.kind == kind] if kind else []))
            .limit(MOST_COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for status in STATUSES
    ]
    return dict(zip(STATUSES, map(int, db.execute(select(*asked)).one()), strict=True))


def kinds(db: Connection) -> list[str]:
    """Every kind there is a case of."""
    return list(db.execute(select(Case.kind).distinct().order_by(Case.kind)).scalars())


def one(db: Connection, case_id: int) -> Line | None:
    """One case."""
    found = db.execute(_lines().where(Case.id == case_id)).first()
    return _line(found) if found else None


def history(db: Connection, case_ids: list[int]) -> dict[int, list[AnyRow]]:
    """What happened to these cases, oldest first: at, status, note, agent (index ix_case_changes_case)."""
    found = db.execute(
        select(CaseChange.case_id, CaseChange.at, CaseChange.status, CaseChange.note, Agent.name)
        .outerjoin(Agent, Agent.id == CaseChange.agent_id)
        .where(CaseChange.case_id.in_(case_ids))
        .order_by(CaseChange.id)
    )
    steps: dict[int, list[AnyRow]] = {each: [] for each in case_ids}
    for row in found:
        steps[row.case_id].append(row)
    return steps


def forget_message(db: Connection, conversation_id: int, line_message_id: str) -> tuple[str, ...]:
    """What a customer unsent is no longer kept in their cases either; its words as they stood there."""
    found = db.execute(select(Case.id, Case.fields).where(Case.conversation_id == conversation_id)).all()
    said: list[str] = []
    for case_id, kept in found:
        if line_message_id in kept:
            fields = fields_from(kept)
            said += own_words(fields, line_message_id)
            left = tuple(without(each, line_message_id) for each in fields)
            db.execute(update(Case).where(Case.id == case_id).values(fields=fields_to(left)))
    return tuple(said)


def _lines() -> Select[*tuple[object, ...]]:
    return (
        select(
            Case.id,
            Case.conversation_id,
            Contact.display_name,
            Case.number,
            Case.kind,
            Case.title,
            Case.status,
            Case.fields,
            Case.created_at,
            Case.changed_at,
            Agent.name,
        )
        .join(Contact, Contact.id == Case.conversation_id)
        .outerjoin(Agent, Agent.id == Case.agent_id)
    )


def _line(row: AnyRow) -> Line:
    values = list(row)
    values[5], values[7] = json.loads(values[5]), fields_from(values[7])
    values[10] = values[10] or ""
    return Line(*values)


def numbers_of(db: Connection, conversation_ids: list[int]) -> list[tuple[int, str]]:
    """(conversation, number) of the cases of these."""
    opened = select(Case.conversation_id, Case.number).where(Case.conversation_id.in_(conversation_ids))
    return [(row.conversation_id, row.number) for row in db.execute(opened.order_by(Case.id))]
