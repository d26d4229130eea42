"""What does every handler look like?"""

from collections.abc import Callable
from typing import Any

from handlers.facts import Facts
from handlers.state import Decision, State

# State, the event it is for, and facts in; the new state and what to do out.
Handler = Callable[[State, Any, Facts], Decision]
