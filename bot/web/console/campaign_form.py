"""What did the admin write, and is it something LINE takes?"""

from dataclasses import dataclass, replace
from datetime import date, time

from flask import request

from bot.line.render import TEXT_UNITS, Bubble, payload, units
from bot.media import public_base
from bot.store.campaigns import Attached, Draft
from bot.store.reach import Audience
from bot.web.console import pictures
from bot.web.desk import desk
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from bot.web.typed import plain
from handlers.daytime import ShopTime
from handlers.messages import TOPICS, stop_option
from handlers.rich import Picture
from handlers.wording import sentence

NAME_LENGTH = 100
MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it by field. `drops`: the picture is to go."""

    draft: Draft
    problems: dict[str, str]
    drops: bool = False


def empty() -> Form:
    """Nothing typed yet."""
    return Form(Draft("", TOPICS[0], {}, Audience()), {})


def read(before: Attached | None = None) -> Form:
    """The form of this request; `before`: the picture the draft already has."""
    typed = request.form
    texts = {each: plain(typed.get(f"text_{each}", "")).strip() for each in LANGUAGES}
    draft = Draft(
        name=" ".join(typed.get("name", "").split()),
        topic=typed.get("topic", ""),
        texts={language: text for language, text in texts.items() if text},
        audience=Audience(
            tags=tuple(dict.fromkeys(typed.getlist("tags")))[:MOST_TAGS],
            language=typed.get("language", ""),
        ),
        picture=before,
    )
    return _with_picture(draft, drops=bool(typed.get("drop_picture")))


def _with_picture(draft: Draft, *, drops: bool) -> Form:
    """A picture is kept only beside words that are good: a form that comes back leaves no file behind."""
    is_chosen, has_address = pictures.is_chosen(), public_base(desk().settings) is not None
    has_picture = is_chosen or (draft.picture is not None and not drops)
    problems = _problems(draft, has_picture)
    if is_chosen and not has_address:
        problems["picture"] = _("Pictures need PUBLIC_URL to be an https address that LINE can reach.")
    elif is_chosen and problems:
        problems["picture"] = _(
            "Choose the picture again: it was not kept, because something else is missing."
        )
    if problems:
        return Form(draft, problems, drops)
    if not is_chosen:
        return Form(replace(draft, picture=None) if drops else draft, {})
    try:
        kept = pictures.take()
    except pictures.NotTaken as refused:
        return Form(draft, {"picture": str(refused)}, drops)
    return Form(replace(draft, picture=Attached(kept.media_id, kept.token)), {})


def _problems(draft: Draft, has_picture: bool) -> dict[str, str]:
    found = {}
    if not draft.name:
        found["name"] = _("Give it a name, so that your team knows which one it is.")
    elif len(draft.name) > NAME_LENGTH:
        found["name"] = _("At most %(n)s characters.", n=NAME_LENGTH)
    if draft.topic not in TOPICS:
        found["topic"] = _("Choose one of the topics.")
    if draft.audience.language not in ("", *LANGUAGES):
        found["language"] = _("Choose one of the languages.")
    if not draft.texts and not has_picture:
        found["text_th"] = _("Write a text in at least one language, or add a picture.")
    for language, text in draft.texts.items():
        if units(text) > TEXT_UNITS:
            length = f"{units(text):,}"
            found[f"text_{language}"] = _(
                "This is %(n)s characters long; LINE takes 5,000 in one message.", n=length
            )
    return found


def picture_of(draft: Draft) -> Picture | None:
    """The picture where LINE can fetch it; None without one, or without an address."""
    base = public_base(desk().settings)
    if draft.picture is None or base is None:
        return None
    address = f"{base}/m/{draft.picture.token}"
    return Picture(address, f"{address}/preview", draft.picture.media_id)


def payloads(draft: Draft) -> dict[str, str]:
    """{language: LINE's messages}, each with the tap that stops the topic.

    A picture alone goes out in every language the shop speaks, for the tap's label.
    """
    picture = picture_of(draft)
    return {
        language: payload(_bubbles(draft, picture, language))
        for language in (draft.texts or dict.fromkeys(LANGUAGES, ""))
    }


def _bubbles(draft: Draft, picture: Picture | None, language: str) -> list[Bubble]:
    option = stop_option(draft.topic)
    stop = ((option.data, sentence(option.wording, language)),)
    text = draft.texts.get(language, "")
    shown = [Bubble("", stop if not text else (), rich=picture)] if picture else []
    return [*shown, *([Bubble(text, stop)] if text else [])]


def moment() -> tuple[int | None, str]:
    """When it is to go out, ms UTC, and what is wrong with that."""
    typed, here = request.form, desk()
    if typed.get("when") == "now":
        return here.clock.now(), ""
    try:
        day, at = date.fromisoformat(typed.get("day", "")), time.fromisoformat(typed.get("time", ""))
        if at.tzinfo is not None:
            raise ValueError
        due = ShopTime(here.settings.timezone).moment(day, at)
    except (ValueError, OverflowError):
        return None, _("Choose a day and a time.")
    if due < here.clock.now():
        return None, _("That moment has passed.")
    return due, ""
