"""A chat passed on: to the bot, to a colleague, to a team; with a note for whoever gets it."""

from flask import request

from bot.store import presence, teams
from bot.web import language
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.taking import REFUSED, Answer, show, take
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import LEADS
from bot.web.signin import me
from bot.web.typed import plain, whole
from handlers.acts import HandedBack
from handlers.clicks import PassedToPerson, PassedToTeam

_BOT, _PERSON, _TEAM = "bot", "person", "team"


@console.post(f"/c/{CONVERSATION}/pass")
def pass_on(conversation_id: int) -> Answer:
    """`to` names the bot, a person or a team; a note may go with it."""
    note = plain(request.form.get("note", ""))
    kind, _colon, number = request.form.get("to", "").partition(":")
    is_lead = me().role in LEADS
    if kind == _BOT:
        return take(conversation_id, HandedBack(me().id, note, whole(request.form.get("seen"))), note=note)
    wanted = whole(number) or 0
    with desk().database.reading() as db:
        people = {each.id: each for each in presence.colleagues(db)} if kind == _PERSON else {}
        team = teams.one(db, wanted) if kind == _TEAM else None
    if wanted in people:
        person = people[wanted]
        if person.presence == presence.OFFLINE:
            return show(conversation_id, _("%(name)s is offline.", name=person.name), "", REFUSED, note)
        return take(
            conversation_id,
            PassedToPerson(me().id, me().name, person.id, person.name, note, is_lead),
            note=note,
        )
    if team is not None:
        name = team.called(language.chosen())
        return take(conversation_id, PassedToTeam(me().id, team.id, name, note, is_lead), note=note)
    return show(conversation_id, _("Choose who it goes to."), "", REFUSED, note)
