"""`python -m simulator.desk`: how do the bot and a pretend LINE start together, and end together?"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from simulator.start import CannotStart, port_from

SECRETS = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "SECRET_KEY")
GRACE_SECONDS = 8.0
HEARING_SECONDS = 10.0
POLL_SECONDS = 0.2
REFUSED = 2  # how the simulator ends when it cannot start
BOT = (sys.executable, "-m", "bot", "run", "--demo", "--exit-with-parent")
OUR_OWN_ADDRESS = "http://127.0.0.1"


class Asked:
    """Whether somebody asked us to stop, by Ctrl-C, SIGTERM or closing the terminal."""

    def __init__(self) -> None:
        self._set = threading.Event()

    def stop(self, number: int, frame: FrameType | None = None) -> None:
        self._set.set()

    def within(self, seconds: float) -> bool:
        return self._set.wait(seconds)


def main(bot: Sequence[str] = BOT, environment: Mapping[str, str] = os.environ) -> int:
    """Run both until one ends or somebody stops us; `bot` is the command that starts the bot."""
    asked = Asked()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked.stop)
    try:
        settings = prepare(environment)
    except CannotStart as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    say(f"Phone     {OUR_OWN_ADDRESS}:{settings['SIMULATOR_PORT']}/")
    say("Ctrl-C stops everything.")
    children = [_child(command, settings) for command in (simulator_command(settings), bot)]
    return _stay(children, asked)


def prepare(environment: Mapping[str, str]) -> dict[str, str]:
    """The children's environment: ports checked, folder made, secrets found or written once."""
    port = port_from(environment.get("PORT") or "8000", "PORT")
    simulator_port = port_from(environment.get("SIMULATOR_PORT") or "8001", "SIMULATOR_PORT")
    if port == simulator_port:
        raise CannotStart(f"PORT and SIMULATOR_PORT are both {port}; give the simulator another.")
    folder = Path(environment.get("DATA_DIR") or "var")
    kept = remembered_secrets(folder)
    return {
        **environment,
        **{name: environment.get(name) or kept[name] for name in SECRETS},
        "PORT": str(port),
        "SIMULATOR_PORT": str(simulator_port),
        "DATA_DIR": str(folder),
        "LINE_API_HOST": f"{OUR_OWN_ADDRESS}:{simulator_port}",
        "CLOCK_OFFSET_FILE": environment.get("CLOCK_OFFSET_FILE") or str(folder / "clock-offset"),
        "PUBLIC_URL": environment.get("PUBLIC_URL") or f"{OUR_OWN_ADDRESS}:{port}",
    }


def remembered_secrets(folder: Path) -> dict[str, str]:
    """Read `dev.env`, adding what it lacks; only its owner may read it."""
    file = folder / "dev.env"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        kept = dict(line.split("=", 1) for line in lines if "=" in line)
        lacking = {name: secrets.token_hex(32) for name in SECRETS if not kept.get(name)}
        if lacking:
            added = "".join(f"{name}={value}\n" for name, value in {**kept, **lacking}.items())
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(added)
    except OSError as problem:
        raise CannotStart(f"DATA_DIR {folder} cannot be used: {problem.strerror}.") from None
    return {**kept, **lacking}


def simulator_command(settings: Mapping[str, str]) -> list[str]:
    return [
        sys.executable,
        "-m",
        "simulator",
        "--exit-with-parent",
        "--port",
        settings["SIMULATOR_PORT"],
        "--webhook-url",
        f"{OUR_OWN_ADDRESS}:{settings['PORT']}/line/webhook",
        "--state",
        str(Path(settings["DATA_DIR"]) / "simulator"),
        "--clock-file",
        settings["CLOCK_OFFSET_FILE"],
    ]


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _child(command: Sequence[str], settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """In a process group of its own, so that the terminal's Ctrl-C reaches the children only through us."""
    return subprocess.Popen(list(command), env=dict(settings), start_new_session=True)  # noqa: S603


def _stay(children: list[subprocess.Popen[bytes]], asked: Asked) -> int:
    parent = os.getppid()
    # Whoever started us (make, a terminal) may be killed without a word: then nobody will stop us either.
    while os.getppid() == parent and not asked.within(POLL_SECONDS):
        ended = next((child for child in children if child.poll() is not None), None)
        if ended is not None:
            if ended.returncode == REFUSED:
                _hear_out(children, asked)
            _end(children)
            return _exit_code(ended.returncode)
    _end(children)
    return 0


def _hear_out(children: list[subprocess.Popen[bytes]], asked: Asked) -> None:
    """One could not start: the other may be about to say why, such as another Saphan holding the lock."""
    deadline = time.monotonic() + HEARING_SECONDS
    while any(child.poll() is None for child in children) and time.monotonic() < deadline:
        if asked.within(POLL_SECONDS):
            return


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    for child in running:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _exit_code(returncode: int) -> int:
    """A child ended by a signal shows as 128 + its number, as a shell would show it."""
    return 128 - returncode if returncode < 0 else returncode


if __name__ == "__main__":
    sys.exit(main())
