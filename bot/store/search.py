"""Which chats hold these characters? Substrings of unspaced text, the same answer on both engines.

Every searched text is kept once more as spelling() leaves it. An index of its single characters and pairs
(FTS5 on SQLite, a GIN index on PostgreSQL) names the few rows that can hold what is looked for, and each of
those is then looked at: so the index makes it quick, and the plain substring makes it true.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    SmallInteger,
    Text,
    TextClause,
    bindparam,
    delete,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId, insert_for

# What a row is about: one bubble; a contact's name, tags and cases together; or a colleague's note.
MESSAGE, CARD, NOTE = 0, 1, 2
KINDS = 4  # room for more: a row's id is its subject's id × this, + kind
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


@dataclass(frozen=True)
class Doc:
    """A text to be found, spelled already. `subject`: the id of the message, or of the contact."""

    kind: int
    subject: int
    conversation_id: int
    text: str

    @property
    def id(self) -> int:
        """Its row's number: within a kind, in the order of the subjects."""
        return self.subject * KINDS + self.kind

    @cached_property
    def grams(self) -> list[int]:
        """As the index has it. Whoever writes many asks for it first, while nobody waits for the writer."""
        return grams(self.text)


@dataclass(frozen=True, slots=True)
class Within:
    """Where to look. `condition`: more SQL about the row `d`, from " AND " on, with its `values`.

    `chats`: those conversations alone, and through them. Subjects from `bottom` up to `top`.
    """

    condition: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    chats: tuple[int, ...] | None = None
    bottom: int = 0
    top: int = 2**60


EVERYTHING = Within()


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
    return _SPLIT_SARA_AM.sub("\\1\u0e33", folded.translate(_KEPT))


class _Kept(dict[int, int | None]):
    """Which letters stay, found out once for each: texts by the hundred thousand are spelled."""

    def __missing__(self, letter: int) -> int | None:
        kept = None if unicodedata.category(chr(letter)) in _LEFT_OUT else letter
        self[letter] = kept
        return kept


_KEPT = _Kept()


def card(lines: Iterable[str]) -> str:
    """Several texts as one; what is looked for never spans two of them."""
    return "\n".join(each for each in map(spelling, lines) if each)


def grams(spelled: str) -> list[int]:
    """The numbers of its characters and of its pairs, each once. Two that share a number do no harm."""
    letters = list(map(ord, spelled))
    return sorted({*letters, *map(_pair, letters, letters[1:])})


def _pair(first: int, second: int) -> int:
    return (first * 65_537 + second) & 0x7FFF_FFFF


def _needed(spelled: str) -> list[int]:
    """What a row must have in the index to hold this."""
    letters = list(map(ord, spelled))
    return sorted(set(map(_pair, letters, letters[1:]))) or letters


def put(db: Connection, docs: Sequence[Doc]) -> None:
    """These texts from now on, whatever stood there; an empty one is taken out."""
    remove(db, [each.id for each in docs])
    # SQLite's index writes itself out whenever a number is lower than the one before it.
    kept = sorted((each for each in docs if each.text), key=lambda each: each.id)
    if not kept:
        return
    rows = [
        {"id": each.id, "kind": each.kind, "conversation_id": each.conversation_id, "text": each.text}
        for each in kept
    ]
    if db.dialect.name == "sqlite":
        db.execute(insert_for(db)(SearchDoc), rows)
        db.execute(_INDEX, [{"id": each.id, "tokens": _tokens(each.grams)} for each in kept])
    else:
        db.execute(_PUT, [row | {"grams": each.grams} for row, each in zip(rows, kept, strict=True)])


def remove(db: Connection, ids: Sequence[int]) -> None:
    """These rows are found no more."""
    if not ids:
        return
    if db.dialect.name == "sqlite":
        held = db.execute(select(SearchDoc.id, SearchDoc.text).where(SearchDoc.id.in_(ids))).all()
        if held:
            # An index that keeps no text must be told what to forget.
            db.execute(_UNINDEX, [{"id": each.id, "tokens": _tokens(grams(each.text))} for each in held])
    db.execute(delete(SearchDoc).where(SearchDoc.id.in_(ids)))


def tidy(db: Connection, pages: int = 64) -> bool:
    """One small step of putting SQLite's index in order; False when there is nothing left to do.

    By itself it would do so now and then, for a tenth of a second, while everybody waits for the writer.
    """
    before = db.execute(_CHANGED).scalar_one()
    db.execute(_MERGE, {"pages": pages})
    return bool(db.execute(_CHANGED).scalar_one() - before >= 2)


def forget_message(db: Connection, message_id: int) -> None:
    """It was taken back, or is to be read anew."""
    remove(db, [message_id * KINDS + MESSAGE])


def forget_conversation(db: Connection, conversation_id: int, limit: int = 500) -> int:
    """A slice of everything about this contact; how many rows it was."""
    mine = select(SearchDoc.id).where(SearchDoc.conversation_id == conversation_id).limit(limit)
    ids = list(db.execute(mine).scalars())
    remove(db, ids)
    return len(ids)


def find(db: Connection, words: str, kind: int, limit: int, within: Within = EVERYTHING) -> list[Hit]:
    """The newest subjects whose text holds these words, at most `limit`."""
    spelled = spelling(words[:MOST_LETTERS])
    if not spelled:
        return []
    values = {**within.values, "kind": kind, "words": spelled, "limit": limit}
    values |= {"bottom": within.bottom * KINDS, "top": within.top * KINDS}
    is_sqlite = db.dialect.name == "sqlite"
    if within.chats is not None:
        chosen = _IN_CHATS_SQLITE if is_sqlite else _IN_CHATS_POSTGRESQL
        wanted = _sql(chosen, within).bindparams(bindparam("chats", expanding=True))
        return [Hit(*row) for row in db.execute(wanted, values | {"chats": within.chats})]
    if is_sqlite:
        tokens = " AND ".join(map(_token, _needed(spelled)))
        return [Hit(*row) for row in db.execute(_sql(_FIND_SQLITE, within), values | {"tokens": tokens})]
    newest = db.execute(_NEWEST, values).scalar() or 0
    edge = max(newest - _RECENT * KINDS, within.bottom * KINDS)
    found = list(db.execute(_sql(_LOOK_THROUGH, within), values | {"edge": edge}))
    if len(found) < limit and edge > within.bottom * KINDS:
        rest = values | {"limit": limit - len(found), "top": edge, "grams": _needed(spelled)}
        found += list(db.execute(_sql(_FIND_POSTGRESQL, within), rest))
    return [Hit(*row) for row in found]


def _sql(statement: str, within: Within) -> TextClause:
    return text(statement.replace("{condition}", within.condition))


@cache
def _token(gram: int) -> str:
    return f"g{gram:x}"


def _tokens(found: Iterable[int]) -> str:
    return " ".join(map(_token, found))


_INDEX = text("INSERT INTO search_grams (rowid, tokens) VALUES (:id, :tokens)")
_UNINDEX = text("INSERT INTO search_grams (search_grams, rowid, tokens) VALUES ('delete', :id, :tokens)")
_MERGE = text("INSERT INTO search_grams (search_grams, rank) VALUES ('merge', :pages)")  # of 4 kB
_CHANGED = text("SELECT total_changes()")
_PUT = text(
    "INSERT INTO search_docs (id, kind, conversation_id, text, grams) "
    "VALUES (:id, :kind, :conversation_id, :text, CAST(:grams AS integer[]))"
)
_NEWEST = text("SELECT MAX(id) FROM search_docs WHERE id < :top")
_FIND_SQLITE = f"""
    SELECT d.id / {KINDS}, d.conversation_id
    FROM search_grams AS g CROSS JOIN search_docs AS d ON d.id = g.rowid
    WHERE search_grams MATCH :tokens AND g.rowid >= :bottom AND g.rowid < :top AND d.kind = :kind
        AND instr(d.text, :words) > 0{{condition}}
    ORDER BY g.rowid DESC LIMIT :limit
"""  # noqa: S608 – a number of ours
_LOOK_THROUGH = f"""
    SELECT d.id / {KINDS}, d.conversation_id FROM search_docs AS d
    WHERE d.id < :top AND d.id >= :edge AND d.kind = :kind AND strpos(d.text, :words) > 0{{condition}}
    ORDER BY d.id DESC LIMIT :limit
"""  # noqa: S608
_FIND_POSTGRESQL = f"""
    SELECT d.id / {KINDS}, d.conversation_id FROM search_docs AS d
    WHERE d.grams @> CAST(:grams AS integer[]) AND d.id >= :bottom AND d.id < :top AND d.kind = :kind
        AND strpos(d.text, :words) > 0{{condition}}
    ORDER BY d.id DESC LIMIT :limit
"""  # noqa: S608
# Through the index of conversations, whatever the engine thinks of how often the words stand there.
_IN_CHATS_SQLITE = f"""
    SELECT d.id / {KINDS}, d.conversation_id FROM search_docs AS d INDEXED BY ix_search_docs_conversation
    WHERE d.conversation_id IN :chats AND d.kind = :kind AND d.id >= :bottom AND d.id < :top
        AND instr(d.text, :words) > 0{{condition}}
    ORDER BY d.id DESC LIMIT :limit
"""  # noqa: S608
_IN_CHATS_POSTGRESQL = f"""
    WITH found AS MATERIALIZED (
        SELECT d.id, d.conversation_id FROM search_docs AS d
        WHERE d.conversation_id IN :chats AND d.kind = :kind AND d.id >= :bottom AND d.id < :top
            AND strpos(d.text, :words) > 0{{condition}}
    )
    SELECT id / {KINDS}, conversation_id FROM found ORDER BY id DESC LIMIT :limit
"""  # noqa: S608
