"""Does a page show at once while drafts are still being learnt, and come to know the rest?"""

import re

import pytest

from bot.store import drafts
from bot.web.answers import trial
from faq.article import to_json
from tests.bot.web.desktop import Browser, Desktop
from tests.bot.web.test_answers import FIELDS
from tests.starter import ARTICLES

(HOURS,) = [each for each in ARTICLES if each.slug == "hours"]
ASKED = "ร้านนี้มีแมวไหมคะ"
PUBLISH, TRY = "/answers/publish?slug=hours", f"/answers/try?q={ASKED}"


@pytest.fixture
def ada(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """An admin with one draft that nobody has learnt, who waits for nothing."""
    monkeypatch.setattr(trial, "PATIENCE_SECONDS", 0.01)
    trial.forget()
    values = to_json(HOURS)
    values["questions"]["th"] = [*values["questions"]["th"], ASKED]
    with desk.database.transaction() as db:
        drafts.save(db, values["slug"], values, 0, desk.clock.now(), desk.people["ada"])
    return desk.at("ada")


def again(page: str) -> str | None:
    found = re.search(r'id="reckoned" data-live="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


@pytest.mark.parametrize("address", [PUBLISH, TRY])
def test_a_page_shows_what_it_has_and_knows_the_rest_once_it_is_learnt(
    ada: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_LONGER_SECONDS", 60)
    with trial._building:
        page = ada.get(address).text
        (learning,) = trial._known.values()
        assert not learning.done()

    where = again(page)

    assert where is not None
    assert "takes some seconds" in page
    assert f'content="2;url={where}"' in page.replace("&amp;", "&")
    assert "Publish 1" not in page
    whole = ada.get(where).text
    assert again(whole) is None
    assert "takes some seconds" not in whole
    assert "Publish 1" in whole or "word for word" in whole


def test_an_address_names_no_more_drafts_than_it_holds(ada: Browser, desk: Desktop) -> None:
    slugs = [f"one-more-article-with-a-long-name-{number:03}" for number in range(120)]
    with desk.database.transaction() as db:
        for slug in slugs:
            values = to_json(HOURS) | {"slug": slug}
            drafts.save(db, slug, values, 0, desk.clock.now(), desk.people["ada"])
    with trial._building:
        some, many, every = (
            again(ada.get(f"/answers/publish?{'&'.join(f'slug={slug}' for slug in of)}").text)
            for of in (slugs[:2], slugs[:119], [])
        )

    assert some == f"/answers/publish?slug={slugs[0]}&slug={slugs[1]}&wait=1"
    assert many == every == "/answers/publish?wait=1"


def test_what_needs_no_index_is_said_at_once(ada: Browser) -> None:
    with trial._building:
        page = ada.get(PUBLISH).text

    assert 'name="slug" value="hours" checked' in page


def test_keeping_a_whole_draft_begins_to_learn_it(ada: Browser) -> None:
    assert ada.post("/answers/new", **FIELDS).status_code == 303

    (learning,) = trial._known.values()
    learning.result(60)
    assert again(ada.get("/answers/publish?slug=express-delivery").text) is None


def test_what_could_not_be_learnt_is_tried_again(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(trial, "PATIENCE_SECONDS", 60)
        patch.setattr(trial, "Corpus", broken)
        assert ada.get(PUBLISH).status_code == 500

    assert not trial._known
    monkeypatch.setattr(trial, "PATIENCE_SECONDS", 60)
    assert again(ada.get(PUBLISH).text) is None


def test_what_was_refused_stays_to_be_read_and_the_reason_with_it(
    ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_LONGER_SECONDS", 60)
    with trial._building:
        refused = ada.post("/answers/publish", slug="hours", seen="hours:7", reason="แมว & co")

    assert refused.status_code == 409
    assert "A draft changed since you looked" in refused.text
    assert 'http-equiv="refresh"' not in refused.text  # it would be gone in two seconds
    where = again(refused.text)
    assert where is not None
    assert 'name="reason" maxlength="200" value="แมว &amp; co"' in ada.get(where).text
