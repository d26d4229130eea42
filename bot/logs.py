"""Structured log lines carrying ids; never tokens, never message text."""

import logging
import sys

import structlog

log = structlog.get_logger()


def start_logging(as_json: bool) -> None:
    """One line per event on stderr: JSON for machines, or plain for a person at a terminal."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=18)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # One write for a whole line: each lets go of the interpreter's lock, and gets it back late.
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
