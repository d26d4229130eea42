"""What does a thread show, in order: days, moments of the session, bubbles?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.line.render import shorten
from bot.store.database import AnyRow
from bot.store.messages import AGENT, BOT, CONTACT
from bot.web import language
from bot.web.console.attached import NOTHING, Beside
from bot.web.console.marks import Mark, mark
from bot.web.console.moments import is_same_day
from bot.web.console.outcomes import came_of
from bot.web.console.rows import KINDS, kind_label
from bot.web.desk import desk
from bot.web.language import say as _
from faq.aftermath import Outcome
from handlers.flows.definition import said_in


@dataclass(frozen=True, slots=True)
class Day:
    """A line between two days."""

    at: int
    kind: str = "day"


@dataclass(frozen=True, slots=True)
class Pill:
    """A moment: somebody asked, claimed, left. `leads`: whose words of the same turn come after it."""

    at: int
    text: str
    icon: str
    leads: str = ""
    kind: str = "pill"


@dataclass(frozen=True, slots=True)
class Note:
    """Words for colleagues. `is_for_me`: the reader was meant, and has not said that they saw it."""

    id: int
    at: int
    speaker: str
    text: str
    is_for_me: bool
    leads: str = ""
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Other:
    """An article the bot also considered."""

    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Why:
    """The bot's trail in words."""

    outcome: str
    title: str = ""
    question: str = ""
    confidence: float | None = None
    others: tuple[Other, ...] = ()
    came_of: str = ""
    may_mend: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble. `side`: in, bot or agent."""

    id: int
    at: int
    side: str
    speaker: str
    text: str
    icon: str
    label: str
    is_unsent: bool
    outbox_id: int | None
    options: tuple[str, ...] = ()
    why: Why | None = None
    mark: Mark | None = None
    beside: Beside = NOTHING
    kind: str = field(default="bubble")


Entry = Day | Pill | Note | Bubble

# What the bot says because of a moment is decided just before the moment is written down.
_TURN_MS = 1_000
_LEADS = {"opened": CONTACT} | dict.fromkeys(
    ("handoff_asked", "left_queue", "handed_back", "flow_started", "flow_resumed", "flow_finished"), BOT
)


def entries(
    messages: list[AnyRow],
    pills: list[Pill | Note],
    names: dict[int, str],
    contact_name: str,
    beside: Mapping[int, Beside],
) -> list[Entry]:
    """Both streams merged by time; pills keep ahead of what the bot said because of them."""
    shown: list[Entry] = []
    waiting = list(pills)
    asked: AnyRow | None = None
    for index, row in enumerate(messages):
        while waiting and _comes_first(waiting[0], messages[index:]):
            shown.append(waiting.pop(0))
        is_last_part = index + 1 == len(messages) or messages[index + 1].outbox_id != row.outbox_id
        asked = row if row.author == CONTACT else asked
        bubble = _bubble(row, names, contact_name, is_last_part, asked)
        shown.append(replace(bubble, beside=beside.get(row.id, NOTHING)))
    return list(_with_days([*shown, *waiting]))


def pill(name: str, reason: str, agent: str, at: int) -> Pill | None:
    """A milestone in words; None for those a bubble shows already."""
    icon, text = _moment(name, reason, agent or _("An agent"))
    return Pill(at, text, icon, _LEADS.get(name, "")) if text else None


def noted(row: AnyRow) -> Note:
    """A note as kept."""
    return Note(row.id, row.at, row.name, row.text, bool(row.is_for_me))


def broadcast(at: int, name: str, content: str) -> Pill:
    """A broadcast they received, with its first words: what they may be answering to."""
    texts = json.loads(content).get("texts", {})
    words = " ".join(next(iter(texts.values()), "").split())
    said = _("Received the broadcast “%(name)s”", name=name)
    return Pill(at, f"{said}: {shorten(words, 60)}" if words else said, "megaphone")


def _moment(name: str, reason: str, agent: str) -> tuple[str, str]:
    match name:
        case "opened":
            return "chat-dots", _("New request")
        case "closed":
            return "clock-history", _("Closed after a day of quiet")
        case "handoff_asked":
            return "person-raised-hand", asked(reason)
        case "after_hours":
            return "clock-history", _("Outside opening hours: a message is taken")
        case "message_taken":
            return "clipboard-check", _("Left a message")
        case "promise_at_risk":
            return "exclamation-triangle", _("Waiting long: a promise is about to break")
        case "promise_broken":
            return "exclamation-triangle", _("Nobody came in time")
        case "target_at_risk":
            return "exclamation-triangle", _("A target is at risk")
        case "target_late" | "target_missed":
            return "exclamation-triangle", _("A target was missed")
        case "claimed":
            if reason == "assigned":
                return "hand-index-thumb", _("Given to %(name)s", name=agent)
            return "hand-index-thumb", _("%(name)s took the chat", name=agent)
        case "handed_back":
            return "robot", _("%(name)s handed it back to the bot", name=agent)
        case "reassigned":
            return "people", _("Given to %(name)s", name=agent)
        case "returned":
            return "people", _("Back in line: %(name)s could not go on", name=agent)
        case "resolved":
            return "check2-circle", _("%(name)s resolved it", name=agent)
        case "passed":
            return "people", _("%(name)s passed it to %(other)s", name=agent, other=reason)
        case "snoozed":
            return "alarm", _("%(name)s snoozed it", name=agent)
        case "woke":
            return "alarm", _("The snooze is over")
        case "reopened":
            return "arrow-counterclockwise", _("%(name)s reopened it", name=agent)
        case "left_queue":
            return "door-open", _("Left the line")
        case "abandoned":
            return "door-open", _("Gave up waiting")
        case "flow_started":
            return "list-check", _("Began: %(flow)s", flow=flow_title(reason))
        case "flow_resumed":
            return "list-check", _("Went on with: %(flow)s", flow=flow_title(reason))
        case "flow_finished":
            return "clipboard-check", _("Finished: %(flow)s", flow=flow_title(reason))
        case "flow_stopped":
            return "stop-circle", _("Stopped: %(flow)s", flow=flow_title(reason))
        case "blocked":
            return "person-slash", _("Blocked this account")
    return "", ""


def asked(reason: str) -> str:
    if reason == "complaint":
        return _("Asked for a person, with a complaint")
    if reason.startswith("flow:"):
        return _("Handed over after: %(flow)s", flow=flow_title(reason.removeprefix("flow:")))
    if reason == "flow_stuck":
        return _("Handed over: three wrong answers in a row")
    match reason:
        case "third_miss":
            return _("Handed over: the bot missed three times")
        case "second_miss":
            return _("Asked for a person after the bot had missed twice")
        case "asked_again":
            return _("Asked for a person after asking the same twice")
        case "attachment":
            return _("Asked for a person to look at what was sent")
        case "message":
            return _("Wants to leave a message")
    return _("Asked for a person")


def flow_title(name: str) -> str:
    """A flow as staff know it; its bare name once it is no longer published."""
    flow = desk().turns.flows.get(name)
    return said_in(flow.title, language.chosen()) if flow else name


def _comes_first(moment: Pill | Note, messages: list[AnyRow]) -> bool:
    """Does the moment stand before the first of these?"""
    row, *later = messages
    at: int = row.happened_at
    if moment.at < at or (moment.at == at and (row.author != CONTACT or moment.leads == CONTACT)):
        return True
    if moment.leads != BOT or row.author != BOT or moment.at - at > _TURN_MS:
        return False
    # Said in the same turn, unless the contact has spoken since: then it answers something earlier.
    return not any(each.author == CONTACT and each.happened_at <= moment.at for each in later)


def _with_days(shown: list[Entry]) -> Iterator[Entry]:
    last: int | None = None
    for entry in shown:
        if last is None or not is_same_day(last, entry.at):
            yield Day(entry.at)
        last = entry.at
        yield entry


def _bubble(
    row: AnyRow, names: dict[int, str], contact_name: str, is_last_part: bool, asked: AnyRow | None
) -> Bubble:
    side = row.author if row.author in (BOT, AGENT) else "in"
    speaker = {BOT: _("Bot"), AGENT: names.get(row.agent_id, _("Team"))}.get(row.author, contact_name)
    return Bubble(
        id=row.id,
        at=row.happened_at,
        side=side,
        speaker=speaker,
        text=row.text,
        icon=KINDS.get(row.kind, ""),
        label=kind_label(row.kind) if row.kind in KINDS else "",
        is_unsent=row.unsent_at is not None,
        outbox_id=row.outbox_id,
        options=tuple(label for _data, label in json.loads(row.options or "[]")),
        why=_why(row.trail, asked, names),
        mark=mark(row) if is_last_part else None,
    )


def _why(trail: str, asked: AnyRow | None, names: dict[int, str]) -> Why | None:
    if not trail:
        return None
    kept = json.loads(trail)
    best, *others = kept["candidates"] or [None]
    return Why(
        outcome=_outcome(kept["outcome"]),
        title=_title(best) if best else "",
        question=best["question"] if best else "",
        confidence=best["confidence"] if best else None,
        others=tuple(Other(_title(each), each["confidence"]) for each in others),
        came_of=_came_of(asked, names) if asked is not None else "",
        may_mend=asked is not None and bool(asked.verdict),
    )


def _title(kept: dict[str, Any]) -> str:
    """As the reader calls the article; as the customer did, where it is gone."""
    article = desk().corpus.current.articles.get(kept["slug"])
    return article.title_in(language.chosen()) if article else str(kept["title"])


def _came_of(asked: AnyRow, names: dict[int, str]) -> str:
    """What became of it; of what staff marked, who did and what would have been right."""
    if asked.outcome != Outcome.WRONG:
        return came_of(asked.outcome)
    article = desk().corpus.current.articles.get(asked.right_slug)
    right = article.title_in(language.chosen()) if article else asked.right_slug or _("no article")
    who = names.get(asked.judged_by, _("An agent"))
    return _("%(name)s: wrong, right is %(title)s", name=who, title=right)


def _outcome(name: str) -> str:
    match name:
        case "answer":
            return _("Answered from an article")
        case "chosen":
            return _("The customer chose this article")
        case "exact_while_queued":
            return _("Answered word for word while waiting")
        case "clarify":
            return _("Asked which was meant")
        case "unknown":
            return _("Found no answer")
        case "no_choice":
            return _("None of the choices fitted")
        case "article_gone":
            return _("The chosen article is gone")
    return name
