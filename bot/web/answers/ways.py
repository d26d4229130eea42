"""May these words become one more way to ask for an article, with one click and unseen by its editor?

What could not be published, or would undo somebody's wish, is refused at once: nobody would look for it.
"""

from bot.store.database import Connection
from bot.web.answers.shelf import entry
from bot.web.language import say as _
from faq.article import WAYS
from faq.normalize import normalize


def way_fault(db: Connection, slug: str, words: str) -> str:
    """Why not; "" where nothing is against it."""
    if not normalize(words):
        return _("Emoji and signs alone are no way to ask. Write it in words.")
    found = entry(db, slug)
    if found and found.draft and found.draft.is_removal:
        return _("This article is to be taken away. Choose another, or throw that draft away first.")
    if found and found.asked() >= WAYS:
        return _("This article has %(most)s ways to ask already, which is the most.", most=f"{WAYS:,}")
    return ""
