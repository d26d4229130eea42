"""How does a publication of many articles go live at once, and which ones were there?

Its rows are written in slices while nobody sees them; one small transaction then makes it live. A reader
finds all of it or nothing, and nobody waits long for the writer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from bot.store import articles, audit, drafts, pins
from bot.store.agents import Agent
from bot.store.articles import REASON, ArticleVersion, Publication
from bot.store.database import CHANNEL, AnyRow, Database
from bot.store.drafts import Draft
from bot.store.pins import Pin

ROWS, LETTERS = 100, 200_000  # of one slice, whichever is reached first
_WRITTEN_WITHIN_MS = 3_600_000  # what is not live by then never will be
_GIVEN_UP = 0  # in place of the moment it was begun


class Overtaken(Exception):
    """What was tried is no longer what would come of it: somebody published in between."""


class Repinned(Exception):
    """Questions were pinned, or are no longer, since it was tried on them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be published: {slug: content, or nothing to take it away}, by whom, why, and how noted.

    `seen`: the publication it was tried on; no other may have come in between. `pinned`: the questions it was
    tried on, None where they do not matter. `written`: the drafts it is made of, which go with it.
    """

    contents: Mapping[str, str] = field(repr=False)
    seen: int
    agent_id: int | None
    reason: str
    action: str
    subject: str
    pinned: Sequence[Pin] | None = None
    written: Sequence[Draft] = field(default=(), repr=False)


def put_live(database: Database, wish: Wish, now: int) -> int:
    """The publication's id. Raises Overtaken when somebody published since `seen`, Repinned when a question
    was pinned since; nothing of it stays then."""
    _sweep(database, now)
    # Those that take an article away come first: left behind, they would stand for one that is nowhere.
    written = sorted(wish.written, key=lambda each: not each.is_removal)
    with database.transaction() as db:
        row = insert(Publication).values(
            channel_id=CHANNEL, at=now, agent_id=wish.agent_id, reason=wish.reason[:REASON], is_live=False
        )
        publication = int(db.execute(row.returning(Publication.id)).scalar_one())
    try:
        for part in slices(wish.contents):
            with database.transaction() as db:
                _claim(db, publication, now)
                articles.write_versions(db, publication, part)
        with database.transaction() as db:
            _go_live(db, publication, wish, now)
            drafts.drop_these(db, written[:ROWS])
    except (Overtaken, Repinned):
        _discard(database, publication, now)
        raise
    # Many are dropped by and by: a crash leaves drafts that say what is published, and one click clears them.
    drafts.drop_all(database, written[ROWS:])
    return publication


def _go_live(db: Connection, publication: int, wish: Wish, now: int) -> None:
    """Nobody publishes or pins before this transaction ends."""
    if articles.hold(db) != wish.seen:
        raise Overtaken
    if wish.pinned is not None and pins.every(db) != list(wish.pinned):
        raise Repinned
    _claim(db, publication, now)
    db.execute(update(Publication).where(Publication.id == publication).values(is_live=True))
    audit.note(db, now, wish.action, wish.subject, wish.agent_id)


def _claim(db: Connection, publication: int, begun_at: int) -> None:
    """It is still ours: after an hour, by whatever clock, somebody else may have begun to clear it away."""
    ours = select(Publication.id).where(_pending(publication, begun_at))
    if db.execute(ours.with_for_update()).first() is None:
        raise Overtaken


def _pending(publication: int, begun_at: int) -> ColumnElement[bool]:
    """SQLite gives the number of one that was deleted to the next; the moment tells them apart."""
    return and_(Publication.id == publication, ~Publication.is_live, Publication.at == begun_at)


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


def _sweep(database: Database, now: int) -> None:
    """What a crash left half written. Marked first, so that whoever writes it after all learns of it."""
    old = and_(~Publication.is_live, Publication.at < now - _WRITTEN_WITHIN_MS)
    with database.reading() as db:
        ids = list(db.execute(select(Publication.id).where(old)).scalars())
    for each in ids:
        with database.transaction() as db:
            db.execute(update(Publication).where(Publication.id == each, old).values(at=_GIVEN_UP))
        _discard(database, each, _GIVEN_UP)


def _discard(database: Database, publication: int, begun_at: int) -> None:
    """One that never went live is gone, slice by slice."""
    pending = _pending(publication, begun_at)
    mine = ArticleVersion.publication_id.in_(select(Publication.id).where(pending))
    with database.reading() as db:
        ids = list(db.execute(select(ArticleVersion.id).where(mine)).scalars())
    for first in range(0, len(ids), ROWS):
        part = ArticleVersion.id.in_(ids[first : first + ROWS])
        with database.transaction() as db:
            db.execute(delete(ArticleVersion).where(part, mine))
    with database.transaction() as db:
        db.execute(delete(Publication).where(pending))


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
