"""What does a decision test begin with? The cast, articles, matches, and a place in the talk."""

from dataclasses import replace

from faq import Article, Match
from handlers import decide, hear
from handlers.collected import Answer, FlowPlace
from handlers.effects import Say, SetTimer
from handlers.events import Event
from handlers.facts import Facts
from handlers.flows.reading import shipped
from handlers.messages import LINE_OPTIONS, PERSON_OPTION
from handlers.policy import HOUR_MS, Policy
from handlers.state import Decision, Phase, State
from handlers.wording import sentence

NOW = 1_790_000_000_000
BEFORE = NOW - HOUR_MS
DAY = 24 * HOUR_MS
NOK, BEN = 7, 8

OFFER = (PERSON_OPTION,)

IDLE = State()
IN_TALK = State(Phase.BOT, knows_bot=True, last_contact_at=BEFORE)
QUEUED = State(
    Phase.QUEUED,
    knows_bot=True,
    had_handoff=True,
    reason="asked",
    queued_at=BEFORE,
    waiting_since=BEFORE,
    last_contact_at=BEFORE,
)
SERVED = replace(QUEUED, phase=Phase.WITH_AGENT, agent_id=NOK, agent_name="Nok", last_agent_id=NOK)
CLAIM, SLIP = shipped().by_name["claim"], shipped().by_name["slip"]
AT_ORDER = FlowPlace("claim", CLAIM.version, "order", (Answer("what", ("damaged",), ("m1",)),))
IN_FLOW = replace(IN_TALK, phase=Phase.FLOW, flow=AT_ORDER)
TAKING = replace(QUEUED, phase=Phase.TAKING_MESSAGE)
PLACES = (IDLE, IN_TALK, IN_FLOW, QUEUED, TAKING, SERVED)


def article(slug: str) -> Article:
    """An article with something to say in both languages."""
    return Article(
        slug=slug,
        topic="shop",
        title={"th": f"เรื่อง {slug}", "en": f"About {slug}"},
        questions={"th": (f"ถาม {slug}",), "en": (f"ask {slug}",)},
        answer={"th": f"คำตอบ {slug} ค่ะ", "en": f"Answer {slug}"},
    )


FEE, HOURS, RETURNS, STOCK = (article(slug) for slug in ("fee", "hours", "returns", "stock"))


def match(found: Article, confidence: float, exact: bool = False) -> Match:
    """A match as the corpus would give it."""
    return Match(found, confidence, f"ask {found.slug}", exact)


SURE = (match(FEE, 0.9), match(HOURS, 0.3))
EXACT = (match(FEE, 1.0, exact=True), match(HOURS, 0.3))
TORN = (match(FEE, 0.6), match(HOURS, 0.58), match(RETURNS, 0.4), match(STOCK, 0.35))
NOTHING = (match(FEE, 0.1),)


def facts(**known: object) -> Facts:
    """What is known now."""
    fresh = Facts(now=NOW, message_id="m9", case_number="4K7-M2P")
    return replace(fresh, **known)  # type: ignore[arg-type]


def happens(state: State, event: Event, known: Facts | None = None) -> Decision:
    """One event heard and decided, as a turn does it."""
    heard_state, heard = hear(state, event)
    return decide(heard_state, heard, known or facts())


def spoke(state: State, **changed: object) -> State:
    """`state` after the contact has spoken now, with these differences."""
    return replace(state, **{"last_contact_at": NOW, **changed})  # type: ignore[arg-type]


# Nothing is known of other waits: somebody is promised within a quarter of an hour.
PATIENCE = Policy().patience_ms
AT_RISK = PATIENCE * 6 // 10
PROMISE = SetTimer("promise", NOW + AT_RISK)
PROMISED = {
    "promised_at": NOW + PATIENCE,
    "promise_warn_at": NOW + AT_RISK,
    "due_at": NOW + PATIENCE,
    "warn_at": NOW + AT_RISK,
}


def queued(key: str = "handoff.queued", ahead: int = 0) -> Say:
    """The place in line, as it is told."""
    if ahead:
        return Say(key, {"ahead": ahead}, options=LINE_OPTIONS)
    return Say(f"{key}_next", options=LINE_OPTIONS)


def told(answer: str, language: str = "th") -> str:
    """An article's answer as it is said: with the word that calls a person, for LINE without buttons."""
    return f"{answer}\n\n{sentence('answers.person_hint', language)}"
