"""When is a customer asked whether the answer helped, and in which words?"""

import zlib

from faq.gist import gist_of
from handlers.changing import replace
from handlers.effects import Effect, Say, Show, Tell
from handlers.facts import Facts
from handlers.messages import Option, helped_option
from handlers.state import Decision, Phase, State
from handlers.wording import LANGUAGES, sentence

_ROOM = 3  # bubbles an answer may have for the question to go with it: LINE takes five, and a hello may come


def asking(decision: Decision, slug: str, facts: Facts) -> Decision:
    """The answer, and now and then the question in the same reply: it costs nothing and takes one tap."""
    state = decision.state
    said = [each for each in decision.effects if isinstance(each, Say | Tell | Show)]
    if not _may_ask(state, facts) or not 0 < len(said) <= _ROOM:
        return decision
    ways_on = tuple(option for each in said for option in each.options)
    ask = Say("answers.did_it_help", options=(*_options(slug), *ways_on))
    effects = (*map(_without_options, decision.effects), ask)
    return Decision(replace(state, is_help_asked=True, help_for=slug), effects)


def _may_ask(state: State, facts: Facts) -> bool:
    """Never twice in a session, nor with the first hello, nor beside another question that stands."""
    is_known = state.last_contact_at is not None
    is_free = state.phase is Phase.BOT and not state.is_help_asked and state.paused is None
    return is_known and is_free and _chance(facts.now) < facts.policy.help_percent


def _chance(now: int) -> int:
    """0 to 99, without order, and the same for the same moment."""
    return zlib.crc32(str(now).encode()) % 100


def _options(slug: str) -> tuple[Option, Option]:
    return helped_option(slug, is_yes=True), helped_option(slug, is_yes=False)


def _without_options(effect: Effect) -> Effect:
    return replace(effect, options=()) if isinstance(effect, Say | Tell | Show) else effect


def typed_label(text: str, *, is_yes: bool) -> bool:
    """Is this what stands on the button, typed? LINE for PC shows no buttons."""
    wording = helped_option("", is_yes=is_yes).wording
    gist = gist_of(text)
    return bool(gist) and any(gist == gist_of(sentence(wording, each)) for each in LANGUAGES)
