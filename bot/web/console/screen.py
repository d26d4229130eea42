"""What does a page of the console need to know? All of it from one look at the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request

from bot.media import public_base
from bot.store import (
    agents,
    cases,
    consent,
    feed,
    ledger,
    looking,
    messages,
    milestones,
    notes,
    presence,
    queue,
    results,
    surveys,
    tags,
)
from bot.store.conversations import state_from
from bot.store.database import AnyRow, Connection
from bot.web import language
from bot.web.console import narrowing
from bot.web.console.attached import beside, unread
from bot.web.console.casefile import CaseFile, Told, files, told
from bot.web.console.entries import Bubble, Entry, Note, Pill, broadcast, entries, noted, pill
from bot.web.console.eyes import Eyes, eyes
from bot.web.console.finding import Found, find
from bot.web.console.hands import Hands, hands
from bot.web.console.narrowing import Wanted
from bot.web.console.rows import Row, name_of, row
from bot.web.desk import desk
from bot.web.permissions import LEADS
from bot.web.signin import me
from bot.web.typed import whole
from handlers.flows.definition import said_in
from handlers.flows.facts import collected
from handlers.policy import Policy
from handlers.state import Phase, State

BUBBLES = 100
_SESSIONS = 20
_CASES = 5
_WEEK_MS = 7 * 24 * 3_600_000
_MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the lists this browser is, from its address; whatever makes no sense is put right."""

    view: str = queue.WAITING
    page: int = 1
    before: int | None = None

    wanted: Wanted | None = None

    @property
    def words(self) -> str | None:
        """What is looked for, when the list shows what was found."""
        return self.wanted.words if self.wanted else None


@dataclass(frozen=True, slots=True)
class List:
    """One page of a view; `found`: of a search."""

    rows: list[Row]
    counts: dict[str, int]
    has_next: bool
    found: Found | None = None
    eyes: Mapping[int, Eyes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation, open. `composer`: mine, claim, other or idle.

    `unread`: the newest message LINE may be told is read. `quoting`: the bubble the reply will answer.
    """

    row: Row
    composer: str
    entries: list[Entry]
    earlier: int | None
    state: State
    server: str
    card: queue.Card
    sessions: list[AnyRow]
    scores: list[AnyRow]
    low_scores: list[AnyRow]
    tags: list[str]
    known_tags: list[str]
    stopped: frozenset[str]
    cases: list[CaseFile]
    told: tuple[Told, ...] = ()
    telling: str = ""
    problem: str = ""
    draft: str = ""
    unread: int | None = None
    quoting: Bubble | None = None
    may_send_pictures: bool = False
    note: str = ""
    hands: Hands | None = None
    is_for_me: bool = False
    may_lead: bool = False
    seen: int = 0
    sent_lately: int = 0
    may_reopen: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything one answer is rendered from. `feed`: the newest change it has seen."""

    place: Place
    now: int
    feed: int
    list: List | None = None
    thread: Thread | None = None


def place() -> Place:
    """The list's filters, from the address or from a form that carries them along."""
    wish = request.values
    view = wish.get("view", queue.WAITING)
    wanted = narrowing.typed(wish) if "find" in wish else narrowing.kept(view)
    listed = view if view in queue.VIEWS else queue.WAITING
    return Place(
        view=wanted.view if wanted else listed,
        wanted=wanted,
        page=whole(wish.get("page"), _MOST_PAGES, 1) or 1,
        before=whole(request.args.get("before"), least=1),
    )


def look(conversation_id: int | None = None, *, has_list: bool = True) -> Screen | None:
    """The list, the thread, or both; None when there is no such conversation. Constant in queries."""
    here, at = desk(), place()
    now = here.clock.now()
    with here.database.reading() as db:
        thread = None
        if conversation_id is not None:
            line = queue.one(db, conversation_id)
            if line is None:
                return None
            thread = _thread(db, line, at, now)
        return Screen(
            place=at,
            now=now,
            feed=feed.newest(db),
            list=_list(db, at, now) if has_list else None,
            thread=thread,
        )


def with_problem(screen: Screen, problem: str, draft: str, note: str = "") -> Screen:
    """The same, with a sentence beside the composer and what was typed kept in it."""
    if screen.thread is None:
        return screen
    return replace(screen, thread=replace(screen.thread, problem=problem, draft=draft, note=note))


def _list(db: Connection, at: Place, now: int) -> List:
    if at.wanted is not None:
        looked = find(db, at.wanted, at.page, now)
        return List([], queue.counts(db, me().id), looked.has_next, looked)
    found = queue.page(db, at.view, me().id, at.page - 1)
    lines = found[: queue.PAGE]
    tokens = queue.newest_tokens(db, [each.id for each in lines])
    looks = looking.at(db, [each.id for each in lines], me().id, now)
    return List(
        rows=[row(each, now, tokens.get(each.id), me().id) for each in lines],
        counts=queue.counts(db, me().id),
        has_next=len(found) > queue.PAGE,
        eyes={number: eyes(who) for number, who in looks.items()},
    )


def _thread(db: Connection, line: queue.Line, at: Place, now: int) -> Thread:
    card = queue.card(db, line.id)
    assert card is not None  # a line is a conversation with its contact
    token_at = queue.newest_tokens(db, [line.id]).get(line.id)
    bubbles = messages.transcript(db, line.id, at.before, BUBBLES + 1)
    has_earlier, shown = len(bubbles) > BUBBLES, bubbles[-BUBBLES:]
    sessions = milestones.sessions_of(db, line.id, _SESSIONS)
    scores = surveys.of_conversation(db, line.id, _SESSIONS)
    state = state_from(card.state)
    brief = collected(desk().turns.flows, state)
    known = {one for each in shown for one in (each.agent_id, each.judged_by) if one is not None}
    names = agents.names(db, known)
    moments = _moments(db, line.id, at, shown, sessions, is_whole=not has_earlier and not at.before)
    composer = _composer(line)
    found = entries(shown, moments, names, name_of(line), beside(db, line.id, shown, name_of(line)))
    return Thread(
        row=row(line, now, token_at, me().id),
        composer=composer,
        entries=found,
        earlier=shown[0].id if has_earlier else None,
        state=state,
        server=line.agent_name or "",
        card=card,
        sessions=sessions,
        unread=unread(shown, card.read_message_id) if composer == "mine" and not at.before else None,
        quoting=_quoting(found, whole(request.values.get("quote"), least=1)),
        may_send_pictures=public_base(desk().settings) is not None,
        scores=scores,
        low_scores=[each for each in scores if each.score <= surveys.LOW and each.handled_at is None],
        tags=tags.of_contact(db, line.id),
        known_tags=tags.names(db),
        stopped=consent.stopped(db, line.id),
        cases=files(db, cases.beside(db, line.id, _CASES)),
        told=told(db, brief),
        telling=said_in(brief.title, language.chosen()) if brief else "",
        seen=_seen(shown),
        sent_lately=ledger.sent_since(db, line.id, now - _WEEK_MS),
        may_lead=me().role in LEADS,
        may_reopen=_may_reopen(state, now),
        hands=hands(db, presence.colleagues(db), line.agent_id),
        is_for_me=any(isinstance(each, Note) and each.is_for_me for each in found),
    )


def _seen(shown: list[AnyRow]) -> int:
    """The contact's newest message on this page; where it shows none, what is newest came after."""
    theirs = [each.id for each in shown if each.author == messages.CONTACT]
    return max(theirs or [each.id for each in shown], default=0)


def _quoting(found: list[Entry], wish: int | None) -> Bubble | None:
    """The bubble the address or the form says is answered, when it is shown and can be quoted."""
    bubbles = (each for each in found if isinstance(each, Bubble) and each.id == wish)
    return next((each for each in bubbles if each.beside.is_quotable), None)


def _moments(
    db: Connection,
    conversation_id: int,
    at: Place,
    shown: list[AnyRow],
    sessions: list[AnyRow],
    *,
    is_whole: bool,
) -> list[Pill | Note]:
    """Pills for the stretch of the transcript that is shown, from end to end of it unless it is whole."""
    bounds = [] if is_whole else shown
    first = bounds[0].happened_at if bounds else 0
    last = bounds[-1].happened_at if bounds and at.before else None
    begun = {each.session_id: each.happened_at for each in reversed(shown)}
    found: list[Pill | Note | None] = [
        pill("opened", "", "", min(each.opened_at, begun.get(each.id, each.opened_at))) for each in sessions
    ]
    found += [
        pill(each.name, each.reason, each.agent or "", each.at)
        for each in milestones.of_conversation(db, conversation_id, first)
    ]
    found += [
        pill("closed", "", "", each.closed_at)
        for each in sessions
        if each.closed_at is not None and each.outcome == "contained"
    ]
    found += [
        broadcast(each.at, each.name, each.content) for each in results.received(db, conversation_id, first)
    ]
    found += [noted(each) for each in notes.of_conversation(db, conversation_id, first, last, me().id)]
    fitting = [each for each in found if each and each.at >= first and (last is None or each.at <= last)]
    return sorted(fitting, key=lambda each: each.at)


def _composer(line: queue.Line) -> str:
    if line.phase == Phase.WITH_AGENT.value:
        return "mine" if line.agent_id == me().id else "other"
    return "idle" if line.phase == Phase.IDLE.value else "claim"


def _may_reopen(state: State, now: int) -> bool:
    """Was it resolved lately, and is nobody's turn?"""
    if state.phase is not Phase.IDLE or state.resolved_at is None:
        return False
    return now - state.resolved_at <= Policy().quiet_ms
