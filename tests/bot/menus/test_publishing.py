"""Does LINE come to have exactly the wanted menus, whatever stops the publishing in the middle?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.menus.publishing import LEASE_MS, Publisher
from bot.store import contacts, richmenus
from bot.store.database import Database
from handlers.wording import LANGUAGES
from simulator import Line
from simulator.faults import fits
from tests.bot.menus.conftest import own_picture
from tests.bot.menus.shop import Standing, made, made_elsewhere, named, remembered, speaker, standing
from tests.rig import HandClock, KillAt, Killed

Publishers = Callable[..., Publisher]
STEPS_AT_MOST = 30
EVERY_STEP = [
    "leased",
    "listed",
    "created",
    "uploaded",
    "defaulted",
    "remembered",
    "linked",
    "unlinked",
    "moved",
    "deleted",
    "ended",
]
FAULTS = ("429_rate", "500_before_accept", "500_after_accept", "reset_before_accept", "accept_then_reset")
ENDPOINTS = (
    "richmenu_list",
    "richmenu_create",
    "richmenu_upload",
    "richmenu_set_default",
    "richmenu_bulk",
    "richmenu_delete",
)


def test_a_menu_in_each_language_the_shop_s_own_for_everybody(
    database: Database, line: Line, publisher: Publishers, folder: Path
) -> None:
    speaker(database, line, "Mali", "th")
    tom, hana = speaker(database, line, "Tom", "en"), speaker(database, line, "Hana", "ja")
    speaker(database, line, "Ben", "en", is_blocked=True)

    publisher().publish()

    names = named(folder)
    assert standing(line) == Standing(
        menus=tuple(sorted(names.values())),
        without_picture=(),
        default=names["th"],
        linked={tom: names["en"], hana: names["en"]},
    )
    serving, linked = remembered(database)
    assert linked == {tom: serving["en"], hana: serving["en"]}
    (menu,) = [each for each in line.account.rich_menus.menus.values() if each["name"] == names["th"]]
    assert menu["areas"][1]["action"] == {
        "type": "postback",
        "label": "แจ้งเคลมสินค้า",
        "data": "flow:claim",
        "displayText": "แจ้งเคลมสินค้า",
    }


def test_in_an_english_shop_it_is_the_thai_speakers_who_are_linked(
    database: Database, line: Line, publisher: Publishers, folder: Path
) -> None:
    mali = speaker(database, line, "Mali", "th")
    speaker(database, line, "Tom", "en")

    publisher(language="en").publish()

    assert standing(line).default == named(folder)["en"]
    assert standing(line).linked == {mali: named(folder)["th"]}


def test_publishing_again_only_looks(database: Database, line: Line, publisher: Publishers) -> None:
    speaker(database, line, "Tom", "en")
    publisher().publish()
    before = len(line.wire)

    assert publisher().publish() == []

    assert [each.method for each in line.wire[before:]] == ["GET", "GET"]


def test_a_new_picture_replaces_the_menu_and_takes_everybody_along(
    database: Database, line: Line, publisher: Publishers, folder: Path
) -> None:
    tom = speaker(database, line, "Tom", "en")
    foreign = [made_elsewhere(line, name) for name in ("spring", "saphan spring sale", "saphan")]
    publisher().publish()

    (folder / "en.jpg").write_bytes(own_picture(kind="JPEG"))
    publisher().publish()

    assert set(standing(line).menus) == {*named(folder).values(), "spring", "saphan spring sale", "saphan"}
    assert standing(line).linked == {tom: named(folder)["en"]}
    assert set(foreign) < set(line.account.rich_menus.menus)
    assert made(line) == 3  # the Thai one stayed as it was


def old_shop(database: Database, line: Line, publisher: Publishers, folder: Path) -> set[str]:
    """Published with other pictures: Tom is linked, Hana not yet, Nid no longer should be; a menu is foreign.

    Returns the LINE ids of those who should be linked to the English menu.
    """
    repaint(folder, 60)
    tom, nid = speaker(database, line, "Tom", "en"), speaker(database, line, "Nid", "en")
    publisher().publish()
    made_elsewhere(line, "spring")
    hana = speaker(database, line, "Hana", "ja")
    speaker(database, line, "Nid", "th")
    repaint(folder, 61)
    return {tom, hana} - {nid}


def repaint(folder: Path, shade: int) -> None:
    for language in LANGUAGES:
        (folder / f"{language}.jpg").write_bytes(own_picture(shade, "JPEG"))


def assert_as_wanted(line: Line, database: Database, folder: Path, english: set[str]) -> None:
    names = named(folder)
    linked = dict.fromkeys(english, names["en"])
    assert standing(line) == Standing(
        menus=tuple(sorted((*names.values(), "spring"))),
        without_picture=("spring",),
        default=names["th"],
        linked=linked,
    )
    serving, kept = remembered(database)
    ids = {each["name"]: menu_id for menu_id, each in line.account.rich_menus.menus.items()}
    assert serving == {language: ids[name] for language, name in names.items()}
    assert kept == {user: ids[name] for user, name in linked.items()}


def test_dying_after_any_step_is_made_good_by_the_next_run(
    database: Database, line: Line, publisher: Publishers, folder: Path, clock: HandClock
) -> None:
    """After each call to LINE and each commit in turn, each time after everything has changed."""
    english, steps, died = old_shop(database, line, publisher, folder), [""], True
    for at in range(1, STEPS_AT_MOST):
        repaint(folder, 90 + at)
        speaker(database, line, "Hana", "ja" if at % 2 else "th")
        speaker(database, line, "Nid", "th" if at % 2 else "en")
        before, probe = made(line), KillAt(at)
        died = dies(publisher(probe))
        steps = probe.steps
        clock.advance(hours=1)
        publisher().publish()

        assert_as_wanted(line, database, folder, english if at % 2 else swapped(line, english))
        assert made(line) - before == 2
        if not died:
            break
    assert not died
    assert {f"menus.{each}" for each in EVERY_STEP} <= set(steps)


def dies(publisher: Publisher) -> bool:
    try:
        publisher.publish()
    except Killed:
        return True
    return False


def swapped(line: Line, english: set[str]) -> set[str]:
    """Nid writes English and Hana Thai, where it was the other way round."""
    return english - {line.phone("Hana").user_id} | {line.phone("Nid").user_id}


def test_dying_one_step_later_each_time_still_arrives(
    database: Database, line: Line, publisher: Publishers, folder: Path, clock: HandClock
) -> None:
    english = old_shop(database, line, publisher, folder)
    before, at = made(line), 1

    while dies(publisher(KillAt(at))) and at < STEPS_AT_MOST:
        at += 1
        clock.advance(seconds=LEASE_MS / 1000 + 1)

    assert at < STEPS_AT_MOST
    assert_as_wanted(line, database, folder, english)
    assert made(line) - before == 2


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_whatever_line_answers_a_later_run_arrives(
    database: Database, line: Line, publisher: Publishers, folder: Path, clock: HandClock, endpoint: str
) -> None:
    english = old_shop(database, line, publisher, folder)
    before = made(line)

    faults = [each for each in FAULTS if fits(each, endpoint)]
    for number, fault in enumerate(faults):
        repaint(folder, 100 + number)
        speaker(database, line, "Nid", "en")  # as if LINE had not been told yet
        speaker(database, line, "Nid", "th")
        line.faults.next(fault, endpoint)
        with pytest.raises(OSError, match=r"429|500|no answer"):
            publisher().publish()
        clock.advance(hours=1)

        publisher().publish()
        assert_as_wanted(line, database, folder, english)
    assert len(line.faults.injected) == len(faults)
    assert made(line) - before <= 2 * len(faults) + (len(faults) if endpoint == "richmenu_create" else 0)


def test_a_picture_that_cannot_be_used_leaves_everything_as_it_was_and_says_why(
    database: Database, line: Line, publisher: Publishers, folder: Path
) -> None:
    publisher().publish()
    before = standing(line)
    (folder / "th.png").write_bytes(b"no picture")

    with pytest.raises(OSError, match=r"th\.png: neither JPEG nor PNG"):
        publisher().publish()

    assert standing(line) == before
    with database.reading() as db:
        tried = richmenus.last_try(db)
    assert tried is not None
    assert "th.png" in tried[1]


def test_only_one_publishes_at_a_time(
    database: Database, line: Line, publisher: Publishers, clock: HandClock
) -> None:
    with pytest.raises(Killed):
        publisher(KillAt(1)).publish()

    with pytest.raises(OSError, match="already"):
        publisher().publish()
    clock.advance(seconds=LEASE_MS / 1000)
    publisher().publish()

    assert made(line) == 2


def test_many_are_moved_in_slices_line_takes(
    database: Database, line: Line, publisher: Publishers, folder: Path
) -> None:
    phones = [line.phone(f"Tom {number}") for number in range(501)]
    with database.transaction() as db:
        ids = contacts.add_missing(db, [each.user_id for each in phones], 1)
        contacts.set_language(db, [(each, "en") for each in ids])

    publisher().publish()

    assert len(standing(line).linked) == 501
    calls = [each.path.removeprefix("/v2/bot/") for each in line.wire if each.method == "POST"]
    assert sum("bulk/link" in each for each in calls) == 1
    assert publisher().publish() == []
