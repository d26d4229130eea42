"""What a decision may ask the world to do: frozen orders, carried out by bot/apply.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.collected import Field
from handlers.messages import Option, Quote, Trail
from handlers.rich import Rich


@dataclass(frozen=True, slots=True)
class Say:
    """Say a sentence by its key in the contact's language (handlers/sentences)."""

    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    trail: Trail | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Say a text as it stands: an article's answer."""

    text: str
    options: tuple[Option, ...] = ()
    trail: Trail | None = None


@dataclass(frozen=True, slots=True)
class SayAsAgent:
    """A person's words, under that person's name, perhaps quoting what the contact said."""

    text: str
    agent_id: int
    name: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A picture, card or panel from the bot."""

    what: Rich
    options: tuple[Option, ...] = ()
    trail: Trail | None = None


@dataclass(frozen=True, slots=True)
class ShowAsAgent:
    """A picture from a person, under that person's name."""

    what: Rich
    agent_id: int
    name: str


@dataclass(frozen=True, slots=True)
class SayForAgent:
    """A sentence by its key, said for a person and under that person's name."""

    key: str
    params: Mapping[str, str | int]
    agent_id: int
    name: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Something for people to see to, with a number the contact can name."""

    number: str
    kind: str
    title: Mapping[str, str]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class MoveCase:
    """A case has a new status. `note` is what the contact was told, empty when nothing was."""

    case_id: int
    status: str
    agent_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A new stretch of need begins."""


@dataclass(frozen=True, slots=True)
class CloseSession:
    """The stretch of need ends: contained, resolved or abandoned."""

    outcome: str
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth measuring, appended to the session's milestones."""

    name: str
    reason: str = ""
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake this conversation at `due_at` (ms, UTC); setting it again moves it."""

    name: str
    due_at: int


@dataclass(frozen=True, slots=True)
class TakePlace:
    """One of this agent's places is filled by this; without a free one nothing of the turn happens."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class DropUnsent:
    """What the bot has not yet sent is not to be sent: a person speaks now."""


@dataclass(frozen=True, slots=True)
class BlankMessage:
    """Hide a message the contact unsent, wherever it is kept; `repeated`: its words as the bot said them."""

    line_message_id: str
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmendMessage:
    """Show the words a contact changed a message to."""

    line_message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Resend:
    """Push a failed or doubtful delivery again, because a person asked for it."""

    outbox_id: int
    agent_id: int


@dataclass(frozen=True, slots=True)
class PlanSurvey:
    """This session is to be asked about; topic, path and agent are fixed now, whenever it is asked."""

    key: str
    topic: str
    path: str
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class AskSurvey:
    """The planned question goes out in this very turn.

    `is_proactive`: nobody is waiting for it, so it needs a place in the ledger, or is not asked at all.
    """

    key: str
    is_proactive: bool = False


@dataclass(frozen=True, slots=True)
class RecordScore:
    """How easy it was; a second score for the same survey replaces nothing."""

    key: str
    score: int


@dataclass(frozen=True, slots=True)
class RecordReason:
    """The words just received are why the score was what it was."""

    key: str


@dataclass(frozen=True, slots=True)
class RecordHelp:
    """The contact said whether the answer from this article helped: what became of their question."""

    slug: str
    is_yes: bool


@dataclass(frozen=True, slots=True)
class KeepNote:
    """Words for colleagues alone. Nothing that is sent is ever made of one."""

    text: str
    agent_id: int
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetConsent:
    """These topics on or off from now on, and the history says how it was said."""

    topics: tuple[str, ...]
    is_on: bool
    how: str


OfSurvey = PlanSurvey | AskSurvey | RecordScore | RecordReason

Effect = (
    Say
    | Tell
    | SayAsAgent
    | Show
    | ShowAsAgent
    | SayForAgent
    | OpenCase
    | MoveCase
    | OpenSession
    | CloseSession
    | Mark
    | SetTimer
    | TakePlace
    | DropUnsent
    | BlankMessage
    | AmendMessage
    | Resend
    | PlanSurvey
    | AskSurvey
    | RecordScore
    | RecordReason
    | RecordHelp
    | SetConsent
    | KeepNote
)
