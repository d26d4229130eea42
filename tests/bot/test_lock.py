"""Is there only ever one Saphan on an SQLite database and on a port, and does a dead one make room?"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import lock
from bot.lock import Taken, await_port, take_lock

HOLD = """
import sys
from pathlib import Path
from bot.lock import take_lock
take_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up at once: the ten seconds are for people."""
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "saphan.lock"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it ends."""
    root = Path(lock.__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with process:
        yield process
        process.kill()


def test_the_lock_is_taken_and_says_by_whom(path: Path) -> None:
    held = take_lock(path)

    assert path.read_text() == f"{os.getpid()}\n"
    os.close(held)


@pytest.mark.usefixtures("impatient")
def test_a_second_start_is_refused_saying_who_holds_it_and_what_to_do(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(Taken) as refused:
        take_lock(path)

    said = str(refused.value)
    assert f"process {holder.pid}" in said
    for remedy in ("stop that one", "DATA_DIR", "DATABASE_URL"):
        assert remedy in said
    assert path.read_text() == f"{holder.pid}\n"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_is_free_once_its_holder_has_died(
    path: Path, holder: subprocess.Popen[str], number: signal.Signals
) -> None:
    holder.send_signal(number)
    holder.wait(30)

    held = take_lock(path)

    assert path.read_text() == f"{os.getpid()}\n"
    os.close(held)


def test_a_start_waits_for_a_predecessor_that_is_just_stopping(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    assert holder.stdin is not None
    holder.stdin.close()

    held = take_lock(path)

    assert path.read_text() == f"{os.getpid()}\n"
    os.close(held)


def test_a_file_left_behind_by_a_crash_is_no_obstacle(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("99999999999999999999 and more\n")

    held = take_lock(path)

    assert path.read_text() == f"{os.getpid()}\n"
    os.close(held)


def test_a_program_started_by_the_holder_does_not_keep_the_lock(path: Path) -> None:
    held = take_lock(path)
    with subprocess.Popen(["sleep", "30"], close_fds=False) as child:
        os.close(held)

        again = take_lock(path)
        is_child_alive = child.poll() is None

        child.kill()
    assert is_child_alive, "the lock must be free while the child lives, not because it has ended"
    assert path.read_text() == f"{os.getpid()}\n"
    os.close(again)


def test_a_free_port_is_no_obstacle() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    await_port("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", port)) as taken:
        assert taken.getsockname()[1] == port


@pytest.mark.usefixtures("impatient")
def test_a_taken_port_is_refused_saying_which_and_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Taken, match=rf"Port {port} is taken .*choose another with PORT"):
            await_port("127.0.0.1", port)
