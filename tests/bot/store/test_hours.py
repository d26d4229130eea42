"""Hours, targets and routing as they are kept, on both engines."""

from datetime import date

from sqlalchemy import select

from bot.store import agents, hours, routing
from bot.store.audit import AuditEntry
from bot.store.database import Database
from bot.store.hours import SHOP, Special, Timetable
from handlers.hours import Window
from handlers.shop import Routing
from handlers.targets import Targets

OFFICE = (Window(540, 720), Window(780, 1080))
TABLE = Timetable(
    (OFFICE,) * 5 + ((Window(22 * 60, 26 * 60),), ()),
    (Special(date(2026, 12, 31), (), "ปิดปีใหม่"),),
    "TH",
)


def audited(database: Database) -> list[tuple[str, str]]:
    with database.reading() as db:
        found = db.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id))
        return [(row.action, row.subject) for row in found]


def admin(database: Database) -> int:
    with database.transaction() as db:
        return agents.add(db, "ada@x", "Ada", "admin", "", 0)


def test_a_timetable_is_read_back_as_it_was_set_and_every_change_is_written_down(database: Database) -> None:
    ada = admin(database)
    with database.transaction() as db:
        hours.keep(db, SHOP, TABLE, 1, ada)
        assert hours.keep(db, SHOP, TABLE, 2, ada) == []
        hours.keep(db, 7, Timetable(country="TH"), 3, ada)

    with database.reading() as db:
        assert hours.every(db) == {SHOP: TABLE, 7: Timetable(country="TH")}
    (shop, team) = audited(database)
    assert shop[1].startswith("shop: Mon 00:00–24:00 → 09:00–12:00, 13:00–18:00")
    assert team == ("hours.changed", "team 7: holidays none → TH")


def test_hours_that_are_taken_back_are_the_default_again(database: Database) -> None:
    ada = admin(database)
    with database.transaction() as db:
        hours.keep(db, SHOP, TABLE, 1, ada)
        assert hours.forget(db, SHOP, 2, ada)
        assert not hours.forget(db, SHOP, 3, ada)

    with database.reading() as db:
        assert hours.every(db) == {}


def test_routing_is_off_until_it_is_turned_on(database: Database) -> None:
    ada = admin(database)
    with database.reading() as db:
        assert routing.current(db) == Routing(is_on=False)
    with database.transaction() as db:
        assert routing.change(db, Routing(True, 5), 1, ada)
        assert not routing.change(db, Routing(True, 5), 2, ada)
    with database.reading() as db:
        assert routing.current(db) == Routing(True, 5)

    said = "chats given by themselves no → yes, minutes until somebody else 10 → 5"
    assert audited(database) == [("routing.changed", said)]


def test_targets_of_a_team_stand_beside_those_of_the_shop(database: Database) -> None:
    ada = admin(database)
    with database.transaction() as db:
        assert routing.set_targets(db, SHOP, Targets(15, 60, 480), 1, ada)
        assert not routing.set_targets(db, SHOP, Targets(15, 60, 480), 1, ada)
        assert routing.set_targets(db, 7, Targets(5), 2, ada)
        assert routing.set_targets(db, 7, None, 3, ada)
    with database.reading() as db:
        assert routing.targets(db) == {SHOP: Targets(15, 60, 480)}
