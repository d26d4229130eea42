"""What may the staff do in a conversation that one of them serves? Every such act is one of these."""

from dataclasses import dataclass

from handlers.messages import Quote
from handlers.rich import Picture


@dataclass(frozen=True, slots=True)
class AgentClaimed:
    """An agent takes the conversation."""

    agent_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AgentReplied:
    """An agent sends text, perhaps quoting; `seen`: the contact's newest message on the screen, if told."""

    agent_id: int
    name: str
    text: str
    quote: Quote | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AgentSentPicture:
    """An agent sends a picture, perhaps with a text under it; `seen` as in AgentReplied."""

    agent_id: int
    name: str
    picture: Picture
    text: str = ""
    quote: Quote | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HandedBack:
    """An agent gives the conversation back to the bot, perhaps with a note; `seen` as in AgentReplied."""

    agent_id: int
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AgentLeft:
    """The agent who serves can do so no more; `reason`: suspended, or what routing found."""

    agent_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Routing gives this conversation, which waits in line, to an agent who had room just now."""

    agent_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Reassigned:
    """Somebody who leads gives the conversation to this agent, whoever had it."""

    agent_id: int
    name: str
    by_id: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """An agent says that the need is met, and what it was about; `seen` as in AgentReplied.

    `is_surveyed`: the contact may be asked how easy it was.
    """

    agent_id: int
    is_surveyed: bool = True
    topic: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ResendAsked:
    """An agent wants a failed or doubtful bubble sent again, as a counted push."""

    agent_id: int
    outbox_id: int


@dataclass(frozen=True, slots=True)
class BroadcastTested:
    """An admin sends a broadcast to this one contact, to see it on a phone."""

    text: str
    topic: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """An agent moves a case on, with or without a word to the contact."""

    agent_id: int
    name: str
    number: str
    status: str
    text: str = ""
