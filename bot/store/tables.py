"""Every table in one place, for migrations and for tests that compare the two."""

from bot.store import (  # noqa: F401 – imported so that their tables are known
    agents,
    articles,
    audit,
    buckets,
    campaigns,
    cases,
    chunks,
    consent,
    contacts,
    conversations,
    drafts,
    feed,
    hours,
    inbox,
    indexes,
    jobs,
    ledger,
    limits,
    media,
    messages,
    milestones,
    outbox,
    pins,
    quota,
    richmenus,
    routing,
    sessions,
    sureness,
    surveys,
    tags,
    teams,
    timers,
)
from bot.store.database import Base

metadata = Base.metadata
