"""Does this message ask for a person, though it also says why or tells a story?

The words are those of `[REQUEST]` in intents.toml: a verb of asking, one of talking, and whom. In Thai a
request may open any stretch of the message or end it, in English it may stand anywhere unless it is denied.
A verb of talking alone, with no word of asking, is a request at the beginning only. Whoever wants no bot
wants a person too.
"""

import re
from collections.abc import Iterable
from typing import Final

from faq.courtesy import WORDS
from faq.english import is_common
from faq.normalize import normalize
from faq.slips import Slips
from faq.spelling import respell

_WORDS: Final = WORDS["REQUEST"]


def _one_of(*names: str) -> str:
    """An alternation of all words under these names, longest first, as they stand after respelling."""
    known = {respell(normalize(word)) for name in names for word in _WORDS[name]}
    return f"(?:{'|'.join(sorted(known, key=lambda word: (-len(word), word)))})"


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_LATIN_END: Final = r"(?![a-z0-9])"

# Thai, which has no spaces between words: each part may follow with or without one.
_PERSON: Final = rf"(?:{_one_of('persons')}{_LATIN_END}(?!\s*{_one_of('others')}))"
_CLOSING: Final = rf"(?:\s*{_one_of('closings')}{_LATIN_END})*+\s*$"
_GOES_ON: Final = rf"(?=\s*{_one_of('closings', 'reasons')}|\s+(?!{_one_of('told')})|$)"
_SOMEONE: Final = rf"(?:{_PERSON}|คน{_GOES_ON})"
_TALK: Final = rf"\s*{_one_of('talking')}\s*{_SOMEONE}"
_ASK: Final = rf"(?:{_one_of('leads')}\s*)*+(?:\s*{_one_of('asking')})++"
_FOR_ONE: Final = (
    rf"ขอ\s*(?:{_PERSON}(?=\s|$|\s*{_one_of('closings', 'helping')})|คน(?=\s*{_one_of('replying')}))"
)
_LET_ONE: Final = rf"(?:{_ASK}\s*)?(?:ให|เอา)\s*(?:{_PERSON}|คน)\s*{_one_of('replying')}"
_UNDENIED: Final = "".join(f"(?<!{respell(normalize(word))})" for word in _WORDS["denials"])
_IN_THAI: Final = _any(
    (
        rf"(?:^|(?<=\s))(?:{_ASK}{_TALK}|{_FOR_ONE}|{_LET_ONE})",
        rf"{_UNDENIED}(?:{_ASK}{_TALK}|{_FOR_ONE}){_CLOSING}",
        rf"^{_TALK}{_GOES_ON}",
        rf"{_UNDENIED}{_ASK}\s*{_one_of('privately')}",
        rf"(?:มี|ขอ)\s*{_one_of('anybody')}.{{0,12}}?{_one_of('replying')}(?!\s*{_one_of('told')})",
    )
)

# English.
_WHICH: Final = rf"(?:{_one_of('which')} ){{0,4}}"
_A_PERSON: Final = rf"{_WHICH}{_one_of('people')}\b(?! {_one_of('things')}\b)"
_FROM: Final = r"(?: (?:from|in|at|of) (?:the |your )?[a-z]+)?"
_A_HUMAN: Final = rf"{_WHICH}{_one_of('surely')}"
_TO_ONE: Final = rf"{_one_of('speaking')} {_A_PERSON}"
_BEFORE: Final = rf"^(?:{_one_of('fillers')} )*+"
_NOT_DENIED: Final = "".join(f"(?<!{word} )" for word in _WORDS["not"])
_IN_ENGLISH: Final = _any(
    (
        rf"\b{_NOT_DENIED}{_one_of('wishing')} {_TO_ONE}",
        rf"{_BEFORE}{_TO_ONE}",
        rf"\bplease {_TO_ONE}",
        rf"\b{_NOT_DENIED}{_one_of('getting')} {_A_PERSON}(?= {_one_of('then')}\b|$)",
        rf"\b(?:call ?back|reply|answer|call) from {_A_PERSON}",
        rf"\b{_one_of('whether')} {_WHICH}{_one_of('people')} (?:i|we) can {_one_of('speaking')}\b",
        rf"\b{_one_of('letting')} {_A_PERSON}{_FROM} {_one_of('calling')}\b",
        rf"\b{_NOT_DENIED}{_one_of('letting')} {_A_HUMAN} (?:please )?{_one_of('assisting')}\b",
    )
)
# Leaving the bot.
_BOT: Final = rf"{_one_of('bots')}{_LATIN_END}"
_DEALING: Final = rf"\s*{_one_of('dealing')}\s*(?:{_BOT}|{_one_of('systems')})"
_ROBOT: Final = rf"(?:{_one_of('which_bot')} )*{_one_of('robots')}\b"
_LEAVING: Final = _any(
    (
        rf"{_one_of('no_more')}(?:\s*{_BOT}|{_DEALING})(?!.*{_one_of('wondering')})",
        rf"{_BOT}.{{0,12}}?{_one_of('blamed')}",
        rf"\b{_one_of('enough')} {_ROBOT}",
        rf"\b{_one_of('robots')} {_one_of('useless')}\b",
    )
)

# Japanese and Chinese.
_IN_HAN: Final = _any(
    (
        rf"{_one_of('hito')}(?:さん|の方|のかた)?{_one_of('hito_verbs')}",
        rf"{_one_of('want_zh')}.{{0,3}}{_one_of('person_zh')}(?!{_one_of('of_person')})",
        rf"{_one_of('no_more_zh')}.{{0,4}}{_one_of('bots_zh')}",
    )
)
_ANYONE: Final = _any((_one_of("persons", "privately"), "คน", "ใคร", rf"\b{_one_of('people')}\b"))
_ANY_BOT: Final = _any((_one_of("bots", "systems"), rf"\b{_one_of('robots')}\b"))
_HAN: Final = re.compile(r"[\u3040-\u9fff]")

# One slip is forgiven in the words that stand for a person, and "2" is how some write "to".
_MEANT: Final = Slips(
    [*_WORDS["misspelt"], *(word for each in _WORDS["people"] for word in each.split() if len(word) >= 5)]
)
_LATIN_WORD: Final = re.compile(r"[a-z]{5,}")
_TWO: Final = re.compile(r"\b(want|need|like|talk|speak|chat|write) 2\b")


def without_slips(spelled: str) -> str:
    """The words with slips mended where they stand for a person or for talking, as in "conect 2 humna"."""
    return _LATIN_WORD.sub(_mended, _TWO.sub(r"\1 to", spelled))


def _mended(word: re.Match[str]) -> str:
    seen = word.group()
    return seen if is_common(seen) else _MEANT.meant(seen) or seen


def asks_for_person(spelled: str) -> bool:
    """Takes normalised, respelled words, spaces kept."""
    if _ANYONE.search(spelled) and (_IN_THAI.search(spelled) or _IN_ENGLISH.search(spelled)):
        return True
    if _ANY_BOT.search(spelled) and _LEAVING.search(spelled):
        return True
    return bool(_HAN.search(spelled) and _IN_HAN.search(spelled))
