"""Which rights to a free reply does a conversation hold, and which of them is spent?"""

from bot.store.conversations import ReplyToken, Thread
from handlers.changing import replace

# LINE promises a minute; what is not on its way by then is better pushed (docs/decisions/0005).
REPLY_LIFE_MS = 50_000
_SPARE_LIFE_MS = 10_000
_TOKENS_KEPT = 5


def choose(
    held: tuple[ReplyToken, ...], now: int, prefer_newest: bool
) -> tuple[ReplyToken | None, tuple[ReplyToken, ...]]:
    """The token to spend, and those left. An agent's reply spends the oldest that will surely last.

    Spending oldest first leaves the freshest for the agent's next line: each is one free reply.
    """
    alive = [each for each in held if now - each.arrived_at < REPLY_LIFE_MS]
    if not alive:
        return None, ()
    lasting = [each for each in alive if REPLY_LIFE_MS - (now - each.arrived_at) >= _SPARE_LIFE_MS]
    chosen = alive[-1] if prefer_newest or not lasting else lasting[0]
    return chosen, tuple(each for each in alive if each is not chosen)


def has_live(thread: Thread, now: int) -> bool:
    """Could something be said for free now?"""
    return any(now - each.arrived_at < REPLY_LIFE_MS for each in thread.tokens)


def with_one_more(thread: Thread, token: str | None, arrived_at: int) -> Thread:
    """The thread holding one more right to a free reply."""
    if token is None:
        return thread
    kept = [each for each in thread.tokens if arrived_at - each.arrived_at < REPLY_LIFE_MS]
    return replace(thread, tokens=(*kept, ReplyToken(token, arrived_at))[-_TOKENS_KEPT:])
