"""How do measurements become figures, and figures the answer of a command?"""

import argparse
import json
import math
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import structlog

from bot.logs import start_logging

Figures = dict[str, Any]

_START = time.monotonic()
_ENGINES = ("sqlite", "postgresql")


def percentile(values: Collection[float], percent: float) -> float:
    """The smallest value that at least `percent` of all stay at or under."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def rounded(value: float) -> float:
    """Three significant digits: more would be noise."""
    return float(f"{value:.3g}")


def progress(doing: str) -> None:
    """A line on stderr for whoever waits: seconds since the start, and what is measured now."""
    print(f"{time.monotonic() - _START:5.1f} s  {doing}", file=sys.stderr, flush=True)


def log_into(path: Path) -> None:
    """Log lines cost what they cost in a worker, but go to a file: stdout is for figures."""
    start_logging(as_json=True)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(path.open("a", encoding="utf-8")))


def options(**sizes: int) -> argparse.ArgumentParser:
    """The command line of a benchmark whose sizes and engine can be chosen; chosen() reads it."""
    parser = argparse.ArgumentParser(add_help=False)
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--engine", choices=_ENGINES)
    return parser


def chosen(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What was chosen; the rest of the command line is left to answer()."""
    found, sys.argv[1:] = parser.parse_known_args()
    return found


def answer(about: str, measure: Callable[[], Figures]) -> None:
    """Run a benchmark command: one JSON object with --json, else a table for people."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    options = parser.parse_args()
    # So that a stop from outside runs the same clean-up as Ctrl-C.
    signal.signal(signal.SIGTERM, _stop)
    try:
        found = measure()
    except KeyboardInterrupt:
        sys.exit(130)
    except AssertionError as broken:
        sys.exit(f"This run does not count: {broken}")
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join([about, *table(found)]))


def table(found: Figures) -> Iterator[str]:
    """The machine, then one block for each engine, and before them for what needs none."""
    yield ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found["machine"].items())
    others = (name for name in found if name not in ("machine", *_ENGINES))
    for block in (*others, *(name for name in _ENGINES if name in found)):
        yield f"\n{block.replace('_', ' ')}"
        yield from _lines(found[block] or {"not measured": "no PostgreSQL was found"}, "  ")


def _lines(figures: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in figures.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, Mapping) and any(isinstance(each, Mapping) for each in value.values()):
            yield label
            yield from _lines(value, indent + "  ")
        elif isinstance(value, Mapping):
            yield f"{label:<34} " + "   ".join(f"{key}: {each}" for key, each in value.items())
        else:
            yield f"{label:<34} {value}"


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(143)
