"""Campaigns: what is to be said to whom, where each stands, and how far planning has come."""

import json
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Text,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, AnyRow, Base, BigId, insert_for
from bot.store.reach import Audience
from handlers.campaigns import MOVES, Move, Status


class Campaign(Base):
    """`cursor`: the last contact planned. `payloads`: {language: LINE's messages}, frozen when scheduled."""

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_status", "status", "scheduled_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    name: Mapped[str] = mapped_column(String(100))
    topic: Mapped[str] = mapped_column(String(30))
    content: Mapped[str] = mapped_column(Text, default="{}")
    audience: Mapped[str] = mapped_column(Text, default="{}")
    status: Mapped[str] = mapped_column(String(12), default=Status.DRAFT.value)
    reason: Mapped[str] = mapped_column(String(300), default="")
    payloads: Mapped[str] = mapped_column(Text, default="{}")
    scheduled_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    started_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    ended_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    is_planned: Mapped[bool] = mapped_column(Boolean, default=False)
    created_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    created_at: Mapped[int] = mapped_column(BigInteger)


class CampaignSkip(Base):
    """How many were not sent to, by reason: a row per contact would cost more than the sending."""

    __tablename__ = "campaign_skips"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "reason"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), autoincrement=False)
    reason: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture we keep, and the token LINE fetches it by."""

    media_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What an admin writes: a picture, {language: text}, or both; for whom, under which topic."""

    name: str
    topic: str
    texts: dict[str, str]
    audience: Audience
    picture: Attached | None = None


def add(db: Connection, draft: Draft, now: int, agent_id: int | None) -> int:
    """A new draft; its number."""
    row = {**_columns(draft), "created_at": now, "created_by": agent_id}
    return int(db.execute(insert(Campaign).values(row).returning(Campaign.id)).scalar_one())


def rewrite(db: Connection, campaign_id: int, draft: Draft) -> bool:
    """Change a draft; False when it is none any more."""
    changed = db.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.status == Status.DRAFT.value)
        .values(_columns(draft))
    )
    return changed.rowcount == 1


def _columns(draft: Draft) -> dict[str, object]:
    picture = [draft.picture.media_id, draft.picture.token] if draft.picture else None
    return {
        "name": draft.name,
        "topic": draft.topic,
        "content": json.dumps({"texts": draft.texts, "picture": picture}, ensure_ascii=False),
        "audience": json.dumps(
            {"tags": draft.audience.tags, "language": draft.audience.language}, ensure_ascii=False
        ),
    }


def draft_of(row: AnyRow) -> Draft:
    """What was written, from a row of one() or page()."""
    content, audience = json.loads(row.content), json.loads(row.audience)
    picture = content.get("picture")
    return Draft(
        name=row.name,
        topic=row.topic,
        texts=content.get("texts", {}),
        audience=Audience(tuple(audience.get("tags", ())), audience.get("language", "")),
        picture=Attached(*picture) if picture else None,
    )


def schedule(db: Connection, campaign_id: int, at: int, payloads: dict[str, str]) -> bool:
    """From draft to scheduled, with the bytes that will be sent; False when it was no draft."""
    values = {"scheduled_at": at, "payloads": json.dumps(payloads, ensure_ascii=False)}
    return move(db, campaign_id, Move.SCHEDULE, **values)


def move(db: Connection, campaign_id: int, what: Move, **values: object) -> bool:
    """One step of the state machine, if it is still where that step begins."""
    sources, target = MOVES[what]
    changed = db.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.status.in_([each.value for each in sources]))
        .values(status=target.value, **values)
    )
    return changed.rowcount == 1


def start_due(db: Connection, now: int) -> list[int]:
    """Those whose hour has come, started."""
    sources, target = MOVES[Move.START]
    started = db.execute(
        update(Campaign)
        .where(Campaign.status.in_([each.value for each in sources]), Campaign.scheduled_at <= now)
        .values(status=target.value, started_at=now)
        .returning(Campaign.id)
    )
    return list(started.scalars())


def one(db: Connection, campaign_id: int) -> AnyRow | None:
    """All its columns."""
    return db.execute(select(Campaign.__table__).where(Campaign.id == campaign_id)).first()


def page(db: Connection, limit: int, before: int | None = None) -> list[AnyRow]:
    """The newest first."""
    wanted = select(Campaign.__table__).order_by(Campaign.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Campaign.id < before)
    return list(db.execute(wanted).all())


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do for campaigns. `ahead`: chunks planned and not yet with LINE."""

    has_due: bool
    has_finished: bool
    has_leftovers: bool
    to_plan: tuple[int, ...]
    ahead: int


_ANY_WORK = text(
    """
    SELECT EXISTS (SELECT 1 FROM campaigns WHERE status = 'scheduled' AND scheduled_at <= :now) AS has_due,
        EXISTS (SELECT 1 FROM campaigns WHERE status = 'running') AS has_running,
        EXISTS (SELECT 1 FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id
            WHERE k.state IN (0, 1) AND c.status = 'cancelled') AS has_leftovers
    """
)
_TO_PLAN = text(
    "SELECT id FROM campaigns WHERE status = 'running' AND NOT is_planned ORDER BY started_at, id"
)
_AHEAD = text(
    "SELECT COUNT(*) FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id "
    "WHERE k.state IN (1, 2) AND c.status = 'running'"
)


def work(db: Connection, now: int) -> Work | None:
    """None when there is nothing at all; one statement tells in a quiet hour (read engine)."""
    found = db.execute(_ANY_WORK, {"now": now}).one()
    if not (found.has_due or found.has_running or found.has_leftovers):
        return None
    return Work(
        has_due=bool(found.has_due),
        has_finished=bool(found.has_running) and db.execute(_FINISHED).first() is not None,
        has_leftovers=bool(found.has_leftovers),
        to_plan=tuple(db.execute(_TO_PLAN).scalars()),
        ahead=int(db.execute(_AHEAD).scalar_one()),
    )


_HOLD = "SELECT * FROM campaigns WHERE id = :id AND status = 'running' AND NOT is_planned"
_HOLD_SQLITE, _HOLD_POSTGRESQL = text(_HOLD), text(f"{_HOLD} FOR UPDATE SKIP LOCKED")


def hold_for_planning(db: Connection, campaign_id: int) -> AnyRow | None:
    """The campaign, locked, if it still is to be planned and no other worker is at it."""
    statement = _HOLD_SQLITE if db.dialect.name == "sqlite" else _HOLD_POSTGRESQL
    return db.execute(statement, {"id": campaign_id}).first()


def move_cursor(db: Connection, campaign_id: int, cursor: int, *, is_planned: bool) -> None:
    """How far planning has come, in the commit of what it planned."""
    db.execute(
        update(Campaign).where(Campaign.id == campaign_id).values(cursor=cursor, is_planned=is_planned)
    )


def count_skips(db: Connection, campaign_id: int, numbers: dict[str, int]) -> None:
    """So many more were not sent to, by reason."""
    if not numbers:
        return
    new = insert_for(db)(CampaignSkip.__table__)
    db.execute(
        new.on_conflict_do_update(
            index_elements=["campaign_id", "reason"],
            set_={"number": CampaignSkip.number + new.excluded.number},
        ),
        [{"campaign_id": campaign_id, "reason": why, "number": n} for why, n in sorted(numbers.items())],
    )


def skips(db: Connection, campaign_id: int) -> dict[str, int]:
    """{reason: people}."""
    found = db.execute(
        select(CampaignSkip.reason, CampaignSkip.number).where(CampaignSkip.campaign_id == campaign_id)
    )
    return {row.reason: row.number for row in found}


_NEXT = text(
    "SELECT MAX(id) FROM (SELECT id FROM contacts WHERE id > :after ORDER BY id LIMIT :size) AS following"
)


def slice_end(db: Connection, after: int, size: int) -> int | None:
    """The last of the next `size` contacts, None when there are no more."""
    found: int | None = db.execute(_NEXT, {"after": after, "size": size}).scalar()
    return found


_ALL_DONE = """
    status = 'running' AND is_planned AND NOT EXISTS (
        SELECT 1 FROM campaign_chunks AS k WHERE k.campaign_id = campaigns.id AND k.state IN (0, 1, 2))
"""
_FINISHED_SQL = "SELECT id FROM campaigns WHERE {all_done} LIMIT 1"
_FINISH_SQL = "UPDATE campaigns SET status = 'done', ended_at = :now WHERE {all_done} RETURNING id"
_FINISHED = text(_FINISHED_SQL.format(all_done=_ALL_DONE))
_FINISH = text(_FINISH_SQL.format(all_done=_ALL_DONE))


def finish_done(db: Connection, now: int) -> list[int]:
    """Those with nothing left to plan or to send, ended."""
    return list(db.execute(_FINISH, {"now": now}).scalars())
