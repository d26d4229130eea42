"""What did the admin write about an article, and is it something LINE takes?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex
from flask import request

from bot.line.render import units
from bot.web.answers.bubbles import moved, read_answer, used_slots
from bot.web.answers.faults import bubble_faults, text_fault
from bot.web.answers.seen import Seen, sent
from bot.web.answers.slug import slug_of
from bot.web.answers.uploads import NO_PICTURES, uploaded
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from bot.web.typed import plain
from faq.article import ANSWER_UNITS, OWNER, PHRASING, TITLE_GRAPHEMES, TOPIC, WAYS, is_day
from faq.article import problems as faults_of
from faq.normalize import normalize

_SLUG = re.compile(r"[a-z0-9-]{1,64}")
_SHOWN = re.compile(rf"slug|topic|owner|review|(title|questions|answer)_({'|'.join(LANGUAGES)})(_\d)?")
_MOVE = re.compile(r"(?P<code>[a-z]{2})_(?P<number>\d)_(?P<way>up|down)")


@dataclass(frozen=True, slots=True)
class Form:
    """An article's JSON form as typed, what it was written over, and what is wrong by field.

    `is_moved`: a bubble was only moved up or down; that keeps nothing yet. `is_overtaken`: somebody else kept
    theirs meanwhile; only a click may replace it.
    """

    values: dict[str, Any]
    seen: Seen = field(default_factory=Seen)
    problems: dict[str, str] = field(default_factory=dict)
    is_moved: bool = False
    is_overtaken: bool = False


def read(before: Mapping[str, Any]) -> Form:
    """The form of this request, with the pictures that came along kept.

    `before`: what was there, for languages the form does not show.
    """
    pictures, faults = uploaded()
    values = read_texts(before, pictures)
    move = _MOVE.fullmatch(request.form.get("move", ""))
    if move and move["code"] in LANGUAGES:
        _move(values["answer"], move, pictures)
    is_overtaken = move is not None and "overtaken" in request.form
    return Form(values, sent(), problems(values) | faults, move is not None, is_overtaken)


def _move(answer: dict[str, Any], move: re.Match[str], pictures: Mapping[str, str]) -> None:
    code, step = move["code"], -1 if move["way"] == "up" else 1
    used = used_slots(code, _typed(), pictures)
    if code in answer:
        answer[code] = moved(answer[code], used, int(move["number"]), step)


def read_texts(before: Mapping[str, Any], pictures: Mapping[str, str] = NO_PICTURES) -> dict[str, Any]:
    """What was typed, as an article's JSON form."""
    typed = _typed()
    values = dict(before)
    values["slug"] = typed.get("slug", "") if not before.get("slug") else before["slug"]
    values["topic"] = " ".join(typed.get("topic", "").split())
    for name in ("title", "questions", "answer"):
        rest = {code: each for code, each in (before.get(name) or {}).items() if code not in LANGUAGES}
        shown = {code: _field(name, code, typed, pictures) for code in LANGUAGES}
        values[name] = {code: each for code, each in shown.items() if each} | rest
    for name in ("owner", "review"):
        if name in typed:
            values.pop(name, None)
            values |= {name: " ".join(typed[name].split())} if typed[name] else {}
    if not values["slug"]:
        values["slug"] = slug_of(values["title"].get("en", ""))
    return values


def _typed() -> dict[str, str]:
    return {name: plain(each).strip() for name, each in request.form.items()}


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """What must be mended before it can be published, by field of the form."""
    found: dict[str, str] = {}
    if not _SLUG.fullmatch(values.get("slug") or ""):
        found["slug"] = _("A short name of a–z, 0–9 and -, such as delivery-fee.")
    topic = values.get("topic") or ""
    if not topic:
        found["topic"] = _("Give it a topic, for the numbers.")
    elif len(topic) > TOPIC:
        found["topic"] = _("At most %(n)s characters.", n=TOPIC)
    title, asked, answer = (values.get(name) or {} for name in ("title", "questions", "answer"))
    if not title:
        found["title_th"] = _("Write a title in at least one language.")
    if not any(asked.values()):
        found["questions_th"] = _("Write at least one way to ask.")
    if not answer:
        found["answer_th"] = _("Write the answer in at least one language.")
    for code, text in title.items():
        if (size := len(regex.findall(r"\X", text))) > TITLE_GRAPHEMES:
            found[f"title_{code}"] = _(
                "%(n)s characters; a LINE button shows %(most)s.", n=size, most=TITLE_GRAPHEMES
            )
    if (ways := sum(map(len, asked.values()))) > WAYS:
        found["questions_th"] = _("%(n)s ways to ask; an article has at most %(most)s.", n=ways, most=WAYS)
    for code, texts in asked.items():
        if fault := _asking_fault(texts):
            found[f"questions_{code}"] = fault
    if (values.get("owner") or "") and len(values["owner"]) > OWNER:
        found["owner"] = _("At most %(n)s characters.", n=OWNER)
    if values.get("review") and not is_day(values["review"]):
        found["review"] = _("Choose a day.")
    for code, text in answer.items():
        if not isinstance(text, str):
            found |= bubble_faults(code, text)
        elif (size := units(text)) > ANSWER_UNITS:
            found[f"answer_{code}"] = _(
                "This is %(n)s characters long; LINE takes 5,000 in one message.", n=f"{size:,}"
            )
        elif fault := text_fault(text):
            found[f"answer_{code}"] = fault
    # What no field of the form is about, such as an article that came in by a file long ago.
    return found or dict(list(faults_of(values).items())[:1])


def place_of(found: Mapping[str, str]) -> str | None:
    """Where on the page the first of these is mended, from the top; None where the form has no field for any.

    For an answer it is what chooses the bubble's kind: its text may not be shown.
    """
    for name in ("title", "topic", "owner", "review", "questions", "answer"):
        mine = [each for each in found if _SHOWN.fullmatch(each) and each.partition("_")[0] == name]
        if mine:
            _name, code, number = (*min(mine, key=_by_language).split("_"), "", "0")[:3]
            return f"kind_{code}_{number or 0}" if name == "answer" else "_".join(filter(None, (name, code)))
    return None


def _by_language(field: str) -> tuple[int, str]:
    code = (*field.split("_"), "")[1]
    return list(LANGUAGES).index(code) if code in LANGUAGES else 0, field


def unshown(found: Mapping[str, str]) -> list[str]:
    """What is wrong where the form has no field: in languages that only files bring."""
    return [f"{name}: {said}" for name, said in found.items() if not _SHOWN.fullmatch(name)]


def _asking_fault(texts: list[str]) -> str:
    for number, text in enumerate(texts, 1):
        if not normalize(text):
            return _("Line %(n)s holds no letters or digits.", n=number)
        if len(text) > PHRASING:
            return _("Line %(n)s is longer than %(most)s characters.", n=number, most=PHRASING)
    return ""


def _field(name: str, code: str, typed: Mapping[str, str], pictures: Mapping[str, str]) -> Any:
    """A phrasing a line, each once; a title on one line; an answer in its bubbles."""
    if name == "answer":
        return read_answer(code, typed, pictures)
    text = typed.get(f"{name}_{code}", "")
    if name == "questions":
        return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.split("\n")))))
    return " ".join(text.split())
