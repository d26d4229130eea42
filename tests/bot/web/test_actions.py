"""An agent's clicks: one voice, refusals that name names, nothing typed is lost."""

import threading

import pytest
from sqlalchemy import select

from bot.line.errors import Answer, Kind
from bot.store.messages import AGENT, Message
from bot.turn import BUSY_SECONDS
from tests.bot.web.desktop import Desktop


@pytest.fixture
def waiting(desk: Desktop) -> int:
    """A customer in line."""
    return desk.customer("talk to a person", name="Mali")


def _said(desk: Desktop, conversation_id: int) -> list[str]:
    with desk.database.reading() as db:
        found = select(Message.text).where(
            Message.conversation_id == conversation_id, Message.author == AGENT
        )
        return list(db.execute(found.order_by(Message.id)).scalars())


def test_claim_reply_resolve_is_a_conversation(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")

    assert nok.post(f"/c/{waiting}/claim", view="waiting").location == f"/c/{waiting}?view=waiting&page=1"
    assert nok.post(f"/c/{waiting}/reply", text="Hello Mali").status_code == 303
    assert nok.post(f"/c/{waiting}/resolve").status_code == 303

    page = nok.get(f"/c/{waiting}").text
    for words in ("Nok took the chat", "Hello Mali", "Nok resolved it", "No open request"):
        assert words in page


def test_handing_back_lets_the_bot_answer_again(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")

    nok.post(f"/c/{waiting}/handback")

    page = nok.get(f"/c/{waiting}").text
    assert "Nok handed it back to the bot" in page
    assert "Take this chat" in page


def test_two_claims_have_one_winner_and_the_loser_learns_who(desk: Desktop, waiting: int) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    answers = {}
    tokens = {"nok": nok.token(), "ben": ben.token()}
    start = threading.Barrier(2)

    def claim(name: str, client: object) -> None:
        start.wait()
        answers[name] = client.post(  # type: ignore[attr-defined]
            f"/c/{waiting}/claim", data={"csrf_token": tokens[name]}, headers={"X-Saphan-Part": "thread"}
        )

    both = [threading.Thread(target=claim, args=(n, b.client)) for n, b in (("nok", nok), ("ben", ben))]
    for each in both:
        each.start()
    for each in both:
        each.join()

    codes = {name: answer.status_code for name, answer in answers.items()}
    assert sorted(codes.values()) == [200, 409]
    winner = min(codes, key=codes.__getitem__)
    loser = max(codes, key=codes.__getitem__)
    assert f"{winner.capitalize()} has already taken this chat" in answers[loser].text


def test_only_the_owner_replies_and_what_was_typed_is_kept(desk: Desktop, waiting: int) -> None:
    desk.at("nok").post(f"/c/{waiting}/claim")

    answer = desk.at("ben").post(f"/c/{waiting}/reply", text="Let me help too")

    assert answer.status_code == 409
    assert "Nok is serving this chat" in answer.text
    assert _said(desk, waiting) == []


@pytest.mark.parametrize("act", ["reply", "resolve", "handback", "resend/1"])
def test_nothing_is_done_to_an_unclaimed_chat(desk: Desktop, waiting: int, act: str) -> None:
    answer = desk.at("nok").post(f"/c/{waiting}/{act}", text="Hello")

    assert answer.status_code == 409
    assert "Take the chat first" in answer.text
    assert _said(desk, waiting) == []


def test_a_refusal_speaks_the_agents_language(desk: Desktop, waiting: int) -> None:
    desk.at("nok").post(f"/c/{waiting}/claim")
    ben = desk.at("ben")
    ben.post("/language", language="th")

    assert "Nok รับแชทนี้ไปแล้ว" in ben.part(f"/c/{waiting}/claim").text


def test_a_customer_without_an_open_request_cannot_be_claimed(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")
    nok.post(f"/c/{waiting}/resolve")

    assert nok.post(f"/c/{waiting}/claim").status_code == 409


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_reply_is_refused(desk: Desktop, waiting: int, text: str) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")

    assert nok.part(f"/c/{waiting}/reply", text=text).status_code == 409
    assert _said(desk, waiting) == []


def test_a_reply_may_be_as_long_as_line_takes_and_not_longer(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")

    refused = nok.part(f"/c/{waiting}/reply", text="😀" * 2500 + "x")
    taken = nok.part(f"/c/{waiting}/reply", text="😀" * 2500)

    assert refused.status_code == 422
    assert "This is 5,001 characters long" in refused.text
    assert "😀😀x</textarea>" in refused.text
    assert taken.status_code == 200
    assert _said(desk, waiting) == ["😀" * 2500]


def test_lines_end_as_line_ends_them_and_nul_is_dropped(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")

    nok.post(f"/c/{waiting}/reply", text="one\r\ntwo\rthree\0")

    assert _said(desk, waiting) == ["one\ntwo\nthree"]


def test_a_busy_conversation_says_so_and_keeps_the_text(desk: Desktop, waiting: int) -> None:
    from bot.store import conversations

    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")
    with desk.database.transaction() as db:
        conversations.claim(db, [waiting], desk.clock.now(), int(BUSY_SECONDS * 60_000))

    answer = nok.part(f"/c/{waiting}/reply", text="Hello")

    assert answer.status_code == 503
    assert "Please try again" in answer.text
    assert ">Hello</textarea>" in answer.text


@pytest.mark.parametrize("path", ["/c/99", "/c/99/thread", "/c/9223372036854775808", "/c/0"])
def test_a_conversation_that_does_not_exist_is_not_found(desk: Desktop, path: str) -> None:
    assert desk.at("nok").get(path).status_code == 404


def test_a_click_on_a_conversation_that_does_not_exist_is_not_found(desk: Desktop) -> None:
    assert desk.at("nok").post("/c/99/claim").status_code == 404


def test_what_failed_can_be_sent_again_by_its_owner(desk: Desktop, waiting: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")
    desk.clock.advance(seconds=120)
    desk.rig.line.answers = [Answer(Kind.REFUSED, "429 You have reached your monthly limit.")]
    nok.post(f"/c/{waiting}/reply", text="Hello Mali")
    desk.rig.sender.deliver_all()
    failed = nok.get(f"/c/{waiting}").text
    assert "failed: this month&#39;s quota is used up" in failed
    outbox_id = failed.split("/resend/")[1].split('"')[0]

    assert nok.post(f"/c/{waiting}/resend/{outbox_id}").status_code == 303
    desk.rig.sender.deliver_all()

    assert "push · counted 1" in nok.get(f"/c/{waiting}").text
    assert "/resend/" not in desk.at("ben").get(f"/c/{waiting}").text


def test_a_blocked_customers_composer_says_that_nothing_arrives(desk: Desktop, waiting: int) -> None:
    from tests.rig import event, webhook

    nok = desk.at("nok")
    nok.post(f"/c/{waiting}/claim")
    desk.rig.receive(webhook(event("unfollow", f"U{1:032x}", desk.clock.now(), token=None)))
    desk.rig.decide()

    assert "nothing you send will reach them" in nok.get(f"/c/{waiting}").text
