"""What came of a campaign: who left because of it, and how far it has come."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from bot.store.campaigns import Campaign
from bot.store.chunks import CANCELLED, FAILED, IN_DOUBT, SENT, Chunk, totals
from bot.store.contacts import Contact
from bot.store.database import AnyRow
from bot.store.ledger import LedgerEntry
from handlers.campaigns import UNSENT

# Who blocks or opts out within three days of a broadcast did so because of it, as far as anybody can tell.
SINCE_MS = 72 * 3_600_000


@dataclass(frozen=True, slots=True)
class Results:
    """People, by what became of them. `share`: of all contacts, those planning has looked at, 0 to 1."""

    sent: int
    waiting: int
    failed: int
    in_doubt: int
    cancelled: int
    share: float
    blocked_since: int
    stopped_since: int


_BLOCKED = text(
    """
    SELECT COUNT(DISTINCT l.contact_id) FROM milestones AS m
    JOIN ledger AS l ON l.contact_id = m.conversation_id AND l.campaign_id = :campaign
    WHERE m.name = 'blocked' AND m.at >= :since AND m.at <= :until AND m.at >= l.at AND m.at <= l.at + :within
    """
)
_STOPPED = text(
    """
    SELECT COUNT(DISTINCT l.contact_id) FROM consent_changes AS c
    JOIN ledger AS l ON l.contact_id = c.contact_id AND l.campaign_id = :campaign
    WHERE NOT c.is_on AND c.topic = :topic AND c.at >= :since AND c.at <= :until
        AND c.at >= l.at AND c.at <= l.at + :within
    """
)


def of_campaign(db: Connection, campaign: AnyRow, now: int) -> Results:
    """As of now; a row of campaigns.one()."""
    people = {state: number for state, (_, number) in totals(db, campaign.id).items()}
    left = {
        "campaign": campaign.id,
        "since": campaign.started_at or now,
        "until": (campaign.ended_at or now) + SINCE_MS,
        "within": SINCE_MS,
    }
    last = db.execute(select(func.max(Contact.id))).scalar() or 0
    return Results(
        sent=people.get(SENT, 0),
        waiting=sum(number for state, number in people.items() if state < SENT),
        failed=people.get(FAILED, 0),
        in_doubt=people.get(IN_DOUBT, 0),
        cancelled=people.get(CANCELLED, 0),
        share=1.0 if campaign.is_planned or not last else min(1.0, campaign.cursor / last),
        blocked_since=db.execute(_BLOCKED, left).scalar_one(),
        stopped_since=db.execute(_STOPPED, left | {"topic": campaign.topic}).scalar_one(),
    )


def sent_of(db: Connection, campaign_ids: list[int]) -> dict[int, int]:
    """{campaign: people it was sent to}."""
    found = db.execute(
        select(Chunk.campaign_id, func.sum(Chunk.size))
        .where(Chunk.campaign_id.in_(campaign_ids), Chunk.state == SENT)
        .group_by(Chunk.campaign_id)
    )
    return {campaign: int(people or 0) for campaign, people in found}


def received(db: Connection, contact_id: int, since: int, limit: int = 50) -> list[AnyRow]:
    """(at, name, content) of the broadcasts sent to this contact since then, the newest first.

    From the ledger: a row of the transcript for each of a million contacts would cost more than sending.
    """
    found = db.execute(
        select(LedgerEntry.at, Campaign.name, Campaign.content)
        .join(Campaign, Campaign.id == LedgerEntry.campaign_id)
        .where(LedgerEntry.contact_id == contact_id, LedgerEntry.at >= since, LedgerEntry.at < UNSENT)
        .order_by(LedgerEntry.at.desc())
        .limit(limit)
    )
    return list(found.all())
