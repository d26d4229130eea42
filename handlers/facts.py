"""What a handler may know about the world at this moment, as plain data."""

from dataclasses import dataclass, field

from faq import Article, Match
from handlers.collected import CaseFact
from handlers.flows.definition import Flows
from handlers.flows.reading import shipped
from handlers.policy import Policy
from handlers.shop import Shop
from handlers.waits import Span


@dataclass(frozen=True)  # without slots: see handlers/changing.py
class Facts:
    """Gathered before deciding. `ahead` counts who would be, or is, served earlier.

    `can_reply_free`: a reply token is alive. `is_score_open`: the survey just answered has no score yet.
    `fresh_key`: an unguessable id nobody has used. `zone`: the shop's time zone, by its IANA name.
    `stopped`: the broadcast topics this contact has said no to.
    `message_id` is LINE's id of the message that is being handled; `case_number` a fresh one, should a case
    be opened; `cases` are the contact's own, looked up when they ask for them.
    `span`: how long others wait at this hour, None when too few did; `topics`: what this may be about.
    `newest_heard`: the number of the contact's newest message, looked up when an agent says what was seen.
    `contact_name` is looked up when an answer may say it; `pictures_at` is the address LINE can fetch our own
    pictures from, None when there is none.
    """

    now: int
    policy: Policy = field(default_factory=Policy)
    matches: tuple[Match, ...] = ()
    article: Article | None = None
    ahead: int = 0
    can_reply_free: bool = False
    has_open_case: bool = False
    is_score_open: bool = False
    fresh_key: str = ""
    zone: str = "Asia/Bangkok"
    stopped: frozenset[str] = frozenset()
    flows: Flows = field(default_factory=shipped)
    message_id: str = ""
    case_number: str = ""
    cases: tuple[CaseFact, ...] = ()
    shop: Shop = field(default_factory=Shop)
    span: Span | None = None
    topics: frozenset[str] = frozenset()
    is_vip: bool = False
    contact_name: str = ""
    newest_heard: int = 0
    pictures_at: str | None = None
