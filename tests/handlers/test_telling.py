"""An answer of several bubbles, told: in order, with the customer's name, and with what LINE can fetch."""

from dataclasses import replace

from faq.answer import Leaf, Photo, Press, Row, Words
from handlers.effects import Say, Show, Tell
from handlers.events import TextReceived
from handlers.messages import PERSON_OPTION
from handlers.rich import Button, Card, Cards, Picture
from handlers.wording import sentence
from tests.handlers.given import FEE, IN_TALK, QUEUED, facts, happens, match

OURS = f"/m/{'a' * 43}#12"
HINT = sentence("answers.person_hint", "th")


def answered(*bubbles: Words | Photo | Leaf | Row, **known: object) -> tuple[object, ...]:
    rich = replace(FEE, answer={"th": bubbles})
    return happens(IN_TALK, TextReceived("ถาม fee"), facts(matches=(match(rich, 0.9),), **known)).effects


def test_bubbles_come_in_order_and_the_hint_ends_the_last_words() -> None:
    first, second = answered(Words("ส่งฟรีค่ะ"), Words("ถึงพรุ่งนี้ค่ะ"))

    assert first == Tell("ส่งฟรีค่ะ", trail=first.trail)
    assert first.trail.candidates[0].slug == "fee"
    assert second == Tell(f"ถึงพรุ่งนี้ค่ะ\n\n{HINT}", options=(PERSON_OPTION,))


def test_the_customer_is_called_by_name_where_it_is_known() -> None:
    (named,) = answered(Words("คุณ{{name}} ส่งฟรีค่ะ"), contact_name="มะลิ")
    (unnamed,) = answered(Words("คุณ{{name}} ส่งฟรีค่ะ"))

    assert named.text.startswith("คุณมะลิ ส่งฟรีค่ะ")
    assert unnamed.text.startswith("คุณลูกค้า ส่งฟรีค่ะ")


def test_pictures_are_fetched_from_where_the_shop_can_be_reached() -> None:
    told = answered(Photo(OURS), pictures_at="https://desk.example")
    address = f"https://desk.example/m/{'a' * 43}"

    assert told[0].what == Picture(address, f"{address}/preview", 12)
    assert told[1] == Tell(HINT, options=(PERSON_OPTION,))
    # Nowhere to fetch it from: at least the title is said.
    (only,) = answered(Photo(OURS))
    assert only.text == f"{FEE.title['th']}\n\n{HINT}"


def test_cards_keep_one_shape_when_their_pictures_cannot_be_fetched() -> None:
    press = (Press("ดู", link="https://shop.example"), Press("ค่าส่ง", article="fee"))
    row = Row((Leaf("ก", press, picture=OURS), Leaf("ข", press, picture="https://shop.example/b.jpg")))

    shown = answered(row)[0]

    assert isinstance(shown, Show)
    buttons = (Button("ดู", uri="https://shop.example"), Button("ค่าส่ง", data="article:fee"))
    assert shown.what == Cards("ก\nข", (Card("ก", buttons), Card("ข", buttons)))


def test_one_who_waits_in_line_gets_every_bubble_and_their_place() -> None:
    rich = replace(FEE, answer={"th": (Words("หนึ่ง"), Words("สอง"))})
    known = facts(matches=(match(rich, 1.0, exact=True),))

    said = happens(QUEUED, TextReceived("ถาม fee"), known).effects

    assert [each.text for each in said if isinstance(each, Tell)] == ["หนึ่ง", "สอง"]
    assert isinstance(said[-1], Say)
