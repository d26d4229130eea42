"""Is a body taken only when one of our secrets has signed exactly it?"""

import base64
import hashlib
import hmac

import pytest

from bot.line.signature import Signatures

BODY = '{"destination":"U0","events":[],"note":"สวัสดี 😊"}'


def sign(secret: str, body: str = BODY) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()).decode()


def test_the_right_signature_matches() -> None:
    assert Signatures(("new",)).match(BODY, sign("new"))


def test_both_secrets_count_while_one_replaces_the_other() -> None:
    rotating = Signatures(("new", "old"))

    assert rotating.match(BODY, sign("new"))
    assert rotating.match(BODY, sign("old"))
    assert not rotating.match(BODY, sign("older"))
    assert not Signatures(("new",)).match(BODY, sign("old"))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        "x",
        "ลายเซ็น",
        "é",
        "=" * 44,
        sign("new")[:-1],
        sign("new") + "=",
        " " + sign("new"),
        sign("new").lower(),
        sign("other"),
        sign("new", BODY + " "),
        "\ud800",
        "a" * 100_000,
    ],
)
def test_anything_else_does_not(signature: str) -> None:
    assert Signatures(("new",)).match(BODY, signature) is False


def test_a_changed_body_does_not_match_its_old_signature() -> None:
    for changed in (BODY + "\n", BODY.replace("U0", "U1"), BODY.replace("สวัสดี", "\\u0e2a"), ""):
        assert not Signatures(("new",)).match(changed, sign("new"))


def test_without_a_secret_nothing_matches() -> None:
    assert not Signatures(()).match(BODY, sign(""))
