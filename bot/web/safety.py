"""What does every answer carry to keep browsers safe, and what do people see when something goes wrong?"""

from flask import Flask, Request, Response, jsonify, render_template, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import force_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from bot.logs import log
from bot.store.database import Lost
from bot.web import language
from bot.web.desk import desk
from bot.web.permissions import PUBLIC, TABLE, wants_part

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: https:",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WEBHOOK = "/line/webhook"
_SHOWN = (400, 401, 403, 404, 405, 413, 429, 500, 503)


class Cookies(SecureCookieSessionInterface):
    """Flask's cookie, which nobody at the webhook has: reading and signing none costs a tenth of a call."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None makes Flask lend an empty one that is never saved."""
        return None if request.path == WEBHOOK else super().open_session(app, request)


def guard(app: Flask) -> None:
    """Headers on everything people see, and friendly pages for what goes wrong."""
    app.session_interface = Cookies()
    is_https = desk_is_https(app)

    @app.after_request
    def harden(response: Response) -> Response:
        if request.path == WEBHOOK:
            return response  # LINE renders nothing, and this is the busiest door of all
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if TABLE.get(request.endpoint or "") != PUBLIC or (request.endpoint or "").startswith(
            ("signin.", "newpassword.")
        ):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.register_error_handler(HTTPException, _explain_http)
    for kind in Lost:
        app.register_error_handler(kind, _explain_unavailable)
    app.register_error_handler(CSRFError, _explain_csrf)


def desk_is_https(app: Flask) -> bool:
    """Is this desk reached over https? Then cookies and browsers are told to keep to it."""
    public_url: str = app.extensions["desk"].settings.public_url
    return public_url.startswith("https://")


def _explain_http(error: HTTPException) -> HTTPException | tuple[str | Response, int]:
    """A page in the person's language; machines that ask the health doors keep the plain answer."""
    code = error.code or 500
    if code not in _SHOWN or error.response is not None or _is_for_machines():
        return error
    return _explained(code)


def _explain_csrf(error: CSRFError) -> tuple[str | Response, int]:
    return _explained(400)


def _explain_unavailable(error: Exception) -> tuple[str | Response, int]:
    log.error("database.unavailable", error=type(error).__name__, endpoint=request.endpoint)
    return _explained(503)


def _explained(code: int) -> tuple[str | Response, int]:
    if wants_part():
        return jsonify(error=code), code
    spoken = language.remembered() if code in (500, 503) else language.chosen()
    language.use(spoken)
    with force_locale(spoken):
        return render_template("error.html", code=code, shop_language=desk().settings.locale), code


def _is_for_machines() -> bool:
    return (request.endpoint or "").startswith(("health.", "webhook."))
