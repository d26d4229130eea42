"""Teams and their members, on both engines."""

from bot.store import agents, teams
from bot.store.database import Database
from bot.store.teams import Team


def test_a_team_is_read_back_as_it_was_written(database: Database) -> None:
    with database.transaction() as db:
        nok, ben = (agents.add(db, f"{name}@x", name, "agent", "", 0) for name in ("nok", "ben"))
        sales = teams.add(db, {"th": "ทีมขาย", "en": "Sales"}, ["price", "สินค้า"], ["th"], 5)
        teams.set_members(db, sales, [ben, nok, nok])
        night = teams.add(db, {"en": "Night"}, [], [], 6)

    with database.reading() as db:
        found = teams.every(db)

    assert found == [
        Team(sales, {"th": "ทีมขาย", "en": "Sales"}, ("price", "สินค้า"), ("th",), frozenset((nok, ben))),
        Team(night, {"en": "Night"}),
    ]
    assert [each.called("th") for each in found] == ["ทีมขาย", "Night"]


def test_membership_is_set_from_either_side(database: Database) -> None:
    with database.transaction() as db:
        nok, ben = (agents.add(db, f"{name}@x", name, "agent", "", 0) for name in ("nok", "ben"))
        one, two = (teams.add(db, {"en": name}, [], [], 0) for name in ("one", "two"))
        teams.set_members(db, one, [nok, ben])
        teams.set_teams(db, nok, [two])

    with database.reading() as db:
        members = {each.id: each.members for each in teams.every(db)}

    assert members == {one: {ben}, two: {nok}}


def test_a_team_that_is_removed_leaves_its_people(database: Database) -> None:
    with database.transaction() as db:
        nok = agents.add(db, "nok@x", "Nok", "agent", "", 0)
        team = teams.add(db, {"en": "Sales"}, [], [], 0)
        teams.set_members(db, team, [nok])
        teams.remove(db, team)

    with database.reading() as db:
        assert teams.every(db) == []
        assert teams.one(db, team) is None
        assert agents.names(db, {nok}) == {nok: "Nok"}
