"""What goes to LINE for a chunk of a campaign, and what does LINE's answer mean for it? Pure."""

from dataclasses import dataclass
from typing import Protocol

from bot.line.errors import Answer, Kind
from bot.store.chunks import FAILED, SENT, WAITING, Claimed, Outcome

QUOTA = "quota"

_GAPS_MS = (1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000)


class Multicasts(Protocol):
    """The one way to say something to many contacts, and how much of it the month still allows."""

    def multicast(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer: ...

    def quota(self) -> tuple[int | None, int]: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed chunk with everything its call needs."""

    claimed: Claimed
    payload: str
    to: tuple[str, ...]


def unit_of(campaign_id: int) -> str:
    """The name LINE's statistics keep this campaign under."""
    return f"broadcast_{campaign_id}"


def judge(ready: Ready, answer: Answer, now: int, left: int | None = None) -> Outcome:
    """What an answer means for a chunk; `left`: how many messages LINE still takes this month, if it said."""
    claimed = ready.claimed
    due = now + _GAPS_MS[min(claimed.attempts - 1, len(_GAPS_MS) - 1)]
    match answer.kind:
        case Kind.ACCEPTED | Kind.ALREADY_ACCEPTED:
            return outcome(claimed, SENT, request_id=answer.request_id)
        case Kind.REFUSED | Kind.TOKEN_INVALID:
            return outcome(claimed, FAILED, answer.reason, request_id=answer.request_id)
        case Kind.OVER_QUOTA if left and left < len(ready.to) and not claimed.is_uncertain:
            return outcome(claimed, WAITING, answer.reason, due_at=now, fits=left)
        case Kind.OVER_QUOTA:
            return outcome(claimed, WAITING, answer.reason, due_at=now, holds=QUOTA)
        case Kind.UNKNOWN:
            return outcome(claimed, WAITING, answer.reason, due_at=due, is_uncertain=True)
    return outcome(claimed, WAITING, answer.reason, due_at=due)


def outcome(
    claimed: Claimed,
    state: int,
    reason: str = "",
    *,
    is_uncertain: bool = False,
    due_at: int = 0,
    request_id: str = "",
    holds: str = "",
    fits: int = 0,
) -> Outcome:
    """What became of the attempt in hand; once nobody knew, nobody knows."""
    return Outcome(
        id=claimed.id,
        campaign_id=claimed.campaign_id,
        attempts=claimed.attempts,
        state=state,
        is_uncertain=claimed.is_uncertain or is_uncertain,
        due_at=due_at,
        reason=reason,
        request_id=request_id,
        holds=holds,
        fits=fits,
    )
