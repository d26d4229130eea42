"""How well, how fast and how honestly does the matcher do on a labelled set?

    python -m faq.evaluate FILE.jsonl [--json]

One {"text", "label", "split"} a line: it learns from `train` and is asked `test`; other splits are left
alone, and a null label says that nothing should be answered.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from faq import measures
from faq.article import Article
from faq.corpus import Corpus
from faq.footprint import Footprint
from faq.measures import Tried

_COMPARED: Final = 60  # questions timed against rapidfuzz; it takes long over many phrasings


class SetError(ValueError):
    """A line of the set that cannot be used: file, line, and what is wrong."""


@dataclass(frozen=True)
class Row:
    """One line of the set."""

    text: str
    label: str | None
    split: str


def read(path: Path) -> list[Row]:
    """Every row of a JSON-lines file. Raises SetError naming the line, OSError where it cannot be read."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise SetError(f"{path}, line {line}: not UTF-8") from error
    return [_row(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _row(line: str, where: str) -> Row:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise SetError(f"{where}: not JSON: {error.msg}") from error
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits, a list in a thousand lists
        raise SetError(f"{where}: not JSON: too long or too deep") from error
    if not isinstance(values, dict):
        raise SetError(f"{where}: expected an object with text, label and split")
    for name in ("text", "split"):
        if not isinstance(values.get(name), str):
            raise SetError(f"{where}, {name}: expected text")
    label = values.get("label")
    if label is not None and not isinstance(label, str):
        raise SetError(f"{where}, label: expected text or null")
    return Row(values["text"], label, values["split"])


def articles_of(rows: Iterable[Row]) -> list[Article]:
    """One article a label, asked for by the texts that carry it."""
    asked: dict[str, list[str]] = {}
    for row in rows:
        if row.label is not None:
            asked.setdefault(row.label, []).append(row.text)
    return [Article(label, "", {}, {"und": tuple(texts)}, {}) for label, texts in asked.items()]


def evaluate(rows: Sequence[Row]) -> dict[str, float | None]:
    """Every figure of the report, by its name in --json."""
    learnt = [row for row in rows if row.split == "train" and row.label is not None]
    asked = [row for row in rows if row.split == "test"]
    footprint = Footprint()
    start = time.perf_counter()
    corpus = Corpus(articles_of(learnt))
    built = time.perf_counter() - start
    tried, took = _ask(corpus, asked)
    megabytes = footprint.grown()
    has_outside = any(row.label is None for row in asked)
    return {
        "accuracy": measures.accuracy(tried),
        "accuracy_at_threshold": measures.accuracy_at_threshold(tried),
        "oos_recall": measures.oos_recall(tried),
        "wrong_among_answered": measures.wrong_among_answered(tried),
        "auroc": measures.auroc(tried),
        "mcc": measures.mcc(tried) if has_outside else None,
        "threshold": corpus.cut.known,
        "build_seconds": built,
        "query_p50_us": _percentile(took, 50),
        "query_p99_us": _percentile(took, 99),
        "wratio_p50_us": _wratio([row.text for row in learnt], [row.text for row in asked]),
        "peak_memory_mb": megabytes,
    }


def _ask(corpus: Corpus, asked: Sequence[Row]) -> tuple[list[Tried], list[float]]:
    """What came of each question, and the microseconds each took."""
    tried, took = [], []
    for row in asked:
        start = time.perf_counter_ns()
        matches = corpus.match(row.text)
        took.append((time.perf_counter_ns() - start) / 1000)
        best = matches[0] if matches else None
        tried.append(
            Tried(
                row.label,
                best.article.slug if best else None,
                best.confidence if best else 0.0,
                best is not None and best.confidence >= best.cut.known,
            )
        )
    return tried, took


def _wratio(phrasings: Sequence[str], questions: Sequence[str]) -> float | None:
    """What rapidfuzz's weighted ratio takes to look through the same phrasings, microseconds."""
    took = []
    for question in questions[:: max(1, len(questions) // _COMPARED)]:
        start = time.perf_counter_ns()
        process.extractOne(question, phrasings, scorer=fuzz.WRatio)
        took.append((time.perf_counter_ns() - start) / 1000)
    return _percentile(took, 50)


def _percentile(values: Sequence[float], percent: int) -> float | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else None


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m faq.evaluate", description="Report on a labelled set.")
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help="one {text, label, split} a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    options = parser.parse_args(arguments)
    try:
        rows = read(options.file)
    except (SetError, OSError) as error:
        sys.exit(str(error))
    for split in ("train", "test"):
        if all(row.split != split for row in rows):
            print(f"{options.file}: no row has the split {split!r}", file=sys.stderr)
    found = evaluate(rows)
    print(json.dumps(found) if options.json else _table(found))


def _table(found: dict[str, Any]) -> str:
    return "\n".join(
        f"{name:<24}{'–' if value is None else f'{value:,.3f}'}" for name, value in found.items()
    )


if __name__ == "__main__":
    main()
