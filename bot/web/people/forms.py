"""What did somebody type about a person or a team, and is it something we can keep?"""

import re
from dataclasses import dataclass, field

from flask import request

from bot.store.agents import MOST_CAPACITY, ROLES
from bot.store.teams import NAME_LENGTH
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from bot.web.typed import clean, whole

PERSON_NAME_LENGTH = 60
MOST_TOPICS = 50
_TOPIC_LENGTH = 60
# Shape only: desks on closed networks have addresses that no public rule knows.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(slots=True)
class PersonForm:
    """One person as typed; `problems` by field."""

    email: str = ""
    name: str = ""
    role: str = "agent"
    capacity: str = "5"
    teams: list[int] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def limit(self) -> int | None:
        """The capacity as it is kept: nothing typed is no limit."""
        return int(self.capacity) if self.capacity else None


@dataclass(slots=True)
class TeamForm:
    """One team as typed; `problems` by field."""

    names: dict[str, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def person(known_teams: set[int], *, has_email: bool) -> PersonForm:
    """The form of this request; `has_email`: somebody new."""
    typed = request.form
    form = PersonForm(
        email=clean(typed.get("email", "")).lower(),
        name=clean(typed.get("name", "")),
        role=typed.get("role", ""),
        capacity=typed.get("capacity", "").strip(),
        teams=[each for each in _numbers("teams") if each in known_teams],
    )
    if has_email and (len(form.email) > 254 or not _ADDRESS.fullmatch(form.email)):
        form.problems["email"] = _("Write an email address such as nok@shop.co.th.")
    check_name(form.name, form.problems)
    if form.role not in ROLES:
        form.problems["role"] = _("Choose one of the roles.")
    if form.capacity and whole(form.capacity, MOST_CAPACITY) is None:
        form.problems["capacity"] = _("A whole number from 0 to %(most)s, or nothing.", most=MOST_CAPACITY)
    return form


def check_name(name: str, problems: dict[str, str]) -> None:
    """Customers read it above each reply."""
    if not name:
        problems["name"] = _("Write a name; customers see it above each reply.")
    elif len(name) > PERSON_NAME_LENGTH:
        problems["name"] = _("At most %(n)s characters.", n=PERSON_NAME_LENGTH)


def team(known_people: set[int], known_topics: list[str]) -> TeamForm:
    """The form of this request."""
    typed = request.form
    names = {each: clean(typed.get(f"name_{each}", "")) for each in LANGUAGES}
    form = TeamForm(
        names={language: name for language, name in names.items() if name},
        topics=[each for each in dict.fromkeys(typed.getlist("topics")) if each in known_topics],
        languages=[each for each in LANGUAGES if each in typed.getlist("languages")],
        members=[each for each in _numbers("members") if each in known_people],
    )
    if not form.names:
        form.problems["name_th"] = _("Write a name in at least one language.")
    for language, name in form.names.items():
        if len(name) > NAME_LENGTH:
            form.problems[f"name_{language}"] = _("At most %(n)s characters.", n=NAME_LENGTH)
    return form


def _numbers(name: str) -> list[int]:
    typed = request.form.getlist(name)
    return [number for each in dict.fromkeys(typed) if (number := whole(each)) is not None]
