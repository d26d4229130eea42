"""What a thread shows: both sides, the bot's trail, what became of every delivery; and nothing that runs."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from bot.line.errors import Answer, Kind
from bot.store import milestones
from bot.store.messages import BOT, CONTACT, Message
from bot.web.console.screen import BUBBLES
from tests.bot.web.desktop import Desktop
from tests.rig import event, text, webhook

MALI = f"U{1:032x}"
NASTY = "<script>alert('x')</script>"


def _sends(desk: Desktop, **message: Any) -> None:
    body = event("message", MALI, desk.clock.now(), message=message)
    desk.rig.receive(webhook(body))
    desk.rig.decide()


def test_words_and_names_are_shown_as_they_are_and_never_run(desk: Desktop) -> None:
    customer = desk.customer(NASTY, "talk to a person", name=f"{NASTY}\"'>")
    nok = desk.at("nok")
    nok.post(f"/c/{customer}/claim")
    nok.post(f"/c/{customer}/reply", text=NASTY)

    for page in (f"/c/{customer}", "/c/?view=all", f"/c/{customer}/thread"):
        html = nok.get(page).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_the_bots_bubbles_carry_their_trail(desk: Desktop) -> None:
    customer = desk.customer("ค่าส่งเท่าไหร่")

    html = desk.at("nok").get(f"/c/{customer}").text

    assert "Answered from an article" in html
    assert "Runners-up:" in html


def test_a_delivery_is_marked_once_under_its_last_bubble(desk: Desktop) -> None:
    customer = desk.customer("ค่าส่งเท่าไหร่")
    desk.rig.sender.deliver_all()

    html = desk.at("nok").get(f"/c/{customer}").text

    assert html.count('data-side="bot"') == 2
    assert html.count("reply · free") == 1
    assert html.index("reply · free") > html.rindex('data-side="bot"')


def test_a_doubtful_delivery_is_named_and_offered_again(desk: Desktop) -> None:
    nok = desk.at("nok")
    customer = desk.customer("talk to a person")
    nok.post(f"/c/{customer}/claim")
    desk.rig.sender.deliver_all()
    desk.says(MALI, "are you there?")
    desk.rig.line.answers = [Answer(Kind.UNKNOWN, "ReadTimeoutError")] * 30
    nok.post(f"/c/{customer}/reply", text="Hello")
    for _ in range(12):
        desk.rig.sender.deliver_all()
        desk.clock.advance(seconds=6)

    html = nok.get(f"/c/{customer}").text

    assert "in doubt: LINE did not say whether it arrived" in html
    assert "Send again (counts 1)" in html


def test_unsent_messages_are_named_and_gone(desk: Desktop) -> None:
    customer = desk.customer("talk to a person")
    _sends(desk, id="77", type="text", text="my secret number")
    desk.rig.receive(webhook(event("unsend", MALI, token=None, unsend={"messageId": "77"})))
    desk.rig.decide()

    html = desk.at("nok").get(f"/c/{customer}").text

    assert "The customer unsent this message" in html
    assert "my secret number" not in html


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ({"type": "sticker"}, "Sticker"),
        ({"type": "image"}, "Picture"),
        ({"type": "file", "fileName": "slip.pdf"}, "slip.pdf"),
        ({"type": "location", "title": "Shop", "address": "Chiang Mai"}, "Shop · Chiang Mai"),
        ({"type": "hologram"}, "Something LINE did not explain"),
    ],
)
def test_what_has_no_words_is_a_labelled_box(desk: Desktop, message: dict[str, str], label: str) -> None:
    customer = desk.customer("talk to a person")

    _sends(desk, id="78", **message)

    assert label in desk.at("nok").get(f"/c/{customer}").text


def test_moments_stand_where_they_happened(desk: Desktop) -> None:
    customer = desk.customer("hello")
    desk.clock.advance(seconds=60)
    desk.says(MALI, "talk to a person")
    desk.clock.advance(seconds=60)
    nok = desk.at("nok")
    nok.post(f"/c/{customer}/claim")

    html = nok.get(f"/c/{customer}/thread").text

    expected = ["New request", ">hello<", "Asked for a person", "Nok took the chat"]
    found = [html.index(each) for each in expected]
    assert found == sorted(found)


def test_a_moment_stands_before_the_words_it_caused_though_written_a_little_later(desk: Desktop) -> None:
    customer = desk.customer("hello")
    with desk.database.transaction() as db:
        for author, earlier in ((CONTACT, 60_000), (BOT, 3)):
            moved = update(Message).where(Message.author == author)
            db.execute(moved.values(happened_at=Message.happened_at - earlier))
        milestones.mark(db, [(customer, None, "handed_back", "", desk.people["nok"])], desk.clock.now())

    html = desk.at("nok").get(f"/c/{customer}/thread").text

    assert html.index("Nok handed it back") < html.index('data-side="bot"')


def test_days_are_parted_in_the_shops_zone(desk: Desktop) -> None:
    customer = desk.customer("hello")
    desk.clock.advance(hours=24)
    desk.says(MALI, "hello again")

    html = desk.at("nok").get(f"/c/{customer}/thread").text

    assert re.findall(r'class="day"><span>([^<]+)', html) == ["Yesterday", "Today"]
    assert "21:13" in html  # 14:13 UTC in Bangkok


def test_earlier_messages_are_a_page_away(desk: Desktop) -> None:
    nok = desk.at("nok")
    customer = desk.customer("talk to a person")
    nok.post(f"/c/{customer}/claim")
    moments = [(number, desk.clock.now() + 1000 * number) for number in range(BUBBLES + 5)]
    desk.rig.receive(webhook(*(text(f"line {number}", MALI, at=at) for number, at in moments)))
    desk.rig.decide()

    newest = nok.get(f"/c/{customer}").text
    before = re.search(r"before=(\d+)", newest)[1]
    earlier = nok.get(f"/c/{customer}?before={before}").text

    assert ">line 0<" not in newest
    assert ">line 0<" in earlier
    assert ">line 104<" in newest
    assert newest.count("<article") == BUBBLES
    assert "Show earlier messages" not in earlier
    assert "To the newest messages" in earlier


def test_the_side_tells_of_earlier_requests(desk: Desktop) -> None:
    nok = desk.at("nok")
    customer = desk.customer("talk to a person")
    nok.post(f"/c/{customer}/claim")
    nok.post(f"/c/{customer}/resolve")

    assert "resolved by Nok" in nok.get(f"/c/{customer}").text


def test_nobody_without_a_name_is_nameless(desk: Desktop) -> None:
    customer = desk.customer("hello")

    assert f"Customer #{customer}" in desk.at("nok").get(f"/c/{customer}").text
