"""From a wrong answer in a chat to the right one for everybody, and publishing while customers write."""

import re

from sqlalchemy import func, select, update

from bot.store import articles, drafts, messages
from bot.store.messages import Message
from tests.bot.web.desktop import Desktop
from tests.rig import text, webhook

ASKED = "ส่งมาบ้านต้องจ่ายค่าส่งเพิ่มกี่บาทคะ"


def begin(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, list(desk.rig.corpus.current.articles.values()), 0)
    desk.rig.corpus.refresh(desk.database)


def link_in(page: str) -> str:
    """The last answer's way to its article."""
    return re.findall(r'href="(/answers/[a-z-]+\?asked=\d+)"', page)[-1]


def test_an_admin_mends_an_answer_from_the_chat_where_it_happened(desk: Desktop) -> None:
    begin(desk)
    chat = desk.customer("ค่าส่งเท่าไหร่คะ", ASKED)
    ada = desk.at("ada")

    link = link_in(ada.get(f"/c/{chat}").text)
    page = ada.get(link).text
    assert ASKED in page
    slug = link.removeprefix("/answers/").partition("?")[0]
    asked = re.search(r'name="questions_th"[^>]*>([^<]*)<', page)
    titles = {code: re.search(rf'name="title_{code}" value="([^"]*)"', page)[1] for code in ("th", "en")}
    assert asked is not None
    fields = {f"title_{code}": each for code, each in titles.items()} | {"topic": "delivery"}
    ada.post(f"/answers/{slug}", questions_th=asked[1], answer_th="ส่งฟรีทั่วประเทศค่ะ", **fields)
    seen = re.search(rf'name="seen" value="({slug}:\d+)"', ada.get(f"/answers/publish?slug={slug}").text)
    assert seen is not None
    assert ada.post("/answers/publish", slug=slug, seen=seen[1], reason="free now").status_code == 303

    assert desk.rig.corpus.refresh(desk.database)
    best = desk.rig.corpus.current.match(ASKED)[0]
    assert (best.exact, best.article.answer_in("th")) == (True, "ส่งฟรีทั่วประเทศค่ะ")


def test_agents_have_no_such_link_and_what_was_taken_back_is_not_shown(desk: Desktop) -> None:
    begin(desk)
    chat = desk.customer(ASKED)
    link = link_in(desk.at("ada").get(f"/c/{chat}").text)

    assert "?asked=" not in desk.at("nok").get(f"/c/{chat}").text
    with desk.database.transaction() as db:
        db.execute(update(Message).where(Message.author == messages.CONTACT).values(unsent_at=1, text=""))
    assert ASKED not in desk.at("ada").get(link).text
    assert desk.at("ada").get("/answers/delivery-fee?asked=9999999999999999999999").status_code == 200


def test_publishing_while_customers_write_loses_no_message(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    customers = [f"U{number:032x}" for number in range(900, 912)]

    for number, line_id in enumerate(customers):
        desk.rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ", line_id, at=desk.clock.now())))
        if number % 4 == 0:
            with desk.database.transaction() as db:
                drafts.add_phrasing(db, "delivery-fee", "th", f"ค่าส่งแบบที่ {number} เท่าไหร่", 1, None)
            page = ada.get("/answers/publish?slug=delivery-fee").text
            seen = re.search(r'name="seen" value="(delivery-fee:\d+)"', page)
            assert seen is not None
            assert ada.post("/answers/publish", slug="delivery-fee", seen=seen[1]).status_code == 303
        if number % 3 == 0:
            desk.rig.corpus.refresh(desk.database)
            desk.rig.decide()
    desk.rig.settle()

    with desk.database.reading() as db:
        said = db.execute(select(Message.author, func.count()).group_by(Message.author)).all()
        answered = db.execute(select(func.count(func.distinct(Message.conversation_id)))).scalar_one()
    counts = {row[0]: row[1] for row in said}
    assert counts["contact"] == answered == len(customers)
    assert counts["bot"] >= len(customers)
