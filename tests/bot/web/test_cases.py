"""Cases in the console: listed by what waits, beside the chat, moved on from both, and safe to look at."""

from bot.store import cases, queue
from tests.bot.web.desktop import Desktop
from tests.rig import event, webhook

CLAIM = ("แจ้งเคลม", "1", "BC-10293")


def line_id_of(desk: Desktop, conversation: int) -> str:
    with desk.database.reading() as db:
        found = queue.one(db, conversation)
    assert found is not None
    return found.line_id


def claim(desk: Desktop, name: str = "Mali", detail: str = "กล่องบุบมาค่ะ") -> tuple[int, cases.Line]:
    """A customer who has opened a case; the conversation and the case."""
    conversation = desk.customer(*CLAIM, name=name)
    line_id = line_id_of(desk, conversation)
    picture = {"id": f"7000{conversation}", "type": "image", "contentProvider": {"type": "line"}}
    desk.rig.receive(webhook(event("message", line_id, at=desk.clock.now(), message=picture)))
    desk.rig.decide()
    desk.says(line_id, "เสร็จแล้ว", detail, "ส่งเลย")
    with desk.database.reading() as db:
        (case, *_) = cases.beside(db, conversation, 5)
    return conversation, case


def test_open_cases_are_listed_longest_waiting_first_with_what_was_told(desk: Desktop) -> None:
    _, first = claim(desk, "Mali")
    desk.clock.advance(seconds=60)
    _, second = claim(desk, "Tom")

    page = desk.at("nok").get("/cases/").text

    assert page.index(first.number) < page.index(second.number)
    assert "Mali" in page
    assert "กล่องบุบมาค่ะ" in page
    assert "<strong" in page


def test_filters_are_in_the_address_and_each_list_says_what_to_do_when_empty(desk: Desktop) -> None:
    claim(desk)
    nok = desk.at("nok")

    assert "No case is being worked on." in nok.get("/cases/?status=in_progress").text
    assert "No case is done yet." in nok.get("/cases/?status=done").text
    assert "No case is waiting to be looked at." in nok.get("/cases/?kind=return").text
    assert nok.get("/cases/?status=nonsense&page=-3").status_code == 200
    assert "This page of the list is empty." in nok.get("/cases/?page=2").text


def test_a_case_is_moved_on_with_a_word_from_its_page(desk: Desktop) -> None:
    conversation, case = claim(desk)
    nok = desk.at("nok")

    answer = nok.post(f"/cases/{case.id}/move", status="in_progress", text="ส่งชิ้นใหม่พรุ่งนี้ค่ะ")
    shown = nok.get(f"/cases/{case.id}").text

    assert answer.status_code == 303
    assert "In progress" in shown
    assert "ส่งชิ้นใหม่พรุ่งนี้ค่ะ" in shown
    assert "Saved; the customer is being told." in shown
    assert "ส่งชิ้นใหม่พรุ่งนี้ค่ะ" in nok.get(f"/c/{conversation}?view=all").text


def test_a_case_is_moved_on_from_beside_the_chat_and_a_refusal_keeps_the_thread(desk: Desktop) -> None:
    conversation, case = claim(desk)
    nok = desk.at("nok")

    moved = nok.part(f"/c/{conversation}/case", number=case.number, status="done", text="")
    again = nok.part(f"/c/{conversation}/case", number=case.number, status="in_progress", text="")
    gone = nok.part(f"/c/{conversation}/case", number="AAA-999", status="done", text="")

    assert (moved.status_code, again.status_code, gone.status_code) == (200, 409, 409)
    assert "The case has that status already" in again.text
    assert "can no longer be found" in gone.text


def test_while_one_agent_serves_another_cannot_speak_through_a_case(desk: Desktop) -> None:
    conversation, case = claim(desk)
    desk.at("ben").post(f"/c/{conversation}/claim")

    answer = desk.at("nok").post(f"/cases/{case.id}/move", status="in_progress", text="hello")
    silent = desk.at("nok").post(f"/cases/{case.id}/move", status="in_progress", text="")

    assert answer.status_code == 409
    assert "Ben is serving this chat" in answer.text
    assert ">hello</textarea>" in answer.text
    assert silent.status_code == 303


def test_what_was_told_stands_beside_the_chat_while_the_bot_asks_and_when_a_person_takes_over(
    desk: Desktop,
) -> None:
    conversation = desk.customer("แจ้งเคลม", "1", "BC-10293")
    nok = desk.at("nok")

    asking = nok.get(f"/c/{conversation}?view=bot").text
    desk.says(line_id_of(desk, conversation), "เจ้าหน้าที่")
    waiting = nok.get(f"/c/{conversation}").text

    for page in (asking, waiting):
        assert "Told the bot just now" in page
        assert "BC-10293" in page
    assert "Being asked by the bot: Make a claim" in asking


def test_what_customers_write_is_shown_as_text(desk: Desktop) -> None:
    conversation, case = claim(desk, "<b>Mali</b>", "<script>alert(1)</script>")

    for path in ("/cases/", f"/cases/{case.id}", f"/c/{conversation}?view=all"):
        page = desk.at("nok").get(path).text
        assert "<script>alert" not in page
        assert "<b>Mali" not in page


def test_a_case_that_does_not_exist_is_not_found(desk: Desktop) -> None:
    nok = desk.at("nok")

    assert nok.get("/cases/99").status_code == 404
    assert nok.post("/cases/99/move", status="done").status_code == 404
