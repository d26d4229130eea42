"""Which menu should this one contact see, now that their language or their case has changed?"""

from bot.apply import MENU_LINK
from bot.clock import Clock
from bot.jobs import Write
from bot.line.richmenus import MenuRefused, RichMenus
from bot.logs import log
from bot.store import jobs, richmenus
from bot.store.database import Connection, Database
from bot.store.richmenus import Viewer
from handlers.menu import menu_language, stage_of


class Linker:
    """Links one contact to the menu of their language and stage, or unlinks them where that is the default.

    An errand says only that something has changed. What is wanted is looked up when it is run, so the newest
    wish counts, however late LINE is told and however often.
    """

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
        return _Keep(contact_id, person.menu_id, wanted, self._clock.now())

    def _tell(self, line_id: str, menu_id: str | None) -> None:
        if menu_id is None:
            self._line.unlink([line_id])
        else:
            self._line.link([line_id], menu_id)


class _Keep:
    """Writes what LINE was told; asks again when the wish has changed since, or LINE was told two things."""

    def __init__(self, contact_id: int, was: str | None, menu_id: str | None, now: int) -> None:
        self._contact_id, self._was, self._menu_id, self._now = contact_id, was, menu_id, now

    def __call__(self, db: Connection) -> None:
        is_sure = richmenus.keep_told(db, self._contact_id, self._was, self._menu_id)
        person, wanted = _look(db, self._contact_id)
        if person is not None and (wanted != self._menu_id or not is_sure):
            jobs.ask(db, [(MENU_LINK, f"{person.id}:again", self._now)])


def _look(db: Connection, contact_id: int) -> tuple[Viewer | None, str | None]:
    """The contact, and the menu they should be linked to: None for the default."""
    person, serving = richmenus.viewer(db, contact_id), richmenus.serving(db)
    if person is None:
        return None, None
    default = next((each.language for each in serving.values() if each.is_default), "")
    language = menu_language(person.language) if person.language else default
    own = richmenus.staged(db).get((stage_of(person.phase), language))
    if own is not None:
        return person, own.line_menu_id
    menu = serving.get(language)
    if menu is None and not person.language:
        return person, None
    if menu is None:
        # Nothing is published yet; publishing moves everybody.
        return person, person.menu_id
    return person, None if menu.is_default else menu.line_menu_id
