"""What has a contact told us in a flow, while it runs and after a person took it over?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_NO_WORDS = frozenset({"choice", "pictures"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered at one step of a flow. `values`: an option's name, words, or ids of pictures.

    `sources` are the LINE ids of the messages it came in, so that what is unsent can be forgotten.
    """

    step: str
    values: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowPlace:
    """Where in a flow a contact stands, under which version of it, and what was answered on the way.

    `picture_set` is the set of pictures the last one came in, `set_count` how many of it have come.
    """

    flow: str
    version: str
    step: str = ""
    answers: tuple[Answer, ...] = ()
    picture_set: str = ""
    set_count: int = 0

    def answer(self, step: str) -> Answer | None:
        """What was answered at this step, if it was."""
        return next((each for each in self.answers if each.step == step), None)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a contact told us, as agents read it: `label` and `shown` keyed by language.

    `kind` is "choice", "pictures" or the form of the question; `values` are the ids of pictures.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    shown: Mapping[str, str]
    values: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def without(field: Field, line_message_id: str) -> Field:
    """The field with what came in that message taken out."""
    if line_message_id not in field.sources:
        return field
    return replace(
        field,
        shown={} if not field.values else field.shown,
        values=tuple(each for each in field.values if each != line_message_id),
        sources=tuple(each for each in field.sources if each != line_message_id),
    )


def own_words(fields: Iterable[Field], line_message_id: str) -> tuple[str, ...]:
    """What the contact wrote in that message, as fields show it; what they chose or showed is not words."""
    theirs = (each for each in fields if line_message_id in each.sources and each.kind not in _NO_WORDS)
    return tuple({said: None for each in theirs for said in each.shown.values() if said})


@dataclass(frozen=True, slots=True)
class Brief:
    """What was collected before a person took over, so that the contact need not repeat it."""

    flow: str
    topic: str
    title: Mapping[str, str]
    fields: tuple[Field, ...] = ()


OPEN, IN_PROGRESS, DONE = "open", "in_progress", "done"
REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One of a contact's own cases."""

    id: int
    number: str
    title: Mapping[str, str]
    status: str
