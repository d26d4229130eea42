"""Fixtures only: what is slow in the product on purpose, or once a start, is not paid for by every test."""

from collections.abc import Iterator

import pytest

from tests import quick


@pytest.fixture(scope="module", autouse=True)
def hurried() -> Iterator[None]:
    """Passwords hashed lightly, and the same phrasings learnt from once."""
    with pytest.MonkeyPatch.context() as patch:
        quick.learn_once(patch)
        quick.hash_lightly(patch)
        yield
