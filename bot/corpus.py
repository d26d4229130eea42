"""Which articles is this process answering from? Swapped whole when a new publication is seen."""

from bot.store import articles
from bot.store.database import Database
from faq import Corpus


class CorpusHolder:
    """The current corpus; readers take `current` once per turn and keep it for that turn."""

    def __init__(self) -> None:
        self.current = Corpus([])
        self._revision = -1

    def refresh(self, database: Database) -> bool:
        """Look whether something was published, and build the new corpus beside the old one."""
        with database.reading() as db:
            revision = articles.revision(db)
            if revision == self._revision:
                return False
            published = articles.published(db)
        self.current = Corpus(published)
        self._revision = revision
        return True
