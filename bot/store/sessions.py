"""Staff sign-ins: kept on the server, so that any of them can be revoked, and throttled in SQL."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, BigId

# OWASP's advice is to slow guessing without letting a stranger lock a colleague out for long.
WINDOW_MS = 15 * 60_000
PER_EMAIL_AND_ADDRESS = 5
PER_ADDRESS = 30
PER_EMAIL = 50  # from everywhere together: a stranger must not lock a colleague out cheaply


class Signin(Base):
    """One browser that is signed in. Only a hash of its token is kept."""

    __tablename__ = "signins"
    __table_args__ = (Index("ix_signins_agent", "agent_id", "expires_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    created_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    browser: Mapped[str] = mapped_column(String(200), default="")


class SigninFailure(Base):
    """One refused try, kept for as long as it counts."""

    __tablename__ = "signin_failures"
    __table_args__ = (
        Index("ix_signin_failures_email", "email", "at"),
        Index("ix_signin_failures_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger)


def start(db: Connection, token_hash: str, agent_id: int, now: int, expires_at: int, browser: str) -> None:
    """A browser signs in."""
    db.execute(
        insert(Signin).values(
            token_hash=token_hash,
            agent_id=agent_id,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
            browser=browser[:200],
        )
    )


def who(db: Connection, token_hash: str, now: int) -> AnyRow | None:
    """The active person this token belongs to, while it is neither expired nor revoked."""
    return db.execute(
        select(
            Agent.id,
            Agent.email,
            Agent.name,
            Agent.role,
            Agent.language,
            Agent.presence,
            Agent.presence_wish,
            Agent.last_seen_at,
            Agent.last_active_at,
        )
        .join(Signin, Signin.agent_id == Agent.id)
        .where(
            Signin.token_hash == token_hash,
            Signin.revoked_at.is_(None),
            Signin.expires_at > now,
            Agent.is_active.is_(True),
        )
    ).first()


@dataclass(frozen=True, slots=True)
class Live:
    """One browser that is signed in now."""

    id: int
    created_at: int
    expires_at: int
    browser: str
    token_hash: str


def live(db: Connection, agent_id: int, now: int) -> list[Live]:
    """Where this person is signed in, the newest first."""
    found = db.execute(
        select(Signin.id, Signin.created_at, Signin.expires_at, Signin.browser, Signin.token_hash)
        .where(Signin.agent_id == agent_id, Signin.revoked_at.is_(None), Signin.expires_at > now)
        .order_by(Signin.id.desc())
    )
    return [Live(*row) for row in found]


def unrevoked(db: Connection, token_hashes: list[str]) -> set[str]:
    """Those of these sign-ins that nobody has ended, of people who are not suspended."""
    found = db.execute(
        select(Signin.token_hash)
        .join(Agent, Agent.id == Signin.agent_id)
        .where(
            Signin.token_hash.in_(token_hashes),
            Signin.revoked_at.is_(None),
            Agent.is_active.is_(True),
        )
    )
    return set(found.scalars())


def revoke_one(db: Connection, agent_id: int, signin_id: int, now: int) -> bool:
    """One browser of this person, by its number; False when it was none of theirs or is over."""
    one = update(Signin).where(
        Signin.id == signin_id, Signin.agent_id == agent_id, Signin.revoked_at.is_(None)
    )
    return db.execute(one.values(revoked_at=now)).rowcount > 0


def revoke_others(db: Connection, agent_id: int, token_hash: str, now: int) -> int:
    """Every browser of this person but the one at hand; how many."""
    others = update(Signin).where(
        Signin.agent_id == agent_id,
        Signin.token_hash != token_hash,
        Signin.revoked_at.is_(None),
        Signin.expires_at > now,
    )
    return db.execute(others.values(revoked_at=now)).rowcount


def revoke(db: Connection, token_hash: str, now: int) -> None:
    """This browser is signed out, wherever it is."""
    db.execute(update(Signin).where(Signin.token_hash == token_hash).values(revoked_at=now))


def revoke_all(db: Connection, agent_id: int, now: int) -> None:
    """Every browser of one person: a new password, a suspension."""
    db.execute(
        update(Signin).where(Signin.agent_id == agent_id, Signin.revoked_at.is_(None)).values(revoked_at=now)
    )


def is_throttled(db: Connection, email: str, address: str, now: int) -> bool:
    """Too many refusals for this address of either kind in the last quarter of an hour."""
    since = now - WINDOW_MS

    def failures(*conditions: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(SigninFailure).where(*conditions, SigninFailure.at > since)
        return db.execute(counted).scalar_one()

    same_email = SigninFailure.email == email.strip().lower()[:254]
    same_address = SigninFailure.address == address[:64]

    return (
        failures(same_email, same_address) >= PER_EMAIL_AND_ADDRESS
        or failures(same_address) >= PER_ADDRESS
        or failures(same_email) >= PER_EMAIL
    )


def count_failure(db: Connection, email: str, address: str, now: int) -> None:
    """One more refusal; those that no longer count are forgotten on the way."""
    db.execute(delete(SigninFailure).where(SigninFailure.at <= now - WINDOW_MS))
    db.execute(insert(SigninFailure).values(email=email.strip().lower()[:254], address=address[:64], at=now))


def forget_failures(db: Connection, email: str) -> None:
    """The right password was given: earlier slips no longer count."""
    db.execute(delete(SigninFailure).where(SigninFailure.email == email.strip().lower()[:254]))
