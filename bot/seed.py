"""What does a new shop start with? The starter articles; and for a demonstration, people."""

import hashlib

from bot.clock import Clock
from bot.store import agents, articles, audit
from bot.store.database import Database
from bot.web.passwords import hash_password
from faq.article import starter

LINK_LIFE_MS = 12 * 3_600_000
_DEMO = (
    ("ada@baicha.example", "Ada", "admin"),
    ("sora@baicha.example", "Sora", "supervisor"),
    ("nok@baicha.example", "นก", "agent"),
    ("ben@baicha.example", "Ben", "agent"),
)


def seed(database: Database, clock: Clock) -> int:
    """Publish the starter articles that are not there yet; repeatable, and owes no message to anyone."""
    shipped = starter()  # read before the transaction begins: nobody waits for files
    with database.transaction() as db:
        known = articles.known_slugs(db)
        new = [each for each in shipped if each.slug not in known]
        if new:
            articles.publish(db, new, clock.now())
            audit.note(db, clock.now(), "articles.seeded", f"{len(new)} articles")
    return len(new)


def seed_people(database: Database, clock: Clock) -> None:
    """The demonstration's staff, each with a password nobody knows: they come in by link."""
    with database.transaction() as db:
        for email, name, role in _DEMO:
            if agents.by_email(db, email) is None:
                agents.add(db, email, name, role, hash_password(clock.token()), clock.now())


def signin_link(database: Database, clock: Clock, email: str = "ada@baicha.example") -> str:
    """The path of a link that signs this person in once, from this machine only."""
    token = clock.token()
    digest = hashlib.sha256(token.encode()).hexdigest()
    with database.transaction() as db:
        person = agents.by_email(db, email)
        assert person is not None
        agents.add_link(db, digest, person.id, clock.now() + LINK_LIFE_MS)
    return f"/signin/{token}"
