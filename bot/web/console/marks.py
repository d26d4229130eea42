"""What became of a delivery, in words an agent can act on?"""

from dataclasses import dataclass

from bot.store import outbox
from bot.store.database import AnyRow
from bot.web.language import say as _


@dataclass(frozen=True, slots=True)
class Mark:
    """The line under the last bubble of a delivery. `may_resend`: a person may ask for it again."""

    tone: str
    icon: str
    text: str
    may_resend: bool = False


def mark(row: AnyRow) -> Mark | None:
    """From a transcript row; None for what nobody had to deliver."""
    match row.delivery:
        case outbox.WAITING:
            text = _("waiting to be sent") if row.attempts == 0 else _("not through yet, trying again")
            return Mark("quiet", "clock", text)
        case outbox.SENDING:
            return Mark("quiet", "clock", _("sending"))
        case outbox.SENT if row.via == "reply":
            return Mark("free", "check2", _("reply · free"))
        case outbox.SENT:
            return Mark("quiet", "check2", _("push · counted %(count)s", count=row.counted))
        case outbox.FAILED:
            text = _("failed: %(reason)s", reason=_reason(row.reason))
            return Mark("risk", "exclamation-circle", text, may_resend=True)
        case outbox.IN_DOUBT:
            text = _("in doubt: LINE did not say whether it arrived")
            return Mark("wait", "question-circle", text, may_resend=True)
        case outbox.DROPPED:
            return Mark("quiet", "slash-circle", _("not sent: an agent took over"))
    return None


def _reason(reason: str) -> str:
    if "monthly limit" in reason:
        return _("this month's quota is used up")
    if reason.startswith("gave up"):
        return _("LINE could not be reached for 24 hours")
    if reason.startswith("401"):
        return _("LINE did not accept our access token")
    return _("LINE said “%(words)s”", words=reason) if reason else _("LINE gave no reason")
