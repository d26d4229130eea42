"""Plays LINE's side of the wire, for people and for tests; never imported by, nor importing, the bot.

Names are looked up when asked for: `python -m simulator.desk` must hear a Ctrl-C long before urllib3 is read.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.account import Accepted
    from simulator.customer import Phone
    from simulator.line import Line
    from simulator.phones import Bubble
    from simulator.webhook import Delivery
    from simulator.wire import WireEntry

__all__ = ["Accepted", "Bubble", "Delivery", "Line", "Phone", "WireEntry"]

_HOMES = {
    "Accepted": "account",
    "Bubble": "phones",
    "Delivery": "webhook",
    "Line": "line",
    "Phone": "customer",
    "WireEntry": "wire",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    return getattr(import_module(f"simulator.{_HOMES[name]}"), name)
