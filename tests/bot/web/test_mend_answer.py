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


def test_an_admin_rewrites_an_answer_from_the_chat_where_it_was_given(desk: Desktop) -> None:
    begin(desk)
    chat, ada = desk.customer("ค่าส่งเท่าไหร่นะคะ"), desk.at("ada")

    mend = re.findall(rf'href="(/c/{chat}/wrong/\d+)"', ada.get(f"/c/{chat}").text)[-1]
    link = re.search(r'href="(/answers/[a-z-]+\?chat=[0-9-]+)"', ada.get(mend).text)
    assert link is not None
    page = ada.get(link[1]).text
    assert "<blockquote" in page
    assert "ค่าส่งเท่าไหร่นะคะ" in page
    slug, _, mended = link[1].removeprefix("/answers/").partition("?chat=")
    ways = re.search(r'name="questions_th"[^>]*>([^<]*)<', page)
    titles = {code: re.search(rf'name="title_{code}" value="([^"]*)"', page)[1] for code in ("th", "en")}
    assert ways is not None
    assert "ค่าส่งเท่าไหร่นะคะ" not in ways[1]  # taught only where that is asked for
    fields = {f"title_{code}": each for code, each in titles.items()} | {"topic": "delivery"}
    ada.post(f"/answers/{slug}", questions_th=ways[1], answer_th="ส่งฟรีทั่วประเทศค่ะ", **fields)
    seen = re.search(rf'name="seen" value="({slug}:\d+)"', ada.get(f"/answers/publish?slug={slug}").text)
    assert seen is not None
    done = ada.post("/answers/publish", slug=slug, seen=seen[1], reason="free now", chat=mended)
    assert (done.status_code, done.location) == (303, mend)

    assert desk.rig.corpus.refresh(desk.database)
    assert desk.rig.corpus.current.articles[slug].answer_in("th") == "ส่งฟรีทั่วประเทศค่ะ"


def test_what_was_taken_back_is_not_shown_beside_the_article(desk: Desktop) -> None:
    begin(desk)
    chat, ada = desk.customer(ASKED), desk.at("ada")
    mend = re.findall(rf"/c/{chat}/wrong/(\d+)", ada.get(f"/c/{chat}").text)[-1]
    link = f"/answers/delivery-fee?chat={chat}-{mend}"
    assert ASKED in ada.get(link).text

    with desk.database.transaction() as db:
        taken_back = update(Message).where(Message.author == messages.CONTACT)
        db.execute(taken_back.values(unsent_at=1, **messages.NOTHING_LEFT))

    assert ASKED not in ada.get(link).text


def test_publishing_while_customers_write_loses_no_message(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    customers = [f"U{number:032x}" for number in range(900, 912)]

    for number, line_id in enumerate(customers):
        desk.rig.receive(webhook(text("ค่าส่งเท่าไหร่นะคะ", line_id, at=desk.clock.now())))
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
