"""Articles as a spreadsheet: one a row, exactly as they are, and safe to open.

A text answer stands under `answer.th`, one of several bubbles as JSON under `bubbles.th`. Ways to ask stand
one a line. A cell that a spreadsheet would run as a formula is written with an apostrophe before it.
"""

import csv
import io
import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

from faq.answer import readable
from faq.article import Article, add, to_json
from faq.reading import ArticleError, Written, unkeepable

PLAIN: Final = ("slug", "topic", "owner", "review")
KEYED: Final = ("title", "questions", "answer", "bubbles")
_COLUMN: Final = re.compile(rf"({'|'.join(KEYED)})\.([A-Za-z0-9-]{{2,20}})")
_RUN: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST: Final = 1_000_000  # characters of one cell
_FIRST: Final = ("th", "en")
_UNFOLD: Final = {"\\n": "\n", "\\r": "\r", "\\\\": "\\"}
_FOLDED: Final = re.compile(r"\\[nr\\]")
_BREAKS: Final = re.compile(r"\r\n|\r|\n")


def to_csv(articles: Iterable[Article]) -> str:
    """What `from_csv` reads back to equal articles."""
    listed = [to_json(each) for each in articles]
    codes = {code for each in listed for name in ("title", "questions", "answer") for code in each[name]}
    spoken = [*(code for code in _FIRST if code in codes), *sorted(codes - set(_FIRST))]
    columns = [*PLAIN[:2], *(f"{name}.{code}" for name in KEYED for code in spoken), *PLAIN[2:]]
    file = io.StringIO(newline="")
    out = csv.writer(file)
    out.writerow(columns)
    out.writerows([_tame(_cell(each, column)) for column in columns] for each in listed)
    return file.getvalue()


def _cell(article: Mapping[str, Any], column: str) -> str:
    name, _, code = column.partition(".")
    if name in ("answer", "bubbles"):
        answer = article["answer"].get(code, "")
        is_text = isinstance(answer, str)
        if name == "answer":
            return answer if is_text else ""
        return "" if is_text else json.dumps(answer, ensure_ascii=False)
    if name == "questions":
        return "\n".join(map(_fold, article["questions"].get(code, ())))
    value: str = article.get(name, "") if not code else article[name].get(code, "")
    return value


def from_csv(text: str, source: str, reserved: Container[str] = ()) -> list[Article]:
    """Raises ArticleError for the first fault, naming the file, the line and the column."""
    rows = _rows(text, source)
    if not rows:
        return []
    (line, heads), *listed = rows
    columns = [each.strip() for each in _without_edge(heads)]
    _check_columns(columns, source, line)
    found: dict[str, Article] = {}
    for at, cells in listed:
        filled = _without_edge(cells)
        if len(filled) > len(columns):
            raise ArticleError(source, at, "", f"{len(filled)} cells for {len(columns)} columns")
        add(found, _written(dict(zip(columns, cells, strict=False)), source, at), source, reserved)
    return list(found.values())


def _without_edge(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells a spreadsheet writes where once something stood."""
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
    return cells[:last]


def _rows(text: str, source: str) -> list[tuple[int, list[str]]]:
    """(line it begins on, cells) of every row that is not empty."""
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    before = csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            if any(cells):
                found.append((line, list(map(_wild, cells))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ArticleError(source, line, "", f"not CSV: {error}") from error
    finally:
        csv.field_size_limit(before)
    return found


def _check_columns(columns: Sequence[str], source: str, line: int) -> None:
    for column in columns:
        if column not in PLAIN and not _COLUMN.fullmatch(column):
            known = ", ".join((*PLAIN, *(f"{name}.th" for name in KEYED)))
            raise ArticleError(source, line, column or "?", f"unknown column; there are {known}")
        if columns.count(column) > 1:
            raise ArticleError(source, line, column, "this column is there twice")
    if "slug" not in columns:
        raise ArticleError(source, line, "slug", "this column is missing")


def _written(cells: Mapping[str, str], source: str, line: int) -> Written:
    values: dict[str, Any] = {name: cells[name] for name in PLAIN if cells.get(name)}
    for column, cell in cells.items():
        name, _, code = column.partition(".")
        if fault := unkeepable(cell):
            raise ArticleError(source, line, column, fault)
        if not code or not cell:
            continue
        if name == "questions":
            values.setdefault(name, {})[code] = tuple(map(_unfold, filter(None, _BREAKS.split(cell))))
        elif name == "bubbles":
            if code in values.setdefault("answer", {}):
                raise ArticleError(source, line, column, f"either this or answer.{code} can be filled in")
            values["answer"][code] = _bubbles(cell, column, source, line)
        else:
            values.setdefault(name, {})[code] = cell
    return Written(values, {"": line})


def _bubbles(cell: str, column: str, source: str, line: int) -> Any:
    try:
        found = json.loads(cell)
        fault = unkeepable(readable(found))
    except (ValueError, RecursionError) as error:
        raise ArticleError(source, line, column, f"not JSON: {error}") from error
    if not isinstance(found, list):
        raise ArticleError(source, line, column, "expected a list of bubbles")
    if fault:
        raise ArticleError(source, line, column, fault)
    return found


def _fold(phrasing: str) -> str:
    return phrasing.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unfold(line: str) -> str:
    return _FOLDED.sub(lambda found: _UNFOLD[found.group()], line)


def _tame(cell: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if (cell[:1] in _RUN and cell) or _is_tamed(cell) else cell


def _is_tamed(cell: str) -> bool:
    return cell[:1] == "'" and len(cell) > 1 and cell[1] in (*_RUN, "'")


def _wild(cell: str) -> str:
    """As it was before `_tame`."""
    return cell[1:] if _is_tamed(cell) else cell
