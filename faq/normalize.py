"""When are two ways of typing the same words the same text?"""

import re
import unicodedata
from typing import Final

import regex

from faq.english import sounds_english
from faq.keyboard import undo_layout

__all__ = ["language_of", "normalize", "strip_tones", "undo_layout"]

_INVISIBLE: Final = regex.compile(r"[\p{Cf}\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
# Vowel signs and tone marks are category M: treating them as punctuation would tear every Thai word apart.
_NOT_WORDS: Final = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_RUN: Final = re.compile(r"(.)\1{2,}")
# No Thai word doubles a vowel sign or mark: it is a key held down, or a feeling.
_HELD: Final = re.compile(r"([\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])\1+")
_SPLIT_SARA_AM: Final = re.compile(r"\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_TONES: Final = re.compile(r"[\u0e47-\u0e4c]")
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

# What nearly every message is made of: ASCII, Thai, and pictures, which are no words and take nothing apart.
_COMMON: Final = re.compile(r"[\x00-\x7f\u0e00-\u0e7f\u2018-\u201d\u2600-\u26ff\U0001f300-\U0001faff]*")
_COMMON_WORD: Final = re.compile(r"[a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+")
# What takes several steps to even out and is seldom typed: the same letter thrice, a mark twice and such.
_UNEVEN: Final = re.compile(
    r"[\u0e4d\u0e50-\u0e59]|เเ|([^\s!-/:-@])\1(?:\1|(?<=[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]))"
)

_URL: Final = regex.compile(r"https?://\S+|www\.\S+")
_THAI: Final = regex.compile(r"[\u0e01-\u0e2e]")
_KANA: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HAN: Final = regex.compile(r"\p{Han}")
_LATIN: Final = regex.compile(r"\p{Latin}")
_LETTER: Final = regex.compile(r"\p{L}")


def normalize(text: str) -> str:
    """The words without what typing adds: case, width, punctuation, stretched letters. Idempotent."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _COMMON.fullmatch(folded):
        return _once_common(folded)
    text = _once(text)
    while (again := _once(text)) != text:
        text = again
    return text


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _INVISIBLE.sub("", text)
    text = text.replace("เเ", "แ")
    text = _SPLIT_SARA_AM.sub(r"\1ำ", text)  # NFKC itself takes sara am apart
    text = _HELD.sub(r"\1", text)
    text = _NOT_WORDS.sub(" ", text).translate(_THAI_DIGITS)
    return _RUN.sub(r"\1\1", text).strip().replace(" ๆ", "ๆ")


def _once_common(folded: str) -> str:
    """`_once` where once is enough: nothing invisible keeps letters apart, so no step undoes another."""
    words = folded.replace("\u0e4d\u0e32", "ำ")
    if _UNEVEN.search(words):
        words = _SPLIT_SARA_AM.sub(r"\1ำ", words.replace("เเ", "แ"))
        words = _HELD.sub(r"\1", words).translate(_THAI_DIGITS)
        return _RUN.sub(r"\1\1", " ".join(_COMMON_WORD.findall(words))).replace(" ๆ", "ๆ")
    return " ".join(_COMMON_WORD.findall(words)).replace(" ๆ", "ๆ")


def strip_tones(text: str) -> str:
    """Without tone marks, shortener and silencer, which hurried Thai typing leaves out."""
    return _TONES.sub("", text)


def language_of(text: str) -> str | None:
    """'th', 'en', 'ja' or 'zh'; None for what belongs to no language: emoji, "555", mashed keys."""
    words = _URL.sub(" ", text)
    if _THAI.search(words):
        return "th"
    if _KANA.search(words):
        return "ja"
    han, latin = len(_HAN.findall(words)), len(_LATIN.findall(words))
    if han and han * 2 >= latin:  # one ideograph says about as much as a short word
        return "zh"
    letters = len(_LETTER.findall(words))
    return "en" if latin * 2 > letters and sounds_english(words) else None
