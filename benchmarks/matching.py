"""How fast is a question matched beside rapidfuzz, how long does an index take to build, how large is it?

    python -m benchmarks.matching [--json]

For 1 000 and 10 000 phrasings over 200 articles, in rounds whose median ratio is told, in two ways: *in a
row* matches all questions and then looks all of them up with `extractOne(WRatio)` over the same phrasings;
*in turn* does the one and the other with each question, so that every match finds the processor's caches full
of something else. Then how long storing and loading the larger index takes on each engine.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks.engines import Engine, engines
from benchmarks.figures import Figures, answer, log_into, percentile, progress, rounded
from benchmarks.questions import Shop, shop
from bot.corpus import store, stored
from bot.store.database import Database
from bot.store.migrate import migrate
from faq import Corpus
from faq.artefact import from_bytes, to_bytes

SIZES = {1_000: 100, 10_000: 30}  # phrasings: questions
ARTICLES, ROUNDS = 200, 5


def measure() -> Figures:
    """Both sizes, then both engines."""
    with engines() as found:
        log_into(found.sqlite.folder / "log")
        figures: Figures = {"machine": found.machine}
        for phrasings, questions in SIZES.items():
            made = shop(phrasings, ARTICLES, questions)
            progress(f"{phrasings} phrasings: building")
            took, corpus = _timed(partial(Corpus, made.articles))
            figures[f"phrases_{phrasings}"] = _size(corpus, made, took)
        for engine in (found.sqlite, found.postgresql):
            if engine:
                progress(f"{engine.name}: storing and loading")
                figures[engine.name] = _kept(engine, corpus, made)
        return {"sqlite": None, "postgresql": None} | figures


def _size(corpus: Corpus, made: Shop, took: float) -> Figures:
    rounds = [_round(corpus, made, number) for number in range(ROUNDS)]
    told = {name: rounded(statistics.median(each[name] for each in rounds)) for name in rounds[0]}
    content = to_bytes(corpus.index)
    loading, _ = _timed(lambda: Corpus(made.articles, from_bytes(content)))
    return told | {
        "build_seconds": rounded(took),
        "load_seconds": rounded(loading),
        "artefact_mb": rounded(len(content) / 1e6),
        "resident_mb": _resident(content, made),
    }


def _round(corpus: Corpus, made: Shop, number: int) -> dict[str, float]:
    progress(f"{len(made.phrasings)} phrasings: round {number + 1} of {ROUNDS}")
    look_up = partial(process.extractOne, choices=made.phrasings, scorer=fuzz.WRatio)
    in_a_row = (_took(corpus.match, made.questions), _took(look_up, made.questions))
    both = [(_took(corpus.match, [each]), _took(look_up, [each])) for each in made.questions]
    in_turn = ([ours for (ours,), _ in both], [theirs for _, (theirs,) in both])
    return _beside("in_a_row", *in_a_row) | _beside("in_turn", *in_turn)


def _took(act: Callable[[str], Any], questions: list[str]) -> list[float]:
    return [_timed(partial(act, each))[0] for each in questions]


def _beside(way: str, ours: list[float], theirs: list[float]) -> dict[str, float]:
    return {
        f"{way}_query_to_wratio_p50": percentile(ours, 50) / percentile(theirs, 50),
        f"{way}_query_to_wratio_p99": percentile(ours, 99) / percentile(theirs, 99),
        f"{way}_query_us": percentile(ours, 50) * 1e6,
    }


def _resident(content: bytes, made: Shop) -> float:
    with tempfile.NamedTemporaryFile(suffix=".index") as file:
        Path(file.name).write_bytes(content)
        command = [sys.executable, "-m", "benchmarks.footing", file.name, str(len(made.phrasings))]
        ran = subprocess.run([*command, str(ARTICLES)], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def _kept(engine: Engine, corpus: Corpus, made: Shop) -> Figures:
    database = engine.database()
    migrate(database.url)
    storing, _ = _timed(lambda: store(database, corpus.index, 1))
    loading, _ = _timed(lambda: _loaded(database, corpus, made))
    database.dispose()
    return {"store_index_seconds": rounded(storing), "load_index_seconds": rounded(loading)}


def _loaded(database: Database, corpus: Corpus, made: Shop) -> Corpus:
    index = stored(database, corpus.index.fingerprint)
    assert index is not None, "the stored index was not found"
    return Corpus(made.articles, index)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    answer("Matching beside rapidfuzz's WRatio over the same phrasings, in the same run.", measure)
