"""What does the page of one broadcast show? All of it from one look at the database."""

from dataclasses import dataclass

from bot.store import agents, campaigns, chunks, limits, queue, quota, reach, results
from bot.store.campaigns import Draft
from bot.store.database import AnyRow, Connection
from bot.store.quota import Quota
from bot.store.reach import Moment, Wish
from bot.store.results import Results
from bot.web.desk import desk
from bot.web.language import LANGUAGES
from bot.web.signin import me
from handlers.campaigns import Move, Status, moves_from, spoken_in
from handlers.daytime import ShopTime
from handlers.limits import Limits, is_quiet

RECENT = 30
STOPS = (Status.DRAFT, Status.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the funnel: why, how many, and how wide in hundredths of the audience."""

    reason: str
    number: int
    width: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Of `total` people `sent` get it, `texts` of them in each language; the others by reason."""

    total: int
    sent: int
    texts: dict[str, int]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page is rendered from."""

    row: AnyRow
    draft: Draft
    moves: frozenset[Move]
    reach: Reach
    results: Results | None
    refusals: list[tuple[str, int]]
    quota: Quota | None
    limits: Limits
    is_quiet: bool
    author: str
    people: list[tuple[int, str]]
    own: int | None

    @property
    def is_draft(self) -> bool:
        """Can it still be changed?"""
        return bool(self.row.status == Status.DRAFT)

    @property
    def has_begun(self) -> bool:
        """Is there anything to report?"""
        return self.row.status not in STOPS


def look(campaign_id: int) -> Sheet | None:
    """None when there is no such broadcast."""
    here = desk()
    now, shop_time = here.clock.now(), ShopTime(here.settings.timezone)
    with here.database.reading() as db:
        row = campaigns.one(db, campaign_id)
        if row is None:
            return None
        draft, set_limits = campaigns.draft_of(row), limits.current(db)
        has_begun = row.status not in STOPS
        moment = Moment(now, shop_time.midnight(now))
        wish = Wish(draft.topic, here.settings.locale, set_limits, moment, campaign_id)
        found = results.of_campaign(db, row, now) if has_begun else None
        return Sheet(
            row=row,
            draft=draft,
            moves=moves_from(Status(row.status)),
            reach=_reached(db, campaign_id, found) if found else _reach(db, draft, wish),
            results=found,
            refusals=chunks.reasons(db, campaign_id) if has_begun else [],
            quota=quota.latest(db),
            limits=set_limits,
            is_quiet=is_quiet(set_limits, shop_time.minute(now)),
            author=agents.names(db, {row.created_by}).get(row.created_by, "") if row.created_by else "",
            people=_people(db) if row.status == Status.DRAFT else [],
            own=agents.own_contact(db, me().id),
        )


def _reach(db: Connection, draft: Draft, wish: Wish) -> Reach:
    """Before it begins: as things stand now."""
    chosen, excluded = reach.count(db, draft.audience, wish)
    written = tuple(draft.texts) or tuple(LANGUAGES)
    texts: dict[str, int] = {}
    for own, number in chosen.items():
        language = spoken_in(written, own, desk().settings.locale)
        texts[language] = texts.get(language, 0) + number
    return _drawn(sum(chosen.values()), texts, excluded)


def _reached(db: Connection, campaign_id: int, found: Results) -> Reach:
    """Once it has begun: as planning has counted them."""
    people = found.sent + found.waiting + found.failed + found.in_doubt + found.cancelled
    return _drawn(people, {}, campaigns.skips(db, campaign_id))


def _drawn(sent: int, texts: dict[str, int], excluded: dict[str, int]) -> Reach:
    total = sent + sum(excluded.values())
    bars = [Bar(why, number, round(100 * number / total)) for why, number in excluded.items() if number]
    return Reach(total, sent, texts, tuple(sorted(bars, key=lambda each: -each.number)))


def _people(db: Connection) -> list[tuple[int, str]]:
    """Whom a test can be sent to: those who wrote most recently, and have a name."""
    lines = queue.page(db, queue.ALL, me().id, 0)[:RECENT]
    return [(each.id, each.name) for each in lines if each.name.strip() and not each.is_blocked]
