"""Pictures that came with an article: kept where LINE can fetch them, named by the field they belong to."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import request

from bot.media import keep_picture, public_base
from bot.pictures import Unusable
from bot.web.answers.bubbles import text_field
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from faq.answer import BUBBLES

NO_PICTURES: Mapping[str, str] = MappingProxyType({})


def uploaded() -> tuple[dict[str, str], dict[str, str]]:
    """{field: address of the picture}, and {field of the bubble: what is wrong}."""
    here, kept, faults = desk(), {}, {}
    for name, upload in request.files.items():
        if not (name.startswith("file_") and upload.filename):
            continue
        code, number = (*name.split("_"), "", "0")[1:3]
        field = text_field(code, whole(number, BUBBLES - 1) or 0)
        if public_base(here.settings) is None:
            faults[field] = _("Pictures need PUBLIC_URL to be an https address that LINE can reach.")
            continue
        try:
            found = keep_picture(here.shelf, here.database, here.clock, upload.read(), agent_id=me().id)
        except Unusable:
            faults[field] = _("This is no picture LINE takes. Use a JPEG or PNG of at most 10 MB.")
        except OSError:
            faults[field] = _("The picture could not be kept. Try again in a moment.")
        else:
            kept[name] = f"/m/{found.token}#{found.media_id}"
    return kept, faults
