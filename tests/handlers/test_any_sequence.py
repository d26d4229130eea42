"""What holds whatever happens, in whatever order?"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq import Article, Match
from handlers import acts, clicks, decide, events, hear
from handlers.effects import (
    CloseSession,
    Effect,
    Mark,
    OpenSession,
    Say,
    SayAsAgent,
    SetTimer,
    Tell,
)
from handlers.events import Event
from handlers.facts import Facts
from handlers.hours import Hours, Window
from handlers.messages import LEAVE_QUEUE, PERSON, Option
from handlers.policy import Policy
from handlers.rich import Picture
from handlers.shop import Routing, Shop
from handlers.state import IN_LINE, WITH_PEOPLE, Decision, Phase, Refused, State
from handlers.targets import Targets
from handlers.wording import sentence
from tests.handlers.clicking import ANY_CLICK, CLICKERS
from tests.handlers.given import EXACT, FEE, NOK, NOTHING, NOW, STOCK, SURE, TORN, facts

LABEL_GRAPHEMES = 20  # LINE's limit on a quick reply's label
BUBBLES = 5  # in one reply
HANDOFF = ("handoff_asked", "claimed")
LANGUAGES = ("th", "en", "ja")
# A busy machine must not turn a true promise into a failing test.
MODERATELY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    [
        "ค่าส่งเท่าไหร่",
        "how much is it",
        "送料は？",
        "ขอคุยกับเจ้าหน้าที่",
        "human",
        "ยกเลิก",
        "กี่คิว",
        "hello",
        "ขอบคุณค่ะ",
        "บริการแย่มาก",
        "1",
        "๒",
        "9",
        "",
        "👍",
        "ok",
        "ใช่ค่ะ",
        "no",
        "ข้อ 2",
        "เมนู",
        "ติดตามพัสดุ",
        "ฝากข้อความ",
    ]
)
AGENTS = CLICKERS
MOMENTS = st.integers(NOW - 3, NOW + 3)
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(events.TextReceived, WORDS),
    st.sampled_from(
        [
            events.PersonAskedFor(),
            events.QueueLeft(),
            events.WaitAsked(),
            events.MenuAsked(),
            events.MessageWanted(),
            events.Greeted(),
            events.Thanked(),
            events.Complained("แย่มาก"),
            events.Acknowledged(),
            events.Declined(),
            events.ChoiceTapped("fee"),
            events.NoChoiceFitted(),
            events.HelpAnswered("fee", True),
            events.HelpAnswered("fee", False),
            events.FlowAsked("claim"),
            events.FlowAsked("slip"),
            events.FlowAsked("gone"),
            events.StepTapped("what", "damaged"),
            events.StepTapped("order", "-"),
            events.StepTapped("photos", "."),
            events.BackAsked(),
            events.StopAsked(),
            events.ResumeAsked(),
            events.CasesAsked(),
            events.CasesAsked("4K7-M2P"),
            events.StickerReceived(),
            events.AttachmentReceived("image"),
            events.LocationReceived(),
            events.MessageUnsent("1"),
            events.MessageEdited("1", "other words"),
            events.Ignored("beacon"),
            events.TimerFired("quiet"),
            events.TimerFired("promise"),
            events.TimerFired("target"),
            events.TimerFired("answer"),
            events.TimerFired("snooze"),
            acts.AgentLeft(NOK, "offline"),
            events.TopicsStopped("promotions", "tap"),
            events.TopicsWanted("all", "word"),
            events.TopicsAsked(),
        ]
    ),
    st.builds(events.Followed, MOMENTS, st.booleans()),
    st.builds(events.Unfollowed, MOMENTS),
    st.builds(lambda who: acts.AgentClaimed(*who), AGENTS),
    st.builds(
        lambda who, text: acts.AgentReplied(who[0], who[1], text),
        AGENTS,
        st.sampled_from(["hi", " ", "😊" * 2501]),
    ),
    st.builds(lambda who: acts.AgentSentPicture(*who, Picture("https://a/p", "https://a/s")), AGENTS),
    st.builds(lambda who: acts.HandedBack(who[0]), AGENTS),
    st.builds(lambda who: acts.Assigned(*who), AGENTS),
    st.builds(lambda who: acts.Resolved(who[0]), AGENTS),
    st.builds(lambda who: acts.ResendAsked(who[0], 1), AGENTS),
    ANY_CLICK,
)
HOURS_LATER = st.sampled_from([0, 1, 25])
# Always open, open for office hours (the talk begins on a Monday evening in Bangkok), and never.
SHOPS = (
    Shop(),
    Shop(hours=Hours(((Window(9 * 60, 18 * 60),),) * 7), targets=Targets(10, 10, 60), routing=Routing(True)),
    Shop(hours=Hours(((),) * 7)),
)
Script = list[tuple[Event, int, tuple[Match, ...], Article | None, int, Shop]]
STEPS: st.SearchStrategy[Script] = st.lists(
    st.tuples(
        ANY_EVENT,
        HOURS_LATER,
        st.sampled_from([(), NOTHING, SURE, TORN, EXACT]),
        st.sampled_from([None, FEE, STOCK]),
        st.integers(0, 3),
        st.sampled_from(SHOPS),
    ),
    max_size=25,
)


@dataclass(frozen=True)
class Step:
    """One event that was not refused."""

    before: State
    event: Event
    known: Facts
    decision: Decision

    @property
    def after(self) -> State:
        return self.decision.state

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.decision.effects

    @property
    def bubbles(self) -> list[Say | Tell]:
        return [each for each in self.effects if isinstance(each, Say | Tell)]


def play(steps: Script) -> Iterator[Step]:
    """The talk from its very beginning; refusals change nothing."""
    state, now = State(), NOW
    for event, hours, matches, article, ahead, shop in steps:
        now += hours * 3_600_000
        known = facts(
            now=now,
            matches=matches,
            article=article,
            ahead=ahead,
            policy=Policy(help_percent=100),
            shop=shop,
            can_reply_free=True,
        )
        heard_state, heard = hear(state, event)
        try:
            decision = decide(heard_state, heard, known)
        except Refused as refused:
            tell(refused)
            continue
        yield Step(heard_state, heard, known, decision)
        state = decision.state


def tell(refused: Refused) -> None:
    """Why not, in every language: a sentence that lacks a parameter would raise here."""
    for language in LANGUAGES:
        sentence(refused.key, language, refused.params)


@MODERATELY
@given(STEPS)
def test_there_is_never_a_second_owner_and_only_the_owner_speaks(steps: Script) -> None:
    for step in play(steps):
        assert (step.after.agent_id is not None) is (step.after.phase is Phase.WITH_AGENT)
        assert bool(step.after.agent_name) is (step.after.phase is Phase.WITH_AGENT)
        if step.before.agent_id is not None:
            passed_to = step.event.to_id if isinstance(step.event, clicks.PassedToPerson) else None
            assert step.after.agent_id in (None, step.before.agent_id, passed_to)
        for said in step.effects:
            if isinstance(said, SayAsAgent):
                assert said.agent_id == step.before.agent_id


@MODERATELY
@given(STEPS)
def test_the_bot_is_silent_while_a_person_serves(steps: Script) -> None:
    for step in play(steps):
        if Phase.WITH_AGENT in (step.before.phase, step.after.phase) and step.bubbles:
            assert isinstance(step.event, acts.HandedBack)
            assert step.after.phase is Phase.BOT


@MODERATELY
@given(STEPS)
def test_the_memory_always_makes_sense(steps: Script) -> None:
    for step in play(steps):
        state, policy = step.after, step.known.policy
        assert 0 <= state.misses < policy.misses_to_hand_over
        assert len(state.choices) <= policy.choices
        if state.phase in IN_LINE:
            assert state.queued_at is not None
            assert state.waiting_since is not None
            assert state.reason
            assert (state.misses, state.choices) == (0, ())
        if state.phase in WITH_PEOPLE:
            assert state.had_handoff
        if state.phase in (Phase.IDLE, Phase.BOT):
            assert (state.queued_at, state.waiting_since) == (None, None)
        if state.phase is Phase.IDLE:
            assert (state.misses, state.choices, state.priority, state.reason) == (0, (), 0, "")
            assert (state.has_offer, state.had_handoff) == (False, False)
            assert (state.due_at, state.team_id, state.is_follow_up, state.passed_by) == (
                None,
                None,
                False,
                None,
            )
        if state.phase is not Phase.IDLE:
            assert state.knows_bot
            assert state.last_contact_at is not None


@MODERATELY
@given(STEPS)
def test_whoever_is_in_line_was_told_or_is_looked_after_by_a_clock(steps: Script) -> None:
    timers: set[str] = set()
    for step in play(steps):
        timers -= {step.event.name} if isinstance(step.event, events.TimerFired) else set()
        timers |= {each.name for each in step.effects if isinstance(each, SetTimer)}
        state = step.after
        if state.phase in IN_LINE:
            # Without a clock they have been told already that it will take a while.
            assert "promise" in timers or state.is_follow_up
            assert (state.promised_at is None) == (state.promise_warn_at is None)
        else:
            assert (state.promised_at, state.promise_warn_at) == (None, None)
        if state.promised_at is not None:
            assert state.due_at is not None
            assert state.due_at <= state.promised_at


@MODERATELY
@given(STEPS)
def test_no_decision_loops_back_into_the_line_by_itself(steps: Script) -> None:
    """After hand-back or leaving, the bot starts clean: three new misses, or a wish, and nothing less."""
    misses = 0
    for step in play(steps):
        is_back = step.before.phase in WITH_PEOPLE and step.after.phase is Phase.BOT
        if is_back:
            misses = 0
            assert (step.after.misses, step.after.choices, step.after.reason, step.after.priority) == (
                0,
                (),
                "",
                0,
            )
        joined = step.after.phase in IN_LINE and step.before.phase not in WITH_PEOPLE
        if isinstance(step.event, events.TextReceived | events.NoChoiceFitted | events.ChoiceTapped):
            misses += 1
        if joined and step.after.reason == "third_miss":
            assert misses >= 2  # no choice after "did you mean" weighs as much as a second miss
        if joined and isinstance(
            step.event, events.TimerFired | events.StickerReceived | events.Acknowledged
        ):
            raise AssertionError("nobody asked")


@MODERATELY
@given(STEPS)
def test_a_session_opens_out_of_idle_and_closes_into_it(steps: Script) -> None:
    for step in play(steps):
        opened = sum(isinstance(each, OpenSession) for each in step.effects)
        closed = sum(isinstance(each, CloseSession) for each in step.effects)
        was_idle, is_idle = step.before.phase is Phase.IDLE, step.after.phase is Phase.IDLE
        assert (opened, closed) == (int(was_idle and not is_idle), int(is_idle and not was_idle))


@MODERATELY
@given(STEPS)
def test_a_person_is_one_tap_away_from_everything_the_bot_says(steps: Script) -> None:
    for step in play(steps):
        if not step.bubbles:
            continue
        assert len(step.bubbles) <= BUBBLES
        tapped = {option.data for each in step.bubbles for option in each.options}
        if step.after.phase not in IN_LINE:
            assert PERSON in tapped
            assert step.bubbles[-1].options, "LINE shows the chips of the last bubble only"
        else:
            assert LEAVE_QUEUE in {option.data for option in step.bubbles[-1].options}
            assert PERSON not in tapped, "one is on the way already"


@MODERATELY
@given(STEPS)
def test_whether_it_helped_is_asked_once_in_a_session_at_most(steps: Script) -> None:
    asked = 0
    for step in play(steps):
        asked = 0 if any(isinstance(each, OpenSession) for each in step.effects) else asked
        asked += sum(isinstance(each, Say) and each.key == "answers.did_it_help" for each in step.effects)
        assert asked <= 1
        assert not step.after.help_for or step.after.phase is Phase.BOT


@MODERATELY
@given(STEPS)
def test_a_person_is_told_once_that_this_is_a_bot(steps: Script) -> None:
    # A word about broadcasts is obeyed at once, and begins no talk.
    said = [
        each.key
        for step in play(steps)
        for each in step.bubbles
        if isinstance(each, Say) and not each.key.startswith("consent.")
    ]

    assert said.count("welcome.disclosure") <= 1
    assert not said or said[0] in ("welcome.disclosure", "welcome.follow")
    if "welcome.follow" in said:
        assert "welcome.disclosure" not in said[said.index("welcome.follow") :]


@MODERATELY
@given(STEPS)
def test_only_what_the_bot_alone_has_dealt_with_is_contained(steps: Script) -> None:
    was_asked = False
    for step in play(steps):
        was_asked |= any(isinstance(each, Mark) and each.name in HANDOFF for each in step.effects)
        for each in step.effects:
            if isinstance(each, CloseSession):
                assert each.outcome != "contained" or not was_asked
                assert each.outcome != "expired" or was_asked
                was_asked = False


@MODERATELY
@given(STEPS)
def test_a_nod_is_never_a_miss(steps: Script) -> None:
    for step in play(steps):
        if isinstance(step.event, events.Acknowledged):
            assert (step.after.misses, step.after.choices) == (step.before.misses, step.before.choices)
            assert step.before.phase is Phase.IDLE or not step.effects


@MODERATELY
@given(STEPS)
def test_everything_said_can_be_put_into_words_in_every_language(steps: Script) -> None:
    for step in play(steps):
        for bubble in step.bubbles:
            for language in LANGUAGES:
                text = (
                    bubble.text if isinstance(bubble, Tell) else sentence(bubble.key, language, bubble.params)
                )
                assert text.strip()
                assert "{" not in text
                for option in bubble.options:
                    assert 0 < len(regex.findall(r"\X", label(option, language))) <= LABEL_GRAPHEMES


def label(option: Option, language: str) -> str:
    """What stands on the chip."""
    return option.label or sentence(option.wording, language)
