"""Is this YAML a flow? Builds it, or says which flow, step and field is wrong, and on which line."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from handlers.flows.checks import faults_of
from handlers.flows.definition import (
    END,
    AskStep,
    BranchStep,
    Choice,
    ChooseStep,
    Flow,
    Flows,
    Form,
    HandOverStep,
    OpenCaseStep,
    SayStep,
    Step,
    Texts,
)
from handlers.flows.lines import FlowError, Lines, read_documents

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,29}")
LANGUAGES: Final = ("th", "en")
ATTACHMENTS: Final = ("image", "video", "file")


def parse(text: str, source: str) -> list[Flow]:
    """The flows in this YAML, one per document. Raises FlowError for the first fault."""
    found: dict[str, Flow] = {}
    for values, lines in read_documents(text, source):
        flow = _Reader(values, lines).flow()
        if flow.name in found:
            raise lines.error("flow", f"{flow.name} is already taken above")
        found[flow.name] = flow
    return list(found.values())


def together(flows: list[Flow]) -> Flows:
    """Flows published side by side. Raises FlowError when two of them start by the same words."""
    starts: dict[str, str] = {}
    for flow in flows:
        for phrase in flow.start:
            if starts.setdefault(phrase, flow.name) != flow.name:
                raise FlowError("", 0, flow.name, "", "start", f"“{phrase}” already starts {starts[phrase]}")
    return Flows({each.name: each for each in flows})


@cache
def shipped() -> Flows:
    """The flows a new shop begins with (handlers/flows/starter)."""
    folder = resources.files("handlers.flows").joinpath("starter")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda f: f.name)
    return together([flow for each in files for flow in parse(each.read_text("utf-8"), each.name)])


class _Reader:
    """One flow's values, taken field by field; what nobody took is an unknown field."""

    def __init__(self, values: dict[str, Any], lines: Lines) -> None:
        self._values = values
        self._lines = lines

    def flow(self) -> Flow:
        """The whole flow, checked."""
        name = self._name("flow")
        self._lines.flow = name
        flow = Flow(
            name=name,
            title=self._texts("title", most=20),
            topic=self._name("topic"),
            start=tuple(phrase for each in self._phrases("start").values() for phrase in each),
            articles=self._words("articles", missing=()),
            steps=self._steps(),
            version=_version(self._values),
        )
        self._known("", ("flow", "title", "topic", "start", "articles", "steps"))
        for step, field, message in faults_of(flow):
            raise self._lines.error(f"steps.{step}.{field}".rstrip(".") if step else field, message)
        return flow

    def _steps(self) -> Mapping[str, Step]:
        steps = self._get("steps")
        if not isinstance(steps, dict) or not steps:
            raise self._lines.error("steps", "a flow needs at least one step")
        return {name: self._step(name, f"steps.{name}") for name in steps}

    def _step(self, name: str, at: str) -> Step:
        if not NAME.fullmatch(name) or name == END:
            raise self._lines.error(at, "a step's name is 1 to 30 of a-z, 0-9, - and _, and not “end”")
        values = self._get(at)
        kinds = [each for each in _KINDS if isinstance(values, dict) and each in values]
        if len(kinds) != 1:
            raise self._lines.error(at, f"a step has exactly one of {', '.join(_KINDS)}")
        fields, build = _KINDS[kinds[0]]
        self._known(at, fields)
        return build(self, name, at)

    def say(self, name: str, at: str) -> SayStep:
        return SayStep(name, self._texts(f"{at}.say"), self._next(at))

    def choose(self, name: str, at: str) -> ChooseStep:
        options = self._get(f"{at}.options")
        if not isinstance(options, dict) or not options:
            raise self._lines.error(f"{at}.options", "a choice needs options")
        return ChooseStep(
            name=name,
            text=self._texts(f"{at}.choose"),
            label=self._texts(f"{at}.label", most=40),
            choices=tuple(self._choice(key, f"{at}.options.{key}") for key in options),
            next=self._next(at),
        )

    def _choice(self, key: str, at: str) -> Choice:
        if not NAME.fullmatch(key):
            raise self._lines.error(at, "an option's name is 1 to 30 of a-z, 0-9, - and _")
        means = self._get(f"{at}.means", missing="")
        if means not in ("", "yes", "no"):
            raise self._lines.error(f"{at}.means", "expected “yes” or “no”, in quotes")
        self._known(at, (*LANGUAGES, "words", "means"))
        return Choice(key, self._texts(at, most=20), self._words(f"{at}.words", missing=()), means)

    def ask(self, name: str, at: str) -> AskStep:
        form = self._form(f"{at}.as")
        is_pictures = form is Form.PICTURES
        step = AskStep(
            name=name,
            text=self._texts(f"{at}.ask"),
            label=self._texts(f"{at}.label", most=40),
            form=form,
            next=self._next(at),
            error=self._texts(f"{at}.error"),
            skip=self._texts(f"{at}.skip", most=20) if self._has(f"{at}.skip") else {},
            pattern=self._pattern(f"{at}.pattern"),
            least=self._number(f"{at}.least", 1),
            most=self._number(f"{at}.most", 5 if is_pictures else 500),
            accepts=self._words(f"{at}.accepts", missing=("image",)),
        )
        if unknown := [each for each in step.accepts if each not in ATTACHMENTS]:
            raise self._lines.error(f"{at}.accepts", f"{unknown[0]} is none of {', '.join(ATTACHMENTS)}")
        return step

    def branch(self, name: str, at: str) -> BranchStep:
        ways = self._get(f"{at}.when")
        if not isinstance(ways, dict) or not all(isinstance(each, str) for each in ways.values()):
            raise self._lines.error(f"{at}.when", "expected a step for each answer")
        return BranchStep(name, self._name(f"{at}.branch"), ways, self._next(at))

    def open_case(self, name: str, at: str) -> OpenCaseStep:
        return OpenCaseStep(name, self._name(f"{at}.open_case"), self._texts(f"{at}.text"), self._next(at))

    def hand_over(self, name: str, at: str) -> HandOverStep:
        return HandOverStep(name, self._name(f"{at}.hand_over"), self._texts(f"{at}.text"))

    def _get(self, path: str, missing: Any = None) -> Any:
        value: Any = self._values
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return missing if value is None else value

    def _has(self, path: str) -> bool:
        return self._get(path) is not None

    def _known(self, at: str, fields: tuple[str, ...]) -> None:
        values = self._get(at) if at else self._values
        for name in values:
            if name not in fields:
                path = f"{at}.{name}" if at else name
                raise self._lines.error(path, f"unknown field; expected {', '.join(fields)}")

    def _name(self, path: str) -> str:
        value = self._get(path)
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self._lines.error(path, "expected a name: 1 to 30 of a-z, 0-9, - and _")
        return value

    def _texts(self, path: str, most: int = 1000) -> Texts:
        value = self._get(path)
        for language in LANGUAGES:
            text = value.get(language) if isinstance(value, dict) else None
            if not isinstance(text, str) or not text.strip():
                raise self._lines.error(f"{path}.{language}", "missing or empty")
            if len(text) > most:
                raise self._lines.error(f"{path}.{language}", f"{len(text)} characters; {most} fit here")
        return {language: value[language].strip() for language in LANGUAGES}

    def _phrases(self, path: str) -> dict[str, tuple[str, ...]]:
        return {language: self._words(f"{path}.{language}") for language in LANGUAGES}

    def _words(self, path: str, missing: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._get(path, missing)
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) and each for each in value):
            raise self._lines.error(path, "expected a list of words")
        return tuple(value)

    def _number(self, path: str, missing: int) -> int:
        value = self._get(path, missing)
        if not isinstance(value, int) or not 0 <= value <= 2000:
            raise self._lines.error(path, "expected a number from 0 to 2000")
        return value

    def _pattern(self, path: str) -> str:
        value = self._get(path, "")
        try:
            re.compile(value)
        except (re.error, TypeError):
            raise self._lines.error(path, "not a pattern") from None
        return str(value)

    def _form(self, path: str) -> Form:
        try:
            return Form(self._get(path, ""))
        except ValueError:
            raise self._lines.error(path, f"expected one of {', '.join(Form)}") from None

    def _next(self, at: str) -> str:
        value = self._get(f"{at}.next")
        if not isinstance(value, str):
            raise self._lines.error(f"{at}.next", "where does it go on? A step, or end")
        return value


Builder = Callable[[_Reader, str, str], Step]
_KINDS: Final[Mapping[str, tuple[tuple[str, ...], Builder]]] = {
    "say": (("say", "next"), _Reader.say),
    "choose": (("choose", "label", "options", "next"), _Reader.choose),
    "ask": (
        ("ask", "as", "label", "error", "skip", "pattern", "least", "most", "accepts", "next"),
        _Reader.ask,
    ),
    "branch": (("branch", "when", "next"), _Reader.branch),
    "open_case": (("open_case", "text", "next"), _Reader.open_case),
    "hand_over": (("hand_over", "text"), _Reader.hand_over),
}


def _version(values: Mapping[str, Any]) -> str:
    """Of the meaning, so that a comment or a blank line ends nobody's conversation."""
    written = json.dumps(values, ensure_ascii=False, sort_keys=False)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


__all__ = ["FlowError", "parse", "shipped", "together"]
