"""Every page of the console under axe-core, in both languages: nothing serious to stumble over."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import update
from werkzeug.serving import make_server

from bot.catalogue import Catalogue
from bot.store import teams
from bot.store.conversations import Conversation
from bot.store.database import Database, sqlite_url
from bot.web.permissions import PARTS, PUBLIC, TABLE
from handlers.acts import AgentClaimed
from tests.bot.web.desktop import Desktop
from tests.bot.web.test_permissions import _address
from tests.rig import HandClock

pytestmark = pytest.mark.browser

# What axe calls serious or critical; "moderate" holds matters of taste such as landmarks inside landmarks.
_STOPS = ("serious", "critical")
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
_MORE = (
    "/c/?find=กระเป๋า",
    "/c/?view=mine",
    "/c/1?view=all",
    "/c/2?view=waiting",
    "/board/",
    "/audit/?area=team",
)


@pytest.fixture
def desk(sqlite_template: Path, clock: HandClock, tmp_path: Path) -> Iterator[Desktop]:
    """What pages look like is the same on both engines: one is enough."""
    path = tmp_path / "saphan.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(sqlite_url(path))
    opened = Desktop(database, clock, tmp_path)
    yield opened
    opened.close()
    database.dispose()


@pytest.fixture
def origin(desk: Desktop) -> Iterator[str]:
    """The desk with something on every page, on a real port."""
    _furnish(desk)
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    desk.hub.close()
    server.shutdown()
    serving.join(5)
    server.server_close()


def _furnish(desk: Desktop) -> None:
    mine = desk.customer("อยากได้กระเป๋าค่ะ", "ขอคุยกับคน", name="มะลิ ใจดี")
    desk.customer("ค่าส่งเท่าไหร่", "ขอคุยกับเจ้าหน้าที่", name="Tom")
    desk.customer("hello")
    desk.rig.turns.take(mine, AgentClaimed(desk.people["ada"], "Ada"))
    ada = desk.at("ada")
    ada.post(f"/c/{mine}/reply", text="รอสักครู่นะคะ")
    ada.post(f"/c/{mine}/tags", tag="vip")
    ada.post("/staff/", email="mod@baicha.example", name="Mod", role="agent", capacity="")
    ada.post("/broadcasts", name="โปรโมชัน", topic="promotions", text_th="ลด 10% วันนี้ค่ะ")
    now = desk.clock.now()
    with desk.database.transaction() as db:
        team = teams.add(db, {"th": "ทีมขาย", "en": "Sales"}, [], ["th"], now)
        teams.set_members(db, team, [desk.people["nok"]])
        owed = update(Conversation).where(Conversation.id == 2)
        db.execute(owed.values(team_id=team, due_at=now - 1, warn_at=now - 2))
    catalogue = Catalogue(desk.database, desk.rig.wake)
    while catalogue.round():
        pass


def _pages(desk: Desktop) -> list[str]:
    """The address of every page an admin can open, and of some that are only reached with filters."""
    ada = desk.at("ada")
    found = list(_MORE)
    for rule in desk.app.url_map.iter_rules():
        is_page = "GET" in rule.methods and rule.endpoint not in PARTS and TABLE[rule.endpoint] != PUBLIC
        if not is_page:
            continue
        address = _address(rule).replace("/staff/99", "/staff/1").replace("/teams/99", "/teams/1")
        answer = ada.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found.append(address)
    return sorted(set(found))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width", "scheme"), [("th", 1440, "light"), ("en", 390, "dark")])
def test_no_page_holds_anything_serious(
    desk: Desktop, origin: str, chromium: Any, language: str, width: int, scheme: str
) -> None:
    window = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = window.new_page()
    page.goto(f"{origin}/signin?lang={language}")
    found = _faults(page, "/signin")
    page.goto(origin + desk.link("ada"))
    with page.expect_navigation():
        page.locator(f"button.language-choice[value={language}]").first.evaluate("each => each.click()")

    for address in _pages(desk):
        page.goto(origin + address)
        assert page.locator("html").get_attribute("lang") == language
        found += _faults(page, address)
    window.close()

    assert not found, "\n".join(found)


def _faults(page: Any, address: str) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    response = Axe().run(page, options=_RULES).response
    return [
        f"{address}: {each['id']}: {node['html'][:160]} ({node['any'][0]['message'] if node['any'] else ''})"
        for each in response["violations"]
        if each["impact"] in _STOPS
        for node in each["nodes"][:3]
    ]
