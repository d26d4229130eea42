"""Does any file or function stick out? Bounds for the outlier, never a reason to cut good prose."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.house.files import ROOT, SHIPPED, named, own_files, python_files, tree

FILE_LINES = 400
SHIPPED_MEDIAN = 120
FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_MOST = 12, 40, 80
WITH_DOCSTRING = 0.95
FILE_BYTES = 600_000
SCRIPT_LINE = 400  # characters; a line beyond that was written by a machine
TOP_FOLDERS = {"bot", "handlers", "faq", "tests", "simulator", "migrations", "docs", "benchmarks"}
# Put together here, so that this file does not name what it forbids.
MARKERS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
PINNED = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z,-]+\])?==[0-9][^\s;]*(\s+#.*)?")


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, decorators not counted."""
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{named(path)}:{node.name}", node.end_lineno - node.lineno + 1


def texts() -> Iterator[tuple[Path, str]]:
    for path in own_files():
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_no_python_file_is_too_long() -> None:
    long = {named(path): len(lines(path)) for path in python_files() if len(lines(path)) > FILE_LINES}

    assert long == {}


def test_half_of_what_ships_is_short() -> None:
    assert median(len(lines(path)) for path in python_files(*SHIPPED)) <= SHIPPED_MEDIAN


def test_functions_are_short_and_none_is_very_long() -> None:
    lengths = dict(functions())
    ordered = sorted(lengths.values())

    assert {name: length for name, length in lengths.items() if length > FUNCTION_MOST} == {}
    assert median(ordered) <= FUNCTION_MEDIAN
    assert quantiles(ordered, n=100)[94] <= FUNCTION_P95


def test_nearly_every_file_says_which_question_it_answers() -> None:
    silent = [named(path) for path in python_files() if not ast.get_docstring(tree(path))]

    assert len(silent) <= (1 - WITH_DOCSTRING) * len(python_files()), silent


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        wanted = [line for line in lines(ROOT / name) if line and not line.startswith("#")]

        assert wanted
        assert [line for line in wanted if not PINNED.fullmatch(line)] == []


def test_no_file_is_heavy() -> None:
    assert [named(path) for path in own_files() if path.stat().st_size > FILE_BYTES] == []


def test_no_script_or_style_is_minified() -> None:
    scripts = [path for path in own_files() if path.suffix in (".js", ".mjs", ".css")]

    assert scripts
    for path in scripts:
        assert ".min." not in path.name
        assert max(map(len, lines(path)), default=0) <= SCRIPT_LINE, named(path)


def test_nothing_is_left_for_later_in_a_comment() -> None:
    left = [f"{named(path)}: {found[0]}" for path, text in texts() for found in MARKERS.finditer(text)]

    assert left == []


def test_the_house_has_no_other_rooms() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in own_files() if path.parent != ROOT}

    assert {folder for folder in top if not folder.startswith(".")} <= TOP_FOLDERS
