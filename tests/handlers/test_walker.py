"""Wherever a customer wanders, is a person two visible taps away at most?

Walked with the real handlers, articles, flows, menu and cases, as three customers see them: on a phone
with the rich menu, on one without it, and in LINE for PC, where there are only words that were stated.
"""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import decide, events, hear
from handlers.collected import OPEN, CaseFact
from handlers.effects import OpenCase, Say, Tell
from handlers.events import Event, TextReceived
from handlers.facts import Facts
from handlers.flows.walk import CHIPS, stated, text_of
from handlers.hours import Hours
from handlers.menu import MENU, STAGES, menu_at, stage_of
from handlers.policy import HOUR_MS, Policy
from handlers.shop import Shop
from handlers.state import WITH_PEOPLE, State
from handlers.taps import event_of_tap
from tests.handlers.given import NOW
from tests.starter import CORPUS

WITH_MENU, WITHOUT, PC = "with the menu", "without the menu", "on a PC"
REACHED = WITH_PEOPLE
TAPS = 2
CLOSED = Shop(hours=Hours(((),) * 7))

WORDS = [
    *("ค่าส่งเท่าไหร่", "สวัสดีค่ะ", "ขอบคุณค่ะ", "โอเค", "ใช่", "ไม่", "ฟหกด าสว", "เท่าไหร่", "เมนู"),
    *("แจ้งเคลม", "แจ้งโอนเงิน", "สถานะเคลม", "BC-10293", "1,290", "ข้าม", "เสร็จแล้ว", "ย้อนกลับ", "เลิก"),
    *("ทำต่อ", "บริการแย่มาก", "1", "2", "7", "how much is shipping?", "claim", "payment slip"),
    *("case status", "skip", "done", "back", "stop", "hello", "4K7-M2P", "unsubscribe"),
]
OTHER: list[Event] = [
    events.AttachmentReceived("image"),
    events.AttachmentReceived("audio"),
    events.StickerReceived(),
    events.LocationReceived(),
    events.TimerFired("quiet"),
    events.TimerFired("promise"),
    events.QueueLeft(),
    events.Followed(1, True),
]


@dataclass
class Customer:
    """A customer and what they see: the bubbles of the bot's last answer, and its chips while untouched."""

    view: str
    state: State = field(default_factory=State)
    bubbles: tuple[Say | Tell, ...] = ()
    cases: tuple[CaseFact, ...] = ()
    now: int = NOW
    shop: Shop = field(default_factory=Shop)
    lags_behind: str = ""  # LINE still shows the menu of this stage

    def copy(self) -> "Customer":
        return replace(self)

    def does(self, event: Event) -> None:
        """One thing, and what comes of it."""
        self.now += 1000 if not isinstance(event, events.TimerFired) else 25 * HOUR_MS
        heard_state, heard = hear(self.state, event)
        facts = Facts(
            now=self.now,
            policy=Policy(help_percent=60),
            matches=CORPUS.match(heard.text) if isinstance(heard, TextReceived) else (),
            article=CORPUS.articles.get(heard.slug) if isinstance(heard, events.ChoiceTapped) else None,
            message_id=f"m{self.now}",
            case_number=f"4K7-M{2 + len(self.cases) % 7}P",
            cases=self.cases,
            shop=self.shop,
        )
        decision = decide(heard_state, heard, facts)
        self.state = decision.state
        said = tuple(each for each in decision.effects if isinstance(each, Say | Tell))
        assert len(said) <= 5
        self.bubbles = said or self.bubbles
        for each in decision.effects:
            if isinstance(each, OpenCase):
                self.cases = (CaseFact(len(self.cases) + 1, each.number, each.title, OPEN), *self.cases)

    def visible(self) -> list[Event]:
        """What can be done by tapping what is seen, or by typing a word that is stated on the screen."""
        if self.view == PC:
            texts = [text_of(each, self.state.language) for each in self.bubbles]
            return [TextReceived(word) for text in texts for word in stated(text)]
        chips = [option.data for each in self.bubbles for option in each.options][:CHIPS]
        shown = menu_at(self.lags_behind or stage_of(self.state.phase))
        menu = [area.tap for area in shown.areas if area.tap] if self.view == WITH_MENU else []
        return [event_of_tap(data) for data in (*chips, *menu)]

    def reaches_a_person(self, taps: int) -> bool:
        """Within so many visible taps?"""
        if self.state.phase in REACHED:
            return True
        if taps == 0:
            return False
        for event in sorted(self.visible(), key=lambda each: not isinstance(each, events.PersonAskedFor)):
            after = self.copy()
            after.does(event)
            if after.reaches_a_person(taps - 1):
                return True
        return False


# A step is a number that picks among what is visible, or something else entirely.
STEP = st.one_of(st.integers(0, 30), st.sampled_from(WORDS), st.sampled_from(OTHER))


@pytest.mark.parametrize("shop", [Shop(), CLOSED], ids=["open", "closed"])
@pytest.mark.parametrize("view", [WITH_MENU, WITHOUT, PC])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=14))
def test_a_person_is_two_visible_taps_away_at_most_wherever_a_customer_wanders(
    view: str, shop: Shop, steps: list[int | str | Event]
) -> None:
    customer = Customer(view, shop=shop)
    customer.does(events.Followed(1))
    for step in steps:
        if isinstance(step, int):
            seen = customer.visible()
            if not seen:
                continue
            customer.does(seen[step % len(seen)])
        else:
            customer.does(TextReceived(step) if isinstance(step, str) else step)
        assert customer.reaches_a_person(TAPS), [text_of(each, "th") for each in customer.bubbles]


@pytest.mark.parametrize("view", [WITH_MENU, WITHOUT, PC])
def test_every_article_every_flow_and_every_area_of_the_menu_leads_on_to_a_person(view: str) -> None:
    taps = [f"article:{slug}" for slug in CORPUS.articles]
    taps += ["flow:claim", "flow:slip", *(area.tap for area in MENU.areas)]
    for tap in taps:
        customer = Customer(view)
        customer.does(event_of_tap(tap))

        assert customer.reaches_a_person(TAPS), tap


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("words", ["ค่าส่งเท่าไหร่", "เลิก", "สวัสดีค่ะ", "แจ้งเคลม"])
def test_a_menu_that_line_has_not_changed_yet_leads_to_a_person_too(stage: str, words: str) -> None:
    """The wait or the talk is over, and the phone still shows its menu; no chip is used."""
    customer = Customer(WITH_MENU, lags_behind=stage)
    customer.does(events.Followed(1))
    customer.does(TextReceived(words))
    for area in menu_at(stage).areas:
        after = customer.copy()
        if area.tap:
            after.does(event_of_tap(area.tap))
        assert after.reaches_a_person(TAPS), area.name
