"""What everybody may change about themselves."""

from bot.store import agents, audit, sessions
from tests.bot.web.desktop import PASSWORD, Desktop

NEW = "four plain words here"


def test_a_new_password_signs_out_every_other_browser(desk: Desktop) -> None:
    here, elsewhere = desk.at("nok"), desk.at("nok")

    answer = here.post("/me/password", old=PASSWORD, new=NEW, again=NEW)

    assert answer.status_code == 303
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert desk.browser().sign_in("nok", PASSWORD).status_code == 401
    assert desk.browser().sign_in("nok", NEW).status_code == 302


def test_a_password_is_not_changed_by_guessing(desk: Desktop) -> None:
    here = desk.at("nok")
    for _ in range(5):
        answer = here.post("/me/password", old="not it at all", new=NEW, again=NEW)
        assert "This is not your password" in answer.text

    answer = here.post("/me/password", old=PASSWORD, new=NEW, again=NEW)

    assert answer.status_code == 422
    assert "Too many tries" in answer.text
    assert desk.browser().sign_in("nok", NEW).status_code in (401, 429)


def test_a_weak_or_mistyped_password_is_refused(desk: Desktop) -> None:
    here = desk.at("nok")

    assert "At least 12" in here.post("/me/password", old=PASSWORD, new="short", again="short").text
    assert "not the same" in here.post("/me/password", old=PASSWORD, new=NEW, again="x").text


def test_my_name_is_mine_to_change(desk: Desktop) -> None:
    here = desk.at("nok")
    here.post("/me/name", name="  Nok   S. ")

    with desk.database.reading() as db:
        assert agents.one(db, desk.people["nok"]).name == "Nok S."
        (line,) = audit.page(db, audit.Wish(), 0, 9)
    assert (line.name, line.action) == ("Nok S.", "staff.renamed")
    assert here.post("/me/name", name="").status_code == 422


def test_nobody_ends_a_browser_of_somebody_else_here(desk: Desktop) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    with desk.database.reading() as db:
        bens = sessions.live(db, desk.people["ben"], desk.clock.now())[0].id

    nok.post(f"/me/signins/{bens}/end")

    assert ben.get("/me/").status_code == 200


def test_all_my_other_browsers_are_ended(desk: Desktop) -> None:
    here, elsewhere = desk.at("nok"), desk.at("nok")
    here.post("/me/signins/end")

    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
