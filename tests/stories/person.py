"""How much of a person's time does a way through the console take?

Counted as in the keystroke-level model (Card, Moran and Newell, 1980): pointing 1.1 s, pressing .2 s, a
thought before each act 1.35 s, a letter .28 s; and five seconds to take in what was not there before.
"""

import time
from dataclasses import dataclass, field
from typing import Any

POINT, PRESS, THINK, LETTER, LOOK = 1.1, 0.2, 1.35, 0.28, 5.0


@dataclass
class Person:
    """Somebody at a page whose every act is written down, with what the machine took for it."""

    page: Any
    acts: list[str] = field(default_factory=list)
    needed: float = 0.0
    waited: float = 0.0

    def clicks(self, name: str, target: Any, shows: Any = None) -> None:
        """One click; `shows` is what a new page is known by, and is waited for."""
        started = time.monotonic()
        target.click()
        if shows is not None:
            shows.first.wait_for()
        self._note(f"click {name}", THINK + POINT + PRESS + (LOOK if shows is not None else 0), started)

    def types(self, name: str, target: Any, words: str) -> None:
        """Into a field, letter by letter."""
        started = time.monotonic()
        target.fill(words)
        self._note(f"type {name}", THINK + POINT + PRESS + LETTER * len(words), started)

    def told(self) -> str:
        """The log, and both sums."""
        steps = "\n".join(f"  {number}. {each}" for number, each in enumerate(self.acts, 1))
        return f"{steps}\n  a person: {self.needed:.0f} s; the machine besides: {self.waited:.1f} s"

    def _note(self, act: str, seconds: float, started: float) -> None:
        self.needed += seconds
        self.waited += time.monotonic() - started
        self.acts.append(f"{act} ({seconds:.1f} s)")
