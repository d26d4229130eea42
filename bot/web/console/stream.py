"""GET /live: changes as they happen, one stream per browser."""

from flask import Response, request

from bot.web.console.blueprint import console
from bot.web.desk import desk
from bot.web.live import Full
from bot.web.signin import digest, me
from bot.web.typed import whole
from bot.web.wire import wire_of


@console.get("/live")
def live() -> Response:
    """Server-sent events, resumed by Last-Event-ID, or by `last` where a tab takes over from another."""
    hub = desk().hub
    try:
        stream = hub.open(me().id, digest(me().token))
    except Full:
        return Response("no more streams here\n", 503, {"Retry-After": "5"}, mimetype="text/plain")
    answer = Response(hub.lines(stream, _last(), wire_of(request.environ)), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.call_on_close(lambda: hub.leave(stream))
    return answer


def _last() -> int | None:
    given = request.headers.get("Last-Event-ID") or request.args.get("last", "")
    return whole(given)
