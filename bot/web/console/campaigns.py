"""Broadcasts: the list, the page of each, and the form they are written in."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from bot.line.render import TEXT_UNITS
from bot.media import public_base
from bot.store import campaigns as rows
from bot.store import quota, results, tags
from bot.web.console import campaign_form, campaign_words
from bot.web.console.blueprint import CAMPAIGN, campaigns
from bot.web.console.campaign_form import Form
from bot.web.console.campaign_sheet import Sheet, look
from bot.web.desk import desk
from bot.web.typed import whole
from handlers.messages import TOPICS, stop_option
from handlers.wording import sentence

PAGE = 50

Answer = Response | str | tuple[str, int]


@campaigns.app_context_processor
def _words() -> dict[str, object]:
    """The names of things, for the templates of this room."""
    return {"campaign": campaign_words, "stop_label": _stop_label}


def _stop_label(language: str) -> str:
    return sentence(stop_option(TOPICS[0]).wording, language)


@campaigns.get("/broadcasts")
def index() -> str:
    """The newest first."""
    before = whole(request.args.get("before"))
    with desk().database.reading() as db:
        found = rows.page(db, PAGE + 1, before)
        shown = found[:PAGE]
        sent = results.sent_of(db, [each.id for each in shown])
        left = quota.latest(db)
    earlier = shown[-1].id if len(found) > PAGE else None
    return render_template(
        "console/broadcasts/index.html", rows=shown, sent=sent, quota=left, earlier=earlier
    )


@campaigns.get("/broadcasts/new")
def new() -> Answer:
    """An empty form."""
    return form(campaign_form.empty())


@campaigns.get(f"/broadcasts/{CAMPAIGN}")
def show(campaign_id: int) -> str:
    """Before it goes out: who gets it and why others do not. Afterwards: what came of it."""
    return render_template("console/broadcasts/show.html", sheet=found(campaign_id))


@campaigns.get(f"/broadcasts/{CAMPAIGN}/progress")
def progress(campaign_id: int) -> str:
    """The part that changes by itself, for a page that stays open."""
    return render_template("console/broadcasts/_progress.html", sheet=found(campaign_id))


@campaigns.get(f"/broadcasts/{CAMPAIGN}/edit")
def edit(campaign_id: int) -> Answer:
    """The form with what was written."""
    sheet = found(campaign_id)
    if not sheet.is_draft:
        abort(404)
    return form(Form(sheet.draft, {}), campaign_id)


def found(campaign_id: int) -> Sheet:
    """The broadcast, or 404."""
    sheet = look(campaign_id)
    if sheet is None:
        abort(404)
    return sheet


def form(typed: Form, campaign_id: int | None = None) -> Answer:
    """The form as it was typed, with what is wrong beside each field."""
    with desk().database.reading() as db:
        known = tags.known(db)
    page = render_template(
        "console/broadcasts/form.html",
        draft=typed.draft,
        problems=typed.problems,
        campaign_id=campaign_id,
        known=known,
        picture=campaign_form.picture_of(typed.draft),
        drops=typed.drops,
        may_attach=public_base(desk().settings) is not None,
        topics=TOPICS,
        text_units=TEXT_UNITS,
    )
    return (page, 422) if typed.problems else page
