"""Could a log line ever carry what a person wrote, or a secret?"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.files import named, python_files, tree

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "msg"}
FORBIDDEN = {
    *("text", "payload", "token", "reply_token", "access_token", "body", "password", "secret", "secrets"),
    *("display_name", "last_text", "answer_in", "data", "tokens", "signature", "email"),
}


def log_calls(source: ast.Module) -> Iterator[tuple[int, ast.Call]]:
    """Every call that logs, with its line."""
    for node in ast.walk(source):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in ("log", "logger") and node.func.attr in LEVELS:
            yield node.lineno, node


def leaks(call: ast.Call) -> set[str]:
    """Forbidden names among the keywords of a log call, or read to make their values."""
    used = {keyword.arg or "**" for keyword in call.keywords}
    for node in ast.walk(ast.Module([ast.Expr(each.value) for each in call.keywords], [])):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Name):
            used.add(node.id)
    return used & (FORBIDDEN | {"**"})


def is_plain(call: ast.Call) -> bool:
    """One event name, written out: nothing is put into it."""
    match call.args:
        case [ast.Constant(value=str())]:
            return True
    return False


def test_no_log_line_carries_words_or_secrets() -> None:
    found = {
        f"{named(path)}:{where}": leaks(call)
        for path in python_files("bot")
        for where, call in log_calls(tree(path))
        if leaks(call)
    }

    assert found == {}


def test_every_log_line_has_a_fixed_name() -> None:
    calls = [
        (f"{named(path)}:{where}", call)
        for path in python_files("bot")
        for where, call in log_calls(tree(path))
    ]

    assert calls
    assert [where for where, call in calls if not is_plain(call)] == []


@pytest.mark.parametrize(
    "line",
    [
        "log.info('x', text=a)",
        "log.warning('x', what=event.text)",
        "log.error('x', what=str(row.payload)[:9])",
        "log.info('x', **everything)",
        "log.info('x', first=password)",
    ],
)
def test_the_check_sees_a_leak(line: str) -> None:
    ((_, call),) = log_calls(ast.parse(line))

    assert leaks(call)


@pytest.mark.parametrize(
    "line", ["log.info(f'hello {name}')", "log.info('hello %s', name)", "log.info(name)"]
)
def test_the_check_sees_a_name_put_together(line: str) -> None:
    ((_, call),) = log_calls(ast.parse(line))

    assert not is_plain(call)
