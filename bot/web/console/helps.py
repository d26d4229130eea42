"""What could be answered? Canned replies, and articles for the last question. Offered, never sent."""

from flask import jsonify, url_for
from werkzeug.wrappers import Response

from bot.media import public_base
from bot.store import canned, messages
from bot.store.canned import Canned
from bot.store.conversations import state_from
from bot.store.queue import card, one
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.rows import name_of
from bot.web.desk import desk
from bot.web.signin import me

_SUGGESTIONS = 3
_LEAST = 0.3


@console.get(f"/c/{CONVERSATION}/helps")
def helps(conversation_id: int) -> Response | tuple[Response, int]:
    """{suggested, canned}: each with a label, the text as it would stand in the composer, and its picture."""
    with desk().database.reading() as db:
        line, about = one(db, conversation_id), card(db, conversation_id)
        if line is None or about is None:
            return jsonify(error="no such chat"), 404
        asked = messages.newest_of_contact(db, conversation_id)
        kept = canned.for_agent(db, me().id)
    language = state_from(about.state).language
    words = asked.text if asked is not None and asked.kind == "text" and asked.unsent_at is None else ""
    return jsonify(
        suggested=_suggested(words, language, name_of(line)),
        canned=[_canned(each, name_of(line)) for each in kept],
    )


def _canned(reply: Canned, name: str) -> dict[str, str | int]:
    """`picture` is where the small one is seen, and `id` what sends it: only where one can be sent."""
    told: dict[str, str | int] = {"label": reply.name, "text": filled(reply.text, name, me().name)}
    if not reply.has_picture or public_base(desk().settings) is None:
        return told
    return told | {"id": reply.id, "picture": url_for("media.preview", media_id=reply.media_id)}


def filled(text: str, name: str, agent: str) -> str:
    """{{name}} is the customer, {{agent}} whoever answers."""
    return text.replace("{{name}}", name).replace("{{agent}}", agent)


def _suggested(words: str, language: str, name: str) -> list[dict[str, str]]:
    if not words.strip():
        return []
    found = [each for each in desk().corpus.current.match(words) if each.confidence >= _LEAST]
    articles = [each.article for each in found[:_SUGGESTIONS]]
    return [
        {"label": each.title_in(language), "text": filled(each.answer_in(language), name, me().name)}
        for each in articles
    ]
