"""Which of the shop's own pictures does nothing show any more? Those of chats are none of its business.

A picture is shown while a draft of an article has it, any version of one (each can be brought back), a
broadcast, or a canned reply.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from bot.store import media
from bot.store.articles import ArticleVersion
from bot.store.campaigns import Campaign
from bot.store.canned import CannedReply
from bot.store.drafts import StoredDraft
from bot.store.media import KEPT, OUT, Media

# Whatever could be a picture's token, in whichever form the JSON around it names pictures.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
_AT_ONCE = 100  # contents read together


def unused(db: Connection, moment: int, limit: int) -> list[int]:
    """The oldest from before then that nothing shows (read engine; index ix_media_message)."""
    ours = select(Media.id, Media.token).where(
        Media.conversation_id.is_(None),
        Media.way == OUT,
        Media.state == KEPT,
        Media.token.is_not(None),
        Media.created_at < moment,
    )
    old = db.execute(ours.order_by(Media.id)).all()
    if not old:
        return []
    answering = set(
        db.execute(select(CannedReply.media_id).where(CannedReply.media_id.is_not(None))).scalars()
    )
    shown = _named(db, StoredDraft.content, Campaign.content, ArticleVersion.content)
    return [row.id for row in old if row.token not in shown and row.id not in answering][:limit]


def erase(db: Connection, ids: Sequence[int], now: int) -> int:
    """Soon gone from the disk, but for one that has come into a draft since it was looked for; how many."""
    shown = _named(db, StoredDraft.content)
    found = db.execute(select(Media.id, Media.token).where(Media.id.in_(ids))).all()
    return media.erase_outlived(db, [row.id for row in found if row.token not in shown], now)


def _named(db: Connection, *contents: Any) -> set[str]:
    """Everything in these that could be a token."""
    named: set[str] = set()
    for each in contents:
        for content in db.execute(select(each).execution_options(yield_per=_AT_ONCE)).scalars():
            named.update(_TOKEN.findall(content))
    return named
