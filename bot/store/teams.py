"""Teams: which topics and languages each serves, and who is in it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, BigId, insert_for

NAME_LENGTH = 60


class TeamRow(Base):
    """A team. `names`, by language, and the lists are kept as JSON; an empty list means every one."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigId, ForeignKey("channels.id"), default=CHANNEL)
    names: Mapped[str] = mapped_column(Text)
    topics: Mapped[str] = mapped_column(Text, default="[]")
    languages: Mapped[str] = mapped_column(Text, default="[]")
    created_at: Mapped[int] = mapped_column(BigInteger)


class TeamMember(Base):
    """Who is in which team."""

    __tablename__ = "team_members"
    __table_args__ = (Index("ix_team_members_agent", "agent_id"),)

    team_id: Mapped[int] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True, autoincrement=False)


@dataclass(frozen=True, slots=True)
class Team:
    """A team as rules see it. No `topics`: it serves every topic; no `languages`: every language."""

    id: int
    names: dict[str, str]
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    members: frozenset[int] = frozenset()

    def called(self, language: str) -> str:
        """Its name in this language, else in any it has."""
        return self.names.get(language) or next(iter(self.names.values()), "")


def every(db: Connection) -> list[Team]:
    """All teams with their members, the oldest first: two queries."""
    members: dict[int, set[int]] = {}
    for row in db.execute(select(TeamMember.team_id, TeamMember.agent_id)):
        members.setdefault(row.team_id, set()).add(row.agent_id)
    found = db.execute(
        select(TeamRow.id, TeamRow.names, TeamRow.topics, TeamRow.languages)
        .where(TeamRow.channel_id == CHANNEL)
        .order_by(TeamRow.id)
    )
    return [
        Team(
            row.id,
            json.loads(row.names),
            tuple(json.loads(row.topics)),
            tuple(json.loads(row.languages)),
            frozenset(members.get(row.id, ())),
        )
        for row in found
    ]


def one(db: Connection, team_id: int) -> Team | None:
    """This team; there are never so many that reading all of them costs more."""
    return next((each for each in every(db) if each.id == team_id), None)


def add(
    db: Connection, names: dict[str, str], topics: Iterable[str], languages: Iterable[str], now: int
) -> int:
    """A new team with nobody in it."""
    new = insert(TeamRow).values(channel_id=CHANNEL, created_at=now, **_kept(names, topics, languages))
    return db.execute(new.returning(TeamRow.id)).scalar_one()


def change(
    db: Connection, team_id: int, names: dict[str, str], topics: Iterable[str], languages: Iterable[str]
) -> None:
    """Another name, other topics, other languages."""
    db.execute(update(TeamRow).where(TeamRow.id == team_id).values(**_kept(names, topics, languages)))


def remove(db: Connection, team_id: int) -> None:
    """The team is no more; its people stay."""
    db.execute(delete(TeamMember).where(TeamMember.team_id == team_id))
    db.execute(delete(TeamRow).where(TeamRow.id == team_id))


def set_members(db: Connection, team_id: int, agent_ids: Iterable[int]) -> None:
    """Exactly these people from now on."""
    _replace(db, TeamMember.team_id == team_id, [(team_id, each) for each in agent_ids])


def set_teams(db: Connection, agent_id: int, team_ids: Iterable[int]) -> None:
    """This person is in exactly these teams from now on."""
    _replace(db, TeamMember.agent_id == agent_id, [(each, agent_id) for each in team_ids])


def _replace(db: Connection, which: ColumnElement[bool], pairs: list[tuple[int, int]]) -> None:
    db.execute(delete(TeamMember).where(which))
    if pairs:
        rows = [{"team_id": team, "agent_id": agent} for team, agent in sorted(set(pairs))]
        db.execute(insert_for(db)(TeamMember.__table__).on_conflict_do_nothing(), rows)


def _kept(names: dict[str, str], topics: Iterable[str], languages: Iterable[str]) -> dict[str, str]:
    return {
        "names": json.dumps(names, ensure_ascii=False),
        "topics": json.dumps(list(topics), ensure_ascii=False),
        "languages": json.dumps(list(languages)),
    }
