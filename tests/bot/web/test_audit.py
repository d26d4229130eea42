"""The record of changes: filters, pages, and the file."""

import csv
import io

from bot.store import audit
from tests.bot.web.desktop import Desktop

DAY = 86_400_000


def told(desk: Desktop) -> None:
    now = desk.clock.now()
    with desk.database.transaction() as db:
        audit.note(db, now - 2 * DAY, "staff.created", "by hand")
        audit.note(db, now - DAY, "broadcast.scheduled", "#1 ลดราคา", desk.people["sora"])
        audit.note(db, now, "limits.changed", "=1+1", desk.people["ada"])


def test_the_newest_change_is_on_top_with_who_and_what(desk: Desktop) -> None:
    told(desk)
    page = desk.at("ada").get("/audit/").text

    assert page.index("=1+1") < page.index("#1 ลดราคา") < page.index("by hand")
    assert "Command line" in page
    assert "Limits · changed" in page


def test_filters_are_in_the_address(desk: Desktop) -> None:
    told(desk)
    ada = desk.at("ada")
    day = "2026-09-20"  # the day before the clock's, in Bangkok

    assert "ลดราคา" not in ada.get("/audit/?area=limits").text
    assert "=1+1" not in ada.get(f"/audit/?who={desk.people['sora']}").text
    assert "by hand" in ada.get("/audit/?who=operator").text
    assert "ลดราคา" not in ada.get("/audit/?who=operator").text
    only = ada.get(f"/audit/?from={day}&to={day}").text
    assert "ลดราคา" in only
    assert "=1+1" not in only
    assert "by hand" not in only
    assert ada.get("/audit/?from=yesterday&who=me&page=0&area=%25").status_code == 200


def test_the_file_holds_what_the_filters_say_and_runs_nothing(desk: Desktop) -> None:
    told(desk)
    answer = desk.at("ada").get("/audit.csv?area=limits")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert rows[0] == ["when", "who", "email", "what", "subject"]
    assert rows[1][1:] == ["Ada", "ada@baicha.example", "limits.changed", "'=1+1"]
    assert len(rows) == 2


def test_pages_hold_fifty(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        for number in range(51):
            audit.note(db, number, "staff.changed", f"line {number:02}")
    ada = desk.at("ada")

    assert "line 00" not in ada.get("/audit/").text
    assert "line 00" in ada.get("/audit/?page=2").text


def test_in_thai_what_we_wrote_around_names_and_values_is_thai_and_they_are_not(desk: Desktop) -> None:
    for action, subject in (
        ("case.moved", "case 3 open → done, told the customer (transactional)"),
        ("article.written", "delivery-fee: topic delivery → draft notes, title.th ค่าส่ง → role"),
        ("staff.changed", "nok@shop.example: role agent → admin, capacity - → 4"),
        ("team.made", "Sales → open: 3 people; every topic; every language"),
        ("hours.changed", "shop: Mon closed → 09:00–18:00, holidays TH → none"),
        ("canned.added", "#7 open, everybody"),
        (
            "menus.published",
            "made the waiting th menu; uploaded its picture (th); made the th menu everybody's",
        ),
    ):
        with desk.database.transaction() as db:
            audit.note(db, desk.clock.now(), action, subject)
    ada = desk.at("ada")
    english = ada.get("/audit/").text
    ada.post("/language", language="th")

    page = ada.get("/audit/").text

    for said in (
        "เคส 3 ยังเปิดอยู่ → เสร็จแล้ว, แจ้งลูกค้าแล้ว",
        "delivery-fee: หมวด การจัดส่ง → draft notes, ชื่อเรื่อง.th ค่าส่ง → role",
        "nok@shop.example: บทบาท พนักงาน → ผู้ดูแลระบบ, จำนวนแชทพร้อมกัน - → 4",
        "3 คน; ทุกหมวด; ทุกภาษา",
        "ร้าน: จันทร์ ปิด → 09:00–18:00, วันหยุด TH → ไม่มี",
        "#7 open, ",
        "สร้างเมนู th ของลูกค้าที่รอคิว; อัปโหลดรูปเมนู (th); ทุกคนใช้เมนู th",
    ):
        assert said in page, said
    assert "told the customer (transactional)" in english
