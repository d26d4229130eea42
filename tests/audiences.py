"""Contacts for tests of broadcasts: rows as the product would have written them, many at once."""

from dataclasses import dataclass

from sqlalchemy import delete, insert

from bot.store.cases import Case
from bot.store.consent import Consent, ConsentChange
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.database import CHANNEL, Connection
from bot.store.ledger import BROADCAST, LedgerEntry
from bot.store.tags import ContactTag
from handlers.collected import OPEN
from handlers.state import Phase


@dataclass(frozen=True)
class Person:
    """One contact as a broadcast may find them. `sent`: moments of earlier messages, (moment, campaign)."""

    language: str = "th"
    is_blocked: bool = False
    stopped: tuple[str, ...] = ()
    phase: Phase = Phase.IDLE
    bad_score_at: int | None = None
    sent: tuple[tuple[int, int], ...] = ()
    tags: tuple[str, ...] = ()
    has_talked: bool = True
    is_group: bool = False
    has_open_case: bool = False


def line_id(number: int, is_group: bool = False) -> str:
    """The LINE id of the contact with this number."""
    return f"{'C' if is_group else 'U'}{number:032x}"


def write(db: Connection, people: list[Person], first: int = 1) -> list[int]:
    """Rows for these people; their numbers, in the same order."""
    numbers = list(range(first, first + len(people)))
    pairs = list(zip(numbers, people, strict=True))
    _insert(db, Contact, [_contact(n, p) for n, p in pairs])
    _insert(db, Conversation, [_conversation(n, p) for n, p in pairs if p.has_talked])
    _insert(db, Consent, [{"contact_id": n, "topic": t, "is_on": False} for n, p in pairs for t in p.stopped])
    _insert(
        db,
        LedgerEntry,
        [
            {"contact_id": n, "kind": BROADCAST, "campaign_id": campaign, "at": at}
            for n, p in pairs
            for at, campaign in p.sent
        ],
    )
    _insert(db, Case, [_case(n) for n, p in pairs if p.has_open_case and p.has_talked])
    _insert(db, ContactTag, [{"contact_id": n, "tag": t, "at": 0} for n, p in pairs for t in p.tags])
    return numbers


def open_case(db: Connection, contact: int) -> None:
    """Something this contact is promised an answer to."""
    db.execute(insert(Case), [_case(contact)])


def forget(db: Connection) -> None:
    """Nobody is left: between two examples of one test."""
    for table in (Case, ContactTag, LedgerEntry, Consent, ConsentChange, Conversation, Contact):
        db.execute(delete(table))


def _contact(number: int, person: Person) -> dict[str, object]:
    return {
        "id": number,
        "channel_id": CHANNEL,
        "line_id": line_id(number, person.is_group),
        "is_blocked": person.is_blocked,
        "bad_score_at": person.bad_score_at,
        "created_at": 0,
    }


def _conversation(number: int, person: Person) -> dict[str, object]:
    return {"id": number, "phase": person.phase.value, "language": person.language}


def _case(number: int) -> dict[str, object]:
    row: dict[str, object] = {
        "conversation_id": number,
        "number": f"C-{number}",
        "kind": "claim",
        "title": "{}",
    }
    return {**row, "status": OPEN, "created_at": 0, "changed_at": 0}


def _insert(db: Connection, table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        db.execute(insert(table), rows)
