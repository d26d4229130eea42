"""A link that lets one person set a password, once, within a few days."""

from flask import url_for

from bot.store import agents
from bot.store.database import Connection
from bot.web.desk import desk
from bot.web.signin import digest

LINK_DAYS = 3


def make_link(db: Connection, agent_id: int) -> str:
    """The path of a new one; whatever links there were are worth nothing."""
    here = desk()
    token = here.clock.token()
    until = here.clock.now() + LINK_DAYS * 86_400_000
    agents.forget_links(db, agent_id)
    agents.add_link(db, digest(token), agent_id, until, agents.SET_PASSWORD)
    return url_for("newpassword.form", token=token)
