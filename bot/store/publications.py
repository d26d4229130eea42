"""How does a publication of many articles go live at once, and which ones were there?

Its rows are written in slices while nobody sees them; one small transaction then makes it live. A reader
finds all of it or nothing, and nobody waits long for the writer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.store import articles, audit
from bot.store.agents import Agent
from bot.store.articles import REASON, ArticleVersion, Publication
from bot.store.database import CHANNEL, AnyRow, Database

ROWS, LETTERS = 100, 200_000  # of one slice, whichever is reached first
_WRITTEN_WITHIN_MS = 3_600_000  # what is not live by then never will be


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be published: {slug: content, or nothing to take it away}, by whom, why, and how noted.

    `seen`: the publication it was tried on; no other may have come in between.
    """

    contents: Mapping[str, str] = field(repr=False)
    seen: int
    agent_id: int | None
    reason: str
    action: str
    subject: str


def put_live(database: Database, wish: Wish, now: int) -> int | None:
    """The publication's id; None, and nothing of it stays, when somebody published since `seen`."""
    with database.reading() as db:
        old = _given_up(db, now)
    for each in old:
        discard(database, each)
    with database.transaction() as db:
        row = insert(Publication).values(
            channel_id=CHANNEL, at=now, agent_id=wish.agent_id, reason=wish.reason[:REASON], is_live=False
        )
        publication = int(db.execute(row.returning(Publication.id)).scalar_one())
    for part in slices(wish.contents):
        with database.transaction() as db:
            articles.write_versions(db, publication, part)
    with database.transaction() as db:
        is_current = articles.hold(db) == wish.seen
        if is_current:
            db.execute(update(Publication).where(Publication.id == publication).values(is_live=True, at=now))
            audit.note(db, now, wish.action, wish.subject, wish.agent_id)
    if not is_current:
        discard(database, publication)
        return None
    return publication


def slices(contents: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """In parts that are written quickly."""
    part: dict[str, str] = {}
    letters = 0
    for slug, content in contents.items():
        if part and (len(part) == ROWS or letters + len(content) > LETTERS):
            yield part
            part, letters = {}, 0
        part[slug] = content
        letters += len(content)
    if part:
        yield part


def discard(database: Database, publication: int) -> None:
    """One that never went live is gone, slice by slice."""
    with database.reading() as db:
        mine = select(ArticleVersion.id).where(ArticleVersion.publication_id == publication)
        ids = list(db.execute(mine).scalars())
    for first in range(0, len(ids), ROWS):
        with database.transaction() as db:
            db.execute(delete(ArticleVersion).where(ArticleVersion.id.in_(ids[first : first + ROWS])))
    with database.transaction() as db:
        db.execute(delete(Publication).where(Publication.id == publication, ~Publication.is_live))


def _given_up(db: Connection, now: int) -> list[int]:
    old = select(Publication.id).where(~Publication.is_live, Publication.at < now - _WRITTEN_WITHIN_MS)
    return list(db.execute(old).scalars())


def newest(db: Connection, limit: int, skip: int = 0) -> list[AnyRow]:
    """Live ones, the newest first: when, by whom, why, and how many articles it wrote and took away."""
    page = (
        select(Publication.id, Publication.at, Publication.reason, Agent.name.label("agent"))
        .outerjoin(Agent, Agent.id == Publication.agent_id)
        .where(Publication.is_live)
        .order_by(Publication.id.desc())
        .limit(limit)
        .offset(skip)
        .subquery()
    )
    wrote = func.count(ArticleVersion.id).filter(ArticleVersion.content != "").label("wrote")
    took = func.count(ArticleVersion.id).filter(ArticleVersion.content == "").label("took")
    counted = (
        select(page.c.id, page.c.at, page.c.reason, page.c.agent, wrote, took)
        .outerjoin(ArticleVersion, ArticleVersion.publication_id == page.c.id)
        .group_by(page.c.id, page.c.at, page.c.reason, page.c.agent)
        .order_by(page.c.id.desc())
    )
    return list(db.execute(counted))


def before(db: Connection, publication: int) -> int:
    """The live one before this, 0 when it was the first."""
    wanted = select(func.max(Publication.id)).where(Publication.is_live, Publication.id < publication)
    return db.execute(wanted).scalar() or 0


def find(db: Connection, publication: int) -> AnyRow | None:
    """When a live one was, None when there is no such."""
    wanted = select(Publication.id, Publication.at)
    return db.execute(wanted.where(Publication.id == publication, Publication.is_live)).first()


def way_back(db: Connection, publication: int) -> dict[str, str]:
    """{slug: content, or nothing} that makes everything as it stood at the end of that publication."""
    then, now = articles.contents(db, publication), articles.contents(db)
    changed = {slug: content for slug, content in then.items() if now.get(slug) != content}
    return changed | {slug: "" for slug in now if slug not in then}
