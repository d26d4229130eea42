"""How soon is a word found among a million bubbles, and what does keeping the index of them cost?

    python -m benchmarks.search [--json] [--messages N] [--engine sqlite|postgresql]

First the index is filled, as after an upgrade of an old house, and each time it holds the writer is noted.
Then the first page of the console's own search is asked for: words that are everywhere, rare or absent, alone
and with filters. Milliseconds as the server makes the page, no network; `worked`: of processor time, the
database's own included, which says what a quiet machine would take.
"""

import time
from functools import partial

from flask.testing import FlaskClient

from benchmarks.engines import Engine, engines
from benchmarks.figures import Figures, answer, chosen, log_into, options, percentile, progress, rounded
from benchmarks.holding import held, said
from benchmarks.lists import queries, settings
from benchmarks.processor import spent_s
from benchmarks.screens import hire
from benchmarks.talk import ABSENT, COMMON, RARE, TAG, fill
from bot.app import create_app
from bot.assemble import Process, assemble
from bot.catalogue import Catalogue
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.wake import Wake

ABOUT = "Search in all that was ever said"
MESSAGES, TIMES, WARM = 1_000_000, 30, 2


def measure(messages: int, only: str | None) -> Figures:
    """Both engines, or the one that is named."""
    with engines() as found:
        return {"machine": found.machine, "messages": {"number": messages}} | {
            name: _engine(each, messages) if each and only in (None, name) else None
            for name, each in (("sqlite", found.sqlite), ("postgresql", found.postgresql))
        }


def _engine(engine: Engine, messages: int) -> Figures:
    progress(f"{engine.name}: {messages} bubbles")
    log_into(engine.folder / "benchmark.log")
    database = engine.database()
    migrate(database.url)
    fill(database, messages, int(time.time() * 1000))
    link = hire(database, ["nok@shop.example"])[0]
    figures = _filling(database, messages)
    database.dispose()
    process = assemble(settings(engine), has_web=True, has_pumps=False)
    try:
        return figures | _asking(process, link)
    finally:
        process.stop()


def _filling(database: Database, messages: int) -> Figures:
    """The index from nothing; how long each transaction held SQLite's one writer, or PostgreSQL's rows."""
    progress(f"filling the index of {messages}")
    catalogue = Catalogue(database, Wake(database))
    with held(database) as took:
        start = time.perf_counter()
        rounds = 0
        while catalogue.round():
            rounds += 1
            if rounds % 500 == 0:
                progress(f"{rounds} slices, longest {max(took)[0]:.0f} ms")
        seconds = time.perf_counter() - start
    return {
        "index_bubbles_a_second": rounded(messages / seconds),
        "index_slices": rounds,
        "writer_held_ms": said([wall for wall, _ in took]),
        # The same without others on this machine; PostgreSQL's share is in its own processes.
        "writer_held_ms_of_own_work": said([worked for _, worked in took]),
    }


def _asking(process: Process, link: str) -> Figures:
    assert process.desk is not None
    client = create_app(process.desk).test_client()
    assert client.get(link).status_code == 302
    kinds = (("common", COMMON), ("rare", RARE), ("absent", ABSENT))
    found: Figures = {
        f"first_page_ms_{kind}_{number}": _page(process, client, words) | {"for": words}
        for kind, several in kinds
        for number, words in enumerate(several, 1)
    }
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 30 * 86_400))
    narrowed = {
        "tag": f"tag={TAG}",
        "state": "state=waiting",
        "agent": "agent=1",
        "said_by_team": "who=agent",
        "days": f"from={day}&to={day}",
        "all": f"tag={TAG}&who=contact&from={day}&state=resolved",
    }
    for name, query in narrowed.items():
        found[f"first_page_ms_common_and_{name}"] = _page(process, client, f"{COMMON[0]}&{query}")
    return found | {"search_page_queries": _queries(process, client)}


def _page(process: Process, client: FlaskClient, query: str) -> Figures:
    """The first page, so many times over."""
    progress(f"asking for {query}")
    took = []
    for number in range(WARM + TIMES):
        if number == WARM:
            before = spent_s(process.database)
        start = time.perf_counter()
        page = client.get(f"/c/?find={query}", buffered=True)
        took.append((time.perf_counter() - start) * 1000)
        assert page.status_code == 200, f"the search answered {page.status_code}"
    return {
        "worked": rounded((spent_s(process.database) - before) * 1000 / TIMES),
        "p50": rounded(percentile(took[WARM:], 50)),
        "p99": rounded(percentile(took[WARM:], 99)),
        "results": page.text.count("found-line"),
    }


def _queries(process: Process, client: FlaskClient) -> Figures:
    kinds = (("common", COMMON[0]), ("absent", ABSENT[0]))
    return {
        kind: queries(process.database, partial(client.get, f"/c/?find={words}", buffered=True))
        for kind, words in kinds
    }


if __name__ == "__main__":
    wish = chosen(options(messages=MESSAGES))
    answer(ABOUT, lambda: measure(wish.messages, wish.engine))
