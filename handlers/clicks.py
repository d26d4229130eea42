"""What may a colleague do with a conversation, beside speaking in it? Every such click is one of these."""

from dataclasses import dataclass

UNTIL_THEY_WRITE = 0


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """Somebody of the staff notes something for colleagues; `mentions` are those it is meant for."""

    agent_id: int
    text: str
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedToPerson:
    """The conversation goes to this colleague. `is_lead`: who asks may move other people's chats."""

    agent_id: int
    name: str
    to_id: int
    to_name: str
    note: str = ""
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class PassedToTeam:
    """The conversation goes into the line of this team."""

    agent_id: int
    team_id: int
    team_name: str
    note: str = ""
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Out of sight until that moment (ms, UTC), or until the contact writes (UNTIL_THEY_WRITE)."""

    agent_id: int
    until: int


@dataclass(frozen=True, slots=True)
class Unsnoozed:
    """In sight again, now."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was resolved is not: this person goes on with it."""

    agent_id: int
    name: str


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """Staff choose the language the bot speaks to this contact; empty: what they write in, as ever."""

    agent_id: int
    language: str


Click = NoteWritten | PassedToPerson | PassedToTeam | Snoozed | Unsnoozed | Reopened | LanguageSet
