"""Is this the person's password? argon2id, and the same work whether or not the person exists."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.web.language import say as _

# NIST SP 800-63B: length is what counts; twelve is our floor, and nothing is composed by rule.
LEAST_PASSWORD = 12
MOST_PASSWORD = 1000  # argon2 would hash a megabyte too; nobody types one

# The library's defaults are RFC 9106's second recommendation: argon2id, 64 MiB, 3 passes.
_HASHER = PasswordHasher()


def weakness(password: str) -> str:
    """Why this will not do as a password, in the language of this request; empty when it will."""
    if len(password) < LEAST_PASSWORD or not password.strip():
        return _("At least %(n)s characters, and not only spaces.", n=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        return _("At most %(n)s characters.", n=MOST_PASSWORD)
    return ""


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
