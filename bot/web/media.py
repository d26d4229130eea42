"""Files for signed-in staff, and the pictures LINE comes to fetch: never anything a browser would run."""

import re
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.wsgi import wrap_file

from bot.logs import log
from bot.media import PREVIEW
from bot.sniffing import SHOWN, UNKNOWN
from bot.store import canned
from bot.store import media as rows
from bot.store.database import AnyRow, Connection
from bot.store.media import KEPT
from bot.web.desk import desk
from bot.web.permissions import LEADS
from bot.web.signin import me

media = Blueprint("media", __name__)

# Even if a browser were talked into showing a file as a page, it could do nothing there.
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_MEDIA = "<int(max=9223372036854775807):media_id>"


def install(app: Flask) -> None:
    """The routes."""
    app.register_blueprint(media)


@media.get(f"/media/{_MEDIA}")
def whole(media_id: int) -> Response:
    """The file itself; with `?save=1` always to be saved."""
    return _serve(_kept(media_id), is_preview=False)


@media.get(f"/media/{_MEDIA}/preview")
def preview(media_id: int) -> Response:
    """The small picture."""
    return _serve(_kept(media_id), is_preview=True)


@media.get("/m/<token>")
def sent(token: str) -> Response:
    """A picture we sent, for LINE."""
    return _for_anyone(_serve(_opened_by(token), is_preview=False))


@media.get("/m/<token>/preview")
def sent_preview(token: str) -> Response:
    """Its small one."""
    return _for_anyone(_serve(_opened_by(token), is_preview=True))


def _for_anyone(answer: Response) -> Response:
    """LINE shows it inside its own pages, and keeps no copy longer than it must."""
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _kept(media_id: int) -> AnyRow:
    with desk().database.reading() as db:
        row = rows.one(db, media_id)
        if row is None or not _may_see(db, row):
            abort(404)
    if row.state != KEPT:
        abort(410)
    return row


def _may_see(db: Connection, row: AnyRow) -> bool:
    """Whatever came in a chat, everybody; a canned reply's picture, those the reply is for."""
    scope = canned.scope_of(db, row.id) if row.conversation_id is None else None
    return scope is None or canned.may_use(db, scope, me().id, sees_every_team=me().role in LEADS)


def _opened_by(token: str) -> AnyRow:
    with desk().database.reading() as db:
        row = rows.by_token(db, token) if _TOKEN.fullmatch(token) else None
    if row is None:
        abort(404)
    return row


def _serve(row: AnyRow, *, is_preview: bool) -> Response:
    """With ranges, so that a player can jump; checked anew each time, so that what was taken back is gone."""
    if is_preview and not row.has_preview:
        abort(404)
    try:
        opened = desk().shelf.open(row.path + PREVIEW if is_preview else row.path)
    except FileNotFoundError:
        log.warning("media.missing", media=row.id)
        abort(404)
    size = opened.seek(0, 2)
    opened.seek(0)
    content_type = "image/jpeg" if is_preview else row.content_type
    is_shown = content_type in SHOWN and "save" not in request.args
    answer = Response(wrap_file(request.environ, opened), direct_passthrough=True)
    answer.content_type = content_type if content_type in SHOWN else UNKNOWN
    answer.content_length = size
    answer.headers["Content-Disposition"] = disposition(row.file_name, content_type, is_shown=is_shown)
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(f"{row.id}{'p' if is_preview else 'w'}")
    answer.make_conditional(request, accept_ranges=True, complete_length=size)
    return answer


_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
}


def disposition(name: str, content_type: str, *, is_shown: bool) -> str:
    """RFC 6266 and 8187: a plain name for old browsers, the true one in UTF-8 beside it."""
    whole_name = "".join(each for each in name if each.isprintable()).strip() or "file" + _ENDINGS.get(
        content_type, ""
    )
    safe = whole_name.replace("/", "_").replace("\\", "_")[-150:]
    plain = "".join(each if each.isascii() and each not in '"%;' else "_" for each in safe)
    way = "inline" if is_shown else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
