"""Which chats hold these characters? Substrings of unspaced text, the same answer on both engines.

Every searched text is kept once more as spelling() leaves it. An index of its single characters and pairs
(FTS5 on SQLite, a GIN index on PostgreSQL) names the few rows that can hold what is looked for, and each of
those is then looked at: so the index makes it quick, and the plain substring makes it true.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, SmallInteger, Text, delete, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId, insert_for

# What a row is about: one bubble; a contact's name, tags and cases together; or a colleague's note.
MESSAGE, CARD, NOTE = 0, 1, 2
_KINDS = 4  # room for more: a row's id is its subject's id × this, + kind
MOST_LETTERS = 100
# So many of the newest rows are looked through one by one first: what is common is found there at once.
_RECENT = 20_000

_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Pd", "Zs", "Zl", "Zp"})


class SearchDoc(Base):
    """One text to be found. `text` is as spelling() leaves it, lines kept apart by a line feed.

    The index itself is the engine's own and no part of the model: see migration 0017.
    """

    __tablename__ = "search_docs"
    __table_args__ = (Index("ix_search_docs_conversation", "conversation_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(SmallInteger)
    conversation_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)


class SearchMark(Base):
    """How far the index has come: one row.

    `feed_id`: changes up to this one are in it. Messages up to `floor` were there before the index was;
    they are fetched newest first, and those from `messages_below` on are in it; so with contacts.
    """

    __tablename__ = "search_marks"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    feed_id: Mapped[int] = mapped_column(BigInteger)
    floor: Mapped[int] = mapped_column(BigInteger)
    messages_below: Mapped[int] = mapped_column(BigInteger)
    cards_below: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Doc:
    """A text to be found, spelled already. `subject`: the id of the message, or of the contact."""

    kind: int
    subject: int
    conversation_id: int
    text: str

    @property
    def id(self) -> int:
        """Its row's number: within a kind, in the order of the subjects."""
        return self.subject * _KINDS + self.kind


@dataclass(frozen=True, slots=True)
class Hit:
    """Found: the message or the contact, and its conversation."""

    subject: int
    conversation_id: int


def spelling(words: str) -> str:
    """One spelling for what looks the same: width, case, spaces, dashes, and how sara am was typed.

    Spaces go because Thai has none of its own: where somebody puts one is chance.
    """
    spelled = _spelled(words)
    # What is left out may have kept two marks apart that now become one letter.
    while (again := _spelled(spelled)) != spelled:
        spelled = again
    return spelled


def _spelled(words: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    kept = "".join(each for each in folded if unicodedata.category(each) not in _LEFT_OUT)
    return _SPLIT_SARA_AM.sub("\\1\u0e33", kept)


def card(lines: Iterable[str]) -> str:
    """Several texts as one; what is looked for never spans two of them."""
    return "\n".join(each for each in map(spelling, lines) if each)


def grams(spelled: str) -> list[int]:
    """The numbers of its characters and of its pairs, each once. Two that share a number do no harm."""
    found = {ord(each) for each in spelled}
    found.update(map(_pair, spelled, spelled[1:]))
    return sorted(found)


def _pair(first: str, second: str) -> int:
    return (ord(first) * 65_537 + ord(second)) & 0x7FFF_FFFF


def _needed(spelled: str) -> list[int]:
    """What a row must have in the index to hold this."""
    if len(spelled) == 1:
        return [ord(spelled)]
    return sorted(set(map(_pair, spelled, spelled[1:])))


def put(db: Connection, docs: Sequence[Doc]) -> None:
    """These texts from now on, whatever stood there; an empty one is taken out."""
    remove(db, [each.id for each in docs])
    rows = [
        {"id": each.id, "kind": each.kind, "conversation_id": each.conversation_id, "text": each.text}
        for each in docs
        if each.text
    ]
    if not rows:
        return
    if db.dialect.name == "sqlite":
        db.execute(insert_for(db)(SearchDoc), rows)
        db.execute(_INDEX, [{"id": each["id"], "tokens": _tokens(str(each["text"]))} for each in rows])
    else:
        db.execute(_PUT, [row | {"grams": grams(str(row["text"]))} for row in rows])


def remove(db: Connection, ids: Sequence[int]) -> None:
    """These rows are found no more."""
    if not ids:
        return
    if db.dialect.name == "sqlite":
        held = db.execute(select(SearchDoc.id, SearchDoc.text).where(SearchDoc.id.in_(ids))).all()
        if held:
            # An index that keeps no text must be told what to forget.
            db.execute(_UNINDEX, [{"id": each.id, "tokens": _tokens(each.text)} for each in held])
    db.execute(delete(SearchDoc).where(SearchDoc.id.in_(ids)))


def forget_message(db: Connection, message_id: int) -> None:
    """It was taken back, or is to be read anew."""
    remove(db, [message_id * _KINDS + MESSAGE])


def forget_conversation(db: Connection, conversation_id: int, limit: int = 500) -> int:
    """A slice of everything about this contact; how many rows it was."""
    mine = select(SearchDoc.id).where(SearchDoc.conversation_id == conversation_id).limit(limit)
    ids = list(db.execute(mine).scalars())
    remove(db, ids)
    return len(ids)


def find(db: Connection, words: str, kind: int, limit: int, before: int | None = None) -> list[Hit]:
    """The newest subjects whose text holds these words, at most `limit`; `before`: older than this one."""
    spelled = spelling(words[:MOST_LETTERS])
    if not spelled:
        return []
    values = {"kind": kind, "words": spelled, "limit": limit}
    top = (before if before is not None else 2**60) * _KINDS
    if db.dialect.name == "sqlite":
        tokens = " AND ".join(map(_token, _needed(spelled)))
        return [Hit(*row) for row in db.execute(_FIND_SQLITE, values | {"tokens": tokens, "top": top})]
    newest = db.execute(select(func.max(SearchDoc.id)).where(SearchDoc.id < top)).scalar() or 0
    edge = newest - _RECENT * _KINDS
    found = list(db.execute(_LOOK_THROUGH, values | {"top": top, "edge": edge}))
    if len(found) < limit and edge > 0:
        rest = values | {"limit": limit - len(found), "top": edge, "grams": _needed(spelled)}
        found += list(db.execute(_FIND_POSTGRESQL, rest))
    return [Hit(*row) for row in found]


def _token(gram: int) -> str:
    return f"g{gram:x}"


def _tokens(spelled: str) -> str:
    return " ".join(map(_token, grams(spelled)))


_INDEX = text("INSERT INTO search_grams (rowid, tokens) VALUES (:id, :tokens)")
_UNINDEX = text("INSERT INTO search_grams (search_grams, rowid, tokens) VALUES ('delete', :id, :tokens)")
_PUT = text(
    "INSERT INTO search_docs (id, kind, conversation_id, text, grams) "
    "VALUES (:id, :kind, :conversation_id, :text, CAST(:grams AS integer[]))"
)
_FIND_SQLITE = text(
    f"""
    SELECT d.id / {_KINDS}, d.conversation_id
    FROM search_grams AS g CROSS JOIN search_docs AS d ON d.id = g.rowid
    WHERE search_grams MATCH :tokens AND g.rowid < :top AND d.kind = :kind AND instr(d.text, :words) > 0
    ORDER BY g.rowid DESC LIMIT :limit
    """  # noqa: S608 – a number of ours
)
_LOOK_THROUGH = text(
    f"""
    SELECT id / {_KINDS}, conversation_id FROM search_docs
    WHERE id < :top AND id >= :edge AND kind = :kind AND strpos(text, :words) > 0
    ORDER BY id DESC LIMIT :limit
    """  # noqa: S608
)
_FIND_POSTGRESQL = text(
    f"""
    SELECT id / {_KINDS}, conversation_id FROM search_docs
    WHERE grams @> CAST(:grams AS integer[]) AND id < :top AND kind = :kind AND strpos(text, :words) > 0
    ORDER BY id DESC LIMIT :limit
    """  # noqa: S608
)
