"""/healthz, /readyz and /metrics: is this process alive, can it commit, how much is waiting."""

import hmac
from collections.abc import Iterable

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.store import inbox, jobs, outbox, richmenus
from bot.store.database import Unavailable
from bot.web.desk import Desk, came_from_here, desk

health = Blueprint("health", __name__)

_STATES = {0: "waiting", 1: "sending", 2: "sent", 3: "failed", 4: "in_doubt", 5: "dropped"}


@health.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 while this process can commit an inbox row; the ages are data, not a verdict."""
    here = desk()
    try:
        here.keeper.prove()
        with here.database.reading() as db:
            ages = {
                "oldest_event_seconds": _age(here, inbox.oldest_waiting(db)),
                "oldest_delivery_seconds": _age(here, outbox.oldest_open(db)),
            }
    except (*Unavailable, TimeoutError):
        return jsonify(status="the database cannot be written"), 503
    return jsonify(status="ready", **ages), 200


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus text, for who holds METRICS_TOKEN, or from this machine when none is set."""
    here = desk()
    token = here.settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_local = came_from_here(here.settings)
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        abort(401)
    if not token and not is_local:
        abort(403)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Backlog(here))
    text = generate_latest(REGISTRY) + generate_latest(registry)
    return Response(text, mimetype="text/plain; version=0.0.4")


class _Backlog:
    """Backlog and totals as SQL knows them, the same from whichever process is asked."""

    def __init__(self, here: Desk) -> None:
        self._desk = here

    def collect(self) -> Iterable[Metric]:
        """Read once per scrape."""
        here = self._desk
        with here.database.reading() as db:
            waiting, oldest_event = inbox.counts(db), _age(here, inbox.oldest_waiting(db))
            totals = here.deliveries.totals(db, here.clock.now())
            oldest_delivery = _age(here, outbox.oldest_open(db))
            errands = jobs.waiting(db)
            published = richmenus.last_try(db)
        yield GaugeMetricFamily("saphan_inbox_waiting", "Events not yet handled", waiting["waiting"])
        yield GaugeMetricFamily("saphan_inbox_parked", "Events parked with a reason", waiting["parked"])
        yield GaugeMetricFamily(
            "saphan_inbox_oldest_seconds", "Age of the oldest unhandled event", oldest_event
        )
        yield GaugeMetricFamily(
            "saphan_outbox_oldest_seconds", "Age of the oldest undelivered message", oldest_delivery
        )
        yield GaugeMetricFamily("saphan_jobs_waiting", "Errands not yet done", errands)
        failed = int(published is not None and published[1] != "")
        yield GaugeMetricFamily("saphan_menus_failed", "1 while rich menus could not be published", failed)
        yield GaugeMetricFamily("saphan_streams", "Consoles listening to this process", here.hub.count())
        deliveries = CounterMetricFamily("saphan_deliveries", "Deliveries", labels=["via", "state"])
        for (via, state), number in totals.items():
            deliveries.add_metric([via or "none", _STATES[state]], number)
        yield deliveries


def _age(here: Desk, moment: int | None) -> float:
    return 0.0 if moment is None else max(0.0, (here.clock.now() - moment) / 1000)
