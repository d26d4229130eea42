"""Which drafts of articles hold a customer's words? So that what is taken back leaves them too.

What was published is the shop's own text by then, and stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, String, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import articles, drafts
from bot.store.audit import AuditEntry
from bot.store.database import AnyRow, Base, BigId
from bot.store.messages import Message
from faq.gist import gist_of


class Borrowed(Base):
    """Words that went from this message into the draft of an article, as they were tidied there."""

    __tablename__ = "borrowed_words"
    __table_args__ = (
        Index("ix_borrowed_words_message", "message_id"),
        Index("ix_borrowed_words_slug", "slug"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


def borrow(db: Connection, slug: str, words: Iterable[str], asked: Sequence[AnyRow], now: int) -> None:
    """These stand in the draft from here on: words of those who asked just so, else of whoever came first."""
    rows = []
    for each in words:
        same = [row for row in asked if gist_of(row.text) == gist_of(each)] or asked[:1]
        rows += [{"message_id": row.id, "slug": slug, "words": each, "at": now} for row in same]
    if rows:
        db.execute(insert(Borrowed), rows)


def give_back(db: Connection, message_ids: Collection[int], now: int) -> None:
    """Out of the drafts again, unless another customer asked just so or the shop has published it."""
    mine = Borrowed.message_id.in_(message_ids)
    lent = db.execute(
        select(Borrowed.slug, Borrowed.words, Borrowed.at, Message.text)
        .join(Message, Message.id == Borrowed.message_id)
        .where(mine)
    ).all()
    db.execute(delete(Borrowed).where(mine))
    for slug in sorted({each.slug for each in lent}):
        theirs = [each for each in lent if each.slug == slug]
        kept = select(Borrowed.words).where(Borrowed.slug == slug)
        _leave(db, slug, theirs, {gist_of(each) for each in db.execute(kept).scalars()}, now)
        _forget_noted(db, slug, min(each.at for each in theirs))


def _leave(db: Connection, slug: str, lent: Sequence[AnyRow], kept: Collection[str], now: int) -> None:
    draft = drafts.find(db, slug)
    if draft is None or not draft.values:
        return
    live = articles.one(db, slug)
    gone = {gist_of(words) for each in lent for words in (each.words, each.text)} - set(kept)
    left = _without(draft.values, gone, live.values if live else {})
    if left != draft.values:
        # Nobody's: whoever has it open is told that it changed, and does not put the words back unasked.
        drafts.save(db, slug, left, draft.version, now, None)


def _without(values: Mapping[str, Any], gone: Collection[str], live: Mapping[str, Any]) -> dict[str, Any]:
    """The draft without these ways to ask, and without a title that begins like one of them."""
    asked: dict[str, list[str]] = {}
    for code, ways in (values.get("questions") or {}).items():
        public = (live.get("questions") or {}).get(code, ())
        asked[code] = [each for each in ways if each in public or gist_of(each) not in gone]
    titles = {
        code: title
        for code, title in (values.get("title") or {}).items()
        if title == (live.get("title") or {}).get(code) or not _begins(gone, gist_of(title))
    }
    return {**values, "questions": {code: ways for code, ways in asked.items() if ways}, "title": titles}


def _begins(gone: Collection[str], title: str) -> bool:
    return bool(title) and any(each.startswith(title) for each in gone)


def _forget_noted(db: Connection, slug: str, since: int) -> None:
    """The trail says what was written before and after: that it was written stays."""
    written = AuditEntry.subject.startswith(f"{slug}: ", autoescape=True)
    theirs = update(AuditEntry).where(AuditEntry.at >= since, AuditEntry.action == "article.written", written)
    db.execute(theirs.values(subject=slug))
