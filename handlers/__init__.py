"""Decides: (state, event, facts) → (state, effects).

Every decision about a contact lives in this package, whoever caused it: the contact's message, an
agent's click, a timer. Nothing here touches the world: no database, no network, no clock, no
chance. `bot` asks `hear` what was meant, gathers the facts, calls `decide`, and carries out the
effects.
"""

from handlers.hearing import hear
from handlers.table import decide

__all__ = ["decide", "hear"]
