"""Staff: who they are, what they may do, and how they prove it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    SmallInteger,
    String,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import AnyRow, Base, BigId

ROLES = ("agent", "supervisor", "admin")


class Agent(Base):
    """A person who works here. `email` is kept in lower case; presence is bot/store/presence.py's.

    `capacity`: conversations at once; NULL is no limit, 0 means that none is assigned to them.
    """

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    contact_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[int] = mapped_column(BigInteger)
    capacity: Mapped[int | None] = mapped_column(SmallInteger, default=5, server_default="5")
    presence: Mapped[str] = mapped_column(String(10), default="offline", server_default="offline")
    presence_wish: Mapped[str] = mapped_column(String(10), default="online", server_default="online")
    presence_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    last_seen_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    last_active_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    assigned_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class SigninLink(Base):
    """A link good once for one person. `purpose`: to sign in, or to set a password."""

    __tablename__ = "signin_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    purpose: Mapped[str] = mapped_column(String(10), default="signin", server_default="signin")


def by_email(db: Connection, email: str) -> AnyRow | None:
    """The person with this address, active or not."""
    return db.execute(select(Agent.__table__).where(Agent.email == email.strip().lower())).first()


def add(db: Connection, email: str, name: str, role: str, password_hash: str, now: int) -> int:
    """A new person; the address must be free."""
    new = insert(Agent).values(
        email=email.strip().lower(),
        name=name,
        role=role,
        password_hash=password_hash,
        is_active=True,
        language="",
        created_at=now,
    )
    return db.execute(new.returning(Agent.id)).scalar_one()


def set_access(db: Connection, agent_id: int, role: str, password_hash: str) -> None:
    """Another role and password for someone already here."""
    db.execute(
        update(Agent)
        .where(Agent.id == agent_id)
        .values(role=role, password_hash=password_hash, is_active=True)
    )


def set_password(db: Connection, agent_id: int, password_hash: str) -> None:
    """Only the hash, for example when its parameters have grown stronger."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(password_hash=password_hash))


def set_language(db: Connection, agent_id: int, language: str) -> None:
    """The language of this person's screens."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(language=language))


def names(db: Connection, agent_ids: set[int]) -> dict[int, str]:
    """{agent: name} of these people."""
    found = db.execute(select(Agent.id, Agent.name).where(Agent.id.in_(agent_ids)))
    return {row.id: row.name for row in found}


def own_contact(db: Connection, agent_id: int) -> int | None:
    """The contact this person is on LINE, if they have said so."""
    own: int | None = db.execute(select(Agent.contact_id).where(Agent.id == agent_id)).scalar()
    return own


def set_own_contact(db: Connection, agent_id: int, contact_id: int) -> None:
    """This is me: where tests go."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(contact_id=contact_id))


def add_link(db: Connection, token_hash: str, agent_id: int, expires_at: int) -> None:
    """A one-time way in."""
    db.execute(insert(SigninLink).values(token_hash=token_hash, agent_id=agent_id, expires_at=expires_at))


def spend_link(db: Connection, token_hash: str, now: int) -> int | None:
    """Whose link it is, the first time and while it lasts; one conditional statement, so once only."""
    used = db.execute(
        update(SigninLink)
        .where(SigninLink.token_hash == token_hash, SigninLink.used_at.is_(None), SigninLink.expires_at > now)
        .values(used_at=now)
        .returning(SigninLink.agent_id)
    )
    return used.scalar()
