"""Who may be given a way in, and with what password?"""

import re

from bot.clock import Clock
from bot.store import agents, audit, sessions
from bot.store.database import Connection, Database
from bot.web.passwords import LEAST_PASSWORD, hash_password

# Shape only: desks on closed networks have addresses that no public rule knows.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class StaffRefused(Exception):
    """The address or the password will not do; the message says why."""


def create(database: Database, clock: Clock, email: str, name: str, role: str, password: str) -> str:
    """Add this person, or give an existing one a new role and password and end their sign-ins."""
    address = email.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise StaffRefused("--email: this is not an e-mail address such as nok@shop.co.th")
    if len(password) < LEAST_PASSWORD or not password.strip():
        raise StaffRefused(
            f"password (on stdin): at least {LEAST_PASSWORD} characters, please, and not only spaces"
        )
    hashed, now = hash_password(password), clock.now()
    with database.transaction() as db:
        known = agents.by_email(db, address)
        if known is None:
            agents.add(db, address, name or address.split("@")[0].capitalize()[:60], role, hashed, now)
        else:
            _change(db, known.id, role, hashed)
            sessions.revoke_all(db, known.id, now)
        audit.note(db, now, "staff.created" if known is None else "staff.changed", f"{address} {role}")
    return (
        f"{address} can sign in as {role}."
        if known is None
        else f"{address} is now {role}, password changed."
    )


def _change(db: Connection, agent_id: int, role: str, hashed: str) -> None:
    try:
        agents.set_role(db, agent_id, role)
    except agents.LastAdmin:
        raise StaffRefused("--role: this is the last admin who can sign in; make another one first") from None
    agents.set_access(db, agent_id, role, hashed)
