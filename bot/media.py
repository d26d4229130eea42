"""Where files are kept, and how a picture becomes one that LINE can fetch.

Any folder or bucket fsspec can open. Paths are made here from chance alone: nothing a sender says
becomes part of one.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

import fsspec

from bot.clock import Clock
from bot.logs import log
from bot.pictures import ready_for_line
from bot.settings import Settings, SettingsError
from bot.sniffing import HEAD
from bot.store import media as rows
from bot.store.database import AnyRow, Database
from bot.store.media import OUT, NewMedia

PREVIEW = ".preview"
MB = 1024 * 1024
# The most we keep of what a customer sends; LINE itself takes videos of 200 MB.
LIMITS = {"image": 20 * MB, "video": 200 * MB, "audio": 100 * MB, "file": 100 * MB}

_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$")
_UNFINISHED_MS = 3_600_000


class TooBig(Exception):
    """More bytes than are kept of this kind."""


class Shelf:
    """The folder or bucket of MEDIA_URL. Everything it raises for want of a disk or network is an OSError."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._fs, root = fsspec.core.url_to_fs(address)
        self._root = root.rstrip("/")
        self.is_local = "file" in self._fs.protocol or "local" in self._fs.protocol

    def write(self, path: str, chunks: Iterable[bytes], most: int) -> tuple[int, bytes]:
        """(size, the first bytes). Raises TooBig at the first byte too many; what was written is erased."""
        size, head = 0, b""
        try:
            with self._open(path, "wb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise TooBig
                    head += chunk[: HEAD - len(head)]
                    out.write(chunk)
        except BaseException:
            with contextlib.suppress(OSError):
                self.erase(path)
            raise
        return size, head

    def put(self, path: str, content: bytes) -> None:
        """A small file at once."""
        with self._open(path, "wb") as out:
            out.write(content)

    def open(self, path: str) -> IO[bytes]:
        """For reading, from the start; seekable. Raises FileNotFoundError."""
        return self._open(path, "rb")

    def has(self, path: str) -> bool:
        """Is there such a file?"""
        return bool(self._fs.exists(f"{self._root}/{path}"))

    def read(self, path: str) -> bytes:
        """A whole file."""
        with self.open(path) as kept:
            return kept.read()

    def erase(self, path: str) -> None:
        """The file and its preview; what is gone already is fine."""
        for each in (path, path + PREVIEW):
            with contextlib.suppress(FileNotFoundError):
                self._fs.rm_file(f"{self._root}/{each}")

    def _open(self, path: str, mode: str) -> IO[bytes]:
        where = f"{self._root}/{path}"
        if self.is_local and mode == "wb":
            self._fs.makedirs(where.rpartition("/")[0], exist_ok=True)
        opened: Any = self._fs.open(where, mode)
        return opened  # type: ignore[no-any-return]


def open_shelf(settings: Settings) -> Shelf:
    """The shelf of MEDIA_URL. Raises SettingsError where that address means nothing here."""
    try:
        return Shelf(settings.media)
    except (ImportError, ValueError) as unknown:
        raise SettingsError(f"MEDIA_URL cannot be opened: {unknown}") from None


def check_shelf(settings: Settings, clock: Clock) -> Shelf:
    """At start: can files be written, read and erased? Raises SettingsError with the reason."""
    shelf, probe = open_shelf(settings), f"check/{clock.token()}"
    try:
        shelf.put(probe, b"saphan")
        if shelf.read(probe) != b"saphan":
            raise OSError("what was written is not what is read")
        shelf.erase(probe)
    except Exception as fault:  # noqa: BLE001 – each kind of bucket has errors of its own
        name = "MEDIA_URL" if settings.media_url else "DATA_DIR"
        raise SettingsError(f"{name} cannot keep files at {shelf.address}: {fault}") from None
    return shelf


def warn_of_other_shelf(shelf: Shelf, database: Database) -> None:
    """Say so where the newest kept file is not seen from here: then hosts do not share one MEDIA_URL."""
    with database.reading() as db:
        newest = rows.newest_kept(db)
    if newest is not None and not shelf.has(newest):
        log.warning(
            "media.not_shared",
            shelf=shelf.address,
            advice="files kept by another process are not here: give all of them one shared MEDIA_URL",
        )
    elif shelf.is_local and not database.is_sqlite:
        log.info("media.local", shelf=shelf.address, advice="several hosts need a shared MEDIA_URL")


def public_base(settings: Settings) -> str | None:
    """The address LINE can fetch pictures from; None without an https PUBLIC_URL.

    LINE takes https only. A simulator on this machine also takes loopback, so that a desk can be tried.
    """
    if settings.public_url.startswith("https://"):
        return settings.public_url
    if _LOOPBACK.match(settings.line_api_host):
        return settings.public_url or f"http://127.0.0.1:{settings.port}"
    return None


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture that LINE can fetch at url() until its token is revoked."""

    media_id: int
    token: str
    width: int
    height: int

    def url(self, base: str) -> str:
        """The picture; `base` from public_base()."""
        return f"{base}/m/{self.token}"

    def preview_url(self, base: str) -> str:
        """The small one."""
        return f"{base}/m/{self.token}/preview"


def keep_picture(
    shelf: Shelf,
    database: Database,
    clock: Clock,
    raw: bytes,
    *,
    agent_id: int | None = None,
    conversation_id: int | None = None,
) -> Kept:
    """Any JPEG, PNG, WebP or GIF made fit for LINE and kept under an unguessable address.

    Raises pictures.Unusable for what is no picture, OSError when it cannot be kept now. The row comes
    first, with an errand that erases what a crash leaves unfinished.
    """
    ready = ready_for_line(raw)
    files = {"": ready.original, PREVIEW: ready.preview}
    return _keep(shelf, database, clock, files, (ready.width, ready.height), agent_id, conversation_id)


def keep_copy(
    shelf: Shelf, database: Database, clock: Clock, kept: AnyRow, *, agent_id: int, conversation_id: int
) -> Kept:
    """A kept picture once more, as this conversation's own: erased with it, and outliving the first.

    Raises OSError, FileNotFoundError among them, when it is not there any more or cannot be kept now.
    """
    files = {suffix: shelf.read(kept.path + suffix) for suffix in ("", PREVIEW)}
    return _keep(shelf, database, clock, files, (kept.width, kept.height), agent_id, conversation_id)


def _keep(
    shelf: Shelf,
    database: Database,
    clock: Clock,
    files: Mapping[str, bytes],
    size: tuple[int, int],
    agent_id: int | None,
    conversation_id: int | None,
) -> Kept:
    token, now = clock.token(), clock.now()
    width, height = size
    new = NewMedia(
        way=OUT,
        kind="image",
        state=rows.FAILED,
        path=f"out/{clock.token()}",
        content_type="image/jpeg",
        size=len(files[""]),
        width=width,
        height=height,
        agent_id=agent_id,
    )
    with database.transaction() as db:
        number = rows.add(db, conversation_id, new, now)
        rows.ask_to_erase(db, number, now + _UNFINISHED_MS)
    for suffix, content in files.items():
        shelf.put(new.path + suffix, content)
    with database.transaction() as db:
        rows.finish_upload(db, number, token)
    return Kept(number, token, width, height)
