"""A picture chosen in the composer: looked at, kept for LINE to fetch, or refused with a sentence."""

from flask import request

from bot.line.render import shorten
from bot.media import Kept, keep_copy, keep_picture, public_base
from bot.pictures import UPLOAD_BYTES, Unusable
from bot.sniffing import runs
from bot.store import canned, media
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import LEADS
from bot.web.signin import me
from bot.web.typed import clean
from handlers.rich import Picture

FIELD = "picture"
_NAMED = 60  # of a file's name, as it is told


class NotTaken(Exception):
    """The picture cannot be sent; the message says why, to the agent."""


def is_chosen() -> bool:
    """Did the form bring a picture?"""
    chosen = request.files.get(FIELD)
    return chosen is not None and bool(chosen.filename)


def keep(conversation_id: int) -> tuple[Kept, Picture]:
    """The picture made fit for LINE, under an address LINE can fetch. Raises NotTaken."""
    base = _base()
    kept = take(conversation_id)
    return kept, Picture(kept.url(base), kept.preview_url(base), kept.media_id)


def take(conversation_id: int | None = None) -> Kept:
    """The picture of this form, made fit for LINE and kept. Raises NotTaken.

    The bytes say what it is; a name that promises a page is refused too, whatever it holds.
    """
    here, chosen = desk(), request.files[FIELD]
    name = shorten(clean(chosen.filename or "") or "?", _NAMED)
    if runs(chosen.filename or ""):
        raise NotTaken(_("“%(name)s” is named like a web page. Send a JPEG, PNG, WebP or GIF.", name=name))
    try:
        return keep_picture(
            here.shelf,
            here.database,
            here.clock,
            chosen.stream.read(UPLOAD_BYTES + 1),
            agent_id=me().id,
            conversation_id=conversation_id,
        )
    except Unusable as refused:
        raise NotTaken(_why(refused.why, name)) from None
    except OSError:
        raise NotTaken(_("The picture could not be kept. Please try again.")) from None


def keep_for_later() -> Kept:
    """The picture of this form for what is sent later. Raises NotTaken, also where none can be sent."""
    _base()
    return take()


def keep_canned(conversation_id: int, canned_id: int) -> tuple[Kept, Picture]:
    """A copy of this canned reply's picture, under an address LINE can fetch. Raises NotTaken."""
    here, base = desk(), _base()
    with here.database.reading() as db:
        mine = canned.for_agent(db, me().id, sees_every_team=me().role in LEADS)
        reply = next((each for each in mine if each.id == canned_id), None)
        row = media.one(db, reply.media_id) if reply and reply.media_id and reply.has_picture else None
    gone = _("The picture of this canned reply is gone. Take it out, or choose another.")
    if row is None:
        raise NotTaken(gone)
    try:
        kept = keep_copy(
            here.shelf, here.database, here.clock, row, agent_id=me().id, conversation_id=conversation_id
        )
    except FileNotFoundError:
        raise NotTaken(gone) from None
    except OSError:
        raise NotTaken(_("The picture could not be kept. Please try again.")) from None
    return kept, Picture(kept.url(base), kept.preview_url(base), kept.media_id)


def discard(kept: Kept) -> None:
    """It was not sent after all."""
    here = desk()
    with here.database.transaction() as db:
        media.discard(db, kept.media_id, here.clock.now())


def _base() -> str:
    base = public_base(desk().settings)
    if base is None:
        raise NotTaken(
            _("Pictures are off: LINE fetches them from an https address, and PUBLIC_URL is none.")
        )
    return base


def _why(why: str, name: str) -> str:
    match why:
        case "too_big" | "too_many_pixels":
            return _("“%(name)s” is too big. Choose a picture of at most 20 MB.", name=name)
        case "heic":
            return _(
                "LINE does not take HEIC pictures. Save “%(name)s” as JPEG or PNG and try again.", name=name
            )
        case "broken":
            return _("“%(name)s” is damaged and cannot be opened.", name=name)
    return _("“%(name)s” is not a picture. Choose a JPEG, PNG, WebP or GIF.", name=name)
