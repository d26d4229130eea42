"""What does a search show: which customers, which messages, and the line in which the words stand?"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.store import cases, messages, narrowing, notes, queue, search, tags
from bot.store.database import AnyRow, Connection
from bot.store.messages import AGENT, BOT
from bot.web.console.narrowing import Chip, Choices, Wanted, chips, choices, narrowed
from bot.web.console.rows import Row, row
from bot.web.language import say as _
from bot.web.signin import me

CUSTOMERS, MESSAGES, MOST_PAGES = 20, 50, 20
_BEFORE, _AFTER = 18, 70  # letters of the line around what was found


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line with what was found in it marked."""

    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Match:
    """One result. `message_id`: the bubble to jump to; None for a customer."""

    row: Row
    line: Excerpt
    speaker: str = ""
    at: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search."""

    words: str
    customers: list[Match]
    notes: list[Match]
    messages: list[Match]
    has_next: bool
    choices: Choices
    chips: list[Chip]


def find(db: Connection, wanted: Wanted, page: int, now: int) -> Found:
    """A constant number of queries, whatever is found."""
    page, words, wish = min(page, MOST_PAGES), wanted.words, narrowed(wanted)
    most = page * MESSAGES + 1
    bubbles = narrowing.find(db, words, search.MESSAGE, most, wish)
    shown = bubbles[(page - 1) * MESSAGES : page * MESSAGES]
    people = narrowing.find(db, words, search.CARD, CUSTOMERS, wish) if page == 1 else []
    remarks = narrowing.find(db, words, search.NOTE, CUSTOMERS, wish) if page == 1 else []
    chats = [each.conversation_id for each in (*shown, *people, *remarks)]
    lines = queue.these(db, chats)
    tokens = queue.newest_tokens(db, chats)
    rows = {number: row(each, now, tokens.get(number), me().id) for number, each in lines.items()}
    texts = messages.by_ids(db, [each.subject for each in shown])
    written = notes.by_ids(db, [each.subject for each in remarks])
    cards = _cards(db, [each.subject for each in people])
    offered = choices(db, wanted)
    return Found(
        words=words,
        customers=[_customer(rows[each.subject], cards, words) for each in people if each.subject in rows],
        notes=[
            _note(rows[each.conversation_id], written[each.subject], words)
            for each in remarks
            if each.subject in written and each.conversation_id in rows
        ],
        messages=[
            _bubble(rows[each.conversation_id], texts[each.subject], words)
            for each in shown
            if each.subject in texts and each.conversation_id in rows
        ],
        has_next=len(bubbles) == most and page < MOST_PAGES,
        choices=offered,
        chips=chips(wanted, offered),
    )


def _cards(db: Connection, contact_ids: list[int]) -> dict[int, list[str]]:
    """The tags and case numbers of these, as they are written."""
    found: dict[int, list[str]] = {each: [] for each in contact_ids}
    for contact, tag in tags.of_contacts(db, contact_ids):
        found[contact].append(tag)
    for contact, number in cases.numbers_of(db, contact_ids):
        found[contact].append(number)
    return found


def _customer(shown: Row, cards: dict[int, list[str]], words: str) -> Match:
    spelled = search.spelling(words)
    lines = [shown.name, *cards.get(shown.id, [])]
    held = next((each for each in lines if spelled in search.spelling(each)), shown.name)
    return Match(shown, excerpt(held, words))


def _bubble(shown: Row, text: AnyRow, words: str) -> Match:
    speaker = {AGENT: _("Team"), BOT: _("Bot")}.get(text.author, "")
    return Match(shown, excerpt(text.text, words), speaker, text.happened_at, text.id)


def _note(shown: Row, note: AnyRow, words: str) -> Match:
    return Match(shown, excerpt(note.text, words), note.name, note.at, note.id)


def excerpt(text: str, words: str) -> Excerpt:
    """Around the first place where the words stand, however they were typed there."""
    pieces = _clusters(text)
    spelled = list(map(_spelled, pieces))
    start = "".join(spelled).find(search.spelling(words))
    if start < 0:  # letters that only together are what was looked for
        return Excerpt(" ".join(text.split())[: _BEFORE + _AFTER], "", "")
    end, first, last, seen = start + len(search.spelling(words)), 0, 0, 0
    for place, each in enumerate(spelled):
        if seen <= start and each:
            first = place
        seen += len(each)
        last = place + 1
        if seen >= end:
            break
    before, after = "".join(pieces[:first]), "".join(pieces[last:])
    cut = "…" if len(before) > _BEFORE else ""
    lead = "".join(pieces[max(0, first - _BEFORE) : first])
    return Excerpt(cut + lead, "".join(pieces[first:last]), after[:_AFTER])


@lru_cache(maxsize=8192)
def _spelled(piece: str) -> str:
    """Of one letter: a page has thousands of them, and few that differ."""
    return search.spelling(piece)


def _clusters(text: str) -> list[str]:
    """Letters, each with the marks that stand on it."""
    found: list[str] = []
    for each in text:
        if found and (unicodedata.category(each) in ("Mn", "Me") or each == "\u0e33"):
            found[-1] += each
        else:
            found.append(each)
    return found
