"""Searching the chats: the line that matches, the jump to it, and nothing that was taken back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event as sql_event

from bot.catalogue import Catalogue
from bot.store import search, tags
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


@pytest.mark.parametrize("filters", ["", "&who=contact&tag=vip&state=bot&from=2026-01-01&to=2027-01-01"])
def test_a_search_asks_as_often_for_sixty_results_as_for_one(desk: Desktop, filters: str) -> None:
    desk.at("nok").post(f"/c/{desk.customer('มีคำว่าลูกท้อหนึ่งครั้ง')}/tags", tag="vip")
    catch_up(desk)
    nok = desk.at("nok")
    nok.get(f"/c/?find=ลูกท้อ{filters}")
    seen: list[str] = []
    note = lambda _c, _cu, sql, *_: seen.append(sql)  # noqa: E731

    def count() -> int:
        seen.clear()
        sql_event.listen(desk.database.read, "before_cursor_execute", note)
        page = nok.get(f"/c/?find=ลูกท้อ{filters}").text
        sql_event.remove(desk.database.read, "before_cursor_execute", note)
        assert "<mark>ลูกท้อ</mark>" in page
        return len(seen)

    one = count()
    for _ in range(60):
        each = desk.customer("มีคำว่าลูกท้ออีก")
        with desk.database.transaction() as db:
            tags.put(db, each, "vip", None, 0)
    catch_up(desk)

    assert count() == one
    assert 'rel="next"' in nok.get(f"/c/?find=ลูกท้อ{filters}").text


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


def filtered(page: str) -> list[str]:
    """The filters that are set, as they are named."""
    return re.findall(r'<a class="chip"[^>]*>([^<]+)<', page)


def test_filters_narrow_a_search_stand_in_the_address_and_come_off_one_by_one(desk: Desktop) -> None:
    mali, tom = desk.customer("กาน้ำชาหนึ่งใบ", name="มะลิ"), desk.customer("กาน้ำชาสองใบ", name="ทอม")
    nok = desk.at("nok")
    nok.post(f"/c/{mali}/tags", tag="ขายส่ง")
    catch_up(desk)

    both = nok.get("/c/?find=กาน้ำชา").text
    page = nok.get("/c/?find=กาน้ำชา&tag=ขายส่ง&who=contact").text

    assert f"/c/{mali}/at/" in both
    assert f"/c/{tom}/at/" in both
    assert f"/c/{mali}/at/" in page
    assert f"/c/{tom}/at/" not in page
    assert filtered(page) == ["said by: Customer", "tag: ขายส่ง"]
    off = re.findall(r'<a class="chip" href="([^"]+)"', page)[1].replace("&amp;", "&")
    fewer = nok.get(off).text
    assert filtered(fewer) == ["said by: Customer"]
    assert f"/c/{tom}/at/" in fewer


def test_filters_stay_beside_the_bubble_they_led_to_and_on_the_next_page(desk: Desktop) -> None:
    desk.says("U" + "d" * 32, *[f"กาน้ำชาใบที่ {each}" for each in range(52)])
    desk.rig.clock.advance(seconds=1)
    catch_up(desk)
    nok = desk.at("nok")
    page = nok.get("/c/?find=กาน้ำชา&who=contact").text
    link = re.search(r'href="(/c/\d+/at/\d+[^"]*)"', page)[1].replace("&amp;", "&")
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")

    assert filtered(nok.get(nok.get(link).location.partition("#")[0]).text) == ["said by: Customer"]
    second = nok.get(following).text
    assert filtered(second) == ["said by: Customer"]
    assert second.count("<mark>") == 2


def test_days_are_the_shops_and_people_are_named(desk: Desktop) -> None:
    mali = desk.customer("กาน้ำชา", name="มะลิ")  # 21 September 2026, 22:13 in Bangkok
    catch_up(desk)
    nok, ben = desk.at("nok"), desk.people["ben"]

    assert f"/c/{mali}/at/" in nok.get("/c/?find=กาน้ำชา&from=2026-09-21&to=2026-09-21").text
    late = nok.get(f"/c/?find=กาน้ำชา&from=2026-09-22&agent={ben}&state=resolved").text
    assert "Nothing found" in late
    assert "Nothing fits all of these together" in late
    assert filtered(late) == ["chats of Ben", "state: Resolved", "from 22 Sep 2026"]


@pytest.mark.parametrize(
    "nonsense",
    [
        "who=me",
        "agent=-1",
        "agent=x",
        "agent=99999999999999999999",
        "state=%00",
        "from=today",
        "to=2026-99-99",
    ],
)
def test_a_filter_that_makes_no_sense_is_as_if_it_were_not_there(desk: Desktop, nonsense: str) -> None:
    mali = desk.customer("กาน้ำชา")
    catch_up(desk)
    nok = desk.at("nok")

    for address in (f"/c/?find=กาน้ำชา&{nonsense}", f"/c/?view=find[{nonsense}]:กาน้ำชา"):
        page = nok.get(address).text
        assert f"/c/{mali}/at/" in page
        assert filtered(page) == []
    assert nok.get(f"/c/?find=กาน้ำชา&tag={'ก' * 90}%00%ED%A0%80").status_code == 200
