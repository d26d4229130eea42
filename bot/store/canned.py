"""Replies worth keeping: for everybody, for a team, or for one person alone."""

from dataclasses import dataclass

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
    changed_at: Mapped[int] = mapped_column(BigInteger)
    changed_by: Mapped[int] = mapped_column(ForeignKey("agents.id"))


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply as it is shown, and who wrote it last."""

    id: int
    name: str
    text: str
    agent_id: int | None
    team_id: int | None
    writer: str

    @property
    def scope(self) -> str:
        """For whom it is."""
        if self.agent_id is not None:
            return PRIVATE
        return TEAM if self.team_id is not None else EVERYBODY


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
        )
        .join(Agent, Agent.id == CannedReply.changed_by)
        .where(CannedReply.channel_id == CHANNEL, or_(CannedReply.agent_id == agent_id, shared))
        .order_by(CannedReply.name, CannedReply.id)
        .limit(MOST)
    )
    return [Canned(*row) for row in found]


def add(
    db: Connection, name: str, text: str, agent_id: int | None, team_id: int | None, by: int, now: int
) -> int:
    """One more."""
    new = insert(CannedReply).values(
        channel_id=CHANNEL,
        name=name,
        text=text,
        agent_id=agent_id,
        team_id=team_id,
        changed_at=now,
        changed_by=by,
    )
    return db.execute(new.returning(CannedReply.id)).scalar_one()


def change(
    db: Connection,
    canned_id: int,
    name: str,
    text: str,
    agent_id: int | None,
    team_id: int | None,
    by: int,
    now: int,
) -> None:
    """Other words, another name, or for others."""
    db.execute(
        update(CannedReply)
        .where(CannedReply.id == canned_id)
        .values(name=name, text=text, agent_id=agent_id, team_id=team_id, changed_at=now, changed_by=by)
    )


def remove(db: Connection, canned_id: int) -> None:
    """It is no longer wanted."""
    db.execute(delete(CannedReply).where(CannedReply.id == canned_id))
