"""How is a case shown: what was told, its pictures, what happened to it, and where it can go?"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import cases, media, messages
from bot.store.cases import Line
from bot.store.database import AnyRow, Connection
from bot.web import language
from bot.web.language import say as _
from handlers.cases import WORD_LENGTH, next_statuses
from handlers.collected import DONE, IN_PROGRESS, OPEN, REOPENED, Brief, Field
from handlers.flows.definition import said_in

MOST = WORD_LENGTH


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a case: its bubble in the thread and its file, None where there is none to show."""

    message_id: int | None
    media_id: int | None
    is_unsent: bool


@dataclass(frozen=True, slots=True)
class Album:
    """What is known of pictures by their LINE ids: bubbles and files."""

    bubbles: dict[str, AnyRow]
    kept: dict[str, int]

    def picture(self, line_message_id: str) -> Picture:
        """One picture, as far as it can be shown."""
        bubble = self.bubbles.get(line_message_id)
        is_unsent = bool(bubble and bubble.unsent_at)
        return Picture(bubble.id if bubble else None, self.kept.get(line_message_id), is_unsent)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the customer told us."""

    label: str
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One moment in a case's life."""

    at: int
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case, ready for a template. `moves`: (status, label) it can be given, its own first."""

    line: Line
    title: str
    status: str
    tone: str
    told: tuple[Told, ...]
    steps: tuple[Step, ...]
    moves: tuple[tuple[str, str], ...]

    @property
    def has_pictures(self) -> bool:
        """Is there a picture to look at?"""
        return any(each.pictures for each in self.told)


def files(db: Connection, lines: Sequence[Line]) -> list[CaseFile]:
    """These cases with their history and pictures; three queries at most, however many there are."""
    if not lines:
        return []
    history = cases.history(db, [each.id for each in lines])
    wanted = [number for line in lines for each in line.fields for number in each.values]
    album = Album(messages.by_line_id(db, wanted), media.pictures_of(db, wanted))
    return [_file(each, history[each.id], album) for each in lines]


def told(db: Connection, brief: Brief | None) -> tuple[Told, ...]:
    """What was collected before a person took over."""
    if brief is None:
        return ()
    wanted = [number for each in brief.fields for number in each.values]
    album = Album(messages.by_line_id(db, wanted), media.pictures_of(db, wanted))
    return tuple(_told(each, album) for each in brief.fields)


def status_word(status: str) -> str:
    """A status as staff read it."""
    match status:
        case "open":
            return _("Open")
        case "in_progress":
            return _("In progress")
        case "done":
            return _("Done")
    return _("Reopened")


def kind_word(kind: str) -> str:
    """A kind of case as staff read it; a shop's own kinds are shown by their name."""
    return _("Claim") if kind == "claim" else kind.replace("-", " ").replace("_", " ").capitalize()


def _file(line: Line, history: list[AnyRow], album: Album) -> CaseFile:
    return CaseFile(
        line=line,
        title=said_in(line.title, language.chosen()),
        status=status_word(line.status),
        tone={OPEN: "wait", IN_PROGRESS: "free", DONE: "ok"}.get(line.status, "quiet"),
        told=tuple(_told(each, album) for each in line.fields),
        steps=tuple(_step(each) for each in history),
        moves=tuple((each, _move_word(each, line.status)) for each in next_statuses(line.status)),
    )


def _told(field: Field, album: Album) -> Told:
    pictures = tuple(album.picture(each) for each in field.values)
    return Told(said_in(field.label, language.chosen()), said_in(field.shown, language.chosen()), pictures)


def _step(row: AnyRow) -> Step:
    what = {OPEN: _("Opened"), REOPENED: _("Reopened")}.get(row.status) or status_word(row.status)
    return Step(row.at, what, row.name or _("Customer"), row.note)


def _move_word(status: str, now: str) -> str:
    if status == now:
        return _("%(status)s (no change)", status=status_word(status))
    return _("Reopen") if status == REOPENED else status_word(status)
