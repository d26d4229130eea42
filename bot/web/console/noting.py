"""Notes for colleagues, and who is meant by them."""

from collections.abc import Iterable

from flask import request

from bot.store import feed, notes, presence
from bot.store.database import Connection
from bot.store.presence import Colleague
from bot.wake import FEED
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.taking import Answer, done, require, take
from bot.web.desk import desk
from bot.web.signin import me
from bot.web.typed import plain
from handlers.clicks import NoteWritten


@console.post(f"/c/{CONVERSATION}/note")
def note(conversation_id: int) -> Answer:
    """Something colleagues should know; the customer never sees it."""
    words = plain(request.form.get("note", ""))
    with desk().database.reading() as db:
        meant = mentioned(words, presence.colleagues(db))
    return take(conversation_id, NoteWritten(me().id, words, meant), note=words)


@console.post(f"/c/{CONVERSATION}/seen")
def see(conversation_id: int) -> Answer:
    """Whoever was meant has seen to it: it leaves their list."""
    here = desk()
    require(conversation_id)
    now = here.clock.now()
    with here.database.transaction() as db:
        if notes.mark_seen(db, conversation_id, me().id, now):
            tell(db, conversation_id, now)
    here.wake.after(FEED)
    return done(conversation_id)


def tell(db: Connection, conversation_id: int, now: int) -> None:
    """Screens look again. The last statement before commit."""
    desk().wake.inside(db, FEED)
    feed.append(db, [conversation_id], feed.TURN, now)


def mentioned(words: str, people: Iterable[Colleague]) -> tuple[int, ...]:
    """Whose names stand after an @. The longest name counts, so that Nok A is not taken for Nok."""
    found: list[int] = []
    left = words.casefold()
    for each in sorted(people, key=lambda one: -len(one.name)):
        called = f"@{each.name.casefold()}"
        if each.name and called in left:
            found.append(each.id)
            left = left.replace(called, " ")
    return tuple(found)
