"""How is one conversation shown as a row of a list?"""

from dataclasses import dataclass

import regex

from bot.store.messages import AGENT, BOT, CONTACT
from bot.store.queue import Line
from bot.tokens import REPLY_LIFE_MS
from bot.web.console.words import LATE_MS
from bot.web.language import say as _
from handlers.state import Phase

TINTS = 8

# What a bubble without words is called; the icon beside it is the same in lists and threads.
KINDS = {
    "sticker": "emoji-smile",
    "image": "image",
    "video": "camera-video",
    "audio": "mic",
    "file": "file-earmark",
    "location": "geo-alt",
    "card": "card-text",
    "cards": "collection",
    "panel": "card-text",
    "unknown": "question-circle",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line ready for the template. `free_until`: when the last free reply ends; `due_at`: when we owe."""

    id: int
    name: str
    initial: str
    tint: int
    speaker: str
    text: str
    icon: str
    last_at: int
    waiting_since: int | None
    is_late: bool
    due_at: int | None
    is_urgent: bool
    is_blocked: bool
    has_trouble: bool
    low_score: int | None
    free_until: int | None
    server: str
    phase: str
    snoozed_until: int | None = None


def row(line: Line, now: int, token_at: int | None, my_id: int) -> Row:
    """One line as `my_id` sees it."""
    icon, text = _said(line.last_text)
    if not text and line.last_author == CONTACT:
        text = _("The customer unsent this message")
    name = name_of(line)
    return Row(
        id=line.id,
        name=name,
        initial=initial(name),
        tint=line.id % TINTS,
        speaker=_speaker(line, my_id),
        text=text,
        icon=icon,
        last_at=line.last_at,
        waiting_since=line.waiting_since,
        is_late=_is_late(line, now),
        due_at=line.due_at,
        is_urgent=line.priority > 0 and line.phase in (Phase.QUEUED.value, Phase.WITH_AGENT.value),
        is_blocked=line.is_blocked,
        has_trouble=line.has_trouble,
        low_score=line.low_score,
        free_until=free_until(token_at, now),
        server=_server(line, my_id),
        phase=line.phase,
        snoozed_until=line.snoozed_until if line.phase == Phase.WITH_AGENT.value else None,
    )


def _is_late(line: Line, now: int) -> bool:
    """Is what was promised, or a target, at risk? Where neither is set, how long they have waited says it."""
    if line.warn_at is not None:
        return now >= line.warn_at
    return line.waiting_since is not None and now - line.waiting_since > LATE_MS


def free_until(token_at: int | None, now: int) -> int | None:
    """Until when a reply costs nothing; None when it would be counted."""
    if token_at is None or now - token_at >= REPLY_LIFE_MS:
        return None
    return token_at + REPLY_LIFE_MS


def name_of(line: Line) -> str:
    """LINE's display name, or a number until the profile is known."""
    return line.name.strip() or _("Customer #%(number)s", number=line.id)


def kind_label(kind: str) -> str:
    """A bubble without words, in words."""
    match kind:
        case "sticker":
            return _("Sticker")
        case "image":
            return _("Picture")
        case "video":
            return _("Video")
        case "audio":
            return _("Voice message")
        case "file":
            return _("File")
        case "location":
            return _("Place")
        case "card" | "cards" | "panel":
            return _("Card")
    return _("Something LINE did not explain")


def _said(text: str) -> tuple[str, str]:
    kind = text[1:-1] if text.startswith("[") and text.endswith("]") else ""
    return (KINDS[kind], kind_label(kind)) if kind in KINDS else ("", text)


def initial(name: str) -> str:
    """The first letter; a Thai leading vowel alone would name nobody, so the consonant after it."""
    letters = regex.findall(r"\p{L}", name)
    first = next((each for each in letters if each not in "เแโใไ"), "")
    return first.upper() or (regex.findall(r"\X", name) or ["?"])[0]


def _speaker(line: Line, my_id: int) -> str:
    if line.last_author == AGENT:
        return _("You") if line.agent_id == my_id else (line.agent_name or _("Team"))
    return _("Bot") if line.last_author == BOT else ""


def _server(line: Line, my_id: int) -> str:
    if line.phase != Phase.WITH_AGENT.value or line.agent_id == my_id:
        return ""
    return line.agent_name or ""
