"""Is this the person's password? argon2id, and the same work whether or not the person exists."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# The library's defaults are RFC 9106's second recommendation: argon2id, 64 MiB, 3 passes.
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """A hash to keep, with its parameters and salt inside."""
    return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Does the password fit? With no hash (an unknown address) the same work is done in vain."""
    try:
        _HASHER.verify(kept or _nobodys_hash(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def needs_rehash(kept: str) -> bool:
    """Were the parameters raised since this hash was made?"""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys_hash() -> str:
    """A hash that no password of anybody's fits: its own is thrown away."""
    return _HASHER.hash(secrets.token_urlsafe(32))
