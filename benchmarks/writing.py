"""What does writing one of a thousand articles cost? The pages and checks as the server makes them.

    python -m benchmarks.writing [--json]

A thousand articles of six phrasings, one draft. Milliseconds of this process's own work for the list, the
editor, the check while somebody types, and the page that says what publishing the draft would change; the
median, and what the first one costs. Then how many queries each takes. Before all that, as an admin sees it
by the clock: when the page before publishing shows, and when it tells what became of real questions.
"""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from benchmarks.engines import Engine, on_each
from benchmarks.figures import Figures, answer, progress, rounded
from benchmarks.lists import queries, settings
from benchmarks.questions import shop
from bot.app import create_app
from bot.assemble import Process, assemble
from bot.clock import Clock
from bot.corpus import store
from bot.seed import signin_link
from bot.store import agents, articles, drafts
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.web.answers import trial
from faq import Corpus
from faq.article import to_json

ABOUT = "Writing one of a thousand articles"
ARTICLES, PHRASINGS, TIMES = 1_000, 6_000, 9
EMAIL = "ada@shop.example"


def _engine(engine: Engine) -> Figures:
    progress(f"{engine.name}: {ARTICLES} articles")
    database = engine.database()
    migrate(database.url)
    link = _fill(database)
    database.dispose()
    process = assemble(settings(engine), has_web=True, has_pumps=False)
    try:
        assert process.desk is not None
        client = create_app(process.desk).test_client()
        assert client.get(link).status_code == 302
        return _first_look(client) | _figures(process, _acts(client))
    finally:
        process.stop()


def _fill(database: Database) -> str:
    """The shop, its index, one draft, and an admin's way in."""
    made, now = shop(PHRASINGS, ARTICLES, 0).articles, Clock().now()
    with database.transaction() as db:
        articles.publish(db, made, now)
        values = to_json(made[0])
        values["questions"]["en"] = ["is it open on Sundays"]
        drafts.save(db, made[0].slug, values, 0, now, None)
        agents.add(db, EMAIL, "Ada", "admin", "", now)
    store(database, Corpus(made).index, now)
    return signin_link(database, Clock(), EMAIL)


def _acts(client: FlaskClient) -> dict[str, Callable[[], Any]]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/answers/try").text)
    assert token, "no form was found"
    asked = "\n".join(f"do you still have number {number}" for number in range(6))
    typed = {
        "of": "article-7",
        "topic": "goods",
        "title_en": "New",
        "questions_en": asked,
        "answer_en_1": "Yes.",
    }
    return {
        "list": lambda: client.get("/answers/"),
        "found": lambda: client.get("/answers/?q=vo"),
        "editor": lambda: client.get("/answers/article-7"),
        "check": lambda: client.post("/answers/check", data=typed | {"csrf_token": token[1]}),
        "publish": lambda: client.get("/answers/publish"),
    }


def _figures(process: Process, acts: dict[str, Callable[[], Any]]) -> Figures:
    first, later, asked = {}, {}, {}
    for name, act in acts.items():
        progress(name)
        first[name] = _took_ms(act)
        later[name] = rounded(statistics.median(_took_ms(act) for _ in range(TIMES)))
        asked[name] = queries(process.database, act)
    return {"page_work_ms": later, "first_page_work_ms": first, "page_queries": asked}


def _first_look(client: FlaskClient) -> Figures:
    """The draft is new to this process, which has shown other pages before."""
    client.get("/answers/")
    trial.forget()
    progress("first look before publishing")
    start, worked = time.perf_counter(), time.thread_time()
    page = client.get("/answers/publish")
    shown, own = time.perf_counter() - start, time.thread_time() - worked
    while "data-live" in page.text:
        page = client.get("/answers/publish?wait=1")
    assert page.status_code == 200, f"it answered {page.status_code}"
    took = {"shown": shown, "own_work_until_shown": own, "whole": time.perf_counter() - start}
    return {"first_look_ms": {name: rounded(each * 1000) for name, each in took.items()}}


def _took_ms(act: Callable[[], Any]) -> float:
    start = time.process_time()
    found = act()
    assert found.status_code == 200, f"it answered {found.status_code}"
    return rounded((time.process_time() - start) * 1000)


if __name__ == "__main__":
    answer(ABOUT, lambda: on_each(_engine))
