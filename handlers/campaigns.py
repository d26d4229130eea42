"""Who in this slice may be sent to, and why may each other one not?

The statement of the rule. bot/store/reach.py carries it out for a million contacts at once, and
tests/bot/store/test_reach.py proves that the two never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.acts import BroadcastTested
from handlers.effects import Show, Tell
from handlers.facts import Facts
from handlers.limits import SLACK_MS, Limits
from handlers.messages import stop_option
from handlers.state import WITH_PEOPLE, Decision, Phase, Refused, State

# A reservation not yet sent counts as the newest message there is: it may go out at any moment.
UNSENT = 2**62

# Chunks that LINE refused before any was taken: then it is the message, and the rest would fare the same.
REFUSALS_TO_HOLD = 3


class Why(StrEnum):
    """Why a contact is not sent to; the first that holds, in this order, is the one that counts."""

    BLOCKED = "blocked"
    NO_CONSENT = "no_consent"
    WITH_PERSON = "with_person"
    OPEN_CASE = "open_case"
    BAD_SCORE = "bad_score"
    ALREADY = "already"
    TOO_SOON = "too_soon"
    DAY_CAP = "day_cap"
    WEEK_CAP = "week_cap"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rule needs to know of one contact.

    `today` and `week` count proactive messages sent this calendar day and in the last seven days (and
    SLACK_MS), reservations included; `last_at` is the newest of them, UNSENT where nobody knows yet.
    """

    is_blocked: bool = False
    has_consent: bool = True
    phase: Phase = Phase.IDLE
    has_open_case: bool = False
    bad_score_at: int | None = None
    is_member: bool = False
    today: int = 0
    week: int = 0
    last_at: int | None = None


def why_not(candidate: Candidate, limits: Limits, now: int) -> Why | None:
    """None: may be sent to now. Asked when a slice is planned, and again when its message is owed."""
    return _why_not_them(candidate, limits, now) or _why_enough(candidate, limits, now)


def _why_not_them(candidate: Candidate, limits: Limits, now: int) -> Why | None:
    if candidate.is_blocked:
        return Why.BLOCKED
    if not candidate.has_consent:
        return Why.NO_CONSENT
    if candidate.phase in WITH_PEOPLE:
        return Why.WITH_PERSON
    if candidate.has_open_case:
        return Why.OPEN_CASE
    if candidate.bad_score_at is not None and now - candidate.bad_score_at < limits.bad_score_ms:
        return Why.BAD_SCORE
    return None


def _why_enough(candidate: Candidate, limits: Limits, now: int) -> Why | None:
    if candidate.is_member:
        return Why.ALREADY
    last_at, gap = candidate.last_at, limits.gap_ms
    if gap and last_at is not None and now - last_at < gap + SLACK_MS:
        return Why.TOO_SOON
    if candidate.today >= limits.per_day:
        return Why.DAY_CAP
    if candidate.week >= limits.per_week:
        return Why.WEEK_CAP
    return None


class Status(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    HELD = "held"
    DONE = "done"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can be done to a campaign, by a person or by the work itself."""

    SCHEDULE = "schedule"
    REDRAFT = "redraft"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    HOLD = "hold"
    FINISH = "finish"
    CANCEL = "cancel"


MOVES: Mapping[Move, tuple[frozenset[Status], Status]] = {
    Move.SCHEDULE: (frozenset({Status.DRAFT}), Status.SCHEDULED),
    Move.REDRAFT: (frozenset({Status.SCHEDULED}), Status.DRAFT),
    Move.START: (frozenset({Status.SCHEDULED}), Status.RUNNING),
    Move.PAUSE: (frozenset({Status.RUNNING}), Status.PAUSED),
    Move.RESUME: (frozenset({Status.PAUSED, Status.HELD}), Status.RUNNING),
    Move.HOLD: (frozenset({Status.RUNNING}), Status.HELD),
    Move.FINISH: (frozenset({Status.RUNNING}), Status.DONE),
    Move.CANCEL: (
        frozenset({Status.DRAFT, Status.SCHEDULED, Status.RUNNING, Status.PAUSED, Status.HELD}),
        Status.CANCELLED,
    ),
}


def moves_from(status: Status) -> frozenset[Move]:
    """What can be done to a campaign that stands here."""
    return frozenset(move for move, (sources, _) in MOVES.items() if status in sources)


def moved(status: Status, move: Move) -> Status:
    """Where it stands afterwards. Raises Refused for what cannot be."""
    sources, target = MOVES[move]
    if status not in sources:
        raise Refused("broadcast.cannot_now")
    return target


def spoken_in(languages: tuple[str, ...], own: str, shop: str) -> str:
    """Which text does this contact get: in their language, else in the shop's, else what there is."""
    for wish in (own, shop):
        if wish in languages:
            return wish
    return languages[0]


def send_test(state: State, event: BroadcastTested, facts: Facts) -> Decision:
    """As the customers will see it, on one phone; outside the limits, because a member of staff asks."""
    if state.is_blocked:
        raise Refused("broadcast.test_blocked")
    if state.phase in WITH_PEOPLE:
        raise Refused("broadcast.test_busy")
    stop = (stop_option(event.topic),)
    shown = (Show(event.picture, options=stop if not event.text else ()),) if event.picture else ()
    told = (Tell(event.text, options=stop),) if event.text else ()
    return Decision(state, (*shown, *told))
