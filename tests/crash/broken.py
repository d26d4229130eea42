"""The product with one promise taken out, to show that the crash run notices: `broken VARIANT COMMAND`."""

import dataclasses
import sys
import uuid
from typing import Any

import bot.__main__ as command
from bot import inbox, outbox
from bot.line.client import Line
from bot.store import outbox as rows


def no_dedupe() -> None:
    """Every delivery of an event is taken for a new one."""
    once = inbox._new_event

    def anew(envelope: Any, now: int) -> Any:
        kept = once(envelope, now)
        return dataclasses.replace(kept, webhook_event_id=f"{kept.webhook_event_id}-{uuid.uuid4().hex[:8]}")

    inbox._new_event = anew


def attempt_not_recorded() -> None:
    """An attempt of unknown fate is forgotten, and taken for one that was never made."""
    judge = outbox.judge

    def forget(claimed: Any, via: str, answer: Any, now: int) -> Any:
        return dataclasses.replace(
            judge(dataclasses.replace(claimed, is_uncertain=False), via, answer, now), is_uncertain=False
        )

    outbox.judge = forget
    recover = rows.recover
    rows.recover = lambda db, now: [
        recover(db, now),
        db.execute(rows.Delivery.__table__.update().values(is_uncertain=False)),
    ][0]


def push_without_key(line: Any = Line) -> None:
    """Every attempt of a push goes out under a key of its own."""
    push = line.push

    def anew(self: Any, to: str, payload: str, retry_key: str) -> Any:
        return push(self, to, payload, str(uuid.uuid4()))

    line.push = anew


VARIANTS = {
    "no-dedupe": no_dedupe,
    "attempt-not-recorded": attempt_not_recorded,
    "push-without-key": push_without_key,
}

if __name__ == "__main__":
    VARIANTS[sys.argv[1]]()
    sys.exit(command.main(sys.argv[2:]))
