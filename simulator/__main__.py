"""`python -m simulator`: how does pretend LINE run as a process of its own?"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import threading
import time
from pathlib import Path

from simulator.line import Line
from simulator.page import Page
from simulator.start import CannotStart, port_from, secrets_from, watch_parent

# A little longer than the bot is patient: on a second start its sentence, about the lock, says more.
PORT_PATIENCE_SECONDS = 14.0
SECRETS = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")


def main() -> int:
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    try:
        line = _open_line(_options(), done)
    except CannotStart as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    if line is not None:
        with line:
            done.wait()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="LINE's side of the wire.")
    parser.add_argument("--port", default=os.environ.get("SIMULATOR_PORT") or "8001")
    parser.add_argument("--webhook-url", default="", help="where the bot listens")
    parser.add_argument("--state", type=Path, default=None, help="a folder to remember in; else memory only")
    parser.add_argument(
        "--clock-file", type=Path, default=None, help="where the desk reads how far its clock is ahead"
    )
    parser.add_argument("--exit-with-parent", action="store_true", help="end when the starting process ends")
    return parser.parse_args()


def _open_line(options: argparse.Namespace, done: threading.Event) -> Line | None:
    if options.exit_with_parent:
        watch_parent(done.set)
    port = port_from(options.port, "SIMULATOR_PORT")
    secret, token = secrets_from(os.environ, SECRETS)
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while not done.is_set():
        try:
            line = Line(
                options.webhook_url,
                channel_secret=secret,
                access_token=token,
                state_dir=options.state,
                port=port,
                clock_file=options.clock_file,
            )
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise CannotStart(f"The simulator cannot start: {problem}.") from None
            if time.monotonic() > deadline:
                raise CannotStart(f"Port {port} is taken; set SIMULATOR_PORT to a free one.") from None
            done.wait(0.25)
            continue
        page = Page(line)
        page.seed()
        line.page = page.answer
        return line
    return None


if __name__ == "__main__":
    sys.exit(main())
