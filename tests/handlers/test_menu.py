"""Does typing what stands on the menu do what tapping it does?"""

import pytest

from faq import intent_of
from faq.article import starter
from handlers import hear
from handlers.effects import Say
from handlers.events import (
    ChoiceTapped,
    Event,
    Followed,
    Ignored,
    MenuAsked,
    PersonAskedFor,
    TextReceived,
)
from handlers.menu import (
    MENU,
    STAGES,
    WAITING,
    menu_label,
    menu_lines,
    menu_options,
    tap_by_number,
    tap_in_words,
)
from handlers.menu import (
    SERVED as SERVED_MENU,
)
from handlers.state import State
from handlers.taps import event_of_tap
from handlers.wording import LANGUAGES
from tests.handlers.given import IDLE, IN_TALK, NOW, QUEUED, SERVED, happens

LABELS = [(area.tap, area.label[language]) for area in MENU.areas for language in LANGUAGES]
# What an article only tells about, its flow does.
SAME_NEED = {"flow:claim": ("claims",), "flow:slip": ("payment-slip",)}


def heard(text: str, state: State = IN_TALK) -> Event:
    return hear(state, TextReceived(text))[1]


@pytest.mark.parametrize(("tap", "label"), LABELS)
def test_a_label_typed_is_the_tap_however_politely(tap: str, label: str) -> None:
    polite = f"{label} please" if label.isascii() else f"{label}ค่ะ"
    said = [label, label.upper(), f"  {label}! ", f"2. {label}", polite]

    assert {tap_in_words(each) for each in said} == {tap}


@pytest.mark.parametrize(("tap", "label"), LABELS)
def test_a_label_typed_is_the_same_event_as_the_tap(tap: str, label: str) -> None:
    tapped = event_of_tap(tap)

    # What no handler answers yet is left to the articles, rather than to silence.
    assert heard(label) == (TextReceived(label) if isinstance(tapped, Ignored) else tapped)


@pytest.mark.parametrize(
    "asked", ["เมนู", "ขอดูเมนูหน่อยค่ะ", "menu", "Menu please", "ทำอะไรได้บ้างคะ", "what can you do?"]
)
def test_the_menu_can_be_asked_for_in_words(asked: str) -> None:
    assert heard(asked) == MenuAsked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_in_words_lists_every_area_and_puts_a_chip_under_each(language: str) -> None:
    decision = happens(State(language=language, phase=IN_TALK.phase, knows_bot=True), MenuAsked())

    (said,) = decision.effects
    assert isinstance(said, Say)
    assert (said.key, said.params) == ("welcome.menu", {"menu": menu_lines(language)})
    assert [each.data for each in said.options] == [area.tap for area in MENU.areas]
    assert decision.state.has_menu
    for area in MENU.areas:
        assert area.label[language] in menu_lines(language)


def test_a_number_right_after_the_list_chooses_from_it() -> None:
    for shown in (happens(IN_TALK, MenuAsked()).state, happens(IDLE, Followed(NOW)).state):
        assert heard("1", shown) == ChoiceTapped("tracking")
        assert heard("ข้อ 6 ค่ะ", shown) == PersonAskedFor()
        assert isinstance(heard("7", shown), TextReceived)


def test_a_number_later_on_is_only_a_number() -> None:
    shown = happens(IN_TALK, MenuAsked()).state

    later = happens(shown, TextReceived("ไม่รู้สิ")).state

    assert isinstance(heard("1", later), TextReceived)


def test_a_choice_of_articles_goes_before_the_menu_s_numbers() -> None:
    asked = State(phase=IN_TALK.phase, knows_bot=True, choices=("fee", "hours"), has_menu=True)

    assert heard("2", asked) == ChoiceTapped("hours")


def test_who_waits_in_line_sees_the_menu_too_and_a_served_one_nothing() -> None:
    said = [each.key for each in happens(QUEUED, MenuAsked()).effects if isinstance(each, Say)]

    assert said == ["handoff.kept", "welcome.menu"]
    assert happens(SERVED, MenuAsked()).effects == ()


def test_the_first_word_may_be_the_menu() -> None:
    said = [each.key for each in happens(IDLE, MenuAsked()).effects if isinstance(each, Say)]

    assert said == ["welcome.disclosure", "welcome.menu"]


def test_no_question_of_a_starter_article_is_taken_for_the_menu_unless_it_leads_there_anyway() -> None:
    taken = {
        (article.slug, text): tap_in_words(text)
        for article in starter()
        for texts in (*article.questions.values(), article.title.values())
        for text in texts
    }

    elsewhere = {key: tap for key, tap in taken.items() if tap and tap != f"article:{key[0]}"}
    assert {key: tap for key, tap in elsewhere.items() if key[0] not in SAME_NEED.get(tap, ())} == {}


def test_every_article_on_the_menu_is_a_starter_article() -> None:
    named = {area.tap.removeprefix("article:") for area in MENU.areas if area.tap.startswith("article:")}

    assert named
    assert named <= {article.slug for article in starter()}


def test_an_order_in_the_menu_s_words_means_the_same_to_everybody() -> None:
    """A saying that is also one of the plain requests must be the same request."""
    for area in MENU.areas:
        for saying in (*area.label.values(), *area.also):
            intent = intent_of(saying)
            assert intent is None or intent.value == area.tap, saying


def test_a_language_without_a_menu_sees_the_english_one() -> None:
    assert menu_lines("ja") == menu_lines("en")
    assert menu_label("person", "zh") == "Talk to a person"
    assert menu_label("nothing", "th") == ""
    assert [each.data for each in menu_options("ja")] == [area.tap for area in MENU.areas]
    assert (tap_by_number(0), tap_by_number(7)) == (None, None)


@pytest.mark.parametrize("text", ["", " ", "1.", "เมนูอาหารมีอะไรบ้างคะ", "ส่งสลิปยังไงคะ", "track" * 40, "\ud800"])
def test_other_words_are_no_tap(text: str) -> None:
    assert tap_in_words(text) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("stage", "state"), [(WAITING, QUEUED), (SERVED_MENU, SERVED)])
def test_what_stands_on_the_menu_of_a_case_can_be_typed_where_it_is_shown(
    stage: str, state: State, language: str
) -> None:
    """LINE for PC shows no menu. Sending a picture needs no words."""
    for area in STAGES[stage].areas:
        if area.tap:
            assert heard(area.label[language], state) == event_of_tap(area.tap), area.name
            assert menu_label(area.tap, language)
