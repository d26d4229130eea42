"""Is this desk well, and if not, what should be done about it?"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from prometheus_client import REGISTRY
from werkzeug.wrappers import Response

from bot.store import audit, inbox, jobs, outbox, quota
from bot.store.database import Connection
from bot.wake import INBOX
from bot.web.desk import Desk, desk
from bot.web.language import say as _
from bot.web.signin import me

system = Blueprint("system", __name__)

SHOWN = 50
# From here on waiting is no longer the ordinary moment between two rounds (docs/running.md).
LATE_EVENT_SECONDS, LATE_DELIVERY_SECONDS = 10, 60
KEEPS_FAILING = 3
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Health:
    """One moment of the desk, as the page shows it. Ages in whole seconds."""

    last_event_at: int | None
    refused: int
    not_kept: int
    waiting: int
    oldest_event: int
    oldest_delivery: int
    parked_count: int
    parked: list[inbox.Parked]
    failed: int
    in_doubt: int
    troubles: list[outbox.Trouble]
    failing: list[jobs.Failing]
    quota: quota.Quota | None

    @property
    def has_late_events(self) -> bool:
        """Do events wait longer than a working decider lets them?"""
        return self.oldest_event > LATE_EVENT_SECONDS

    @property
    def has_late_deliveries(self) -> bool:
        """Do messages wait longer than LINE's ordinary hiccups last?"""
        return self.oldest_delivery > LATE_DELIVERY_SECONDS

    @property
    def can_try_again(self) -> bool:
        """Is anything parked that is not malformed?"""
        return any(each.contact_key for each in self.parked)

    @property
    def is_quota_short(self) -> bool:
        """Is nearly all of this month's quota used?"""
        allowed = self.quota.allowed if self.quota else None
        return bool(allowed and self.quota and self.quota.used >= allowed * _NEARLY)

    @property
    def is_well(self) -> bool:
        """Is there nothing to do on this page?"""
        waits = self.has_late_events or self.has_late_deliveries
        broken = self.parked_count or self.failed or self.in_doubt or self.failing
        return not (waits or broken or self.refused or self.not_kept or self.is_quota_short)


@system.get("/system")
def page() -> str:
    """What came in, what waits, what failed, and what to do."""
    here = desk()
    with here.database.reading() as db:
        health = _look(here, db)
    return render_template("system.html", health=health, settings=here.settings, outbox=outbox)


@system.post("/system/parked/<int(max=9223372036854775807):event_id>")
def try_again(event_id: int) -> Response:
    """This parked event waits for its turn again."""
    return _requeue(event_id)


@system.post("/system/parked")
def try_all_again() -> Response:
    """All of them do."""
    return _requeue(None)


def _requeue(event_id: int | None) -> Response:
    here = desk()
    with here.database.transaction() as db:
        count = inbox.requeue(db, event_id)
        if count:
            subject = f"{count} events" if event_id is None else f"event {event_id}"
            subject += ": set aside → waiting"
            audit.note(db, here.clock.now(), "inbox.requeued", subject, me().id)
            here.wake.inside(db, INBOX)
    here.wake.after(INBOX)
    if count:
        flash(_("%(n)s events wait for their turn again.", n=count))
    else:
        flash(_("Nothing was parked any more that could be tried again."), "problem")
    return redirect(url_for("system.page"), 303)


def _look(here: Desk, db: Connection) -> Health:
    counts, troubles = inbox.counts(db), outbox.troubles(db)
    return Health(
        last_event_at=inbox.newest(db),
        refused=_calls("bad_signature"),
        not_kept=_calls("not_kept"),
        waiting=counts["waiting"],
        oldest_event=_age(here, inbox.oldest_waiting(db)),
        oldest_delivery=_age(here, outbox.oldest_open(db)),
        parked_count=counts["parked"],
        parked=inbox.parked(db, SHOWN),
        failed=troubles.get(outbox.FAILED, 0),
        in_doubt=troubles.get(outbox.IN_DOUBT, 0),
        troubles=outbox.in_trouble(db, SHOWN),
        failing=jobs.failing(db, KEEPS_FAILING, SHOWN),
        quota=quota.latest(db),
    )


def _calls(outcome: str) -> int:
    """Webhook calls with that outcome since this process started."""
    return int(REGISTRY.get_sample_value("saphan_webhook_calls_total", {"outcome": outcome}) or 0)


def _age(here: Desk, moment: int | None) -> int:
    return 0 if moment is None else max(0, here.clock.now() - moment) // 1000
