"""Is every pair of phase and event decided, and every event told apart from words?"""

from typing import get_args

import pytest

from faq import Article
from handlers import acts, clicks, events, hear
from handlers.events import Event, TextReceived
from handlers.facts import Facts
from handlers.learned import ProfileRead
from handlers.rich import Picture
from handlers.state import Decision, Phase, Refused, State
from handlers.table import TABLE
from tests.handlers.given import EXACT, FEE, IN_TALK, PLACES, QUEUED, SURE, facts, happens

SAMPLES: dict[type, Event] = {
    events.TextReceived: events.TextReceived("ค่าส่งเท่าไหร่"),
    events.PersonAskedFor: events.PersonAskedFor(),
    events.QueueLeft: events.QueueLeft(),
    events.WaitAsked: events.WaitAsked(),
    events.MessageWanted: events.MessageWanted(),
    events.MenuAsked: events.MenuAsked(),
    events.Greeted: events.Greeted(),
    events.Thanked: events.Thanked(),
    events.Complained: events.Complained("แย่มาก"),
    events.Acknowledged: events.Acknowledged(),
    events.Declined: events.Declined(),
    events.ChoiceTapped: events.ChoiceTapped("fee"),
    events.NoChoiceFitted: events.NoChoiceFitted(),
    events.HelpAnswered: events.HelpAnswered("fee", False),
    events.FlowAsked: events.FlowAsked("claim"),
    events.StepTapped: events.StepTapped("order", "-"),
    events.BackAsked: events.BackAsked(),
    events.StopAsked: events.StopAsked(),
    events.ResumeAsked: events.ResumeAsked(),
    events.CasesAsked: events.CasesAsked(),
    events.StickerReceived: events.StickerReceived(),
    events.AttachmentReceived: events.AttachmentReceived("image"),
    events.LocationReceived: events.LocationReceived(),
    events.Followed: events.Followed(1),
    events.Unfollowed: events.Unfollowed(1),
    events.MessageUnsent: events.MessageUnsent("1"),
    events.MessageEdited: events.MessageEdited("1", "other words"),
    events.GroupJoined: events.GroupJoined(),
    events.Ignored: events.Ignored("beacon"),
    acts.AgentClaimed: acts.AgentClaimed(1, "Nok"),
    acts.AgentReplied: acts.AgentReplied(1, "Nok", "hi"),
    acts.AgentSentPicture: acts.AgentSentPicture(1, "Nok", Picture("https://a/p", "https://a/s")),
    acts.Assigned: acts.Assigned(1, "Nok"),
    acts.HandedBack: acts.HandedBack(1),
    acts.AgentLeft: acts.AgentLeft(1, "suspended"),
    acts.Reassigned: acts.Reassigned(1, "Nok", 2),
    acts.Resolved: acts.Resolved(1),
    acts.ResendAsked: acts.ResendAsked(1, 1),
    events.ScoreGiven: events.ScoreGiven("k", 6),
    events.SurveySkipped: events.SurveySkipped("k"),
    events.SurveyDue: events.SurveyDue(),
    acts.CaseMoved: acts.CaseMoved(1, "Nok", "4K7-M2P", "done", "ok"),
    events.TimerFired: events.TimerFired("quiet"),
    events.TopicsStopped: events.TopicsStopped("promotions", "tap"),
    events.TopicsWanted: events.TopicsWanted("all", "word"),
    events.TopicsAsked: events.TopicsAsked(),
    acts.BroadcastTested: acts.BroadcastTested("ลดวันนี้ค่ะ", "promotions"),
    ProfileRead: ProfileRead("en"),
    clicks.LanguageSet: clicks.LanguageSet(1, "en"),
    clicks.NoteWritten: clicks.NoteWritten(1, "ช่วยดูที", (2,)),
    clicks.PassedToPerson: clicks.PassedToPerson(1, "Nok", 2, "Ben", "ช่วยต่อที"),
    clicks.PassedToTeam: clicks.PassedToTeam(1, 3, "ทีมเคลม"),
    clicks.Snoozed: clicks.Snoozed(1, 0),
    clicks.Unsnoozed: clicks.Unsnoozed(1),
    clicks.Reopened: clicks.Reopened(1, "Nok"),
}


def test_every_phase_decides_every_event_and_nothing_else() -> None:
    assert set(TABLE) == {(phase, kind) for phase in Phase for kind in get_args(Event)}
    assert set(SAMPLES) == set(get_args(Event))


def outcome(place: State, event: Event, known: Facts) -> Decision | str:
    """The decision, or the sentence that says why not."""
    try:
        return happens(place, event, known)
    except Refused as refused:
        return refused.key


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.phase)
@pytest.mark.parametrize("event", SAMPLES.values(), ids=lambda event: type(event).__name__)
def test_every_decision_can_be_made_and_is_the_same_twice(place: State, event: Event) -> None:
    known = facts(matches=SURE, article=FEE)

    first, again = outcome(place, event, known), outcome(place, event, known)

    assert first == again


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.phase)
def test_a_request_in_words_is_never_left_to_the_matcher(place: State) -> None:
    _, heard = hear(place, TextReceived("ขอคุยกับเจ้าหน้าที่"))

    assert heard == events.PersonAskedFor()


@pytest.mark.parametrize(
    ("words", "language"),
    [("ค่าส่งเท่าไหร่", "th"), ("how much is shipping", "en"), ("送料はいくらですか", "ja"), ("运费多少", "zh")],
)
def test_the_language_is_the_one_last_written_in(words: str, language: str) -> None:
    state, _ = hear(IN_TALK, TextReceived(words))

    assert state.language == language


@pytest.mark.parametrize("words", ["👍", "555", "1", "", "   ", "https://example.com/x"])
def test_what_belongs_to_no_language_leaves_it_as_it_was(words: str) -> None:
    state, _ = hear(State(language="ja"), TextReceived(words))

    assert state == State(language="ja")


@pytest.mark.parametrize("words", ["Warranty", "embroidery?", "refund status", "lanyard", "gift tote"])
def test_an_english_word_alone_is_answered_in_english_to_one_who_never_spoke(words: str) -> None:
    assert hear(State(), TextReceived(words))[0].language == "en"


LATIN_THAI = ("sawasdee krub", "sawadee ka", "sawatdi khrap", "tao rai krab")
CODES = ("BAICHA50", "xl", "l;ylfu8iy[", "hjkl", "rtx-4090", "มี tote ไหม", "zzz")


@pytest.mark.parametrize("words", [*LATIN_THAI, *CODES])
def test_codes_mashed_keys_and_thai_make_no_stranger_english(words: str) -> None:
    assert hear(State(), TextReceived(words))[0].language == "th"


def test_a_foreign_word_alone_does_not_change_the_language_of_one_who_has_spoken() -> None:
    assert hear(IN_TALK, TextReceived("lanyard"))[0].language == "th"


def test_leaving_and_waiting_mean_something_else_when_nobody_waits() -> None:
    assert hear(IN_TALK, TextReceived("ยกเลิก"))[1] == events.Declined()
    assert hear(IN_TALK, TextReceived("how long"))[1] == TextReceived("how long")
    for words in ("ยกเลิก", "how long"):
        assert hear(QUEUED, TextReceived(words))[1] != TextReceived(words)


def test_an_article_in_only_one_language_is_told_in_that_one() -> None:
    thai_only = Article("fee", "shop", {"th": "ค่าส่ง"}, {"th": ("ค่าส่ง",)}, {"th": "40 บาทค่ะ"})

    decision = happens(
        IN_TALK, TextReceived("how much is shipping"), facts(matches=(*EXACT[1:],), article=thai_only)
    )
    tapped = happens(IN_TALK, events.ChoiceTapped("fee"), facts(article=thai_only))

    assert decision.state.language == "en"
    (told,) = [effect.text for effect in tapped.effects if hasattr(effect, "text")]
    assert told.startswith("40 บาทค่ะ\n")  # and below it how to reach a person
