"""What a conversation remembers between turns, and what a decision looks like."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.changing import replace
from handlers.collected import Brief, FlowPlace
from handlers.effects import Effect


class Phase(StrEnum):
    """Where the conversation stands. Resolved is an outcome of a session, not a phase."""

    IDLE = "idle"
    BOT = "bot"
    FLOW = "flow"
    TAKING_MESSAGE = "taking_message"
    QUEUED = "queued"
    WITH_AGENT = "with_agent"


# A person is on the way, or here.
IN_LINE = (Phase.QUEUED, Phase.TAKING_MESSAGE)
WITH_PEOPLE = (*IN_LINE, Phase.WITH_AGENT)


@dataclass(frozen=True)  # without slots: see handlers/changing.py
class State:
    """One conversation's memory. Times are ms since the epoch, UTC.

    `has_offer`: the last thing the bot said was the offer of a person, so a plain yes takes it.
    `has_menu`: the last thing the bot said was the menu in words, so a plain number chooses from it.
    `flow`: where in a flow the contact stands, in that phase only; `paused`: where they left one unfinished;
    `has_resume_offer`: the last thing said was the offer to go on with it; `brief`: what people were handed.
    `had_handoff`: people were asked for in this session, so it cannot count as contained.
    `answered`: the imprint of the question just answered, by which the same one asked again is known.
    `topic`: what this session is about, as far as is known: the article last given.
    `offered`: why a person was offered last, which becomes the reason if the offer is taken.
    `is_help_asked`: whether an answer helped was asked in this session; `help_for`: the article it was asked
    about, while that question was the last thing said.
    `team_id`: whose hours and targets hold; `last_agent_id`: who served last, kept across sessions;
    `passed_by`: who had this and did not answer. `is_answered`: a person has spoken since the handoff.
    `is_follow_up`: a message was taken, and nobody waits at the screen; `has_update`: was told once more.
    `is_browsing`: in line, and back at the menu meanwhile, so that the bot answers what it knows.
    `is_unasked`: it waits for us though the contact wrote nothing: a snooze ended, or it was passed on.
    `promised_at`: by when somebody was to come, `promise_warn_at`: from when on that is at risk.
    `due_at`, `warn_at`: the same for whatever is owed first, the promise or a target of the team.
    `snoozed_until`: out of its owner's sight until then, or until the contact writes (0); `resolved_at`: when
    a person said that the need was met, until a new one comes.
    `is_language_set`: staff chose the language, so their words do not change it.
    `survey`: the effort question last planned or asked; `survey_step` what it waits for.
    """

    phase: Phase = Phase.IDLE
    language: str = "th"
    knows_bot: bool = False
    is_blocked: bool = False
    follow_changed_at: int = 0
    misses: int = 0
    has_offer: bool = False
    has_menu: bool = False
    had_handoff: bool = False
    choices: tuple[str, ...] = ()
    priority: int = 0
    reason: str = ""
    queued_at: int | None = None
    agent_id: int | None = None
    agent_name: str = ""
    waiting_since: int | None = None
    last_contact_at: int | None = None
    topic: str = ""
    answered: int = 0
    survey: str = ""
    survey_step: str = ""
    surveyed_at: int | None = None
    flow: FlowPlace | None = None
    paused: FlowPlace | None = None
    has_resume_offer: bool = False
    brief: Brief | None = None
    offered: str = ""
    team_id: int | None = None
    last_agent_id: int | None = None
    passed_by: int | None = None
    is_answered: bool = False
    is_follow_up: bool = False
    has_update: bool = False
    is_browsing: bool = False
    is_unasked: bool = False
    promised_at: int | None = None
    promise_warn_at: int | None = None
    due_at: int | None = None
    warn_at: int | None = None
    is_help_asked: bool = False
    help_for: str = ""
    snoozed_until: int | None = None
    resolved_at: int | None = None
    is_language_set: bool = False

    @property
    def asked_since(self) -> int | None:
        """Since when the contact's own words wait for an answer: only they start the clock of a target."""
        return None if self.is_unasked else self.waiting_since


@dataclass(frozen=True)  # without slots: see handlers/changing.py
class Decision:
    """The new memory and the orders, in the order they are to be carried out."""

    state: State
    effects: tuple[Effect, ...] = ()


class Refused(Exception):
    """A person asked for what cannot be; `key` names the sentence that tells them so."""

    def __init__(self, key: str, **params: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def fresh(state: State) -> State:
    """Forget everything about the need that has just ended; keep what is true of the person."""
    return State(
        language=state.language,
        is_language_set=state.is_language_set,
        knows_bot=state.knows_bot,
        is_blocked=state.is_blocked,
        follow_changed_at=state.follow_changed_at,
        last_contact_at=state.last_contact_at,
        survey=state.survey,
        survey_step=state.survey_step,
        surveyed_at=state.surveyed_at,
        last_agent_id=state.last_agent_id,
    )


def back_to_bot(state: State) -> State:
    """The session goes on, with the bot, which starts clean."""
    clean = replace(fresh(state), is_help_asked=state.is_help_asked)
    return replace(clean, phase=Phase.BOT, had_handoff=True)
