"""Files received and sent: where they are, what became of them, who may fetch them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    exists,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import jobs
from bot.store.cases import Case
from bot.store.database import CHANNEL, AnyRow, Base, BigId
from handlers.collected import DONE

# What became of a file. Only `kept` ones are served; `erasing` ones still have to leave the disk.
PENDING, KEPT, TOO_BIG, GONE, REFUSED, FAILED = "pending", "kept", "too_big", "gone", "refused", "failed"
EXTERNAL, ERASING, ERASED = "external", "erasing", "erased"
IN, OUT = "in", "out"

# The errands over these rows (bot/fetching.py, bot/retention.py); a row's number is their key.
FETCH, ERASE, RETIRE = "media_fetch", "media_erase", "media_retire"


class Media(Base):
    """One file. `path` is chosen before anything is written, so that no crash leaves a file nobody knows.

    `file_name` is what the sender called it: shown, never used as a path. `token` opens a sent picture
    to LINE without a sign-in, until it is revoked.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index("ix_media_message", "conversation_id", "line_message_id"),
        Index("ix_media_age", "created_at"),
        Index(
            "uq_media_token",
            "token",
            unique=True,
            sqlite_where=text("token IS NOT NULL"),
            postgresql_where=text("token IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), default=None)
    line_message_id: Mapped[str | None] = mapped_column(String(64), default=None)
    way: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    content_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    file_name: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str] = mapped_column(String(100))
    has_preview: Mapped[int] = mapped_column(Integer, default=0)
    token: Mapped[str | None] = mapped_column(String(64), default=None)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    created_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A file to be known. Sizes in bytes and pixels; `duration_ms` as LINE tells it."""

    way: str
    kind: str
    state: str
    path: str
    line_message_id: str | None = None
    content_type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    duration_ms: int = 0
    file_name: str = ""
    has_preview: bool = False
    token: str | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What fetching a file came to."""

    state: str
    reason: str = ""
    content_type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    has_preview: bool = False


def add(db: Connection, conversation_id: int | None, new: NewMedia, now: int) -> int:
    """Know of a file; its number. One still to be fetched is asked for at once."""
    row = {name: getattr(new, name) for name in new.__slots__}
    row |= {"conversation_id": conversation_id, "channel_id": CHANNEL, "reason": "", "created_at": now}
    row["has_preview"] = int(new.has_preview)
    number: int = db.execute(insert(Media).returning(Media.id), [row]).scalar_one()
    if new.state == PENDING:
        jobs.ask(db, [(FETCH, str(number), now)])
    return number


def one(db: Connection, media_id: int) -> AnyRow | None:
    """One file's row, with the LINE id of whose chat it belongs to."""
    return db.execute(select(Media).where(Media.id == media_id)).first()


def by_token(db: Connection, token: str) -> AnyRow | None:
    """The sent picture this token opens (index uq_media_token)."""
    return db.execute(select(Media).where(Media.token == token, Media.state == KEPT)).first()


def kept_tokens(db: Connection, tokens: Collection[str]) -> set[str]:
    """Those that open a picture (index uq_media_token)."""
    if not tokens:
        return set()
    wanted = select(Media.token).where(Media.token.in_(tokens), Media.state == KEPT)
    return {each for each in db.execute(wanted).scalars() if each is not None}


def of_bubbles(
    db: Connection, conversation_id: int, line_message_ids: list[str], ids: list[int]
) -> list[AnyRow]:
    """The files of these bubbles (index ix_media_message, and the key)."""
    received = Media.line_message_id.in_(line_message_ids) & (Media.conversation_id == conversation_id)
    return list(db.execute(select(Media).where(or_(received, Media.id.in_(ids)))).all())


def pictures_of(db: Connection, line_message_ids: list[str]) -> dict[str, int]:
    """{LINE id: its file's number}, for the pictures that are kept."""
    if not line_message_ids:
        return {}
    wanted = select(Media.line_message_id, Media.id).where(
        Media.line_message_id.in_(line_message_ids), Media.state == KEPT, Media.kind == "image"
    )
    return {row.line_message_id: row.id for row in db.execute(wanted)}


def newest_kept(db: Connection) -> str | None:
    """The path of the newest file that ought to be there."""
    newest = select(Media.path).where(Media.state == KEPT).order_by(Media.id.desc()).limit(1)
    return db.execute(newest).scalar()


def settle(db: Connection, media_id: int, found: Found, now: int) -> bool:
    """What fetching came to. One taken back meanwhile keeps nothing: what was written is to be erased."""
    row: dict[str, Any] = {name: getattr(found, name) for name in found.__slots__ if name != "size"}
    row |= {"has_preview": int(found.has_preview), "reason": found.reason[:200]}
    if found.size:
        row["size"] = found.size
    settled = db.execute(update(Media).where(Media.id == media_id, Media.state == PENDING).values(**row))
    if settled.rowcount == 0:
        # A name of its own: an errand of the plain name may be in hand, and past the file, right now.
        jobs.ask(db, [(ERASE, f"{media_id}:again", now)])
    return settled.rowcount == 1


def take_back(db: Connection, conversation_id: int, line_message_id: str, now: int) -> None:
    """The contact unsent it: served to nobody from here on, and soon gone from the disk too."""
    _doom(
        db,
        select(Media.id).where(
            Media.conversation_id == conversation_id, Media.line_message_id == line_message_id
        ),
        now,
    )


def erase_of(db: Connection, conversation_id: int, now: int) -> int:
    """Everything one person sent and was sent, for a person who asks to be forgotten."""
    doomed = _doom(db, select(Media.id).where(Media.conversation_id == conversation_id), now)
    jobs.hasten(db, ERASE, [str(each) for each in doomed], now)  # fresh uploads had theirs within the hour
    return len(doomed)


def outlived(db: Connection, moment: int, limit: int) -> list[int]:
    """The oldest files of chats kept since before then (read engine, index ix_media_age).

    What articles, broadcasts and canned replies show belongs to no chat and stays; so does what a case still
    open needs.
    """
    has_case = exists().where(Case.conversation_id == Media.conversation_id, Case.status != DONE)
    old = select(Media.id).where(
        Media.created_at < moment, Media.state == KEPT, Media.conversation_id.is_not(None), ~has_case
    )
    return list(db.execute(old.order_by(Media.created_at, Media.id).limit(limit)).scalars())


def erase_outlived(db: Connection, ids: list[int], now: int) -> int:
    """Served to nobody from here on, and soon gone from the disk; how many."""
    return len(_doom(db, select(Media.id).where(Media.id.in_(ids), Media.state == KEPT), now))


def ask_to_erase(db: Connection, media_id: int, due_at: int) -> None:
    """An errand that erases the file then, unless it is kept by that time."""
    jobs.ask(db, [(ERASE, str(media_id), due_at)])


def finish_upload(db: Connection, media_id: int, token: str) -> None:
    """Both files are on the disk: from now on the token opens them."""
    db.execute(
        update(Media).where(Media.id == media_id).values(state=KEPT, reason="", token=token, has_preview=1)
    )


def discard(db: Connection, media_id: int, now: int) -> None:
    """An upload that was not sent after all: erased now, not when unfinished ones are looked for."""
    _doom(db, select(Media.id).where(Media.id == media_id), now)
    jobs.ask_at(db, ERASE, str(media_id), now)


def revoke(db: Connection, media_id: int) -> None:
    """Close the public address of a sent picture."""
    db.execute(update(Media).where(Media.id == media_id).values(token=None))


def note_erased(db: Connection, media_id: int) -> None:
    """The file has left the disk; that there was one is all that is still known."""
    db.execute(
        update(Media)
        .where(Media.id == media_id)
        .values(state=ERASED, has_preview=0, size=0, width=0, height=0, content_type="", file_name="")
    )


def _doom(db: Connection, which: Any, now: int) -> list[int]:
    doomed = db.execute(
        update(Media)
        .where(Media.id.in_(which), Media.state != ERASED)
        .values(state=ERASING, token=None, file_name="")
        .returning(Media.id)
    ).scalars()
    ids = list(doomed)
    jobs.ask(db, [(ERASE, str(each), now) for each in ids])
    return ids
