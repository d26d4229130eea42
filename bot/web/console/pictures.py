"""A picture chosen in the composer: looked at, kept for LINE to fetch, or refused with a sentence."""

from flask import request

from bot.media import Kept, keep_picture, public_base
from bot.pictures import UPLOAD_BYTES, Unusable
from bot.store import media
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from handlers.rich import Picture

FIELD = "picture"


class NotTaken(Exception):
    """The picture cannot be sent; the message says why, to the agent."""


def is_chosen() -> bool:
    """Did the form bring a picture?"""
    chosen = request.files.get(FIELD)
    return chosen is not None and bool(chosen.filename)


def keep(conversation_id: int) -> tuple[Kept, Picture]:
    """The picture made fit for LINE, under an address LINE can fetch. Raises NotTaken."""
    base = public_base(desk().settings)
    if base is None:
        raise NotTaken(
            _("Pictures are off: LINE fetches them from an https address, and PUBLIC_URL is none.")
        )
    kept = take(conversation_id)
    return kept, Picture(kept.url(base), kept.preview_url(base), kept.media_id)


def take(conversation_id: int | None = None) -> Kept:
    """The picture of this form, made fit for LINE and kept. Raises NotTaken."""
    here = desk()
    raw = request.files[FIELD].stream.read(UPLOAD_BYTES + 1)
    try:
        return keep_picture(
            here.shelf,
            here.database,
            here.clock,
            raw,
            agent_id=me().id,
            conversation_id=conversation_id,
        )
    except Unusable as refused:
        raise NotTaken(_why(refused.why)) from None
    except OSError:
        raise NotTaken(_("The picture could not be kept. Please try again.")) from None


def discard(kept: Kept) -> None:
    """It was not sent after all."""
    here = desk()
    with here.database.transaction() as db:
        media.discard(db, kept.media_id, here.clock.now())


def _why(why: str) -> str:
    match why:
        case "too_big" | "too_many_pixels":
            return _("This picture is too big. Choose one of at most 20 MB.")
        case "heic":
            return _("LINE does not take HEIC pictures. Save it as JPEG or PNG and try again.")
        case "broken":
            return _("This picture is damaged and cannot be opened.")
    return _("This is not a picture. Choose a JPEG, PNG, WebP or GIF.")
