"""The desk learns: a wrong answer mended, an unknown question answered, a "no" counted, and nobody lost."""

import itertools
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories.acts import PATIENCE, kept, open_chat, press, publish_one, reply, take, until
from tests.stories.conftest import sign_in_at
from tests.stories.person import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def ada(console: Any) -> Any:
    return console("Ada").page


def says(phone: Phone, words: str, more: int = 1) -> str:
    """These words, and the last of so many bubbles that answer them."""
    heard = len(phone.heard) + more
    phone.says(words)
    return phone.wait_for(lambda said: len(said) >= heard)[-1].text


def published(line: Line, words: str, text: str, *, is_wanted: bool = True) -> None:
    """It reaches every process within a second or two: strangers ask for the very words until it has."""
    deadline = time.monotonic() + PATIENCE
    for number in itertools.count():
        stranger = line.phone(f"{words} {is_wanted} {number}", language="th")
        if (text in says(stranger, words, more=2)) is is_wanted:
            return
        assert time.monotonic() < deadline, "published, and not answered"


def test_a_wrong_answer_is_mended_from_its_chat_in_under_a_minute(desk: Desk, line: Line, ada: Any) -> None:
    mali = line.phone("Mali closes", language="th")
    assert "รหัสผ่าน" in says(mali, "ลบบัญชียังไงคะ", more=2)  # how to get in, and not how to be forgotten
    open_chat(ada, "Mali closes", "Bot answered")
    person = Person(ada)

    person.clicks("what the bot made of it", ada.locator(".why summary").last)
    mend = ada.get_by_role("link", name="Mend this answer").last
    person.clicks("Mend this answer", mend, ada.get_by_role("heading", name="Right would have been"))
    misled = ada.get_by_label(re.compile("^Take “.*” out of “Account"))
    person.clicks("the right article", ada.get_by_label(re.compile("^Privacy")))
    person.clicks("what misled", misled)
    person.clicks(
        "Mark as wrong", ada.get_by_role("button", name="Mark as wrong"), ada.get_by_text("Now answered")
    )
    publish = ada.get_by_role("button", name="Publish 2")
    person.clicks("Publish", publish, ada.get_by_text("Published. Customers get it"))

    print(person.told())
    assert len(person.acts) == 6
    assert person.needed < 60
    published(line, "ลบบัญชียังไงคะ", "ขอลบข้อมูลได้ทุกเมื่อ")
    assert "ขอลบข้อมูลได้ทุกเมื่อ" in says(mali, "ลบบัญชีอย่างไรคะ")
    ada.get_by_role("link", name="Back to the chat").click()
    expect(ada.locator("#entries")).to_contain_text("Ada: wrong, right is Privacy")


def test_what_nobody_could_answer_is_one_group_and_one_click_from_an_article(
    desk: Desk, line: Line, console: Any, ada: Any
) -> None:
    asked = ("รับสกรีนเสื้อไหมคะ", "สกรีนเสื้อได้มั้ย", "รับสกรีนเสือทีมมั้ยคะ", "รับสกีนเสื้อไหมค่ะ")
    phones = [line.phone(f"Team {number}", language="th") for number in range(len(asked))]
    for phone, words in zip(phones, asked, strict=True):
        says(phone, words, more=2)
    says(phones[0], "ขอคุยกับเจ้าหน้าที่ค่ะ")
    nok = console("Nok").page
    open_chat(nok, "Team 0", "Waiting")
    take(nok)
    reply(nok, "รับสกรีนเสื้อค่ะ ขั้นต่ำ 10 ตัว ตัวละ 120 บาท")
    phones[0].wait_for(lambda heard: "ตัวละ 120 บาท" in heard[-1].text)

    ada.goto(f"{desk.origin}/answers/unanswered")
    group = ada.locator("section.group", has=ada.get_by_role("heading", name=re.compile("สก(ร)?ีนเส")))
    expect(group).to_contain_text("Asked 4 times")
    expect(group).to_contain_text("ตัวละ 120 บาท")
    for words in asked:
        expect(group).to_contain_text(words)
    ada.reload()
    expect(group).to_be_visible()  # until somebody decides
    group.get_by_role("button", name="New article").click()

    expect(ada.get_by_label("ไทย").first).to_have_value(re.compile("สกรีนเสื้อ"))
    expect(ada.locator("form#article")).to_contain_text("ตัวละ 120 บาท")
    ada.get_by_role("link", name="Try and publish").click()
    publish_one(ada)
    ada.goto(f"{desk.origin}/answers/unanswered")
    expect(ada.get_by_role("heading", name="Unanswered")).to_be_visible()
    expect(group).to_have_count(0)

    published(line, asked[0], "ตัวละ 120 บาท")
    assert "ตัวละ 120 บาท" in says(line.phone("Team later", language="th"), "สกรีนเสื้อทีมรับไหม", more=2)


def asked_whether_it_helped(line: Line, wanted: bool) -> Phone:
    """The first who is asked, or is not, whether the answer about gifts helped."""
    deadline = time.monotonic() + PATIENCE
    for number in itertools.count():
        phone = line.phone(f"Gift {wanted} {number}", language="th")
        says(phone, "สวัสดีค่ะ", more=2)
        says(phone, "ห่อของขวัญได้ไหมคะ")
        if any("ยังไม่ตรง" in each.quick_replies for each in phone.heard) is wanted:
            return phone
        assert time.monotonic() < deadline, "saved, and not obeyed"
    raise AssertionError


@pytest.fixture
def always_asking(ada: Any, desk: Desk, line: Line) -> Iterator[Any]:
    """Customers are asked after every answer whether it helped; for the next story they are not."""

    def set_to(percent: str) -> None:
        ada.goto(f"{desk.origin}/answers/usefulness")
        ada.get_by_label("Ask after so many of a hundred answers").fill(percent)
        ada.get_by_role("button", name="Save").click()
        expect(ada.get_by_text("Saved. It holds within a second or two.")).to_be_visible()

    set_to("100")
    yield ada
    set_to("0")
    asked_whether_it_helped(line, False)


def test_a_no_to_did_this_help_brings_a_person_and_counts_against_the_article(
    desk: Desk, line: Line, always_asking: Any
) -> None:
    asked = asked_whether_it_helped(line, True)
    heard = len(asked.heard)
    asked.taps("ยังไม่ตรง")
    offered = asked.wait_for(lambda said: len(said) > heard)[-1]

    assert "คุยกับเจ้าหน้าที่" in offered.quick_replies
    assert {each.via for each in asked.heard} == {"reply"}
    page = always_asking
    page.goto(f"{desk.origin}/answers/usefulness?period=week")
    expect(page.locator("tr", has_text="Gift wrapping").locator("td").nth(4)).to_have_text("1")
    page.goto(f"{desk.origin}/c/")
    open_chat(page, asked.name, "All")
    expect(page.locator("#entries")).to_contain_text("the customer said it did not help")


TRAFFIC = (
    ("ค่าส่งเท่าไหร่คะ", "40 บาท"),
    ("ร้านเปิดกี่โมงคะ", "น."),
    ("จ่ายบัตรเครดิตได้ไหมคะ", "บัตร"),
    ("ขอใบกำกับภาษีค่ะ", "ใบกำกับ"),
    ("คืนสินค้าได้ไหมคะ", "คืน"),
    ("มีหน้าร้านไหมคะ", "ร้าน"),
)


def has_heard(number: int, bubbles: list[Any]) -> bool:
    return len(bubbles) >= number


def test_publishing_while_six_customers_ask_loses_no_answer_and_mixes_up_none(
    desk: Desk, line: Line, ada: Any
) -> None:
    ada.goto(f"{desk.origin}/answers/delivery-fee")
    ways = ada.locator("#questions_th")
    ways.fill(ways.input_value() + "\nส่งไปดาวอังคารเท่าไหร่")
    press(ada, ada.get_by_role("button", name="Keep as draft"))
    ada.get_by_role("link", name="Try and publish").click()
    phones = [line.phone(f"Busy {number}", language="th") for number in range(6)]
    for phone in phones:
        says(phone, "สวัสดีค่ะ", more=2)
    is_over = threading.Event()

    def goes_on_asking(phone: Phone) -> int:
        """All questions at once, as often as there is time before and after the publication; how often."""
        for times in itertools.count(1):
            is_last = is_over.is_set()
            for words, _ in TRAFFIC:
                phone.says(words)
            phone.wait_for(partial(has_heard, 2 + times * len(TRAFFIC)))
            if is_last:
                return times
        raise AssertionError

    with ThreadPoolExecutor(len(phones)) as talking:
        rounds = [talking.submit(goes_on_asking, phone) for phone in phones]
        try:
            phones[0].wait_for(lambda said: len(said) > 2)  # they are at it
            publish_one(ada)
        finally:
            is_over.set()

    published(line, "ส่งไปดาวอังคารเท่าไหร่", "40 บาท")
    for phone, done in zip(phones, rounds, strict=True):
        heard = phone.heard[2:]
        for (words, wanted), bubble in zip(TRAFFIC * done.result(), heard, strict=True):
            assert wanted in bubble.text, (words, bubble.text)
            assert bubble.via == "reply"


def test_an_article_is_written_with_the_keyboard_kept_by_itself_and_never_over_a_colleague(
    desk: Desk, line: Line, console: Any, ada: Any
) -> None:
    ada.goto(f"{desk.origin}/answers/new")
    other = console("Ada").page
    ada.get_by_label("Title in ไทย").fill("ร้อยชื่อกำไล")
    ada.locator("#kind_th_1").select_option("text")
    ada.locator("#answer_th_1").fill("ถามได้เลยค่ะ")
    expect(ada.locator("#kept")).to_contain_text("Kept on this machine")
    ada.reload()  # it has no name yet, and is there again all the same
    expect(ada.locator("#kept")).to_contain_text("What you typed here before is back")
    expect(ada.get_by_label("Title in ไทย")).to_have_value("ร้อยชื่อกำไล")
    expect(ada.locator("#answer_th_1")).to_have_value("ถามได้เลยค่ะ")
    expect(ada.locator("#phones")).to_contain_text("ถามได้เลยค่ะ")
    ada.locator("#anew").click()
    expect(ada.get_by_label("Title in ไทย")).to_have_value("")
    ada.get_by_label("Title in ไทย").fill("ร้อยชื่อกำไล")
    other.goto(f"{desk.origin}/answers/?view=drafts")
    expect(other.locator("main")).not_to_contain_text("ร้อยชื่อกำไล")
    ada.get_by_label("Title in English").fill("Beaded names")
    ada.get_by_label("Topic").fill("product")
    ada.locator("#questions_th").fill("ร้อยชื่อลงกำไลได้ไหม\nเปิดกี่โมง")
    expect(ada.locator("#warned-questions")).to_contain_text("the bot will ask which is meant")
    ada.locator("#questions_th").fill("ร้อยชื่อลงกำไลได้ไหม")
    expect(ada.locator("#warned-questions li")).to_have_count(0)
    ada.locator("#answer_th").fill("ได้ค่ะ ชื่อละ 59 บาท")
    kept(ada)
    assert ada.url == f"{desk.origin}/answers/beaded-names"
    assert ada.evaluate("Object.keys(localStorage).filter((each) => each.includes('-article-'))") == []

    ada.locator("#kind_th_1").select_option("cards")
    ada.locator("#words_th_1_0").fill("ดูต่อ")
    ada.locator("[name=label_th_1_0_0]").fill("เวลาเปิด")
    ada.locator("[name=does_th_1_0_0]").select_option("article")
    ada.locator("[name=goal_th_1_0_0]").fill("hourz")
    expect(ada.locator("#warned-answer_th_1")).to_contain_text("there is no article “hourz”")
    ada.locator("[value=th_1_up]").focus()
    ada.keyboard.press("Enter")
    expect(ada.locator("#warned-answer_th")).to_contain_text("bubble 1, button 1 “เวลาเปิด”")
    expect(ada.locator("[value=th_0_down]")).to_be_focused()
    expect(ada.locator("#moved")).to_have_text("Now bubble 1")
    expect(ada.locator("#answer_th_1")).to_have_value("ได้ค่ะ ชื่อละ 59 บาท")
    kept(ada)
    ada.reload()
    expect(ada.locator("[name=goal_th_0_0_0]")).to_have_value("hourz")

    other.goto(f"{desk.origin}/answers/beaded-names")
    ada.locator("[name=label_th_0_0_0]").fill("เปิดกี่โมง")
    kept(ada)
    other.locator("#answer_th_1").fill("ไม่ได้ค่ะ")
    expect(other.locator("#kept")).to_contain_text("Ada changed this article at")
    ada.reload()
    expect(ada.locator("#answer_th_1")).to_have_value("ได้ค่ะ ชื่อละ 59 บาท")
    other.once("dialog", lambda asked: asked.accept())

    ada.locator("#publish").click()
    expect(ada.get_by_text("button 1 “เปิดกี่โมง”: there is no article “hourz”")).to_be_visible()
    expect(ada.get_by_role("button", name="Publish 1")).to_be_disabled()
    ada.goto(f"{desk.origin}/answers/beaded-names")
    ada.locator("[name=goal_th_0_0_0]").fill("hours")
    expect(ada.locator(".warned li")).to_have_count(0)
    kept(ada)
    ada.locator("#publish").click()
    publish_one(ada)
    published(line, "ร้อยชื่อลงกำไลได้ไหม", "ชื่อละ 59 บาท")


def test_a_row_of_ten_cards_is_written_in_one_go_and_survives_a_reload(desk: Desk, ada: Any) -> None:
    ada.goto(f"{desk.origin}/answers/new")
    ada.locator("#answer_th").fill("เลือกได้เลยค่ะ")
    ada.locator("#kind_th_1").select_option("cards")
    bubble = ada.locator(".bubble-edit", has=ada.locator("#kind_th_1"))
    cards = bubble.locator(".card-edit")
    expect(cards).to_have_count(2)
    for number in range(10):
        if number:
            cards.nth(number).locator("summary").click()
        ada.locator(f"#words_th_1_{number}").fill(f"แบบที่ {number + 1}")
    expect(cards).to_have_count(10)
    expect(cards.nth(9).locator("summary")).to_have_text("Card 10")
    expect(cards.nth(9).locator(".counter").nth(1)).to_have_text("7 / 120")

    ada.reload()  # without a name yet
    expect(ada.locator("#words_th_1_9")).to_have_value("แบบที่ 10")
    ada.get_by_label("Title in English").fill("Ten kinds")
    ada.get_by_label("Topic").fill("product")
    kept(ada)
    ada.reload()
    expect(ada.locator("#words_th_1_9")).to_have_value("แบบที่ 10")


def test_in_thai_and_on_a_phone_what_was_live_before_is_put_back_and_the_difference_read(
    desk: Desk, line: Line, console: Any, thai: Any
) -> None:
    page = thai(console("Ada", width=390, height=844).page)
    page.goto(f"{desk.origin}/answers/returns")
    answer = page.locator("#answer_th")
    answer.fill("คืนได้ภายใน 99 วันค่ะ\n" + answer.input_value())
    kept(page, "บันทึกฉบับร่างแล้ว")
    page.locator("#publish").click()
    publish_one(page, "เผยแพร่ 1", "เผยแพร่แล้ว ลูกค้าจะเห็น")
    published(line, "คืนสินค้าได้ไหมคะ", "99 วัน")

    page.goto(f"{desk.origin}/answers/publications")
    page.get_by_label("เหตุผล").fill("พิมพ์จำนวนวันผิด")
    page.get_by_role("button", name="ย้อนกลับไปฉบับก่อนหน้า").click()
    expect(page.get_by_text("ย้อนกลับแล้ว 1 บทความ")).to_be_visible()
    newest = page.locator(".publications li").first
    expect(newest).to_contain_text("พิมพ์จำนวนวันผิด")
    expect(newest).to_contain_text("Ada")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.goto(f"{desk.origin}/answers/returns")
    page.get_by_role("link", name="ดูสิ่งที่เปลี่ยน").first.click()
    expect(page.locator(".change-removed del")).to_have_text("คืนได้ภายใน 99 วันค่ะ")
    expect(page.locator(".change-removed")).to_contain_text("−")
    expect(page.locator(".change-added")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    published(line, "คืนสินค้าได้ไหมคะ", "99 วัน", is_wanted=False)


def test_words_written_before_the_page_was_ready_or_while_the_line_was_down_are_shown_and_kept(
    desk: Desk, ada: Any
) -> None:
    slow: list[Any] = []
    ada.route("**/desk/article.js", lambda route: slow.append(route))
    ada.goto(f"{desk.origin}/answers/warranty", wait_until="commit")
    ada.locator("#answer_th").fill("รับประกันสองปีค่ะ")
    until(ada, lambda: slow, "the page never asked for its script")
    slow.pop().continue_()
    expect(ada.locator("#phones")).to_contain_text("รับประกันสองปีค่ะ")
    kept(ada)

    ada.context.set_offline(True)
    with ada.expect_event("requestfailed"):
        ada.locator("#answer_th").fill("รับประกันสามปีค่ะ")
    ada.context.set_offline(False)
    expect(ada.locator("#phones")).to_contain_text("รับประกันสามปีค่ะ")


def test_words_written_while_signed_out_stay_and_are_kept_once_signed_in_again(desk: Desk, ada: Any) -> None:
    ada.goto(f"{desk.origin}/answers/new")
    ada.get_by_label("Title in English").fill("Lost words")
    answer = ada.locator("#answer_en")
    answer.fill("First.")
    kept(ada)
    ada.context.clear_cookies()

    answer.fill("Second.")
    expect(ada.locator("#kept")).to_contain_text("you are signed out")
    keep = ada.locator(".keep-bar").get_by_role("button", name="Keep as draft")
    keep.click()
    expect(ada.locator("#kept.is-problem")).to_contain_text("you are signed out")
    expect(answer).to_have_value("Second.")

    sign_in_at(ada.context.new_page(), desk, "Ada")
    answer.fill("Third.")
    kept(ada)
    ada.context.clear_cookies()
    sign_in_at(ada.context.new_page(), desk, "Ada")
    answer.fill("Fourth.")
    press(ada, keep)
    expect(answer).to_have_value("Fourth.")
    expect(ada.get_by_text("Kept as a draft. Before it can be published")).to_be_visible()
