"""What do people type for an order number, an amount, a phone, a date, and which of it counts?"""

import pytest

from handlers.flows.definition import SKIP, AskStep, Form
from handlers.flows.values import answered


def step(form: Form, **more: object) -> AskStep:
    texts = {"th": "ถาม", "en": "ask"}
    return AskStep("it", texts, texts, form, "end", error=texts, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BC-10293", "BC-10293"),
        ("bc10293", "BC10293"),
        ("เลขออเดอร์ BC-10293 ค่ะ", "BC-10293"),
        ("#482913", "482913"),
        ("๑๐๒๙๓", "10293"),
        ("order 10293 please", "10293"),
        ("12", None),
        ("ไม่มีเลข", None),
        ("สวัสดี", None),
    ],
)
def test_an_order_number_is_found_also_in_a_sentence(text: str, value: str | None) -> None:
    assert answered(step(Form.ORDER), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,290 บาท", "1290.00"),
        ("฿1290.50", "1290.50"),
        ("๑๒๐", "120.00"),
        ("1.5", "1.50"),
        ("ประมาณ 500 ค่ะ", "500.00"),
        ("0", None),
        ("-20", None),
        ("ไม่แน่ใจ", None),
        ("12,34,5", None),
    ],
)
def test_an_amount_is_read_as_people_write_money(text: str, value: str | None) -> None:
    assert answered(step(Form.AMOUNT), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("081-234-5678", "0812345678"),
        ("เบอร์ 0812345678 ค่ะ", "0812345678"),
        ("+66 81 234 5678", "0812345678"),
        ("02-123-4567", "021234567"),
        ("0812345", None),
        ("1234567890", None),
    ],
)
def test_a_phone_number_is_a_thai_one(text: str, value: str | None) -> None:
    assert answered(step(Form.PHONE), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12/11/2569", "2026-11-12"),
        ("12/11/69", "2026-11-12"),
        ("12-11-26", "2026-11-12"),
        ("2026-11-12", "2026-11-12"),
        ("12 พ.ย. 2569", "2026-11-12"),
        ("12 พฤศจิกายน 69", "2026-11-12"),
        ("12 Nov 2026", "2026-11-12"),
        ("29/2/2569", None),
        ("31/13/2026", None),
        ("พรุ่งนี้", None),
    ],
)
def test_a_date_is_read_in_either_calendar(text: str, value: str | None) -> None:
    assert answered(step(Form.DATE), text) == value


@pytest.mark.parametrize("text", ["ข้าม", "ไม่ทราบค่ะ", "ไม่รู้เลยอะ", "I don't know", "skip", "จำไม่ได้แล้ว"])
def test_a_question_that_may_be_passed_is_passed_in_many_words(text: str) -> None:
    assert answered(step(Form.ORDER, skip={"th": "ข้าม", "en": "Skip"}), text) == SKIP
    assert answered(step(Form.ORDER), text) is None
