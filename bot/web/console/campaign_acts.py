"""What an admin does with a broadcast: save, test, schedule, pause, resume, cancel. All of it audited."""

from dataclasses import asdict

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.batch import QUOTA_JOB
from bot.store import agents, audit, jobs, media, queue
from bot.store import campaigns as rows
from bot.store.campaigns import Draft
from bot.store.conversations import state_from
from bot.turn import Busy
from bot.wake import CAMPAIGNS, JOBS
from bot.web import language
from bot.web.console import campaign_form
from bot.web.console.blueprint import CAMPAIGN, campaigns
from bot.web.console.campaigns import Answer, form, found
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from handlers.acts import BroadcastTested
from handlers.campaigns import MOVES, Move, spoken_in
from handlers.state import Refused
from handlers.wording import sentence

# What a person may do; the other moves belong to the work itself.
_BY_HAND = {Move.PAUSE, Move.RESUME, Move.CANCEL, Move.REDRAFT}


@campaigns.post("/broadcasts")
def create() -> Answer:
    """A new draft."""
    typed = campaign_form.read()
    if typed.problems:
        return form(typed)
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        number = rows.add(db, typed.draft, now, me().id)
        audit.note(db, now, "broadcast.written", f"#{number} {typed.draft.name}", me().id)
    return _back(number)


@campaigns.post(f"/broadcasts/{CAMPAIGN}")
def save(campaign_id: int) -> Answer:
    """A draft changed."""
    kept = found(campaign_id).draft
    before = kept.picture
    typed = campaign_form.read(before)
    if typed.problems:
        return form(typed, campaign_id)
    here, now = desk(), desk().clock.now()
    after = typed.draft.picture
    with here.database.transaction() as db:
        is_saved = rows.rewrite(db, campaign_id, typed.draft)
        left = before if is_saved else after
        if left is not None and before != after:
            media.discard(db, left.media_id, now)
            here.wake.inside(db, JOBS)
        if is_saved:
            said = audit.changes(asdict(kept), asdict(typed.draft)) or "as it was"
            audit.note(db, now, "broadcast.rewritten", f"#{campaign_id} {kept.name}: {said}", me().id)
    return _back(campaign_id) if is_saved else _refuse(campaign_id)


@campaigns.post(f"/broadcasts/{CAMPAIGN}/test")
def test(campaign_id: int) -> Answer:
    """To one phone, as the customers will see it."""
    draft = found(campaign_id).draft
    contact = whole(request.form.get("contact")) or 0
    here = desk()
    with here.database.reading() as db:
        card = queue.card(db, contact)
    if card is None:
        flash(_("Choose whose phone the test goes to."), "problem")
        return _back(campaign_id)
    event = BroadcastTested(
        _text(draft, state_from(card.state).language), draft.topic, campaign_form.picture_of(draft)
    )
    try:
        here.turns.take(contact, event)
    except Refused as refused:
        flash(sentence(refused.key, language.chosen(), refused.params), "problem")
        return _back(campaign_id)
    except Busy:
        flash(_("Something else is happening in this chat right now. Please try again."), "problem")
        return _back(campaign_id)
    with here.database.transaction() as db:
        said = f"#{campaign_id} {draft.name}: to customer #{contact}"
        audit.note(db, here.clock.now(), "broadcast.tested", said, me().id)
        if request.form.get("own"):
            agents.set_own_contact(db, me().id, contact)
    flash(_("The test is on its way."), "done")
    return _back(campaign_id)


def _text(draft: Draft, own: str) -> str:
    written = tuple(draft.texts)
    return draft.texts[spoken_in(written, own, desk().settings.locale)] if written else ""


@campaigns.post(f"/broadcasts/{CAMPAIGN}/schedule")
def schedule(campaign_id: int) -> Answer:
    """The bytes are fixed now; they go out at once, or when it is time."""
    sheet = found(campaign_id)
    due, problem = campaign_form.moment()
    if not problem and not request.form.get("sure"):
        problem = _("Tick that you have checked it first.")
    if sheet.draft.picture is not None and campaign_form.picture_of(sheet.draft) is None:
        problem = _("Pictures need PUBLIC_URL to be an https address that LINE can reach.")
    if due is None or problem:
        flash(problem, "problem")
        return _back(campaign_id)
    here = desk()
    with here.database.transaction() as db:
        is_done = rows.schedule(db, campaign_id, due, campaign_form.payloads(sheet.draft))
        if is_done:
            subject = f"#{campaign_id} {sheet.draft.name}: {sheet.row.status} → scheduled"
            audit.note(db, here.clock.now(), "broadcast.scheduled", subject, me().id)
            here.wake.inside(db, CAMPAIGNS)
    here.wake.after(CAMPAIGNS)
    return _back(campaign_id) if is_done else _refuse(campaign_id)


@campaigns.post(f"/broadcasts/{CAMPAIGN}/move")
def move(campaign_id: int) -> Answer:
    """Pause, resume, cancel, or back to a draft."""
    sheet, here = found(campaign_id), desk()
    try:
        wish = Move(request.form.get("move", ""))
    except ValueError:
        abort(400)
    if wish not in _BY_HAND:
        abort(400)
    now = here.clock.now()
    values: dict[str, object] = {"reason": ""} if wish is Move.RESUME else {}
    if wish is Move.CANCEL:
        values = {"ended_at": now}
    with here.database.transaction() as db:
        is_done = rows.move(db, campaign_id, wish, **values)
        if is_done:
            moved = f"{sheet.row.status} → {MOVES[wish][1].value}"
            subject = f"#{campaign_id} {sheet.draft.name}: {moved}"
            audit.note(db, now, f"broadcast.{wish.value}", subject, me().id)
            jobs.ask(db, [(QUOTA_JOB, "line", now)])  # it may have been raised since
            here.wake.inside(db, CAMPAIGNS, JOBS)
    here.wake.after(CAMPAIGNS, JOBS)
    return _back(campaign_id) if is_done else _refuse(campaign_id)


def _back(campaign_id: int) -> Response:
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _refuse(campaign_id: int) -> Response:
    flash(sentence("broadcast.cannot_now", language.chosen()), "problem")
    return _back(campaign_id)
