"""Is every command of `python -m bot` documented, and does every command documented exist?"""

import re
import subprocess
import sys

from tests.house.files import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
# A command on its own, or more of them listed after it: `python -m bot web` · `worker`
NAMED = re.compile(r"`python -m bot ([a-z-]+)[^`\n]*`((?: · `[a-z-]+`)*)")


def commands() -> set[str]:
    """As the program itself lists them."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(re.findall(r"^ {4}([a-z-]+)\b", done.stdout, re.MULTILINE))


def documented() -> set[str]:
    found = set()
    for page in PAGES:
        for first, others in NAMED.findall(page.read_text("utf-8")):
            found |= {first, *re.findall(r"`([a-z-]+)`", others)}
    return found


def test_every_command_is_named_in_the_documentation_and_every_one_named_exists() -> None:
    assert {"run", "create-staff"} <= commands()
    assert documented() == commands()
