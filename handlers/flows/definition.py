"""What is a flow made of? Frozen values, built and checked by handlers/flows/reading.py."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from faq import Article
from faq.normalize import normalize

Texts = Mapping[str, str]

END = "end"
# What a tap or a word answers besides a step's own options.
SKIP, DONE = "-", "."


class Form(StrEnum):
    """What an *ask* step takes for an answer."""

    TEXT = "text"
    ORDER = "order"
    PHONE = "phone"
    AMOUNT = "amount"
    DATE = "date"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a *choose* step; `words` are further ways to type it, `means` yes or no if it does."""

    key: str
    label: Texts
    words: tuple[str, ...] = ()
    means: str = ""


@dataclass(frozen=True, slots=True)
class SayStep:
    """Says something and goes on."""

    name: str
    text: Texts
    next: str


@dataclass(frozen=True, slots=True)
class ChooseStep:
    """Asks for one of a few: by tap, by number, or by name."""

    name: str
    text: Texts
    label: Texts
    choices: tuple[Choice, ...]
    next: str


@dataclass(frozen=True, slots=True)
class AskStep:
    """Asks for words or pictures. `least` and `most` count letters of a text, or pictures.

    `skip` is the label of the way past the question, empty when there is none; `accepts` are the kinds of
    attachment that count as a picture; `error` is said on a wrong answer.
    """

    name: str
    text: Texts
    label: Texts
    form: Form
    next: str
    error: Texts = field(default_factory=dict)
    skip: Texts = field(default_factory=dict)
    pattern: str = ""
    least: int = 1
    most: int = 500
    accepts: tuple[str, ...] = ("image",)


@dataclass(frozen=True, slots=True)
class BranchStep:
    """Goes where the answer of an earlier step leads."""

    name: str
    on: str
    ways: Mapping[str, str]
    otherwise: str

    def way(self, value: str) -> str:
        return self.ways.get(value, self.otherwise)


@dataclass(frozen=True, slots=True)
class OpenCaseStep:
    """Opens a case with everything collected and says its number."""

    name: str
    kind: str
    text: Texts
    next: str


@dataclass(frozen=True, slots=True)
class HandOverStep:
    """Gives the conversation to a person, who sees what was collected."""

    name: str
    topic: str
    text: Texts


Step = SayStep | ChooseStep | AskStep | BranchStep | OpenCaseStep | HandOverStep
Asking = ChooseStep | AskStep


@dataclass(frozen=True)
class Flow:
    """One guided path. `version` changes with every change of its definition."""

    name: str
    title: Texts
    topic: str
    start: tuple[str, ...]
    articles: tuple[str, ...]
    steps: Mapping[str, Step]
    version: str = ""

    @property
    def first(self) -> str:
        """The step it begins with."""
        return next(iter(self.steps))

    def asking(self, name: str) -> Asking | None:
        """The step of that name, if it waits for an answer."""
        step = self.steps.get(name)
        return step if isinstance(step, ChooseStep | AskStep) else None


@dataclass(frozen=True)
class Flows:
    """Every published flow of the shop."""

    by_name: Mapping[str, Flow] = field(default_factory=dict)

    def get(self, name: str) -> Flow | None:
        """The flow of that name, if it is published."""
        return self.by_name.get(name)

    def started_by(self, words: str, plain: str) -> str | None:
        """The name of the flow that these normalised words ask for, or the same without politeness."""
        return self._phrases.get(words) or self._phrases.get(plain)

    def about(self, article: Article) -> Iterator[Flow]:
        """The flows that do what this article only explains."""
        return (each for each in self.by_name.values() if article.slug in each.articles)

    @cached_property
    def _phrases(self) -> dict[str, str]:
        return {normalize(each): flow.name for flow in self.by_name.values() for each in flow.start}


def said_in(texts: Texts, language: str) -> str:
    """In the asked-for language, else in English, else in whichever there is; empty when there is none."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
