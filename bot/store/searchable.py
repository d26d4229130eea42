"""What is to be found, and is not yet in the index? Read behind the work; no turn waits for it.

The feed says which conversations changed, in the order of commits, so nothing is overtaken. What was there
before the index, or while nobody kept it, is fetched newest first.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from bot.store import cases, feed, search, tags
from bot.store.contacts import Contact
from bot.store.database import AnyRow
from bot.store.feed import Change
from bot.store.messages import Message
from bot.store.search import CARD, MESSAGE, Doc, SearchDoc, SearchMark

SLICE = 100  # on PostgreSQL a row costs a quarter of a millisecond


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the index has come; the fields are SearchMark's."""

    feed_id: int
    floor: int
    messages_below: int
    cards_below: int

    @property
    def is_filled(self) -> bool:
        """Is everything of before in it?"""
        return self.messages_below <= 1 and self.cards_below <= 1


@dataclass(frozen=True, slots=True)
class Found:
    """What to write, and how far that brings the index. `messages`: {id: their words as read}."""

    messages: dict[int, str]
    docs: list[Doc]
    then: Mark


def mark(db: Connection) -> Mark | None:
    """None before the first run."""
    row = db.execute(
        select(SearchMark.feed_id, SearchMark.floor, SearchMark.messages_below, SearchMark.cards_below)
    ).first()
    return Mark(*row) if row else None


def begin(db: Connection) -> None:
    """The first run: everything there is now is of before."""
    db.execute(insert(SearchMark).values({"id": 1} | asdict(_from_here(db, feed.newest(db)))))


def _from_here(db: Connection, feed_id: int) -> Mark:
    message = db.execute(select(func.max(Message.id))).scalar() or 0
    contact = db.execute(select(func.max(Contact.id))).scalar() or 0
    return Mark(feed_id, floor=message, messages_below=message + 1, cards_below=contact + 1)


def gather(db: Connection, now: Mark, size: int = SLICE) -> Found | None:
    """The next slice, or None when there is nothing to do. Reads only, and works out all that can be.

    `size`: so many changes, or so many messages or contacts of before, at most.
    """
    newest = feed.newest(db)
    if newest == now.feed_id and now.is_filled:
        return None
    found = _changed(db, now, newest, size) if newest != now.feed_id else _before(db, now, size)
    for each in found.docs:
        assert each.grams or not each.text
    return found


def _changed(db: Connection, now: Mark, newest: int, size: int) -> Found:
    entries = feed.after(db, now.feed_id, size)
    oldest = db.execute(select(func.min(Change.id))).scalar() or 0
    if not entries or oldest > now.feed_id + 1:
        # It is kept for a day: what nobody saw of it is fetched as if it were of before.
        return Found({}, [], _from_here(db, newest))
    changed = sorted({each.conversation_id for each in entries if each.kind == feed.TURN})
    rows = list(db.execute(_NEW, {"floor": now.floor, "ids": changed or [0]}))
    messages, docs = _docs(rows)
    then = Mark(entries[-1].id, now.floor, now.messages_below, now.cards_below)
    return Found(messages, [*docs, *_cards(db, changed)], then)


def _before(db: Connection, now: Mark, size: int) -> Found:
    """A slice of messages, then of contacts."""
    if now.messages_below > 1:
        wanted = select(Message.id, Message.conversation_id, Message.text)
        older = wanted.where(Message.id < now.messages_below, Message.id <= now.floor)
        rows = db.execute(older.order_by(Message.id.desc()).limit(size)).all()
        below = rows[-1].id if rows else 0
        messages, docs = _docs(rows)
        return Found(messages, docs, Mark(now.feed_id, now.floor, below, now.cards_below))
    older_ids = select(Contact.id).where(Contact.id < now.cards_below).order_by(Contact.id.desc())
    ids = list(db.execute(older_ids.limit(size)).scalars())
    then = Mark(now.feed_id, now.floor, now.messages_below, ids[-1] if ids else 0)
    return Found({}, _cards(db, ids), then)


def _docs(rows: Sequence[AnyRow]) -> tuple[dict[int, str], list[Doc]]:
    docs = [Doc(MESSAGE, number, chat, search.spelling(words)) for number, chat, words in rows if words]
    kept = [each for each in docs if each.text]
    wanted = {each.subject for each in kept}
    return {number: words for number, _chat, words in rows if number in wanted}, kept


def _cards(db: Connection, contact_ids: list[int]) -> list[Doc]:
    """Name, tags and case numbers of these, where they are not in the index as they are now."""
    if not contact_ids:
        return []
    lines: dict[int, list[str]] = {
        row.id: [row.display_name]
        for row in db.execute(select(Contact.id, Contact.display_name).where(Contact.id.in_(contact_ids)))
    }
    for contact, line in (*tags.of_contacts(db, contact_ids), *cases.numbers_of(db, contact_ids)):
        lines.get(contact, []).append(line)
    docs = [Doc(CARD, number, number, search.card(texts)) for number, texts in lines.items()]
    held = select(SearchDoc.id, SearchDoc.text).where(SearchDoc.id.in_([each.id for each in docs]))
    known = {row.id: row.text for row in db.execute(held)}
    return [each for each in docs if each.text != known.get(each.id, "")]


def write(db: Connection, now: Mark, found: Found) -> bool:
    """In the index from here on; False when another worker was first, and nothing was written.

    The messages are read again and held: one that was taken back since they were gathered stays out, and one
    that is being taken back waits for us, and then takes its row out of the index.
    """
    mine = update(SearchMark).where(SearchMark.feed_id == now.feed_id)
    mine = mine.where(
        SearchMark.messages_below == now.messages_below, SearchMark.cards_below == now.cards_below
    )
    if db.execute(mine.values(asdict(found.then))).rowcount == 0:
        return False
    still = select(Message.id, Message.text).where(
        Message.id.in_(list(found.messages)), Message.unsent_at.is_(None)
    )
    same = {
        row.id
        for row in db.execute(still.order_by(Message.id).with_for_update(read=True))
        if row.text == found.messages[row.id]
    }
    search.put(db, [each for each in found.docs if each.kind != MESSAGE or each.subject in same])
    return True


# Within a conversation turns follow one another, so a message with a greater id was committed later.
_NEW = text(
    """
    SELECT m.id, m.conversation_id, m.text FROM messages AS m
    WHERE m.conversation_id IN :ids AND m.text <> '' AND m.unsent_at IS NULL AND m.id > :floor
    AND m.id > COALESCE((
        SELECT MAX(d.id) / 4 FROM search_docs AS d WHERE d.conversation_id = m.conversation_id AND d.kind = 0
    ), 0)
    """
).bindparams(bindparam("ids", expanding=True))
