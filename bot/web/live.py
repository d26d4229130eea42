"""The feed as server-sent events: one reader per process, a cap on streams, resume by Last-Event-ID."""

import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from bot.clock import stopwatch
from bot.limits import STREAMS
from bot.logs import log
from bot.pump import Pump
from bot.store import feed, sessions
from bot.store.database import Database
from bot.wake import FEED, Wake
from bot.web.wire import Wire, chunk_of

PER_PERSON = 12
HEARTBEAT_SECONDS = 15
GATHER_SECONDS = 0.1
_PAGE = 500
_QUEUED = 100
# A browser that was away for more changes than this reloads instead of replaying them all.
_REPLAY = 1000
_STILL_HERE = ": still here\n\n"


class Full(Exception):
    """No more streams here, or for this person; the browser falls back to asking now and then."""


@dataclass(frozen=True, slots=True)
class News:
    """Some changes in order, and their text: written once for all the streams."""

    entries: tuple[feed.Entry, ...]
    text: str
    chunk: bytes

    def after(self, seen: int) -> str:
        """Those above this number; empty when there are none."""
        if self.entries[0].id > seen:
            return self.text
        return _events([each for each in self.entries if each.id > seen])


class Stream:
    """One browser listening."""

    def __init__(self, agent_id: int, signin: str = "") -> None:
        self.agent_id = agent_id
        self.signin = signin  # the hash of its sign-in's token: the stream ends when that does
        self.news: queue.Queue[News | None] = queue.Queue(_QUEUED)
        self.wire: Wire | None = None  # once its past is told, the hub writes to it itself
        self.seen = 0


class Hub(Pump):
    """Tails the feed once for all the streams of this process."""

    def __init__(self, database: Database, wake: Wake, streams: int = STREAMS) -> None:
        super().__init__("hub", wake.subscribe(FEED))
        self._database = database
        self._most = streams
        self._lock = threading.Lock()
        self._streams: dict[Stream, None] = {}  # a set that remembers who came first
        self._last = -1
        self._is_closed = False
        self._gathering = threading.Event()
        self._beaten = stopwatch()

    def round(self) -> bool:
        """Hand on what is new; True while full pages keep coming."""
        with self._lock:
            if not self._streams:
                self._last = -1  # nobody listens: newcomers ask for what they missed
                return False
        with self._database.looking() as db:
            newest = feed.newest(db)
            if self._last < 0:
                self._last = max(0, newest - _REPLAY)
            entries = feed.after(db, self._last, _PAGE) if newest > self._last else []
        if not entries:
            self._beat()
            return False
        if any(each.kind == feed.PRESENCE for each in entries):
            self._end_revoked()
        text = _events(entries)
        news = News(tuple(entries), text, chunk_of(text))
        with self._lock:
            for stream in list(self._streams):
                _hand(stream, news)
            self._last = entries[-1].id
        self._beaten = stopwatch()
        # A screen gains nothing from ten refreshes a second; three hundred of them cost the webhook its pace.
        self._gathering.wait(GATHER_SECONDS)
        return len(entries) == _PAGE

    def _beat(self) -> None:
        """A word now and then: a road that says nothing is closed by whoever stands along it."""
        if stopwatch() - self._beaten < HEARTBEAT_SECONDS:
            return
        self._beaten, chunk = stopwatch(), chunk_of(_STILL_HERE)
        with self._lock:
            for stream in [each for each in self._streams if each.wire]:
                _write(stream, chunk)

    def _end_revoked(self) -> None:
        """Somebody came or went: whoever was signed out elsewhere hears nothing more here."""
        with self._lock:
            checked = [each for each in self._streams if each.signin]
        if not checked:
            return
        with self._database.looking() as db:
            alive = sessions.unrevoked(db, [each.signin for each in checked])
        for stream in checked:
            if stream.signin not in alive:
                self.leave(stream)
                _end(stream)

    def close(self) -> None:
        """End every stream, so that a stop need not wait for browsers to leave."""
        with self._lock:
            self._is_closed = True
            streams = list(self._streams)
        for stream in streams:
            _end(stream)

    def open(self, agent_id: int, signin: str = "") -> Stream:
        """A place for one browser; a person with too many loses the oldest. Raises Full. Must leave()."""
        stream = Stream(agent_id, signin)
        with self._lock:
            mine = [each for each in self._streams if each.agent_id == agent_id]
            if len(mine) >= PER_PERSON:
                # Most likely a page that was reloaded and whose end nobody has noticed yet.
                self._streams.pop(mine[0])
                _end(mine[0])
            if self._is_closed or len(self._streams) >= self._most:
                log.warning("stream.refused", streams=len(self._streams), agent=agent_id)
                raise Full
            self._streams[stream] = None
        return stream

    def leave(self, stream: Stream) -> None:
        """The browser is gone."""
        with self._lock:
            self._streams.pop(stream, None)

    def count(self) -> int:
        """How many browsers are listening."""
        with self._lock:
            return len(self._streams)

    def lines(self, stream: Stream, last_id: int | None, wire: Wire | None = None) -> Iterator[str]:
        """What was missed comes first; live entries that repeat it are left out by number.

        Given the connection itself, this thread then only waits for the end, and the hub writes to all
        of them: three hundred threads woken for each change cost the webhook its pace.
        """
        yield "retry: 2000\n\n"
        stream.seen = yield from self._missed(last_id)
        while True:
            if wire is not None and self._took_over(stream, wire):
                stream.news.get()  # nothing but the end comes this way any more
                return
            try:
                news = stream.news.get(timeout=HEARTBEAT_SECONDS)
            except queue.Empty:
                yield _STILL_HERE
                continue
            if news is None:
                return
            fresh = news.after(stream.seen)
            stream.seen = max(stream.seen, news.entries[-1].id)
            if fresh:
                yield fresh

    def _took_over(self, stream: Stream, wire: Wire) -> bool:
        """From now on the hub writes; not while something waits that this thread must write first."""
        with self._lock:
            if stream not in self._streams or not stream.news.empty():
                return False
            stream.wire = wire
            return True

    def _missed(self, last_id: int | None) -> Generator[str, None, int]:
        with self._database.reading() as db:
            newest = feed.newest(db)
            if last_id is None or last_id > newest:
                return (yield from _hello(newest))
            if newest - last_id > _REPLAY:
                yield f"id: {newest}\nevent: reload\ndata: {{}}\n\n"
                return newest
            entries = feed.after(db, last_id, _REPLAY)
        yield from map(_event, entries)
        return entries[-1].id if entries else last_id


def _hand(stream: Stream, news: News) -> None:
    if stream.wire is not None:
        fresh = news.after(stream.seen)
        stream.seen = max(stream.seen, news.entries[-1].id)
        if fresh:
            _write(stream, news.chunk if fresh is news.text else chunk_of(fresh))
        return
    try:
        stream.news.put_nowait(news)
    except queue.Full:
        # It does not read: end it, and let its browser come back where it left off.
        _end(stream)


def _write(stream: Stream, chunk: bytes) -> None:
    if stream.wire is not None and not stream.wire.send(chunk):
        stream.wire.cut()
        stream.wire = None
        _end(stream)


def _hello(newest: int) -> Generator[str, None, int]:
    yield f"id: {newest}\nevent: hello\ndata: {{}}\n\n"
    return newest


def _events(entries: Sequence[feed.Entry]) -> str:
    """One event for each conversation, under the number of its latest change; who looks at it is apart."""
    latest = {(each.conversation_id, each.kind == feed.LOOKING): each for each in entries}
    return "".join(map(_event, sorted(latest.values(), key=lambda each: each.id)))


def _event(entry: feed.Entry) -> str:
    return f'id: {entry.id}\nevent: {entry.kind}\ndata: {{"conversation": {entry.conversation_id}}}\n\n'


def _end(stream: Stream) -> None:
    while True:
        try:
            stream.news.put_nowait(None)
            return
        except queue.Full:
            try:
                stream.news.get_nowait()
            except queue.Empty:
                continue
