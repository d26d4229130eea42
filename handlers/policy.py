"""Limits and thresholds with their defaults, and why each is what it is."""

from dataclasses import dataclass

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Policy:
    """What operators may tune without a deploy."""

    # The second miss offers a person and the third hands over: people forgive a bot one
    # misunderstanding, and give up after the third.
    misses_to_offer: int = 2
    misses_to_hand_over: int = 3
    # A day of quiet ends a session: the next message is a new need.
    quiet_ms: int = 24 * HOUR_MS
    # "Did you mean" with more than three choices is a menu, not a question.
    choices: int = 3
    # Without enough waits to go by, a quarter of an hour is what people bear; less than five minutes no
    # team can promise. Who has left a message is owed an answer within an open hour.
    patience_ms: int = 15 * MINUTE_MS
    least_promise_ms: int = 5 * MINUTE_MS
    follow_up_ms: int = HOUR_MS
    # One word meanwhile, once, and not before there is something new to say.
    update_after_ms: int = 5 * MINUTE_MS
    # Who carries one of these tags goes ahead of the line.
    vip_tags: frozenset[str] = frozenset({"vip"})
    # Asked more often than weekly, people stop answering; between 9 and 20 nobody is woken.
    survey_gap_ms: int = 7 * 24 * HOUR_MS
    survey_hours: tuple[int, int] = (9, 20)
    # A reason is what comes right after a score; later words are about something else.
    reason_ms: int = HOUR_MS
    low_score: int = 3
    # Of a hundred answers, after how many "did this help?" is asked; admins set it.
    help_percent: int = 0
    # Something left unfinished is worth a reminder for a week; after that it is forgotten.
    paused_ms: int = 7 * 24 * HOUR_MS
