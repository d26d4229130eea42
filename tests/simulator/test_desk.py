"""Do bot and simulator start together, remember their secrets, and end together?"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import urllib3

from simulator.desk import prepare
from simulator.start import CannotStart

ROOT = Path(__file__).parents[2]
WAITS = "import time; time.sleep(60)"
ENDS = "import sys; sys.exit(3)"
RUN = "import sys; from simulator.desk import main; sys.exit(main(bot=(sys.executable, '-c', sys.argv[1])))"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def settings(tmp_path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LINE_")}
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())}
    return {**kept, **ports, "DATA_DIR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}


def start(*command, settings):
    return subprocess.Popen(
        [sys.executable, *command],
        env=settings,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_open(settings):
    url = f"http://127.0.0.1:{settings['SIMULATOR_PORT']}/phone/state"
    deadline = time.monotonic() + 60
    while True:
        try:
            return urllib3.request("GET", url, retries=False).json()
        except urllib3.exceptions.HTTPError:
            assert time.monotonic() < deadline, "the simulator did not start"
            time.sleep(0.02)


def is_open(settings):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(settings["SIMULATOR_PORT"]))) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything_quietly(settings, number):
    desk = start("-c", RUN, WAITS, settings=settings)
    state = wait_until_open(settings)

    desk.send_signal(number)
    out, _ = desk.communicate(timeout=60)

    assert desk.returncode == 0
    assert out.splitlines()[0] == f"Phone     http://127.0.0.1:{settings['SIMULATOR_PORT']}/"
    assert "Ctrl-C" in out
    assert "Traceback" not in out
    assert [person["name"] for person in state["people"]] == ["มะลิ ส.", "Tom Baker", "ปอ", "Hana"]
    assert not is_open(settings)


def test_a_child_that_ends_takes_the_other_along_with_its_code(settings):
    desk = start("-c", RUN, ENDS, settings=settings)

    out, _ = desk.communicate(timeout=60)

    assert desk.returncode == 3
    assert "Traceback" not in out
    assert not is_open(settings)


def test_secrets_are_made_once_for_their_owner_alone_and_given_to_the_bot(settings):
    tells = "import os; print('|'.join(os.environ[k] for k in os.environ['ASKED'].split()))"
    asked = "LINE_CHANNEL_SECRET LINE_CHANNEL_ACCESS_TOKEN SECRET_KEY LINE_API_HOST PUBLIC_URL"
    runs = [
        start("-c", RUN, tells, settings={**settings, "ASKED": asked}).communicate(timeout=60)[0]
        for _ in range(2)
    ]

    told = [next(row for row in out.splitlines() if "|" in row) for out in runs]
    file = Path(settings["DATA_DIR"]) / "dev.env"
    kept = dict(row.split("=", 1) for row in file.read_text().splitlines())
    assert told[0] == told[1]
    assert told[0].split("|")[:3] == [kept[name] for name in asked.split()[:3]]
    assert told[0].split("|")[3] == f"http://127.0.0.1:{settings['SIMULATOR_PORT']}"
    assert told[0].split("|")[4] == f"http://127.0.0.1:{settings['PORT']}"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_the_environment_says_wins(settings):
    tells = "import os; print('secret=' + os.environ['SECRET_KEY'])"
    out, _ = start("-c", RUN, tells, settings={**settings, "SECRET_KEY": "mine"}).communicate(timeout=60)

    assert "secret=mine" in out


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "8０", "80 00"])
def test_a_bad_port_is_named(port, tmp_path):
    with pytest.raises(CannotStart, match="SIMULATOR_PORT must be a port number"):
        prepare({"SIMULATOR_PORT": port, "DATA_DIR": str(tmp_path)})


def test_both_ports_cannot_be_the_same(tmp_path):
    with pytest.raises(CannotStart, match="both 8001"):
        prepare({"PORT": "8001", "DATA_DIR": str(tmp_path)})


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CannotStart, match=r"DATA_DIR .* cannot be used"):
        prepare({"DATA_DIR": str(tmp_path / "file")})


def test_what_stops_the_start_is_one_sentence(settings):
    desk = start("-m", "simulator.desk", settings={**settings, "PORT": "abc"})

    out, _ = desk.communicate(timeout=60)

    assert desk.returncode == 2
    assert out == "PORT must be a port number from 1 to 65535, not 'abc'.\n"


def test_the_simulator_names_the_secrets_it_misses(settings):
    out, _ = start("-m", "simulator", settings=settings).communicate(timeout=60)

    assert "LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN" in out
    assert "Traceback" not in out


def test_the_simulator_ends_when_its_parent_is_killed(settings):
    given = {**settings, "LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t"}
    command = [sys.executable, "-m", "simulator", "--exit-with-parent", "--port", settings["SIMULATOR_PORT"]]
    parent = start("-c", f"import subprocess; subprocess.run({command!r})", settings=given)
    wait_until_open(settings)

    parent.kill()
    parent.communicate(timeout=60)

    deadline = time.monotonic() + 60
    while is_open(settings):
        assert time.monotonic() < deadline, "the simulator outlived its parent"
        time.sleep(0.05)
