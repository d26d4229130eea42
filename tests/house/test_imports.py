"""Do the import rules stand, so that deciding stays pure and the simulator stays outside?"""

import ast
import tomllib
from pathlib import Path

from tests.house.files import ROOT, named, python_files, tree

# Each decides one kind of thing; only handlers/table.py knows them all.
HANDLERS = {"answers", "attachments", "handoff", "service", "silence", "surveys", "welcome"}
# These reckon with given moments; asking for the present one is ruff's banned-api everywhere.
CALENDARS = {"daytime", "hours"}
WORLD = {"flask", "sqlalchemy", "urllib3", "requests", "linebot", "socket", "threading"}


def linter() -> dict[str, dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) >= {"bot", "handlers", "faq", "simulator"}
    return {contract["name"]: contract for contract in settings["contracts"]}


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def roots(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def test_the_layers_are_checked() -> None:
    contract = linter()["bot acts, handlers decide, faq knows"]

    assert (contract["type"], contract["layers"]) == ("layers", ["bot", "handlers", "faq"])


def test_purity_is_checked() -> None:
    contract = linter()["deciding and knowing touch nothing outside"]

    assert contract["source_modules"] == ["handlers", "faq"]
    assert set(contract["forbidden_modules"]) >= WORLD  # type: ignore[call-overload]


def test_the_simulators_distance_is_checked_both_ways() -> None:
    outwards = linter()["the simulator knows only the wire"]
    inwards = linter()["nothing we ship knows the simulator"]

    assert (outwards["source_modules"], inwards["forbidden_modules"]) == (["simulator"], ["simulator"])
    assert set(outwards["forbidden_modules"]) == set(inwards["source_modules"]) == {"bot", "handlers", "faq"}  # type: ignore[call-overload]


def test_no_contract_is_softened_by_exceptions() -> None:
    for name, contract in linter().items():
        assert "ignore_imports" not in contract, name


def test_no_handler_knows_another() -> None:
    for path in python_files("handlers"):
        if path.stem in HANDLERS:
            others = {f"handlers.{name}" for name in HANDLERS - {path.stem}}
            assert imported(path) & others == set(), named(path)


def test_what_decides_and_knows_imports_neither_clock_nor_chance() -> None:
    for path in python_files("handlers", "faq"):
        if path.name != "evaluate.py":  # a command that measures itself
            calendar = {"datetime"} if path.stem in CALENDARS else set()
            world = {"time", "datetime", "random", "secrets", "uuid", "os"} - calendar
            assert roots(path) & world == set(), named(path)


def test_only_the_line_folder_speaks_to_line() -> None:
    for path in python_files("bot"):
        if path.parent.name != "line":
            assert "linebot" not in roots(path), named(path)


def test_no_test_stands_in_for_our_own_code_with_a_mock() -> None:
    for path in python_files("tests"):
        assert "unittest" not in roots(path), named(path)
