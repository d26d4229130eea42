"""Plays LINE's side of the wire, for people and for tests; never imported by, nor importing, the bot."""

from simulator.app import Accepted
from simulator.customer import Phone
from simulator.line import Line
from simulator.phones import Bubble
from simulator.webhook import Delivery
from simulator.wire import WireEntry

__all__ = ["Accepted", "Bubble", "Delivery", "Line", "Phone", "WireEntry"]
