"""Does normalising take away typing accidents and nothing else?"""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faq import language_of, normalize
from faq.keyboard import looks_garbled, undo_layout
from faq.normalize import strip_tones

THAI = st.text(alphabet=[chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E5C))] + [" "])
ANY = st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=40).map("".join)  # surrogates too


@settings(max_examples=60, deadline=None)
@given(ANY | THAI)
@example("เเเ")
@example("ํําา")
@example("ﬀﬀﬀ\u200dİ")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@settings(max_examples=60, deadline=None)
@given(THAI | st.text(alphabet="ํุ่้าำเะก aA5๕?😂"))
def test_an_invisible_character_at_the_end_changes_nothing(text: str) -> None:
    assert normalize(f"{text}\u200b") == normalize(text)


@pytest.mark.parametrize(
    "word", ["น้ำ", "ที่นี่", "เก็บเงิน", "สั่งซื้อ", "พัสดุ", "รูป", "ใบกำกับ", "โทรศัพท์", "แต้ม", "ไหม"]
)
def test_a_thai_word_keeps_its_vowels_and_tone_marks(word: str) -> None:
    assert normalize(f"«{word}!»") == word


@settings(max_examples=40, deadline=None)
@given(THAI)
def test_what_is_left_of_thai_is_thai(text: str) -> None:
    assert all(char == " " or unicodedata.category(char)[0] in "LMN" for char in normalize(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("นํ้า", "น้ำ"),
        ("ทํา", "ทำ"),
        ("เเพง", "แพง"),
        ("ด่วนนนนน", "ด่วนน"),
        ("ดีีีี", "ดี"),
        ("ส่ง\u200bฟรี", "ส่งฟรี"),
        ("ค่าส่ง...เท่าไร??", "ค่าส่ง เท่าไร"),
        ("ＡＢＣ　１２", "abc 12"),
        ("ครบ ๘๙๐ บาท", "ครบ 890 บาท"),
        ("STRASSE", normalize("straße")),
        ("😂👍🏽", ""),
        ("\ud800", ""),
    ],
)
def test_accidents_of_typing_disappear(typed: str, meant: str) -> None:
    assert normalize(typed) == meant


def test_tone_marks_can_be_left_out() -> None:
    assert strip_tones("ค่าส่งเท่าไร") == "คาสงเทาไร"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l;ylfu8iy[", "สวัสดีครับ"),
        ("้ำสสน", "hello"),
        ("8jklj'gmjkwi", "ค่าส่งเท่าไร"),
        ("ร ไฟืะ แนก", "i want cod"),
    ],
)
def test_the_wrong_keyboard_layout_is_undone(typed: str, meant: str) -> None:
    assert undo_layout(typed) == meant


def test_latin_words_that_are_known_stay_where_the_layout_is_undone() -> None:
    typed = "8jklj' Express gmjkwi"

    assert undo_layout(typed, lambda word: word == "express") == "ค่าส่ง Express เท่าไร"
    assert looks_garbled("8jkl,g Express gmjkwi")
    assert not looks_garbled("how much is express?")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ค่าส่งเท่าไร", "th"),
        ("ขอ tracking number", "th"),
        ("how much?", "en"),
        ("6JJ-MY4", None),  # the number of a case
        ("where is my order 672-DRY", "en"),
        ("配送料はいくらですか", "ja"),
        ("运费多少", "zh"),
        ("สวัสดี hello", "th"),
        ("555", None),
        ("😂😂", None),
        ("", None),
        ("https://baicha.example/a", None),
        ("сколько стоит", None),
    ],
)
def test_the_language_of_a_message_is_told_from_its_letters(text: str, language: str | None) -> None:
    assert language_of(text) == language
