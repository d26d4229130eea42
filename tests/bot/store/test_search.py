"""Substrings of unspaced text: both engines answer as a plain look through all of it would."""

import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.store import search
from bot.store.database import Database
from bot.store.search import CARD, MESSAGE, Doc, Hit, Within, spelling

# Few letters, so that what is looked for is often there; those that can be typed in more than one way.
LETTERS = "กานเแ้ํำ่ๆ aAé\u0301Ｂ-–\u200b😀\u00a0İıß"
TEXTS = st.lists(st.text(LETTERS, max_size=12), max_size=12)


def kept(database: Database, texts: list[str]) -> None:
    with database.transaction() as db:
        search.put(db, [Doc(MESSAGE, number, number, spelling(each)) for number, each in enumerate(texts, 1)])


def found(database: Database, words: str, limit: int = 50, before: int = 2**60) -> list[int]:
    with database.reading() as db:
        return [each.subject for each in search.find(db, words, MESSAGE, limit, Within(top=before))]


def naive(texts: list[str], words: str) -> list[int]:
    wanted = spelling(words)
    held = [number for number, each in enumerate(texts, 1) if wanted and wanted in spelling(each)]
    return held[::-1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, words=st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_found_is_what_a_look_through_all_of_it_finds(
    database: Database, texts: list[str], words: list[str]
) -> None:
    with database.transaction() as db:
        search.remove(db, [number * 4 for number in range(13)])
    kept(database, texts)

    for each in words:
        assert found(database, each) == naive(texts, each)


@pytest.fixture
def indexed_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were so many that nothing is looked through without the index."""
    monkeypatch.setattr(search, "_RECENT", 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, words=st.text(LETTERS, min_size=1, max_size=4))
def test_the_index_alone_finds_the_same(
    database: Database, indexed_only: None, texts: list[str], words: str
) -> None:
    with database.transaction() as db:
        search.remove(db, [number * 4 for number in range(13)])
    kept(database, texts)

    assert found(database, words) == naive(texts, words)


@given(st.text())
@example("A´")
def test_a_spelling_is_its_own_spelling(words: str) -> None:
    once = spelling(words)

    assert spelling(once) == once


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("อยากได้ค่าส่งเท่าไหร่คะ", "ค่าส่ง"),
        ("ค่า ส่ง เท่าไหร่", "ค่าส่งเท่าไหร่"),
        ("น้ำหอม", "น\u0e49\u0e4d\u0e32"),
        ("น้ำหอม", "น\u0e4d\u0e49\u0e32"),
        ("ＳＡＬＥ 50%", "sale"),
        ("เบอร์ 081-234-5678", "0812345678"),
        ("เลขเคส 4K7-M2P", "4k7m2p"),
        ("ขอบคุณ🙏", "🙏"),
        ("ก", "ก"),
    ],
)
def test_it_is_found_however_it_was_typed(database: Database, typed: str, looked_for: str) -> None:
    kept(database, [typed])

    assert found(database, looked_for) == [1]


def test_a_mark_alone_is_found_where_it_stands(database: Database) -> None:
    kept(database, ["ไม่", "ไม"])

    assert found(database, "\u0e48") == [1]
    assert unicodedata.category("\u0e48") == "Mn"


def test_a_text_that_changed_is_found_by_its_new_words_only(database: Database) -> None:
    kept(database, ["ของเดิม"])
    kept(database, ["คำใหม่"])

    assert found(database, "เดิม") == []
    assert found(database, "ใหม่") == [1]


def test_what_was_taken_out_is_found_no_more(database: Database, indexed_only: None) -> None:
    kept(database, ["ความลับ", "ความลับ"])
    with database.transaction() as db:
        search.forget_message(db, 1)
    assert found(database, "ลับ") == [2]

    with database.transaction() as db:
        assert search.forget_conversation(db, 2) == 1
    assert found(database, "ลับ") == []


def test_the_newest_come_first_page_by_page(database: Database) -> None:
    kept(database, ["เหมือนกัน"] * 7)

    assert found(database, "เหมือน", 3) == [7, 6, 5]
    assert found(database, "เหมือน", 3, before=5) == [4, 3, 2]


def test_kinds_are_told_apart_and_lines_of_a_card_are_not_joined(database: Database) -> None:
    with database.transaction() as db:
        search.put(db, [Doc(CARD, 9, 9, search.card(["มาลี", "vip", "4K7-M2P"])), Doc(MESSAGE, 9, 9, "มาลี")])

    with database.reading() as db:
        assert search.find(db, "มาลี", CARD, 9) == [Hit(9, 9)]
        assert search.find(db, "vip4k7", CARD, 9) == []
        assert search.find(db, "VIP", MESSAGE, 9) == []


@pytest.mark.parametrize("words", ["", " ", "-", "\u200b", "\n", '"', "'; DROP", "*", "ก" * 5000])
def test_odd_requests_are_answered(database: Database, words: str) -> None:
    kept(database, ["ก"])

    assert found(database, words) == []
