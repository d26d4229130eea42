"""How is a delivery attempted, and what does LINE's answer mean for it (docs/decisions/0005)? Pure."""

from bot.line.errors import KEY_LIFE_MS, Answer, Kind
from bot.store.outbox import FAILED, IN_DOUBT, PUSH, REPLY, SENT, WAITING, Claimed, Outcome
from bot.tokens import REPLY_LIFE_MS

# What an attempt comes to that was never made: as the log calls it.
NOT_BEGUN, NOBODY_KNOWS = "not begun", "none"
_REPLY_GAPS_MS = (200, 400, 800, 1_600, 3_200, 5_000)
_PUSH_GAPS_MS = (1_000, 2_000, 4_000, 10_000, 30_000, 60_000, 300_000, 600_000)


def vehicle(claimed: Claimed, now: int) -> str:
    """As the claim decided it, unless it has become too late for that since.

    Once the lease is over somebody else may hold the delivery, and believe that this attempt was made.
    """
    if now >= claimed.lease_until:
        return NOT_BEGUN
    if claimed.via == PUSH:
        return PUSH
    if now - (claimed.arrived_at or 0) < REPLY_LIFE_MS:
        return REPLY
    return NOBODY_KNOWS if claimed.is_uncertain else NOT_BEGUN


def judge(claimed: Claimed, via: str, answer: Answer, now: int) -> Outcome:
    """What an answer means for a delivery."""
    if via == REPLY:
        return _judge_reply(claimed, answer, now)
    if via == PUSH:
        return _judge_push(claimed, answer, now)
    if via == NOBODY_KNOWS:
        return _outcome(claimed, IN_DOUBT, REPLY, is_uncertain=True, reason="no answer from LINE in time")
    return _outcome(claimed, WAITING, claimed.via, due_at=now, is_uncertain=claimed.is_uncertain)


def _judge_reply(claimed: Claimed, answer: Answer, now: int) -> Outcome:
    if answer.kind in (Kind.ACCEPTED, Kind.ALREADY_ACCEPTED):
        return _outcome(claimed, SENT, REPLY, request_id=answer.request_id, line_ids=answer.line_ids)
    if answer.kind is Kind.TOKEN_INVALID and claimed.is_uncertain:
        # The token works once: it was our own earlier attempt that used it.
        return _outcome(claimed, SENT, REPLY, request_id=answer.request_id)
    if answer.kind is Kind.TOKEN_INVALID:
        return _outcome(claimed, WAITING, PUSH, due_at=now, reason=answer.reason)
    if answer.kind in (Kind.REFUSED, Kind.OVER_QUOTA):
        return _outcome(claimed, FAILED, REPLY, reason=answer.reason, request_id=answer.request_id)
    is_uncertain = claimed.is_uncertain or answer.kind is Kind.UNKNOWN
    due = now + _REPLY_GAPS_MS[min(claimed.attempts - 1, len(_REPLY_GAPS_MS) - 1)]
    return _outcome(claimed, WAITING, "", due_at=due, is_uncertain=is_uncertain, reason=answer.reason)


def _judge_push(claimed: Claimed, answer: Answer, now: int) -> Outcome:
    if answer.kind in (Kind.ACCEPTED, Kind.ALREADY_ACCEPTED):
        return _outcome(
            claimed,
            SENT,
            PUSH,
            request_id=answer.request_id,
            counted=1,
            pushed_at=now,
            line_ids=answer.line_ids,
        )
    if answer.kind in (Kind.REFUSED, Kind.OVER_QUOTA, Kind.TOKEN_INVALID):
        return _outcome(claimed, FAILED, PUSH, reason=answer.reason, request_id=answer.request_id)
    first = claimed.pushed_at or now
    is_uncertain = claimed.is_uncertain or answer.kind is Kind.UNKNOWN
    if now - first >= KEY_LIFE_MS:
        state, reason = IN_DOUBT if is_uncertain else FAILED, f"gave up after 24 hours: {answer.reason}"
        return _outcome(claimed, state, PUSH, is_uncertain=is_uncertain, reason=reason)
    due = now + _PUSH_GAPS_MS[min(claimed.attempts - 1, len(_PUSH_GAPS_MS) - 1)]
    return _outcome(
        claimed,
        WAITING,
        PUSH,
        due_at=due,
        is_uncertain=is_uncertain,
        reason=answer.reason,
        pushed_at=first,
    )


def _outcome(
    claimed: Claimed,
    state: int,
    via: str,
    *,
    is_uncertain: bool = False,
    due_at: int = 0,
    reason: str = "",
    request_id: str = "",
    counted: int = 0,
    pushed_at: int | None = None,
    line_ids: str = "",
) -> Outcome:
    return Outcome(
        id=claimed.id,
        attempts=claimed.attempts,
        conversation_id=claimed.conversation_id,
        state=state,
        via=via,
        is_uncertain=is_uncertain,
        due_at=due_at,
        reason=reason,
        request_id=request_id,
        counted=counted,
        pushed_at=pushed_at,
        line_ids=line_ids,
    )
