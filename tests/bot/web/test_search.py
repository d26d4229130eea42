"""Searching the chats: the line that matches, the jump to it, and nothing that was taken back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event as sql_event

from bot.catalogue import Catalogue
from bot.store import search
from bot.web.console.finding import excerpt
from tests.bot.web.desktop import Desktop


def catch_up(desk: Desktop) -> None:
    catalogue = Catalogue(desk.database, desk.rig.wake)
    while catalogue.round():
        pass


def test_words_inside_unspaced_thai_are_shown_in_their_line(desk: Desktop) -> None:
    mali = desk.customer("อยากสอบถามเรื่องผ้าห่มนวมผืนใหญ่หน่อยค่ะ", name="มะลิ")
    catch_up(desk)

    page = desk.at("nok").get("/c/?find=ผ้าห่ม นวม").text

    assert "<mark>ผ้าห่มนวม</mark>ผืนใหญ่" in page
    assert f'href="/c/{mali}/at/' in page
    assert 'value="ผ้าห่ม นวม"' in page


def test_customers_are_found_by_name_and_by_tag(desk: Desktop) -> None:
    mali = desk.customer("hello", name="มะลิ ใจดี")
    nok = desk.at("nok")
    nok.post(f"/c/{mali}/tags", tag="ขายส่ง")
    catch_up(desk)

    assert "<mark>ใจดี</mark>" in nok.get("/c/?find=ใจดี").text
    assert "<mark>ขายส่ง</mark>" in nok.get("/c/?find=ขายส่ง").text

    tag = re.search(r'name="tag" value="([^"]+)"', nok.get(f"/c/{mali}").text)[1]
    nok.post(f"/c/{mali}/untag", tag=tag)
    catch_up(desk)
    assert "Nothing found" in nok.get("/c/?find=ขายส่ง").text


def test_a_result_leads_to_its_bubble_with_the_search_still_beside_it(desk: Desktop) -> None:
    line_id = "U" + "d" * 32
    desk.says(line_id, "หาสิ่งนี้ให้เจอ", *[f"ข้อความที่ {each}" for each in range(60)])
    catch_up(desk)
    nok = desk.at("nok")
    link = re.search(r'href="(/c/\d+/at/\d+[^"]*)"', nok.get("/c/?find=สิ่งนี้").text)[1].replace("&amp;", "&")

    jumped = nok.get(link).location
    page = nok.get(jumped.partition("#")[0]).text

    assert f'id="{jumped.partition("#")[2]}"' in page
    assert "<mark>สิ่งนี้</mark>" in page  # the results are still in the list
    assert "หาสิ่งนี้ให้เจอ" in page[page.index('id="entries"') :]


def test_a_colleagues_note_is_found_and_opened(desk: Desktop) -> None:
    mali, nok = desk.customer("ขอคุยกับคน", name="มะลิ"), desk.at("nok")
    nok.post(f"/c/{mali}/note", note="ชอบสีม่วงลาเวนเดอร์")

    page = desk.at("ben").get("/c/?find=ม่วงลาเวน").text
    link = re.search(r'href="(/c/\d+/at/note/\d+[^"]*)"', page)[1].replace("&amp;", "&")
    jumped = nok.get(link).location

    assert "<mark>ม่วงลาเวน</mark>" in page
    assert f'id="{jumped.partition("#")[2]}"' in nok.get(jumped.partition("#")[0]).text


def test_nothing_found_says_so(desk: Desktop) -> None:
    nok = desk.at("nok")

    assert "Nothing found for “ฅ”" in nok.get("/c/?find=ฅ").text
    assert "even one letter" in nok.get("/c/?find=").text
    assert nok.get("/c/?find=%25&page=99999").status_code == 200


def test_a_search_asks_as_often_for_sixty_results_as_for_one(desk: Desktop) -> None:
    desk.customer("มีคำว่าลูกท้อหนึ่งครั้ง")
    catch_up(desk)
    nok = desk.at("nok")
    nok.get("/c/?find=ลูกท้อ")
    seen: list[str] = []
    note = lambda _c, _cu, sql, *_: seen.append(sql)  # noqa: E731

    def count() -> int:
        seen.clear()
        sql_event.listen(desk.database.read, "before_cursor_execute", note)
        page = nok.get("/c/?find=ลูกท้อ").text
        sql_event.remove(desk.database.read, "before_cursor_execute", note)
        assert "<mark>ลูกท้อ</mark>" in page
        return len(seen)

    one = count()
    for _ in range(60):
        desk.customer("มีคำว่าลูกท้ออีก")
    catch_up(desk)

    assert count() == one
    assert 'rel="next"' in nok.get("/c/?find=ลูกท้อ").text


@pytest.mark.parametrize(
    ("text", "words", "match"),
    [
        ("น้ำหอมกลิ่นใหม่", "น้ำ", "น้ำ"),
        ("โทร 081-234 5678 ค่ะ", "0812345678", "081-234 5678"),
        ("ＳＡＬＥ", "sa", "ＳＡ"),
        ("ไม่", "\u0e48", "ม่"),
    ],
)
def test_the_mark_covers_what_was_typed(text: str, words: str, match: str) -> None:
    assert excerpt(text, words).match == match


@given(text=st.text("กาน้ำAbＢ- 1", max_size=30), words=st.text("กาน้ำab1", min_size=1, max_size=4))
def test_what_is_marked_is_what_was_looked_for(text: str, words: str) -> None:
    found = excerpt(text, words)

    if found.match:
        assert search.spelling(words) in search.spelling(found.match)
    else:
        assert found.after == ""
