"""Which menu should this one contact see, now that they write in another language?"""

from bot.apply import MENU_LINK, menu_link_key
from bot.clock import Clock
from bot.jobs import Write
from bot.line.richmenus import MenuRefused, RichMenus
from bot.logs import log
from bot.store import jobs, richmenus
from bot.store.database import Connection, Database
from bot.store.richmenus import Viewer
from handlers.menu import menu_language


class Linker:
    """Links one contact to the menu of their language, or unlinks them where that is the default."""

    def __init__(self, database: Database, clock: Clock, line: RichMenus) -> None:
        self._database = database
        self._clock = clock
        self._line = line

    def link(self, key: str) -> Write | None:
        """An errand. Raises OSError to be put off."""
        contact_id = int(key.partition(":")[0])
        with self._database.reading() as db:
            person, wanted = _look(db, contact_id)
        if person is None or person.is_blocked or person.menu_id == wanted:
            return None
        try:
            self._tell(person.line_id, wanted)
        except MenuRefused as refused:
            if refused.status == 400:
                log.warning("menu.link_refused", contact=contact_id, reason=str(refused))
                return None
            raise
        return _Keep(contact_id, wanted, self._clock.now())

    def _tell(self, line_id: str, menu_id: str | None) -> None:
        if menu_id is None:
            self._line.unlink([line_id])
        else:
            self._line.link([line_id], menu_id)


class _Keep:
    """Writes what LINE was told; asks again when the wish has changed meanwhile."""

    def __init__(self, contact_id: int, menu_id: str | None, now: int) -> None:
        self._contact_id, self._menu_id, self._now = contact_id, menu_id, now

    def __call__(self, db: Connection) -> None:
        richmenus.keep_linked(db, [self._contact_id], self._menu_id)
        person, wanted = _look(db, self._contact_id)
        if person is not None and wanted != self._menu_id:
            jobs.ask(db, [(MENU_LINK, menu_link_key(person.id, person.language), self._now)])


def _look(db: Connection, contact_id: int) -> tuple[Viewer | None, str | None]:
    """The contact, and the menu they should be linked to: None for the default."""
    person, serving = richmenus.viewer(db, contact_id), richmenus.serving(db)
    if person is None or not person.language:
        return person, None
    menu = serving.get(menu_language(person.language))
    if menu is None:
        # Nothing is published yet; publishing moves everybody.
        return person, person.menu_id
    return person, None if menu.is_default else menu.line_menu_id
