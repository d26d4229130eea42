"""When are two ways of typing the same words the same text?"""

import unicodedata
from typing import Final

import regex

from faq.english import sounds_english
from faq.keyboard import undo_layout

__all__ = ["language_of", "normalize", "strip_tones", "undo_layout"]

_INVISIBLE: Final = regex.compile(r"[\p{Cf}\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
# Vowel signs and tone marks are category M: treating them as punctuation would tear every Thai word apart.
_NOT_WORDS: Final = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_RUN: Final = regex.compile(r"(.)\1{2,}")
# No Thai word doubles a vowel sign or mark: it is a key held down, or a feeling.
_HELD: Final = regex.compile(r"([\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])\1+")
_SPLIT_SARA_AM: Final = regex.compile(r"\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_TONES: Final = regex.compile(r"[\u0e47-\u0e4c]")
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_URL: Final = regex.compile(r"https?://\S+|www\.\S+")
_THAI: Final = regex.compile(r"[\u0e01-\u0e2e]")
_KANA: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HAN: Final = regex.compile(r"\p{Han}")
_LATIN: Final = regex.compile(r"\p{Latin}")
_LETTER: Final = regex.compile(r"\p{L}")


def normalize(text: str) -> str:
    """The words without what typing adds: case, width, punctuation, stretched letters. Idempotent."""
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
    return str(_RUN.sub(r"\1\1", text)).strip()


def strip_tones(text: str) -> str:
    """Without tone marks, shortener and silencer, which hurried Thai typing leaves out."""
    return str(_TONES.sub("", text))


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
