"""Suspending somebody: signed out everywhere at once, and what they served goes back to the line."""

from flask import flash, redirect, url_for

from bot.logs import log
from bot.store import agents, audit, conversations, feed, presence, sessions
from bot.turn import Busy
from bot.wake import FEED
from bot.web.desk import Desk, desk
from bot.web.language import say as _
from bot.web.people.blueprint import PERSON, staffroom
from bot.web.people.staff import Answer, _found
from bot.web.signin import me
from handlers.acts import AgentLeft
from handlers.state import Refused


@staffroom.post(f"/{PERSON}/suspend")
def suspend(agent_id: int) -> Answer:
    """The sign-ins end with the suspension itself; each chat then takes a turn of its own."""
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        try:
            agents.set_active(db, agent_id, False)
        except agents.LastAdmin:
            flash(_("This is the last admin who can sign in. Make somebody else one first."), "problem")
            return redirect(url_for("staff.one", agent_id=agent_id), 303)
        sessions.revoke_all(db, agent_id, now)
        agents.forget_links(db, agent_id)
        presence.leave(db, agent_id, now)
        audit.note(db, now, "staff.suspended", f"{person.email}: active → suspended", me().id)
        feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    here.wake.after(FEED)
    returned = give_back(here, agent_id, "suspended")
    flash(
        _(
            "%(name)s is suspended and signed out everywhere; %(n)s chats are back in the line.",
            name=person.name,
            n=returned,
        ),
        "done",
    )
    return redirect(url_for("staff.one", agent_id=agent_id), 303)


@staffroom.post(f"/{PERSON}/restore")
def restore(agent_id: int) -> Answer:
    """They may sign in again, with the password they had."""
    here = desk()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        if not person.is_active:
            agents.set_active(db, agent_id, True)
            audit.note(db, here.clock.now(), "staff.restored", f"{person.email}: suspended → active", me().id)
    return redirect(url_for("staff.one", agent_id=agent_id), 303)


def give_back(here: Desk, agent_id: int, reason: str) -> int:
    """A turn for each chat of this person; how many went back. One that is busy now is found by the sweep."""
    with here.database.reading() as db:
        served = conversations.served_by(db, agent_id)
    returned = 0
    for each in served:
        try:
            here.turns.take(each, AgentLeft(agent_id, reason))
            returned += 1
        except (Busy, Refused) as problem:
            log.warning("staff.chat_not_returned", conversation=each, problem=type(problem).__name__)
    return returned
