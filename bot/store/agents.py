"""Staff: who they are, what they may do, and how they prove it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    ForeignKey,
    SmallInteger,
    String,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import AnyRow, Base, BigId

ROLES = ("agent", "supervisor", "admin")
SIGN_IN, SET_PASSWORD = "signin", "password"  # what a one-time link is for
NO_PASSWORD = ""  # invited, and nothing fits it
MOST_CAPACITY = 100


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


class LastAdmin(Exception):
    """Nobody would be left who can let people in."""


def set_role(db: Connection, agent_id: int, role: str) -> None:
    """Another role. Raises LastAdmin."""
    if role != "admin":
        _require_another_admin(db, agent_id)
    db.execute(update(Agent).where(Agent.id == agent_id).values(role=role))


def set_active(db: Connection, agent_id: int, is_active: bool) -> None:
    """Suspended, or back. Raises LastAdmin."""
    if not is_active:
        _require_another_admin(db, agent_id)
    db.execute(update(Agent).where(Agent.id == agent_id).values(is_active=is_active))


def _require_another_admin(db: Connection, agent_id: int) -> None:
    """Locked, so that of two admins who take each other's role away at once the second is refused."""
    able = select(Agent.id).where(
        Agent.role == "admin", Agent.is_active.is_(True), Agent.password_hash != NO_PASSWORD
    )
    admins = set(db.execute(able.order_by(Agent.id).with_for_update()).scalars())
    if admins == {agent_id}:
        raise LastAdmin


def set_name(db: Connection, agent_id: int, name: str) -> None:
    """What colleagues and customers read."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(name=name))


def set_capacity(db: Connection, agent_id: int, capacity: int | None) -> None:
    """How many conversations at once; None is no limit."""
    db.execute(update(Agent).where(Agent.id == agent_id).values(capacity=capacity))


def roster(db: Connection) -> list[AnyRow]:
    """Everybody who works or worked here, suspended ones last."""
    return list(db.execute(select(*_SHOWN).order_by(Agent.is_active.desc(), Agent.name, Agent.id)))


def one(db: Connection, agent_id: int) -> AnyRow | None:
    """One person as admins see them."""
    return db.execute(select(*_SHOWN).where(Agent.id == agent_id)).first()


_SHOWN = (
    Agent.id,
    Agent.email,
    Agent.name,
    Agent.role,
    Agent.is_active,
    Agent.capacity,
    Agent.presence,
    Agent.last_seen_at,
    Agent.created_at,
    (Agent.password_hash == NO_PASSWORD).label("is_invited"),
)


def password_hash(db: Connection, agent_id: int) -> str | None:
    """What a password typed again is held against."""
    found: str | None = db.execute(select(Agent.password_hash).where(Agent.id == agent_id)).scalar()
    return found


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


def add_link(db: Connection, token_hash: str, agent_id: int, expires_at: int, purpose: str = SIGN_IN) -> None:
    """Something that one person may do once: to sign in, or to set a password."""
    new = {"token_hash": token_hash, "agent_id": agent_id, "expires_at": expires_at, "purpose": purpose}
    db.execute(insert(SigninLink).values(new))


def spend_link(db: Connection, token_hash: str, now: int, purpose: str = SIGN_IN) -> int | None:
    """Whose link it is, the first time and while it lasts; one conditional statement, so once only."""
    good = update(SigninLink).where(*_good(token_hash, now, purpose))
    return db.execute(good.values(used_at=now).returning(SigninLink.agent_id)).scalar()


def link_of(db: Connection, token_hash: str, now: int, purpose: str) -> int | None:
    """Whose link it is while it is good, without spending it."""
    good = select(SigninLink.agent_id).where(*_good(token_hash, now, purpose))
    found: int | None = db.execute(good).scalar()
    return found


def forget_links(db: Connection, agent_id: int) -> None:
    """No link of this person is good any more."""
    db.execute(delete(SigninLink).where(SigninLink.agent_id == agent_id))


def _good(token_hash: str, now: int, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        SigninLink.token_hash == token_hash,
        SigninLink.used_at.is_(None),
        SigninLink.expires_at > now,
        SigninLink.purpose == purpose,
    )
