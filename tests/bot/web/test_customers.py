"""A person's own data: given, and erased so that no table still says who it was or what they said."""

import json

from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.pool import NullPool

from bot.catalogue import Catalogue
from bot.store import audit, contacts, feed
from tests.bot.web.desktop import Desktop
from tests.rig import event, text, webhook

WHO = "U" + "e" * 32
SECRETS = ("มะลิวัลย์", "แดงกำมะหยี่", "ริมน้ำ", WHO)


def lived(desk: Desktop) -> int:
    """Mali has a name, a tag, words that wait and words that were answered, and has tapped."""
    desk.says(WHO, "อยากได้ผ้าม่านแดงกำมะหยี่", "ขอคุยกับคน")
    with desk.database.transaction() as db:
        number = contacts.add_missing(db, [WHO], desk.clock.now())[0]
        contacts.keep_profile(db, number, "มะลิวัลย์", "https://profile.example/x", desk.clock.now())
    nok = desk.at("nok")
    nok.post(f"/c/{number}/claim")
    nok.post(f"/c/{number}/reply", text="แดงกำมะหยี่หมดค่ะ")
    nok.post(f"/c/{number}/tags", tag="ริมน้ำ")
    nok.post(f"/c/{number}/note", note="ลูกค้าบ้านริมน้ำ")
    desk.rig.receive(webhook(event("postback", WHO, at=desk.clock.now(), postback={"data": "menu"})))
    desk.rig.decide()
    catch_up(desk)
    return number


def catch_up(desk: Desktop) -> None:
    catalogue = Catalogue(desk.database, desk.rig.wake)
    while catalogue.round():
        pass


def leftovers(desk: Desktop) -> list[str]:
    """Tables in which any of the secrets still stands."""
    engine = create_engine(desk.database.url, poolclass=NullPool)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as db:
        held = [
            f"{name}: {each}"
            for name, table in tables.tables.items()
            if not name.startswith("search_grams")
            for row in db.execute(select(table))
            for each in SECRETS
            if each in " ".join(map(str, row))
        ]
    engine.dispose()
    return held


def test_an_erased_person_stands_nowhere_any_more(desk: Desktop) -> None:
    number, ada = lived(desk), desk.at("ada")
    assert len({each.partition(":")[0] for each in leftovers(desk)}) >= 6

    ada.post(f"/customers/{number}/erase", sure="1")
    catch_up(desk)

    assert leftovers(desk) == []
    assert "Nothing found" in ada.get("/c/?find=กำมะหยี่").text
    assert "erased" in ada.get(f"/customers/{number}").text
    assert ada.get(f"/c/{number}?view=all").status_code == 200
    with desk.database.reading() as db:
        assert [each.action for each in audit.page(db, audit.Wish(), 0, 1)] == ["contact.erased"]
        assert feed.after(db, 0, 999)[-1].conversation_id == number


def test_whoever_writes_again_is_somebody_new(desk: Desktop) -> None:
    number = lived(desk)
    desk.at("ada").post(f"/customers/{number}/erase", sure="1")

    desk.rig.receive(webhook(text("สวัสดี", WHO, at=desk.clock.now())))
    desk.rig.decide()

    with desk.database.transaction() as db:
        again = contacts.add_missing(db, [WHO], desk.clock.now())[0]
        assert contacts.name_of(db, again) == ""
    assert again != number


def test_erasing_twice_and_erasing_nobody_are_answered(desk: Desktop) -> None:
    number, ada = lived(desk), desk.at("ada")

    for _ in range(2):
        assert ada.post(f"/customers/{number}/erase", sure="1").status_code == 303
    assert ada.post("/customers/999/erase", sure="1").status_code == 404
    assert leftovers(desk) == []


def test_without_the_tick_nothing_is_erased(desk: Desktop) -> None:
    number, ada = lived(desk), desk.at("ada")
    before = leftovers(desk)

    answer = ada.post(f"/customers/{number}/erase")

    assert "cannot be undone" in ada.get(answer.location).text
    assert leftovers(desk) == before


def test_a_person_is_given_all_that_is_kept(desk: Desktop) -> None:
    number = lived(desk)
    answer = desk.at("ada").get(f"/customers/{number}/data.json")
    given = json.loads(answer.text)

    assert given["person"]["line_id"] == WHO
    assert [each["tag"] for each in given["tags"]] == ["ริมน้ำ"]
    assert "อยากได้ผ้าม่านแดงกำมะหยี่" in [each["text"] for each in given["messages"]]
    assert answer.headers["Content-Disposition"].startswith("attachment")
