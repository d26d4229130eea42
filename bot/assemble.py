"""How are a process's parts put together, started and stopped? Always after any fork."""

from dataclasses import dataclass

from bot.batch import Batch
from bot.clock import Clock
from bot.corpus import CorpusHolder
from bot.flowfiles import published
from bot.inbox import Keeper
from bot.librarian import Librarian
from bot.line.client import Line
from bot.line.signature import Signatures
from bot.media import open_shelf, public_base
from bot.menus.publishing import Publisher
from bot.outbox import SLOTS
from bot.retention import Kept
from bot.settings import Settings
from bot.store.database import Database
from bot.turn import Turns
from bot.wake import CAMPAIGNS, FEED, INBOX, JOBS, OUTBOX, Wake
from bot.web.desk import Desk
from bot.web.live import Hub
from bot.worker import Worker
from handlers.daytime import ShopTime


@dataclass(frozen=True, slots=True)
class Process:
    """The web part, the pumps, or both; whichever this process has, and who keeps its articles current."""

    wake: Wake
    database: Database
    desk: Desk | None
    worker: Worker | None
    librarian: Librarian | None
    is_alone: bool

    def start(self) -> None:
        """Pumps first, so that the first event kept is handled at once."""
        topics = ((FEED,) if self.desk else ()) + ((INBOX, OUTBOX, JOBS, CAMPAIGNS) if self.worker else ())
        self.wake.listen(topics)
        if self.worker:
            self.worker.start(is_alone=self.is_alone)
        if self.librarian:
            self.librarian.start()
        if self.desk:
            self.desk.keeper.start()
            self.desk.hub.start()

    def stop(self) -> None:
        """Keep what has arrived, deliver what is in flight, close every connection."""
        if self.desk:
            self.desk.hub.close()
            self.desk.keeper.stop()
            self.desk.hub.stop()
        if self.librarian:
            self.librarian.stop()
        if self.worker:
            self.worker.stop()
        self.wake.stop()
        self.database.dispose()


def open_line(settings: Settings) -> Line:
    """This process's one client."""
    return Line(settings.line_channel_access_token, settings.line_api_host, SLOTS)


def menu_publisher(settings: Settings, database: Database, clock: Clock, line: Line) -> Publisher:
    """What publishes the rich menus: at every start of a worker, and by command."""
    return Publisher(
        database,
        clock,
        line.rich_menus,
        settings.locale,
        settings.menus_folder,
        follows_case=settings.case_menus,
    )


def assemble(settings: Settings, *, has_web: bool, has_pumps: bool, clock: Clock | None = None) -> Process:
    """The parts of one process. On SQLite the caller holds the one-process lock."""
    clock = clock or Clock(settings.clock_offset_file)
    database = Database(settings.database)
    wake = Wake(database)
    corpus = CorpusHolder()
    flows = published(settings.data_dir / "flows")
    turns = Turns(
        database,
        clock,
        wake,
        corpus,
        settings.locale,
        settings.timezone,
        flows=flows,
        pictures_at=public_base(settings),
    )
    shelf = open_shelf(settings)
    worker = None
    if has_pumps:
        line = open_line(settings)
        batch = Batch(database, clock, wake, line, ShopTime(settings.timezone), settings.locale)
        publisher = menu_publisher(settings, database, clock, line)
        kept = Kept(settings.media_days, settings.wire_days)
        worker = Worker(database, clock, wake, turns, corpus, line, shelf, batch, publisher, kept)
    desk = None
    if has_web:
        desk = Desk(
            settings=settings,
            database=database,
            clock=clock,
            wake=wake,
            turns=turns,
            corpus=corpus,
            keeper=Keeper(database, wake),
            signatures=Signatures(settings.secrets),
            hub=Hub(database, wake),
            shelf=shelf,
        )
    # A worker has one of its own.
    librarian = None if has_pumps else Librarian(database, clock, wake, corpus, builds=False)
    return Process(wake, database, desk, worker, librarian, is_alone=settings.is_sqlite)
