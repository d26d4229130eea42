"""What was changed in a line of the audit trail, in the reader's language?

Lines are kept in English, as they were written; here only what we wrote around names and values is put into
words of the reader's, and only where it stands as we write it: before or after an arrow, or as a whole part.
"""

import re
from collections.abc import Mapping, Sequence

from bot.web import language
from bot.web.language import say as _
from bot.web.topics import topic_name

_PART = re.compile(r"(?P<gap>^|: |, |; )(?P<part>.+?)(?=: |, |; |$)")
_COUNT = re.compile(r"(?P<n>[0-9]+) (?P<of>people|articles|events|characters)")
_FIELD = re.compile(r"(?P<name>[A-Za-z_]+(?: [a-z]+)*?)(?P<code>\.[a-z]{2})? (?P<rest>.* → .*)", re.DOTALL)


def subject_name(subject: str) -> str:
    """The line as its reader says it; a name or a value that is like none of ours stays as it is."""
    if language.chosen() == "en":
        return subject
    fields, values = _fields(), _values()
    return _PART.sub(lambda found: found["gap"] + _part(found["part"], fields, values), subject)


def _part(part: str, fields: Mapping[str, str], values: Mapping[str, str]) -> str:
    if part in values:
        return values[part]
    for known, said in _menus():
        if found := known.fullmatch(part):
            return said.format(*found.groups())
    if counted := _COUNT.fullmatch(part):
        return _counts()[counted["of"]].format(n=counted["n"])
    named = _FIELD.fullmatch(part)
    if named and named["name"] == "topic":
        return f"{fields['topic']} {' → '.join(map(topic_name, named['rest'].split(' → ')))}"
    if named and named["name"] in fields:
        return f"{fields[named['name']]}{named['code'] or ''} {_change(named['rest'], values)}"
    return _change(part, values) if " → " in part else part


def _change(change: str, values: Mapping[str, str]) -> str:
    """The last word before the arrow and the whole of what follows it, where they are ours."""
    old, _arrow, new = change.partition(" → ")
    head, gap, last = old.rpartition(" ")
    was = values.get(old) or f"{head}{gap}{values.get(last, last)}"
    return f"{was} → {values.get(new, new)}"


def _counts() -> Mapping[str, str]:
    return {
        "people": _("{n} people"),
        "articles": _("{n} articles"),
        "events": _("{n} events"),
        "characters": _("{n} characters"),
    }


def _menus() -> Sequence[tuple[re.Pattern[str], str]]:
    """What publishing the menus below the chat did (bot/menus/publishing.py)."""
    return (
        (re.compile(r"made the (th|en) menu everybody's"), _("the {0} menu is everybody's")),
        (re.compile(r"made the (th|en) menu"), _("made the {0} menu")),
        (re.compile(r"made the waiting (th|en) menu"), _("made the {0} menu of those in line")),
        (re.compile(r"made the served (th|en) menu"), _("made the {0} menu of those with a person")),
        (re.compile(r"uploaded its picture \((th|en)\)"), _("uploaded its picture ({0})")),
        (re.compile(r"took away outdated menus"), _("took away outdated menus")),
    )


def _fields() -> Mapping[str, str]:
    return {
        "name": _("name"),
        "names": _("name"),
        "role": _("role"),
        "teams": _("teams"),
        "capacity": _("chats at once"),
        "topics": _("topics"),
        "topic": _("topic"),
        "languages": _("languages"),
        "people": _("people"),
        "title": _("title"),
        "questions": _("ways to ask"),
        "answer": _("answer"),
        "owner": _("owner"),
        "review": _("look again on"),
        "text": _("text"),
        "texts": _("text"),
        "picture": _("picture"),
        "for": _("for whom"),
        "case": _("case"),
        "publication": _("publication"),
        "chats given by themselves": _("chats given by themselves"),
        "minutes until somebody else": _("minutes until somebody else"),
        "per_day": _("messages a day"),
        "per_week": _("messages a week"),
        "gap_hours": _("hours between two"),
        "quiet_from": _("quiet from"),
        "quiet_to": _("quiet until"),
        "bad_score_hours": _("hours after a low score"),
        "holidays": _("holidays"),
        "Mon": _("Mon"),
        "Tue": _("Tue"),
        "Wed": _("Wed"),
        "Thu": _("Thu"),
        "Fri": _("Fri"),
        "Sat": _("Sat"),
        "Sun": _("Sun"),
    }


def _values() -> Mapping[str, str]:
    return {
        "yes": _("yes"),
        "no": _("no"),
        "agent": _("agent"),
        "supervisor": _("supervisor"),
        "admin": _("admin"),
        "active": _("active"),
        "suspended": _("suspended"),
        "open": _("open"),
        "in_progress": _("in progress"),
        "reopened": _("reopened"),
        "done": _("done"),
        "draft": _("draft"),
        "scheduled": _("scheduled"),
        "running": _("going out"),
        "paused": _("paused"),
        "held": _("on hold"),
        "cancelled": _("cancelled"),
        "published": _("published"),
        "as published": _("as published"),
        "taken away": _("taken away"),
        "set aside": _("set aside"),
        "waiting": _("waiting"),
        "as it was": _("as it was"),
        "every topic": _("every topic"),
        "every language": _("every language"),
        "own hours": _("own hours"),
        "the default": _("the default"),
        "as the shop": _("as the shop"),
        "set": _("set for the first time"),
        "closed": _("closed"),
        "as usual": _("as usual"),
        "none": _("none"),
        "shop": _("the shop"),
        "private": _("only me"),
        "everybody": _("everybody"),
        "told the customer (transactional)": _("told the customer"),
        "said nothing": _("said nothing to the customer"),
    }
