"""What will the customer see? The bubbles as they would be sent, with the same rules and one template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template

from bot.media import public_base
from bot.web.answers.blueprint import answers
from bot.web.answers.form import read_texts
from bot.web.desk import desk
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from faq import Article
from faq.answer import built
from faq.refusing import answer_faults
from handlers.effects import Show
from handlers.facts import Facts
from handlers.rich import Card, Cards, Picture
from handlers.telling import told
from handlers.wording import sentence


@dataclass(frozen=True, slots=True)
class Seen:
    """One bubble on the phone: words, a picture, or cards."""

    text: str = ""
    picture: str = ""
    media_id: int = 0
    cards: tuple[Card, ...] = ()


@answers.post("/shown")
def shown() -> str:
    """The phones beside the editor, for what is being typed."""
    return render_template("answers/_phones.html", phones=phones(read_texts({})))


def phones(values: Mapping[str, Any]) -> dict[str, list[Seen]]:
    """{language: bubbles}. Bubbles that cannot be sent yet are left out."""
    answer, title = values.get("answer") or {}, values.get("title") or {}
    return {code: _bubbles(code, answer.get(code), title.get(code, "")) for code in LANGUAGES}


def _bubbles(code: str, answer: Any, title: str) -> list[Seen]:
    written = [{"text": answer}] if isinstance(answer, str) else answer or []
    whole = tuple(each for each in map(_frozen, written) if not list(answer_faults("", (each,))))
    if not whole:
        return []
    article = Article("shown", "", {code: title or "…"}, {}, {code: built(whole)})
    facts = Facts(now=0, contact_name=_("Mali"), pictures_at=public_base(desk().settings) or "https://…")
    said = told(article, code, facts, hint=sentence("answers.person_hint", code))
    return [_seen(each.what) if isinstance(each, Show) else Seen(each.text) for each in said]


def _seen(what: Any) -> Seen:
    match what:
        case Picture(url, _preview, media_id):
            return Seen(picture=url, media_id=media_id)
        case Cards(cards=cards):
            return Seen(cards=cards)
    return Seen(cards=(what,))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _frozen(each) for name, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
