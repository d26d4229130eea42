"""What do the commands say to the person who typed them, above all when something is missing?"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import Server

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "LINE_CHANNEL_SECRET": "secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "token",
    "SECRET_KEY": "0123456789abcdef",
    "PYTHONPATH": str(ROOT),
}
STAFF = ("create-staff", "--email", "nok@shop.example", "--role", "agent")


def bot(
    folder: Path, *arguments: str, said: bytes = b"", url: str = ""
) -> subprocess.CompletedProcess[bytes]:
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("LINE_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=said,
        cwd=folder,
        env=surroundings | SETTINGS | {"DATA_DIR": str(folder), "DATABASE_URL": url},
        capture_output=True,
        timeout=120,
    )


def test_migrate_tells_which_database_is_ready_and_never_its_password(tmp_path: Path) -> None:
    done = bot(tmp_path, "migrate")

    assert done.returncode == 0
    assert str(tmp_path / "saphan.db") in done.stdout.decode()


def test_requeue_before_the_first_migration_names_the_command_to_run(tmp_path: Path) -> None:
    done = bot(tmp_path, "requeue")

    assert done.returncode == 1
    assert "python -m bot migrate" in done.stderr.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\xff\xfe a long enough one\n", "not UTF-8"),
        (b" " * 20 + b"\n", "not only spaces"),
        (b"", "12 characters"),
    ],
    ids=["not-utf8", "spaces", "nothing"],
)
def test_a_password_that_will_not_do_is_refused_with_one_sentence(
    tmp_path: Path, said: bytes, why: str
) -> None:
    done = bot(tmp_path, *STAFF, said=said)

    assert done.returncode == 1
    assert why in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("command", ["web", "requeue"])
def test_a_database_that_does_not_answer_is_named_with_what_to_check(tmp_path: Path, command: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]

    done = bot(tmp_path, command, url=f"postgresql://saphan:hidden-word@127.0.0.1:{nobody}/saphan")

    told = done.stderr.decode()
    assert done.returncode == 1
    assert str(nobody) in told
    assert "Is DATABASE_URL right" in told
    assert "hidden-word" not in told
    assert "Traceback" not in told


def test_a_web_process_over_an_unprepared_database_names_the_command_to_run(
    tmp_path: Path, postgres_server: Server | None
) -> None:
    if postgres_server is None:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")
    url = postgres_server.create_database()

    done = bot(tmp_path, "web", url=url.replace("postgresql+psycopg://", "postgresql://"))

    postgres_server.drop_database(url)
    assert done.returncode == 1
    assert "python -m bot migrate" in done.stderr.decode()


def test_the_desk_hears_an_interrupt_before_anything_large_is_read() -> None:
    """Reading urllib3 took most of a second, in which Ctrl-C ended in a traceback."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, simulator.desk; print('urllib3' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert loaded.stdout == "False\n"
