"""Every table in one place, for migrations and for tests that compare the two."""

from bot.store import (  # noqa: F401 – imported so that their tables are known
    agents,
    articles,
    audit,
    contacts,
    conversations,
    feed,
    inbox,
    jobs,
    messages,
    milestones,
    outbox,
    sessions,
    surveys,
    timers,
)
from bot.store.database import Base

metadata = Base.metadata
