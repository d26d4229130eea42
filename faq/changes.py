"""What changed between two versions of an article, line by line?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

import regex

_AROUND: Final = 2  # unchanged lines shown before and after a change
_ALIKE: Final = 0.5  # two lines that share less are another line, not a changed one
_PIECES: Final = regex.compile(r"\X")
_ABOUT: Final = ("topic", "owner", "review")


class Sign(StrEnum):
    """What became of a line; `GAP` stands for unchanged ones that are not shown."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; `is_new`: it is what makes the line differ from its counterpart."""

    text: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` says what the words belong to: "" for plain ones, else a picture, card, button or summary."""

    sign: Sign
    pieces: tuple[Piece, ...]
    kind: str = ""
    hidden: int = 0

    @property
    def text(self) -> str:
        """All of its words."""
        return "".join(each.text for each in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """One field in one language that differs; `language` is "" where there is none."""

    name: str
    language: str
    lines: tuple[Line, ...]


_Written = tuple[str, str]  # kind and text


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Section]:
    """Of two articles in their JSON form, whole or not; nothing for an article that is not there."""
    before, after = _fields(old), _fields(new)
    found = []
    for name, language in {**before, **after}:
        was, now = before.get((name, language), []), after.get((name, language), [])
        if was != now:
            found.append(Section(name, language, tuple(_shortened(list(_lines(was, now))))))
    return found


def _fields(values: Mapping[str, Any]) -> dict[tuple[str, str], list[_Written]]:
    found: dict[tuple[str, str], list[_Written]] = {}
    for name in _ABOUT:
        found[name, ""] = [("", str(values[name]))] if values.get(name) else []
    for language, title in (values.get("title") or {}).items():
        found["title", language] = [("", title)]
    for language, asked in (values.get("questions") or {}).items():
        found["questions", language] = [("", each) for each in asked]
    for language, answer in (values.get("answer") or {}).items():
        found["answer", language] = list(_told(answer))
    return found


def _told(answer: Any) -> Iterator[_Written]:
    bubbles: list[Mapping[str, Any]] = [{"text": answer}] if isinstance(answer, str) else answer
    for bubble in bubbles:
        if "text" in bubble:
            yield from _texts("", bubble["text"])
        elif "picture" in bubble:
            yield "picture", bubble["picture"]
        else:
            for card in bubble.get("cards") or [bubble.get("card") or {}]:
                yield from _card(card)
            yield from _texts("alt", bubble.get("alt", ""))


def _card(card: Mapping[str, Any]) -> Iterator[_Written]:
    yield "card", card.get("title", "")
    yield from _texts("", card.get("text", ""))
    if card.get("picture"):
        yield "picture", card["picture"]
    for press in card.get("buttons") or []:
        goal = next((press[does] for does in ("link", "article", "says") if press.get(does)), "")
        yield "button", f"{press.get('label', '')} → {goal}"


def _texts(kind: str, text: str) -> list[_Written]:
    return [(kind, line) for line in text.split("\n")] if text else []


def _lines(was: Sequence[_Written], now: Sequence[_Written]) -> Iterator[Line]:
    for what, first, last, begin, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Line(Sign.SAME, (Piece(text),), kind) for kind, text in now[begin:end])
        else:
            yield from _replaced(was[first:last], now[begin:end])


def _replaced(was: Sequence[_Written], now: Sequence[_Written]) -> Iterator[Line]:
    """What went, then what came; of a line that was only changed, what is different in it."""
    gone: list[Line] = []
    came: list[Line] = []
    for (old_kind, old), (new_kind, new) in zip(was, now, strict=False):
        before, after = _compared(old, new)
        gone.append(Line(Sign.REMOVED, before, old_kind))
        came.append(Line(Sign.ADDED, after, new_kind))
    both = min(len(was), len(now))
    yield from gone
    yield from (Line(Sign.REMOVED, (Piece(text),), kind) for kind, text in was[both:])
    yield from came
    yield from (Line(Sign.ADDED, (Piece(text),), kind) for kind, text in now[both:])


def _compared(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Whole characters, as people count them: no vowel is torn from its consonant."""
    was, now = _PIECES.findall(old), _PIECES.findall(new)
    match = SequenceMatcher(None, was, now, autojunk=False)
    if match.ratio() < _ALIKE:
        return (Piece(old),), (Piece(new),)
    before, after = [], []
    for what, first, last, begin, end in match.get_opcodes():
        before.append(Piece("".join(was[first:last]), what != "equal"))
        after.append(Piece("".join(now[begin:end]), what != "equal"))
    return tuple(each for each in before if each.text), tuple(each for each in after if each.text)


def _shortened(lines: list[Line]) -> Iterator[Line]:
    """Without what stands far from any change."""
    changed = [number for number, each in enumerate(lines) if each.sign is not Sign.SAME]
    hidden = 0
    for number, each in enumerate(lines):
        if any(abs(number - other) <= _AROUND for other in changed):
            if hidden:
                yield Line(Sign.GAP, (), hidden=hidden)
            hidden = 0
            yield each
        else:
            hidden += 1
    if hidden:
        yield Line(Sign.GAP, (), hidden=hidden)
