"""Replies worth keeping: for everybody, for a team, or for one person alone."""

from dataclasses import asdict, dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import CHANNEL, Base, BigId
from bot.store.media import KEPT, Media
from bot.store.teams import TeamMember

NAME_LENGTH, TEXT_LENGTH = 60, 4000
EVERYBODY, TEAM, PRIVATE = "everybody", "team", "private"
MOST = 2000


class CannedReply(Base):
    """One reply. With an `agent_id` it is that person's alone; with a `team_id`, the team's."""

    __tablename__ = "canned_replies"
    __table_args__ = (Index("ix_canned_replies_agent", "agent_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigId, ForeignKey("channels.id"), default=CHANNEL)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), default=None)
    team_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    media_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int] = mapped_column(ForeignKey("agents.id"))


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply as it is shown, and who wrote it last. `media_state`: what became of its picture."""

    id: int
    name: str
    text: str
    agent_id: int | None
    team_id: int | None
    writer: str
    media_id: int | None
    media_state: str | None

    @property
    def scope(self) -> str:
        """For whom it is."""
        if self.agent_id is not None:
            return PRIVATE
        return TEAM if self.team_id is not None else EVERYBODY

    @property
    def has_picture(self) -> bool:
        """Is there a picture that can be sent?"""
        return self.media_state == KEPT

    @property
    def lost_picture(self) -> bool:
        """Was there one that has been erased since?"""
        return self.media_id is not None and not self.has_picture


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose it is: a person's, a team's, or with neither everybody's."""

    agent_id: int | None
    team_id: int | None


@dataclass(frozen=True, slots=True)
class NewCanned:
    """A reply as it is to be kept."""

    name: str
    text: str
    agent_id: int | None
    team_id: int | None
    media_id: int | None = None


def for_agent(db: Connection, agent_id: int, *, sees_every_team: bool = False) -> list[Canned]:
    """What this person may use, by name: everybody's, their teams' (or every team's), their own."""
    mine = select(TeamMember.team_id).where(TeamMember.agent_id == agent_id)
    teams: ColumnElement[bool] = CannedReply.team_id.is_not(None)
    if not sees_every_team:
        teams = CannedReply.team_id.in_(mine)
    shared = CannedReply.agent_id.is_(None) & or_(CannedReply.team_id.is_(None), teams)
    found = db.execute(
        select(
            CannedReply.id,
            CannedReply.name,
            CannedReply.text,
            CannedReply.agent_id,
            CannedReply.team_id,
            Agent.name,
            CannedReply.media_id,
            Media.state,
        )
        .join(Agent, Agent.id == CannedReply.changed_by)
        .outerjoin(Media, Media.id == CannedReply.media_id)
        .where(CannedReply.channel_id == CHANNEL, or_(CannedReply.agent_id == agent_id, shared))
        .order_by(CannedReply.name, CannedReply.id)
        .limit(MOST)
    )
    return [Canned(*row) for row in found]


def add(db: Connection, new: NewCanned, by: int, now: int) -> int:
    """One more."""
    row = {"channel_id": CHANNEL, **asdict(new), "changed_at": now, "changed_by": by}
    return db.execute(insert(CannedReply).values(row).returning(CannedReply.id)).scalar_one()


def change(db: Connection, canned_id: int, new: NewCanned, by: int, now: int) -> None:
    """Other words, another name, another picture, or for others."""
    row = {**asdict(new), "changed_at": now, "changed_by": by}
    db.execute(update(CannedReply).where(CannedReply.id == canned_id).values(row))


def remove(db: Connection, canned_id: int) -> None:
    """It is no longer wanted."""
    db.execute(delete(CannedReply).where(CannedReply.id == canned_id))


def scope_of(db: Connection, media_id: int) -> Scope | None:
    """Whose reply this picture belongs to; None where it is no canned reply's."""
    found = db.execute(
        select(CannedReply.agent_id, CannedReply.team_id).where(CannedReply.media_id == media_id)
    ).first()
    return Scope(*found) if found else None


def may_use(db: Connection, scope: Scope, agent_id: int, *, sees_every_team: bool) -> bool:
    """Is this person among those it is for?"""
    if scope.agent_id is not None:
        return scope.agent_id == agent_id
    if scope.team_id is None or sees_every_team:
        return True
    member = (TeamMember.team_id == scope.team_id) & (TeamMember.agent_id == agent_id)
    return db.execute(select(TeamMember.agent_id).where(member)).first() is not None
