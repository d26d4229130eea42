"""A short fuzz of the webhook on each engine; `python -m tests.fuzz` is the long one."""

from pathlib import Path

from bot.store.database import Database
from tests.fuzz.bodies import Bodies
from tests.fuzz.run import Fuzz


def test_no_body_brings_a_5xx_harms_its_neighbours_or_breaks_the_decider(
    database: Database, tmp_path: Path
) -> None:
    with Fuzz(database, tmp_path).open() as fuzz:
        report = fuzz.play(Bodies(seed=3), 600)

    assert report.wrong == []
    assert report.kept > 300
