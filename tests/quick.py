"""What would be made anew for every test, and comes out the same each time: made once for a whole run."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event
from werkzeug.routing import Rule

from bot.store.database import Database
from bot.web import passwords
from faq import corpus
from faq.index import Index
from faq.lines import Lines

# As the product hashes; tests/bot/web/test_signin.py holds it to what is recommended.
OWN_HASHER = passwords._HASHER
_LIGHT_HASHER = PasswordHasher(time_cost=1, memory_cost=128, parallelism=1)


@cache
def kept_open(url: str) -> Database:
    """The store over this address, with every statement it has learnt in earlier tests.

    Its connections are the test's own: dispose() closes them. SQLite does not wait for the disk here, for
    nobody pulls this machine's plug; that the product does is proven in tests/bot/store/test_durable.py.
    """
    opened = Database(url)
    if opened.is_sqlite:
        for engine in (opened.write, opened.read):
            event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=OFF"))
    return opened


def keep_routes() -> None:
    """Each application compiles a function or two for every route; the same route gives the same ones."""
    compile_anew = Rule._compile_builder
    kept: dict[Any, Callable[..., tuple[str, str]]] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, rule.subdomain, rule.host, defaults, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compile_anew(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compiled  # type: ignore[method-assign]


@cache
def _lessons() -> dict[str, Index]:
    return {}


def learn_once(patch: pytest.MonkeyPatch) -> None:
    """The same texts teach the same and have one fingerprint, by which the product keeps it, too."""
    learn = corpus.learn

    def learnt(texts: Sequence[Sequence[str]], fingerprint: str, lines: Sequence[Lines]) -> Index:
        if fingerprint not in _lessons():
            _lessons()[fingerprint] = learn(texts, fingerprint, lines)
        return _lessons()[fingerprint]

    patch.setattr(corpus, "learn", learnt)


def hash_lightly(patch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; whether a password fits can be told without."""
    patch.setattr(passwords, "_HASHER", _LIGHT_HASHER)
