"""`python -m bot …`: run, web, worker, migrate, seed, create-staff, requeue, menus, check-flows."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.clock import Clock
from bot.collecting import keep_for_good
from bot.flowfiles import FlowError, published, read_flows
from bot.lock import Taken, await_port, take_lock
from bot.logs import log, start_logging
from bot.settings import Settings, SettingsError, read_settings
from bot.store.agents import ROLES
from bot.store.database import Database, Unavailable
from bot.store.migrate import is_behind, migrate

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 – `web` stands behind the platform's router


def main(arguments: list[str]) -> int:
    """Run one command; 0 when it did what was asked, else 1 with a sentence on stderr."""
    options = _options().parse_args(arguments)
    start_logging(as_json=not sys.stderr.isatty())
    try:
        return int(options.command(options, read_settings()) or 0)
    except (SettingsError, Taken, FlowError) as refused:
        print(refused, file=sys.stderr)
    except Unavailable as error:
        print(f"The database cannot be used: {_first_line(error)}", file=sys.stderr)
        print("Is DATABASE_URL right, and its server running?", file=sys.stderr)
    return 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Saphan, a service desk for LINE.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=command)
        return added

    run_it = add("run", run, "Everything in one process, on loopback.")
    run_it.add_argument("--demo", action="store_true", help="seed the demonstration and print a way in")
    run_it.add_argument("--exit-with-parent", action="store_true", help="end when the starting process ends")
    add("web", web, "The webhook and the console, over PostgreSQL.")
    worker_it = add("worker", worker, "The pumps, over PostgreSQL.")
    worker_it.add_argument(
        "--exit-with-parent", action="store_true", help="end when the starting process ends"
    )
    add("migrate", prepare, "Bring the database to this release.")
    add("seed", seed, "Publish the starter articles that are not there yet.")
    add("requeue", requeue, "Let parked events wait for their turn again.")
    add("menus", menus, "Publish the rich menus to LINE now, and show how they stand.")
    checking = add("check-flows", check_flows, "Say whether these flow files may be published.")
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")
    erasing = add("erase-contact", erase_contact, "Forget one person: name, words, files. For good.")
    erasing.add_argument("--line-id", required=True, metavar="U…", help="LINE's id of the person")
    staff = add("create-staff", create_staff, "Add a person, or give one a new role and password.")
    staff.add_argument("--email", required=True)
    staff.add_argument("--name", default="")
    staff.add_argument("--role", required=True, choices=ROLES)
    return parser


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Bot and console in one process; SQLite unless DATABASE_URL says otherwise."""
    from bot.server import Server

    _make_folder(settings)
    published(settings.data_dir / "flows")
    if settings.is_sqlite:
        take_lock(settings.lock_file)
    await_port(LOOPBACK, settings.port)
    migrate(settings.database)
    _check_files(settings)
    lines = [f"Console   http://127.0.0.1:{settings.port}/"]
    if options.demo:
        lines.append(
            f"Sign in   http://127.0.0.1:{settings.port}{_demo(settings)}   (once, from this machine)"
        )
    Server(
        settings,
        LOOPBACK,
        has_pumps=True,
        ready=lambda: print("\n".join(lines), flush=True),
        ends_with_parent=options.exit_with_parent,
    ).run()
    return 0


def _demo(settings: Settings) -> str:
    """Seed articles and people; the path of a link that signs the admin in once."""
    from bot.seed import seed as seed_articles
    from bot.seed import seed_people, signin_link

    database, clock = Database(settings.database), Clock(settings.clock_offset_file)
    seed_articles(database, clock)
    seed_people(database, clock)
    path = signin_link(database, clock)
    database.dispose()  # before the fork: no connection may be shared with the worker
    return path


def web(_options: argparse.Namespace, settings: Settings) -> int:
    """Webhook and console on 0.0.0.0:$PORT."""
    from bot.server import Server

    _require_postgresql(settings, "web")
    _require_prepared(settings)
    published(settings.data_dir / "flows")
    _check_files(settings)
    await_port(EVERYWHERE, settings.port)
    Server(settings, EVERYWHERE, has_pumps=False, ready=lambda: log.info("web.ready")).run()
    return 0


def worker(options: argparse.Namespace, settings: Settings) -> int:
    """The pumps alone, until SIGTERM or SIGINT."""
    from bot.assemble import assemble
    from bot.parent import end_with_parent

    _require_postgresql(settings, "worker")
    _require_prepared(settings)
    published(settings.data_dir / "flows")
    _check_files(settings)
    process = assemble(settings, has_web=False, has_pumps=True)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if options.exit_with_parent:
        end_with_parent()
    process.start()
    keep_for_good()
    log.info("worker.ready")
    stopping.wait()
    process.stop()
    return 0


def seed(_options: argparse.Namespace, settings: Settings) -> None:
    """Repeatable; sends nothing."""
    from bot.seed import seed as seed_articles

    _prepare_folder(settings)
    new = seed_articles(Database(settings.database), Clock(settings.clock_offset_file))
    print(f"{new} articles published." if new else "All starter articles are there already.")


def requeue(_options: argparse.Namespace, settings: Settings) -> None:
    """After the cause of a parking is mended."""
    from bot.store import inbox

    _require_prepared(settings)
    with Database(settings.database).transaction() as db:
        print(f"{inbox.requeue(db)} events wait for their turn again.")


def menus(_options: argparse.Namespace, settings: Settings) -> int:
    """Repeatable; also done by itself at every start of `run` or `worker`."""
    from bot.assemble import menu_publisher, open_line
    from bot.store import richmenus

    database, clock = Database(settings.database), Clock()
    try:
        done = menu_publisher(settings, database, clock, open_line(settings)).publish()
    except OSError as problem:
        print(f"The menus could not be published: {problem}", file=sys.stderr)
        return 1
    print("\n".join(done) if done else "Everything was as wanted.")
    with database.reading() as db:
        serving, linked = richmenus.serving(db), richmenus.linked(db)
        staged = richmenus.staged(db)
    for each in serving.values():
        who = "everybody else" if each.is_default else f"linked: {linked.get(each.line_menu_id, 0)}"
        print(f"{each.language}  {each.line_menu_id}  {who}")
    for own in staged.values():
        who = f"{own.stage}, linked: {linked.get(own.line_menu_id, 0)}"
        print(f"{own.language}  {own.line_menu_id}  {who}")
    return 0


def check_flows(options: argparse.Namespace, _settings: Settings) -> None:
    """As a start would check them, before they are put into DATA_DIR/flows."""
    flows = read_flows(options.files)
    print(f"{len(flows.by_name)} flows: every state was visited, and a person is in reach of each.")


def create_staff(options: argparse.Namespace, settings: Settings) -> int:
    """The password is read from stdin, so that it stays out of the process list and the shell's history."""
    from bot.staff import StaffRefused, create

    _prepare_folder(settings)
    try:
        password = sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        print("password (on stdin): this is not UTF-8 text", file=sys.stderr)
        return 1
    try:
        said = create(
            Database(settings.database), Clock(), options.email, options.name, options.role, password
        )
    except StaffRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(said)
    return 0


def prepare(_options: argparse.Namespace, settings: Settings) -> None:
    """The release step; repeatable."""
    _prepare_folder(settings)
    where = make_url(settings.database).render_as_string(hide_password=True)
    print(f"The database is as this release needs it: {where}")


def _prepare_folder(settings: Settings) -> None:
    _make_folder(settings)
    migrate(settings.database)


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATA_DIR {settings.data_dir} cannot be used: {error.strerror}") from None


def _check_files(settings: Settings) -> None:
    """Files can be kept here, and those kept by other processes are seen from here."""
    from bot.media import check_shelf, warn_of_other_shelf

    _make_folder(settings)
    database = Database(settings.database)
    warn_of_other_shelf(check_shelf(settings, Clock()), database)
    database.dispose()  # before the fork: no connection may be shared with the worker


def _require_prepared(settings: Settings) -> None:
    """Nothing runs over an older schema. One that is ahead is fine: it suits the code still running."""
    database = Database(settings.database)
    try:
        with database.reading() as db:
            if is_behind(db):
                raise SettingsError("The database is not prepared: run `python -m bot migrate` first.")
    finally:
        database.dispose()


def erase_contact(options: argparse.Namespace, settings: Settings) -> int:
    """Everything kept about this person goes; what names nobody stays for the numbers."""
    from bot.erasing import erase
    from bot.store import person
    from bot.wake import Wake

    _prepare_folder(settings)
    database = Database(settings.database)
    with database.reading() as db:
        contact_id = person.find(db, options.line_id)
    if contact_id is None:
        print("--line-id: nobody with this id has ever written", file=sys.stderr)
        return 1
    erase(database, Clock(settings.clock_offset_file), Wake(database), contact_id, None)
    print(f"Customer #{contact_id} is erased. Backups lose them as they age.")
    return 0


def _require_postgresql(settings: Settings, command: str) -> None:
    if settings.is_sqlite:
        raise SettingsError(
            f"`python -m bot {command}` needs PostgreSQL: set DATABASE_URL to postgresql://…\n"
            "For everything in one process on SQLite, use `python -m bot run`."
        )


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
