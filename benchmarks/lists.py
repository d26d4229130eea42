"""What does a list cost with ten thousand conversations open? The page as the server makes it, no network."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, text

from benchmarks.engines import Engine
from benchmarks.figures import Figures, progress, rounded
from bot.app import create_app
from bot.assemble import assemble
from bot.settings import Settings
from bot.store import agents
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.database import CHANNEL, Database
from handlers.state import Phase
from tests.processes import SECRET, TOKEN

CONVERSATIONS, TIMES = 10_000, 20
VIEWS = ("waiting", "mine", "bot", "all")
# Of ten open conversations: five with the bot, four in line, one with the person who looks.
_PHASES = (Phase.BOT,) * 5 + (Phase.QUEUED,) * 4 + (Phase.WITH_AGENT,)
_WARM = 3
_SLICE = 500
_SECOND = 1000


def lists(engine: Engine, email: str, link: str) -> Figures:
    """Each view of the list as this person sees it: median ms, and how many queries one page takes."""
    progress(f"lists of {CONVERSATIONS} conversations")
    database = engine.database()
    _fill(database, email)
    database.dispose()
    process = assemble(settings(engine), has_web=True, has_pumps=False)
    try:
        assert process.desk is not None
        client = create_app(process.desk).test_client()
        assert client.get(link).status_code == 302
        took = {view: _median_ms(client, view) for view in VIEWS}
        asked = {view: queries(process.database, partial(_page, client, view)) for view in VIEWS}
    finally:
        process.stop()
    return {"list_page_takes_ms": took, "list_page_queries": asked}


def _fill(database: Database, email: str) -> None:
    """In slices, as everything that writes much."""
    now = int(time.time() * 1000)
    with database.reading() as db:
        person = agents.by_email(db, email)
    assert person is not None
    for start in range(0, CONVERSATIONS, _SLICE):
        numbers = range(start, start + _SLICE)
        names = [f"Uf{number:031x}" for number in numbers]
        with database.transaction() as db:
            db.execute(insert(Contact), [_contact(each, now) for each in names])
            ids = db.execute(select(Contact.id).where(Contact.line_id.in_(names))).scalars()
            rows = [_conversation(each, n, now, person.id) for each, n in zip(ids, numbers, strict=True)]
            db.execute(insert(Conversation), rows)
    with database.transaction() as db:
        db.execute(text("ANALYZE"))  # as the server does by itself within a minute


def _contact(line_id: str, now: int) -> dict[str, object]:
    return {
        "channel_id": CHANNEL,
        "line_id": line_id,
        "display_name": f"ลูกค้า {line_id[-5:]}",
        "picture_url": "",
        "is_blocked": False,
        "profile_at": now,
        "created_at": now,
    }


def _conversation(contact_id: int, number: int, now: int, agent_id: int) -> dict[str, object]:
    phase, moment = _PHASES[number % len(_PHASES)], now - number * _SECOND
    is_waiting = phase is not Phase.BOT
    return {
        "id": contact_id,
        "channel_id": CHANNEL,
        "lease_until": 0,
        "fence": 1,
        "state": "{}",
        "reply_tokens": "[]",
        "phase": phase.value,
        "agent_id": agent_id if phase is Phase.WITH_AGENT else None,
        "priority": int(number % 50 == 0),
        "queued_at": moment if is_waiting else None,
        "waiting_since": moment if is_waiting else None,
        "misses": 0,
        "last_at": moment,
        "last_author": "contact",
        "last_text": "สั่งไปเมื่อวานค่ะ ต่างจังหวัดกี่วันได้ของคะ",
    }


def _median_ms(client: FlaskClient, view: str) -> float:
    took = []
    for _ in range(_WARM + TIMES):
        start = time.perf_counter()
        _page(client, view)
        took.append((time.perf_counter() - start) * 1000)
    return rounded(statistics.median(took[_WARM:]))


def _page(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/c/?view={view}", buffered=True)
    assert answer.status_code == 200, f"the list answered {answer.status_code}"
    assert answer.text.count("ลูกค้า ") >= _SLICE // 10, "a full page was expected"


def queries(database: Database, act: Callable[[], object]) -> int:
    """How many statements this asks of the database."""
    said: list[str] = []

    def note(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    both = {database.read, database.write}
    for each in both:
        event.listen(each, "before_cursor_execute", note)
    act()
    for each in both:
        event.remove(each, "before_cursor_execute", note)
    return len(said)


def settings(engine: Engine) -> Settings:
    """As a process over this engine starts with them."""
    given: dict[str, Any] = {
        "_env_file": None,
        "line_channel_secret": SECRET,
        "line_channel_access_token": TOKEN,
        "secret_key": "only-for-benchmarks-0123456789",
        "database_url": engine.url,
        "data_dir": engine.folder,
        "trusted_proxies": 0,
    }
    return Settings(**given)
