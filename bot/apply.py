"""Each effect carried out: first as plain rows outside any transaction, then written in one that is open."""

import json
from dataclasses import dataclass, field

from bot import effort, tokens
from bot.bubbles import fitted, said_by_agent, said_for, shown, spoken
from bot.line.parse import Arrival
from bot.line.render import Bubble, payload
from bot.store import (
    audit,
    cases,
    consent,
    contacts,
    conversations,
    jobs,
    media,
    messages,
    milestones,
    notes,
    outbox,
    presence,
    questions,
    timers,
    unsaid,
)
from bot.store import inbox as inbox_rows
from bot.store.conversations import Thread
from bot.store.database import Connection
from bot.store.hot import Db, bundled
from bot.store.media import NewMedia
from bot.store.messages import BOT, CONTACT, NewMessage
from bot.store.outbox import NewDelivery
from bot.store.reach import Moment
from handlers import effects
from handlers.changing import replace
from handlers.menu import stage_of
from handlers.rich import words_of
from handlers.state import Decision, State
from handlers.wording import sentence

# Kinds whose own words a list shows; the others are called by their kind.
WORDED = ("text", "tap", "card", "cards", "panel")

PROFILE = "profile"
# The first answer goes out before we ask who it was for; a moment later many can be asked for at once.
PROFILE_DELAY_MS = 500
MENU_LINK = "menu_link"
# Whoever changes the language may change back at once: LINE is asked when it has stayed for a while.
MENU_DELAY_MS = 5_000
# A menu that goes with the case is wanted now; who is given away at once skips the one for the line.
STAGE_DELAY_MS = 1_000


@dataclass(slots=True)
class Turn:
    """One event decided, as rows waiting for their commit.

    `unasked`: it writes to somebody who is not waiting for it, so it needs a place in the ledger.
    """

    thread: Thread
    was: Thread
    now: int
    event_id: int | None = None
    timer_id: int | None = None
    heard: NewMessage | None = None
    spoken: list[NewMessage] = field(default_factory=list)
    delivery: NewDelivery | None = None
    opens: bool = False
    closing: tuple[str, int | None] | None = None
    marks: list[effects.Mark] = field(default_factory=list)
    timers: list[effects.SetTimer] = field(default_factory=list)
    drops_unsent: bool = False
    place_of: int | None = None
    blanks: list[effects.BlankMessage] = field(default_factory=list)
    amends: list[tuple[str, str]] = field(default_factory=list)
    attached: NewMedia | None = None
    resends: list[tuple[int, str]] = field(default_factory=list)
    surveyed: list[effects.OfSurvey] = field(default_factory=list)
    consents: list[effects.SetConsent] = field(default_factory=list)
    cases: list[effects.OpenCase | effects.MoveCase] = field(default_factory=list)
    helped: list[effects.RecordHelp] = field(default_factory=list)
    notes: list[effects.KeepNote] = field(default_factory=list)
    unasked: Moment | None = None

    def withdraw(self) -> None:
        """What it would have said is not to be said: the contact has had enough for now."""
        self.spoken, self.delivery, self.surveyed = [], None, []
        self.thread = replace(self.thread, state=replace(self.was.state, survey="", survey_step=""))


def prepare(was: Thread, decision: Decision, arrival: Arrival | None, now: int, retry_key: str) -> Turn:
    """What this decision will write; touches nothing."""
    turn = Turn(thread=replace(was, state=decision.state), was=was, now=now)
    for effect in decision.effects:
        _carry(turn, effect, now, retry_key)
    if turn.spoken:
        turn.spoken = fitted(turn.spoken)
        _owe(turn, decision, arrival, now, retry_key)
    return turn


def _carry(turn: Turn, effect: effects.Effect, now: int, retry_key: str) -> None:
    language = turn.thread.state.language
    match effect:
        case effects.Say(key, params, options, trail):
            turn.spoken.append(spoken(sentence(key, language, params), options, trail, language, now))
        case effects.Tell(text, options, trail):
            turn.spoken.append(spoken(text, options, trail, language, now))
        case effects.SayAsAgent(text, agent_id, name, quote):
            turn.spoken.append(said_by_agent(text, agent_id, name, quote, now))
        case effects.Show(what, options, trail):
            turn.spoken.append(shown(spoken(words_of(what), options, trail, language, now), what))
        case effects.ShowAsAgent(what, agent_id, name):
            turn.spoken.append(shown(said_by_agent(words_of(what), agent_id, name, None, now), what))
        case effects.SayForAgent():
            turn.spoken.append(said_for(effect, language, now))
        case effects.OpenCase() | effects.MoveCase():
            turn.cases.append(effect)
        case effects.OpenSession():
            turn.opens = True
        case effects.CloseSession(outcome, agent_id):
            turn.closing = (outcome, agent_id)
        case effects.Mark():
            turn.marks.append(effect)
        case effects.SetTimer():
            turn.timers.append(effect)
        case effects.TakePlace(agent_id):
            turn.place_of = agent_id
        case effects.DropUnsent():
            turn.drops_unsent = True
        case effects.BlankMessage():
            turn.blanks.append(effect)
        case effects.AmendMessage(line_message_id, words):
            turn.amends.append((line_message_id, words))
        case effects.Resend(outbox_id, _):
            turn.resends.append((outbox_id, retry_key))
        case effects.PlanSurvey() | effects.AskSurvey() | effects.RecordScore() | effects.RecordReason():
            turn.surveyed.append(effect)
        case effects.RecordHelp():
            turn.helped.append(effect)
        case effects.SetConsent():
            turn.consents.append(effect)
        case effects.KeepNote():
            turn.notes.append(effect)


def _owe(turn: Turn, decision: Decision, arrival: Arrival | None, now: int, retry_key: str) -> None:
    """All bubbles of a turn in one delivery, with a reply token where one is still good."""
    parts = [
        Bubble(
            each.text,
            tuple(map(tuple, json.loads(each.options or "[]"))),
            each.sender,
            each.rich,
            each.quote_token,
        )
        for each in turn.spoken
    ]
    token, rest = tokens.choose(turn.thread.tokens, now, prefer_newest=arrival is not None)
    turn.thread = replace(turn.thread, tokens=rest)
    turn.delivery = NewDelivery(
        conversation_id=turn.thread.id,
        line_id=turn.thread.line_id,
        author=turn.spoken[0].author,
        payload=payload(parts),
        retry_key=retry_key,
        created_at=now,
        reply_token=token.token if token else None,
        arrived_at=token.arrived_at if token else None,
    )


def write(db: Connection, turns: list[Turn], now: int) -> list[Turn]:
    """All rows of these turns, in one open transaction; returns those whose fence still stood.

    A turn whose fence has moved writes nothing: somebody else has taken the conversation since.
    """
    standing = conversations.held(db, {each.thread.id: each.thread.fence for each in turns})
    kept = _with_place(db, [each for each in turns if each.thread.id in standing], now)
    for each in kept:
        if each.unasked and not effort.may_push(db, each.thread, each.unasked):
            each.withdraw()
    _open_and_close_sessions(db, kept, now)
    _write_changes(db, kept, now)
    owed = [each for each in kept if each.delivery]
    ids = outbox.owe(db, [each.delivery for each in owed if each.delivery])
    delivery_of = {id(each): number for each, number in zip(owed, ids, strict=True)}
    with bundled(db) as later:
        messages.keep(later, [row for each in kept for row in _transcript(each, delivery_of.get(id(each)))])
        _write_measures(later, kept, now)
        conversations.save(later, [_latest(each) for each in kept])
        inbox_rows.mark_done(later, [each.event_id for each in kept if each.event_id is not None], now)
    return kept


def _with_place(db: Connection, turns: list[Turn], now: int) -> list[Turn]:
    """Without those that give a conversation to somebody whose last place was filled meanwhile."""
    asking = sorted(
        (each for each in turns if each.place_of is not None), key=lambda each: each.place_of or 0
    )
    lost = [
        each.thread for each in asking if each.place_of and not presence.take_place(db, each.place_of, now)
    ]
    conversations.release(db, {each.id: each.fence for each in lost})
    gone = {each.id for each in lost}
    return [each for each in turns if each.thread.id not in gone]


def _open_and_close_sessions(db: Connection, turns: list[Turn], now: int) -> None:
    opening = [each for each in turns if each.opens]
    numbers = milestones.open_sessions(db, [each.thread.id for each in opening], now)
    for turn, number in zip(opening, numbers, strict=True):
        turn.thread = replace(turn.thread, session_id=number)
    closing = [(each.thread.session_id, each.closing) for each in turns if each.closing]
    milestones.close_sessions(db, [(s, how, agent) for s, (how, agent) in closing if s is not None], now)


def _write_changes(db: Connection, turns: list[Turn], now: int) -> None:
    """The rarer effects, each a statement of its own."""
    for turn in turns:
        if turn.drops_unsent:
            outbox.drop_bot_bubbles(db, turn.thread.id)
        for outbox_id, retry_key in turn.resends:
            outbox.push_again(db, turn.thread.id, outbox_id, retry_key, now)
        for taken_back in turn.blanks:
            unsaid.take_back(db, turn.thread.id, taken_back, now)
        for each in turn.consents:
            consent.change(db, turn.thread.id, each.topics, each.is_on, each.how, now)
        for effect in turn.surveyed:
            effort.record(db, turn.thread, effect, turn.heard, now)
        for note in turn.notes:
            notes.keep(db, turn.thread.id, note.agent_id, note.text, note.mentions, now)
        for said in turn.helped:
            questions.record_help(db, turn.thread.id, said.slug, said.is_yes)
        for line_message_id, words in turn.amends:
            messages.amend(db, turn.thread.id, line_message_id, words)
        if turn.attached is not None:
            media.add(db, turn.thread.id, turn.attached, now)
        for change in turn.cases:
            _write_case(db, turn, change, now)
        if turn.timer_id is not None:
            timers.spend(db, turn.timer_id, now)
    _write_viewers(db, turns, now)


def _write_viewers(db: Connection, turns: list[Turn], now: int) -> None:
    """Who can be reached, in which language, and with that which menu LINE should show them."""
    moved = [each for each in turns if _has_moved(each)]
    contacts.set_blocked(db, [(each.thread.id, each.thread.state.is_blocked) for each in moved])
    turned = [each for each in turns if each.thread.state.language != each.was.state.language]
    contacts.set_language(db, [(each.thread.id, each.thread.state.language) for each in turned])
    viewers = {each.thread.id: each for each in (*moved, *turned) if not each.thread.state.is_blocked}
    keys = [(menu_link_key(each, turn.thread.state), MENU_DELAY_MS) for each, turn in viewers.items()]
    staged = [each.thread for each in turns if _stage(each.thread) != _stage(each.was)]
    keys += [(menu_link_key(each.id, each.state), STAGE_DELAY_MS) for each in staged]
    jobs.ask(db, [(MENU_LINK, key, now + delay) for key, delay in keys])


def _has_moved(turn: Turn) -> bool:
    """Blocked, or came back, or became a friend after having written as a stranger."""
    state, was = turn.thread.state, turn.was.state
    return state.is_blocked != was.is_blocked or (
        state.follow_changed_at != was.follow_changed_at and was.knows_bot
    )


def _has_followed(turn: Turn) -> bool:
    state = turn.thread.state
    return not state.is_blocked and state.follow_changed_at != turn.was.state.follow_changed_at


def _stage(thread: Thread) -> str:
    return stage_of(thread.state.phase)


def menu_link_key(contact_id: int, state: State) -> str:
    """One errand per change: a change made while an earlier one is being carried out is not lost."""
    return f"{contact_id}:{state.language}:{stage_of(state.phase)}"


def _write_case(db: Connection, turn: Turn, change: effects.OpenCase | effects.MoveCase, now: int) -> None:
    if isinstance(change, effects.OpenCase):
        thread = turn.thread
        cases.open_case(
            db, thread.id, thread.session_id, change.number, change.kind, change.title, change.fields, now
        )
        return
    was = cases.move(db, change.case_id, change.status, change.agent_id, change.note, now)
    told = "told the customer (transactional)" if change.note else "said nothing"
    moved = f"case {change.case_id} {was} → {change.status}, {told}"
    audit.note(db, now, "case.moved", moved, change.agent_id)


def _write_measures(db: Db, turns: list[Turn], now: int) -> None:
    milestones.mark(
        db,
        [(t.thread.id, t.thread.session_id, m.name, m.reason, m.agent_id) for t in turns for m in t.marks],
        now,
    )
    timers.put(db, [(t.thread.id, each.name, each.due_at) for t in turns for each in t.timers])
    met = [each for each in turns if each.heard or _has_followed(each)]
    strangers = [each.thread.id for each in met if not each.thread.has_profile]
    jobs.ask(db, [(PROFILE, str(each), now + PROFILE_DELAY_MS) for each in strangers])


def _transcript(turn: Turn, delivery: int | None) -> list[dict[str, object]]:
    thread = turn.thread
    rows = [messages.row(turn.heard, thread.id, thread.session_id, None)] if turn.heard else []
    for part, each in enumerate(turn.spoken):
        rows.append(messages.row(replace(each, part=part), thread.id, thread.session_id, delivery))
    return rows


def _latest(turn: Turn) -> Thread:
    """The thread as lists show it: what a person said last, and no session once that is closed.

    The bot's words would hide what everybody who waits behind the same sentence needs.
    """
    thread = turn.thread
    if turn.closing:
        thread = replace(thread, session_id=None)
    if turn.blanks and thread.last_author == CONTACT:
        thread = replace(thread, last_text="")  # the list must not go on showing what was taken back
    said = turn.spoken[-1] if turn.spoken else turn.heard
    if said is None:
        return thread
    if said.author == CONTACT and thread.last_at > said.happened_at:
        return thread  # a late older event does not become the newest line
    thread = replace(thread, last_at=said.happened_at)
    if said.author == BOT:
        said = turn.heard or (None if thread.last_text else said)
    if said is None:
        return thread
    return replace(thread, last_author=said.author, last_text=_in_a_line(turn, said))


def _in_a_line(turn: Turn, said: NewMessage) -> str:
    """In few words; who asks for a person still says what it is about."""
    shown = " ".join(said.text.split()) if said.kind in WORDED else f"[{said.kind}]"
    before = turn.thread.last_text if turn.thread.last_author == CONTACT and not turn.opens else ""
    is_asking = any(mark.name == "handoff_asked" for mark in turn.marks)
    if is_asking and said.author == CONTACT and before and not before.startswith("["):
        shown = f"{before} · {shown}"
    return shown[:120]
