"""Which filters does a search have, how does the address carry them, and how is each taken off again?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import parse_qsl, urlencode

from bot.store import agents, tags
from bot.store.database import Connection
from bot.store.messages import AGENT, BOT, CONTACT
from bot.store.narrowing import NOTHING, STATES, Narrowed
from bot.store.search import MOST_LETTERS
from bot.web.console.moments import written_day
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.typed import clean, whole
from handlers.daytime import ShopTime

# In the address a search stands where the name of a view does: find:words, or find[filters]:words.
_VIEW = re.compile(r"find(?:\[([^\]]*)\])?:(.*)", re.DOTALL)
FILTERS = ("who", "agent", "tag", "state", "from", "to")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `filters`: only those that are set and make sense, as the address has them."""

    words: str
    filters: Mapping[str, str]

    @property
    def view(self) -> str:
        """As one word of an address."""
        narrowed = f"[{urlencode(self.filters)}]" if self.filters else ""
        return f"find{narrowed}:{self.words}"

    def without(self, name: str) -> dict[str, str]:
        """The address's fields with this filter taken off."""
        return {"find": self.words} | {key: value for key, value in self.filters.items() if key != name}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the fields of the address without it."""

    said: str
    without: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers; (as the address has it, as it is read)."""

    who: list[tuple[str, str]]
    agents: list[tuple[str, str]]
    tags: list[str]
    states: list[tuple[str, str]]


def typed(fields: Mapping[str, str]) -> Wanted:
    """From a form or the address; a filter that makes no sense is as if it were not there."""
    words = clean(fields.get("find", ""))[: 2 * MOST_LETTERS]
    return Wanted(words, {name: value for name in FILTERS if (value := _sense(name, fields.get(name, "")))})


def kept(view: str) -> Wanted | None:
    """From the word that Wanted.view made; None for the name of a list."""
    found = _VIEW.fullmatch(view)
    return typed({**dict(parse_qsl(found[1] or "")), "find": found[2]}) if found else None


def narrowed(wanted: Wanted) -> Narrowed:
    """For the store, with days as the shop counts them."""
    if not wanted.filters:
        return NOTHING
    chosen, shop_time = wanted.filters, ShopTime(desk().settings.timezone)
    first, last = _day(chosen.get("from", "")), _day(chosen.get("to", ""))
    return Narrowed(
        author=chosen.get("who", ""),
        agent_id=int(chosen["agent"]) if "agent" in chosen else None,
        tag=chosen.get("tag", ""),
        state=chosen.get("state", ""),
        first=shop_time.moment(first, time()) if first else None,
        before=shop_time.moment(last + timedelta(days=1), time()) if last else None,
    )


def choices(db: Connection, wanted: Wanted) -> Choices:
    """Everybody on the staff and the shop's tags; one that was chosen and is gone stays to be seen."""
    people = [(str(each.id), each.name) for each in agents.roster(db)]
    known = tags.names(db, 200)
    tag = wanted.filters.get("tag", "")
    return Choices(
        who=[(name, _who(name)) for name in (CONTACT, BOT, AGENT)],
        agents=people,
        tags=known if not tag or tag in known else [tag, *known],
        states=[(name, _state(name)) for name in STATES],
    )


def chips(wanted: Wanted, offered: Choices) -> list[Chip]:
    """Each filter that is set, in the order of the form."""
    return [Chip(_said(name, value, offered), wanted.without(name)) for name, value in wanted.filters.items()]


def _said(name: str, value: str, offered: Choices) -> str:
    match name:
        case "who":
            return _("said by: %(who)s", who=_who(value))
        case "agent":
            return _("chats of %(name)s", name=dict(offered.agents).get(value, f"#{value}"))
        case "tag":
            return _("tag: %(tag)s", tag=value)
        case "state":
            return _("state: %(state)s", state=_state(value))
        case "from":
            return _("from %(day)s", day=written_day(date.fromisoformat(value)))
    return _("until %(day)s", day=written_day(date.fromisoformat(value)))


def _who(name: str) -> str:
    return {CONTACT: _("Customer"), BOT: _("Bot"), AGENT: _("Team")}[name]


def _state(name: str) -> str:
    return {
        "waiting": _("Waiting"),
        "served": _("With a colleague"),
        "bot": _("With the bot"),
        "snoozed": _("Snoozed"),
        "resolved": _("Resolved"),
    }[name]


def _sense(name: str, value: str) -> str:
    value = clean(value)
    match name:
        case "who":
            return value if value in (CONTACT, BOT, AGENT) else ""
        case "agent":
            return str(whole(value, least=1) or "")
        case "tag":
            return tags.cleaned(value)[: tags.TAG_LENGTH].strip()
        case "state":
            return value if value in STATES else ""
    found = _day(value)
    return found.isoformat() if found else ""


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
