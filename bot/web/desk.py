"""What may a view reach? Everything the web process was given at start, and nothing it found by itself."""

from dataclasses import dataclass, field

from flask import current_app, request

from bot.clock import Clock
from bot.corpus import CorpusHolder
from bot.inbox import Keeper
from bot.line.signature import Signatures
from bot.media import Shelf
from bot.settings import Settings
from bot.store.database import Database
from bot.turn import Turns
from bot.wake import Wake
from bot.web.live import Hub
from bot.web.meters import Deliveries


@dataclass(frozen=True, slots=True)
class Desk:
    """The web process's parts, passed in by hand by bot/app.py."""

    settings: Settings
    database: Database
    clock: Clock
    wake: Wake
    turns: Turns
    corpus: CorpusHolder
    keeper: Keeper
    signatures: Signatures
    hub: Hub
    shelf: Shelf
    deliveries: Deliveries = field(default_factory=Deliveries)


def came_from_here(settings: Settings) -> bool:
    """Was this request made on this machine, and not by a proxy on it for somebody else?"""
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"))
    is_loopback = request.remote_addr in ("127.0.0.1", "::1")
    return is_loopback and not is_forwarded and settings.trusted_proxies == 0


def desk() -> Desk:
    """The parts of the process that serves this request."""
    found: Desk = current_app.extensions["desk"]
    return found
