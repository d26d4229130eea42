"""What can happen to a conversation: frozen facts in the past tense.

A contact's words, taps and moves, an agent's clicks, and time itself all become one of these: one door.
"""

from dataclasses import dataclass

from handlers.acts import (
    AgentClaimed,
    AgentLeft,
    AgentReplied,
    AgentSentPicture,
    Assigned,
    BroadcastTested,
    CaseMoved,
    HandedBack,
    Reassigned,
    ResendAsked,
    Resolved,
)
from handlers.clicks import Click
from handlers.learned import ProfileRead


@dataclass(frozen=True, slots=True)
class TextReceived:
    """The contact wrote something that is not one of the plain requests below.

    `is_again`: the same question has just been answered.
    """

    text: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class PersonAskedFor:
    """The contact asked for a person, in words or by a tap."""


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """The contact no longer wants to wait."""


@dataclass(frozen=True, slots=True)
class WaitAsked:
    """The contact asked how long it will take."""


@dataclass(frozen=True, slots=True)
class MessageWanted:
    """The contact would rather leave a message than wait."""


@dataclass(frozen=True, slots=True)
class MenuAsked:
    """The contact asked what can be done here."""


@dataclass(frozen=True, slots=True)
class Greeted:
    """The contact only said hello."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """The contact only said thanks."""


@dataclass(frozen=True, slots=True)
class Complained:
    """The contact is angry, or complains."""

    text: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The contact only said "ok", laughed, or nodded."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The contact said no to the person who was just offered."""


@dataclass(frozen=True, slots=True)
class ChoiceTapped:
    """The contact chose an article that was offered."""

    slug: str


@dataclass(frozen=True, slots=True)
class NoChoiceFitted:
    """The contact tapped "none of these" after "did you mean"."""


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """The contact said whether the answer from this article helped."""

    slug: str
    is_yes: bool


@dataclass(frozen=True, slots=True)
class FlowAsked:
    """The contact wants to begin a flow, by tap or by its words."""

    name: str


@dataclass(frozen=True, slots=True)
class StepTapped:
    """The contact tapped an answer to a step of a flow: an option's name, or to skip, or that this is all."""

    step: str
    key: str


@dataclass(frozen=True, slots=True)
class BackAsked:
    """The contact wants the question before this one again."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The contact wants out of the flow."""


@dataclass(frozen=True, slots=True)
class ResumeAsked:
    """The contact wants to go on with the flow they left unfinished."""


@dataclass(frozen=True, slots=True)
class CasesAsked:
    """The contact asks how their cases stand, or how the one with this number does."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class StickerReceived:
    """A sticker: a mood, never a question."""


@dataclass(frozen=True, slots=True)
class AttachmentReceived:
    """A picture, video, audio or file; `kind` is LINE's word for it.

    Pictures sent together share a `set_id` and, where LINE says it, know how many they are.
    """

    kind: str
    set_id: str = ""
    set_total: int = 0


@dataclass(frozen=True, slots=True)
class LocationReceived:
    """A place on the map."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The contact added or unblocked us; `at` is LINE's timestamp in ms."""

    at: int
    is_unblocked: bool = False


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The contact blocked us; `at` is LINE's timestamp in ms."""

    at: int


@dataclass(frozen=True, slots=True)
class MessageUnsent:
    """The contact took a message back; LINE asks us to hide it everywhere."""

    line_message_id: str


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The contact changed the words of a message."""

    line_message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """Somebody invited the account into a group, where it does not work."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something this product does not act on; kept for inspection."""

    kind: str


@dataclass(frozen=True, slots=True)
class ScoreGiven:
    """The contact said how easy it was, 1 (very hard) to 7 (very easy), for the survey `key`."""

    key: str
    score: int


@dataclass(frozen=True, slots=True)
class SurveySkipped:
    """The contact would rather not say why."""

    key: str


@dataclass(frozen=True, slots=True)
class SurveyDue:
    """The moment has come to ask for a score that could not be asked for free."""


@dataclass(frozen=True, slots=True)
class TopicsStopped:
    """The contact wants no more broadcasts on this topic, or on any ("all"); `how`: word, tap or menu."""

    topic: str
    how: str


@dataclass(frozen=True, slots=True)
class TopicsWanted:
    """The contact wants broadcasts on this topic again, or on all."""

    topic: str
    how: str


@dataclass(frozen=True, slots=True)
class TopicsAsked:
    """The contact wants to see which topics are on."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A moment that was asked for has come."""

    name: str


Event = (
    TextReceived
    | PersonAskedFor
    | QueueLeft
    | WaitAsked
    | MessageWanted
    | MenuAsked
    | Greeted
    | Thanked
    | Complained
    | Acknowledged
    | Declined
    | ChoiceTapped
    | NoChoiceFitted
    | HelpAnswered
    | FlowAsked
    | StepTapped
    | BackAsked
    | StopAsked
    | ResumeAsked
    | CasesAsked
    | StickerReceived
    | AttachmentReceived
    | LocationReceived
    | Followed
    | Unfollowed
    | MessageUnsent
    | MessageEdited
    | GroupJoined
    | Ignored
    | AgentClaimed
    | AgentReplied
    | AgentSentPicture
    | HandedBack
    | AgentLeft
    | Assigned
    | Reassigned
    | Resolved
    | ResendAsked
    | ScoreGiven
    | SurveySkipped
    | SurveyDue
    | TopicsStopped
    | TopicsWanted
    | TopicsAsked
    | BroadcastTested
    | CaseMoved
    | TimerFired
    | ProfileRead
    | Click
)
