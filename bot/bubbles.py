"""How does what was decided become bubbles, as the transcript keeps them?"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import pairwise

from bot.line.render import BUBBLES, TEXT_UNITS, split
from bot.store.messages import AGENT, BOT, NO_QUESTION, Asked, NewMessage
from faq.answer import cut
from handlers import effects
from handlers.changing import replace
from handlers.messages import Option, Quote, Trail
from handlers.rich import Picture, Rich
from handlers.wording import sentence


def said_for(effect: effects.SayForAgent, language: str, now: int) -> NewMessage:
    """A sentence of ours under the name of the person who sent it."""
    said = spoken(sentence(effect.key, language, effect.params), effect.options, None, language, now)
    return replace(said, author=AGENT, agent_id=effect.agent_id, sender=effect.name)


def spoken(
    text: str, options: tuple[Option, ...], trail: Trail | None, language: str, now: int
) -> NewMessage:
    """The bot's words, with what can be tapped and why it said them."""
    labels = [
        (each.data, sentence(each.wording, language) if each.wording else each.label) for each in options
    ]
    return NewMessage(
        author=BOT,
        happened_at=now,
        text=text,
        options=json.dumps(labels, ensure_ascii=False) if labels else "",
        trail=json.dumps(_told(trail), ensure_ascii=False) if trail else "",
    )


def said_by_agent(text: str, agent_id: int, name: str, quote: Quote | None, now: int) -> NewMessage:
    """A person's words, under that person's name."""
    return NewMessage(
        author=AGENT,
        happened_at=now,
        text=text,
        agent_id=agent_id,
        sender=name,
        detail=json.dumps({"quoted": quote.line_message_id}) if quote else "",
        quote_token=quote.token if quote else "",
    )


def shown(message: NewMessage, what: Rich) -> NewMessage:
    """The bubble as the transcript keeps it: a picture by our file of it, a card by what stands on it."""
    if isinstance(what, Picture):
        return replace(message, kind="image", detail=json.dumps({"media": what.media_id}), rich=what)
    kept = json.dumps({"rich": asdict(what)}, ensure_ascii=False)
    return replace(message, kind=type(what).__name__.lower(), detail=kept, rich=what)


def fitted(said: list[NewMessage]) -> list[NewMessage]:
    """As many bubbles as LINE takes at once: texts join their neighbours, then the nearest one further on.

    An answer of five has a text among them (faq/refusing.py), so that nothing is left out.
    """
    while _bubbles_in(said) > BUBBLES:
        texts = [at for at, each in enumerate(said) if each.kind == "text"]
        pairs = [(second - first, first, second) for first, second in pairwise(texts)]
        if not pairs:
            return _shortened(said)
        _far, first, second = min(pairs)
        joined = _joined(said[first], said[second])
        said = [*said[:first], joined, *said[first + 1 : second], *said[second + 1 :]]
    return said


def _bubbles_in(said: list[NewMessage]) -> int:
    return sum(1 if each.rich else len(split(each.text)) for each in said)


def _joined(one: NewMessage, other: NewMessage) -> NewMessage:
    options = [*json.loads(one.options or "[]"), *json.loads(other.options or "[]")]
    return replace(
        one,
        text=f"{one.text}\n\n{other.text}",
        options=json.dumps(options, ensure_ascii=False) if options else "",
        trail=one.trail or other.trail,
    )


def _shortened(said: list[NewMessage]) -> list[NewMessage]:
    """Texts of one bubble each: only pages of text beside four pictures come to this."""
    return [each if each.rich else replace(each, text=cut(each.text, TEXT_UNITS)) for each in said][-BUBBLES:]


def asked_of(decided: Iterable[effects.Effect]) -> Asked:
    """What the words that led to this were understood as: the trail of the first answer that has one."""
    trails = (getattr(each, "trail", None) for each in decided)
    trail = next((each for each in trails if each), None)
    if trail is None:
        return NO_QUESTION
    best, second = (*trail.candidates[:2], None, None)[:2]
    if best is None:
        return Asked(trail.outcome)
    lead = best.confidence - (second.confidence if second else 0.0)
    return Asked(trail.outcome, best.slug, round(best.confidence * 1000), round(lead * 1000))


def _told(trail: Trail) -> dict[str, object]:
    """As dataclasses.asdict gives it, without its deep copies: this runs for every answer."""
    candidates = [
        {"slug": c.slug, "title": c.title, "question": c.question, "confidence": c.confidence}
        for c in trail.candidates
    ]
    return {"outcome": trail.outcome, "candidates": candidates}
