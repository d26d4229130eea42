"""A customer took a message back: where are its words, so that they are nowhere any more?

In the transcript and the index of search, as LINE brought them, in cases and scores, among the files, in
drafts of articles that were begun with them, and where the bot repeated them.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select, update

from bot.store import borrowed, cases, inbox, media, messages, search, surveys
from bot.store.database import AnyRow
from bot.store.messages import BOT, Message
from bot.store.outbox import SENDING, WAITING, Delivery
from handlers.effects import BlankMessage

GONE = "…"
_LEAST = 3  # letters: fewer stand in many a word
_SENTENCE = 8  # letters of a whole message that is no common word


def take_back(db: Connection, conversation_id: int, gone: BlankMessage, now: int) -> None:
    """Everywhere at once, in the turn's own commit; one that has not arrived yet leaves a tombstone."""
    line_id = gone.line_message_id
    was = messages.of_line_ids(db, conversation_id, [line_id]).get(line_id)
    if was is not None:
        borrowed.give_back(db, [was.id], now)
    messages.blank(db, conversation_id, line_id, now)
    said = {*gone.repeated, *cases.forget_message(db, conversation_id, line_id)}
    inbox.blank(db, line_id)
    surveys.blank(db, conversation_id, line_id)
    media.take_back(db, conversation_id, line_id, now)
    if was is not None:
        whole = {was.text} if len(was.text) >= _SENTENCE else set()
        _blank_repeated(db, was, {each for each in said | whole if len(each) >= _LEAST})


def _blank_repeated(db: Connection, was: AnyRow, said: Collection[str]) -> None:
    """The bot asked whether it had understood them right. What answers out of an article repeats nobody."""
    if not said:
        return
    later = select(Message.id, Message.text, Message.outbox_id).where(
        Message.conversation_id == was.conversation_id,
        Message.happened_at >= was.happened_at,
        Message.author == BOT,
        Message.trail == "",
    )
    for bubble in db.execute(later).all():
        if any(each in bubble.text for each in said):
            left = _without(bubble.text, said)
            db.execute(update(Message).where(Message.id == bubble.id).values(text=left))
            found = search.Doc(search.MESSAGE, bubble.id, was.conversation_id, search.spelling(left))
            search.put(db, [found])
            _blank_sent(db, bubble.outbox_id, said)


def _blank_sent(db: Connection, outbox_id: int | None, said: Collection[str]) -> None:
    """What is on its way goes out as it is: only the same bytes may have the same retry key."""
    settled = Delivery.state.not_in((WAITING, SENDING))
    sent = db.execute(select(Delivery.payload).where(Delivery.id == outbox_id, settled)).scalar()
    if sent is not None:
        left = json.dumps(_without(json.loads(sent), said), ensure_ascii=False)
        db.execute(update(Delivery).where(Delivery.id == outbox_id).values(payload=left))


def _without(value: Any, said: Collection[str]) -> Any:
    """The longest first, so that no half of one is left over."""
    if isinstance(value, str):
        for each in sorted(said, key=len, reverse=True):
            value = value.replace(each, GONE)
        return value
    if isinstance(value, list):
        return [_without(each, said) for each in value]
    return {name: _without(each, said) for name, each in value.items()} if isinstance(value, dict) else value
