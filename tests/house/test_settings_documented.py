"""Is every setting explained in .env.example, and nothing there that is no setting?"""

from itertools import pairwise

from bot.settings import Settings
from tests.house.files import ROOT

EXAMPLE = (ROOT / ".env.example").read_text("utf-8").splitlines()


def assigned() -> list[str]:
    return [line.partition("=")[0] for line in EXAMPLE if line and not line.startswith("#")]


def explained() -> set[str]:
    """The settings right below a comment that is more than a heading."""
    return {
        below.partition("=")[0]
        for above, below in pairwise(EXAMPLE)
        if above.startswith("# ") and not above.startswith("# ---") and below and not below.startswith("#")
    }


def test_every_setting_stands_in_the_example_once_and_nothing_else_does() -> None:
    assert sorted(assigned()) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_is_explained() -> None:
    assert {name.upper() for name in Settings.model_fields} - explained() == set()


def test_the_example_holds_no_secret_that_looks_real() -> None:
    for line in EXAMPLE:
        name, _, value = line.partition("=")
        if name in ("LINE_CHANNEL_ACCESS_TOKEN", "METRICS_TOKEN", "SECRET_KEY"):
            assert len(value) < 60, name
