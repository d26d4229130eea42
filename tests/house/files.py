"""Which files are the project's own? Found without git, so that a plain download can be checked too."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ("bot", "handlers", "faq", "simulator", "migrations")


@cache
def own_files() -> tuple[Path, ...]:
    """Every file but what .gitignore names."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    ignored = [".git", *(line.strip("/") for line in lines if line and not line.startswith("#"))]
    return tuple(sorted(_walk(ROOT, ignored)))


def python_files(*folders: str) -> list[Path]:
    """The Python files in these top folders, or all of them."""
    return [
        path
        for path in own_files()
        if path.suffix == ".py" and (not folders or path.relative_to(ROOT).parts[0] in folders)
    ]


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed once for all checks."""
    return ast.parse(path.read_text("utf-8"))


def named(path: Path) -> str:
    """As a person would say it."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for entry in folder.iterdir():
        if any(fnmatch(entry.name, pattern) for pattern in ignored):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, ignored)
        else:
            yield entry
