"""In which language is somebody answered who has not written a word that tells?"""

import pytest

from handlers import decide, hear
from handlers.clicks import LanguageSet
from handlers.events import TextReceived
from handlers.learned import ProfileRead
from handlers.state import Phase, State
from tests.handlers.given import NOK, facts

STRANGER = State()


def after(state: State, language: str, *words: str) -> State:
    return decide(state, ProfileRead(language, words), facts()).state


@pytest.mark.parametrize(
    ("told", "language"),
    [("en", "en"), ("en-US", "en"), ("ja", "ja"), ("zh-TW", "zh"), ("fr", "en"), ("th", "th"), ("", "th")],
)
def test_a_stranger_is_spoken_to_as_their_line_is_set(told: str, language: str) -> None:
    assert after(STRANGER, told) == State(language=language)


@pytest.mark.parametrize("phase", list(Phase))
def test_their_own_words_say_more_than_their_line_in_every_phase(phase: Phase) -> None:
    written, _ = hear(State(phase=phase), TextReceived("ค่าส่งเท่าไหร่"))

    assert after(written, "en", "👍", "ค่าส่งเท่าไหร่") == written


def test_a_guess_from_one_foreign_word_gives_way_to_their_line() -> None:
    guessed, _ = hear(STRANGER, TextReceived("lanyard"))

    assert (guessed.language, after(guessed, "th", "lanyard").language) == ("en", "th")


def test_what_staff_chose_stays() -> None:
    chosen = decide(STRANGER, LanguageSet(NOK, "en"), facts()).state

    assert after(chosen, "th") == chosen
