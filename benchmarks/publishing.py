"""How long does publishing a whole shop hold the writer?

    python -m benchmarks.publishing [--json]

A thousand drafts are published as the console does it: written in slices nobody sees, made live by one small
transaction, their drafts dropped. Then the same versions in one transaction, to compare with. Milliseconds
of the writer, by the clock and of this process's own work.
"""

import json
import statistics
import time
from dataclasses import replace

from benchmarks.engines import Engine, engines
from benchmarks.figures import Figures, answer, progress, rounded
from benchmarks.holding import held, said
from bot.store import articles, drafts, publications
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.publications import Wish
from faq import Article
from faq.article import starter, to_json

ABOUT = "Publishing a thousand articles at once"
ARTICLES, TIMES, IMPORTED = 1_000, 5, 500


def measure() -> Figures:
    """Both engines."""
    with engines() as found:
        return {"machine": found.machine, "articles": {"number": ARTICLES}} | {
            name: _engine(each) if each else None
            for name, each in (("sqlite", found.sqlite), ("postgresql", found.postgresql))
        }


def _engine(engine: Engine) -> Figures:
    database = engine.database()
    migrate(database.url)
    shop = [replace(each, slug=f"a{at:04}") for at, each in zip(range(ARTICLES), _endless(), strict=False)]
    sliced: list[tuple[float, float]] = []
    live: list[tuple[float, float]] = []
    whole: list[tuple[float, float]] = []
    for turn in range(TIMES):
        progress(f"{engine.name}: pair {turn + 1}")
        contents = _written(shop, turn)
        _draft(database, contents)
        with held(database) as took:
            _in_slices(database, contents)
        sliced += took
        live.append(took[1 + -(-ARTICLES // publications.ROWS)])
        with held(database) as took:
            _at_once(database, shop)
        whole += took
    database.dispose()
    longest = max(wall for wall, _ in sliced)
    return {
        "writer_held_ms": said([wall for wall, _ in sliced]),
        "writer_held_ms_of_own_work": said([worked for _, worked in sliced]),
        "made_live_ms": said([wall for wall, _ in live]),
        "at_once_ms": said([wall for wall, _ in whole]),
        "longest_ratio": rounded(longest / statistics.median(wall for wall, _ in whole)),
    }


def _endless() -> list[Article]:
    known = starter()
    return known * (ARTICLES // len(known) + 1)


def _written(shop: list[Article], turn: int) -> dict[str, str]:
    return {each.slug: json.dumps(to_json(each), ensure_ascii=False) + " " * turn for each in shop}


def _draft(database: Database, contents: dict[str, str]) -> None:
    rows = list(contents.items())
    for first in range(0, len(rows), IMPORTED):
        with database.transaction() as db:
            drafts.put_all(db, dict(rows[first : first + IMPORTED]), _now(), None)


def _in_slices(database: Database, contents: dict[str, str]) -> None:
    with database.reading() as db:
        seen, written = articles.revision(db), list(drafts.every(db).values())
    wish = Wish(contents, seen, None, "", "article.published", "a thousand", written=written)
    publications.put_live(database, wish, _now())


def _at_once(database: Database, shop: list[Article]) -> None:
    with database.transaction() as db:
        articles.publish(db, shop, _now())


def _now() -> int:
    return int(time.time() * 1000)


if __name__ == "__main__":
    answer(ABOUT, measure)
