"""What came with a bubble beside its words: a file, a place, a quote, a card; and how each is shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sniffing import PICTURES, SOUNDS, VIDEOS
from bot.store import media, messages
from bot.store.database import AnyRow, Connection
from bot.store.messages import AGENT, BOT, CONTACT
from bot.web.console.rows import KINDS, kind_label
from bot.web.language import say as _

_KB, _MB = 1024, 1024 * 1024
_QUOTED_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class File:
    """A file as the thread shows it. `look`: picture, video, audio, file, or note when there is nothing."""

    id: int
    look: str
    label: str
    size: str = ""
    note: str = ""
    has_preview: bool = False
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message this one answers; `id` is 0 when it stands on no shown page."""

    id: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class OnCard:
    """What stands on one card or panel we sent."""

    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything a bubble carries beside its words. `map` is an address, empty without a place."""

    file: File | None = None
    map: str = ""
    quoted: Quoted | None = None
    cards: tuple[OnCard, ...] = ()
    is_edited: bool = False
    is_quotable: bool = False


NOTHING = Beside()


def beside(
    db: Connection, conversation_id: int, rows: list[AnyRow], contact_name: str
) -> Mapping[int, Beside]:
    """{message id: what stands beside it}. Two questions to the database, however many bubbles."""
    details = {each.id: json.loads(each.detail) for each in rows if each.detail}
    files = _files(db, conversation_id, rows, details)
    quotes = _Quotes(db, conversation_id, rows, details, contact_name)
    found = {each.id: _beside(each, details.get(each.id, {}), quotes) for each in rows}
    for row in rows:
        wanted = details.get(row.id, {}).get("media") or row.line_message_id
        if row.unsent_at is None and wanted in files:
            found[row.id] = replace(found[row.id], file=_file(files[wanted]))
    return found


def unread(rows: list[AnyRow], read_message_id: int) -> int | None:
    """The newest customer's message LINE can be told we read, if it was not told yet."""
    theirs = [each for each in rows if each.author == CONTACT and each.unsent_at is None]
    newest = theirs[-1] if theirs else None
    if newest is None or newest.id <= read_message_id or "read_token" not in (newest.detail or ""):
        return None
    return int(newest.id)


def size_words(size: int) -> str:
    """How big, as people say it."""
    if size >= _MB:
        return f"{size / _MB:.1f} MB"
    return f"{max(1, round(size / _KB))} KB"


def _files(
    db: Connection, conversation_id: int, rows: list[AnyRow], details: dict[int, dict[str, Any]]
) -> dict[Any, AnyRow]:
    received = [each.line_message_id for each in rows if each.author == CONTACT and each.kind in KINDS]
    sent = [detail["media"] for detail in details.values() if detail.get("media")]
    kept = media.of_bubbles(db, conversation_id, [each for each in received if each], sent)
    return {each.line_message_id if each.way == media.IN else each.id: each for each in kept}


def _beside(row: AnyRow, detail: dict[str, Any], quotes: "_Quotes") -> Beside:
    place = detail.get("place")
    return Beside(
        map=f"https://www.google.com/maps/search/?api=1&query={place[0]},{place[1]}" if place else "",
        quoted=quotes.find(detail["quoted"]) if detail.get("quoted") else None,
        cards=_cards(detail.get("rich")),
        is_edited=bool(detail.get("edited")),
        is_quotable="quote_token" in detail and row.author == CONTACT and row.unsent_at is None,
    )


def _file(row: AnyRow) -> File:
    label = row.file_name or kind_label(row.kind)
    size = size_words(row.size) if row.size else ""
    if row.state != media.KEPT:
        return File(row.id, "note", label, size, _note(row))
    for look, types in (("picture", PICTURES), ("video", VIDEOS), ("audio", SOUNDS)):
        if row.content_type in types and (look != "picture" or row.has_preview):
            return File(row.id, look, label, size, "", bool(row.has_preview), row.width, row.height)
    return File(row.id, "file", label, size)


def _note(row: AnyRow) -> str:
    match row.state:
        case media.PENDING:
            return _("Being fetched from LINE…")
        case media.TOO_BIG:
            return _("Too big to keep here")
        case media.GONE:
            return _("LINE no longer has it")
        case media.REFUSED:
            return _("Not kept: its content is not what it says it is")
        case media.EXTERNAL:
            return _("Lies on another server; not fetched")
        case media.ERASING | media.ERASED:
            return _("Deleted")
    return _("Could not be fetched")


def _cards(rich: dict[str, Any] | None) -> tuple[OnCard, ...]:
    if not rich:
        return ()
    return tuple(_card(each) for each in rich.get("cards") or [rich])


def _card(card: dict[str, Any]) -> OnCard:
    return OnCard(
        title=card.get("title", ""),
        text=card.get("text", ""),
        facts=tuple((each["label"], each["value"]) for each in card.get("facts", [])),
        buttons=tuple(each["label"] for each in (*card.get("scale", []), *card.get("buttons", []))),
    )


class _Quotes:
    """Which message does a LINE id mean: one of those shown, or an older one?"""

    def __init__(
        self,
        db: Connection,
        conversation_id: int,
        rows: list[AnyRow],
        details: dict[int, dict[str, Any]],
        contact_name: str,
    ) -> None:
        self._contact_name = contact_name
        self._by_line_id: dict[str, AnyRow] = {}
        for row in rows:
            sent = row.line_ids.split(",") if row.line_ids else []
            for line_id in filter(None, [row.line_message_id, *sent[row.part : row.part + 1]]):
                self._by_line_id[line_id] = row
        wanted = {detail["quoted"] for detail in details.values() if detail.get("quoted")}
        self._older = messages.of_line_ids(db, conversation_id, sorted(wanted - self._by_line_id.keys()))

    def find(self, line_id: str) -> Quoted:
        """What was quoted, in few words."""
        here = self._by_line_id.get(line_id)
        row = here or self._older.get(line_id)
        if row is None:
            return Quoted(0, "", _("An earlier message"))
        text = " ".join(row.text.split())[:_QUOTED_CHARACTERS] or kind_label(row.kind)
        if row.unsent_at is not None:
            text = _("The customer unsent this message")
        speaker = {BOT: _("Bot"), AGENT: _("Team")}.get(row.author, self._contact_name)
        return Quoted(row.id if here else 0, speaker, text)
