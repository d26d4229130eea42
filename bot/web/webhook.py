"""POST /line/webhook: check the signature, keep the events, answer 200."""

from flask import Blueprint, Response, request

from bot.inbox import NotKept
from bot.line.parse import envelopes
from bot.logs import log
from bot.web import meters
from bot.web.arrival import waited_ms
from bot.web.desk import desk

webhook = Blueprint("webhook", __name__)

# LINE documents 2 MB for API requests and nothing for webhooks; a real call is a few kB.
MOST_BYTES = 2 * 1024 * 1024


@webhook.post("/line/webhook")
def receive() -> Response:
    """200 once the events are committed; 400 when LINE did not send this; 503 when they cannot be kept.

    The signature covers the raw body, so it is checked before anything is parsed:
    https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
    """
    here = desk()
    arrived_at = here.clock.now() - waited_ms(request.environ)
    body = _body()
    if body is None or not here.signatures.match(body, request.headers.get("X-Line-Signature", "")):
        return _refuse("signature")
    try:
        found = envelopes(body)
    except (ValueError, RecursionError):
        return _refuse("body")
    try:
        here.keeper.keep(found, arrived_at)
    except NotKept:
        meters.webhook.labels("not_kept").inc()
        return Response("not kept, please send again\n", 503, {"Retry-After": "1"}, mimetype="text/plain")
    meters.webhook.labels("kept").inc()
    return Response("ok\n", mimetype="text/plain")


def _body() -> str | None:
    if (request.content_length or 0) > MOST_BYTES:
        return None
    try:
        return request.get_data(cache=False).decode()
    except UnicodeDecodeError:
        return None


def _refuse(what: str) -> Response:
    log.warning("webhook.refused", what=what, address=request.remote_addr)
    meters.webhook.labels(f"bad_{what}").inc()
    return Response(f"bad {what}\n", 400, mimetype="text/plain")
