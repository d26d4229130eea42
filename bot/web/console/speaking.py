"""Which language does the bot speak to this customer: what they write in, or what staff chose."""

from flask import request

from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.taking import Answer, take
from bot.web.signin import me
from handlers.clicks import LanguageSet


@console.post(f"/c/{CONVERSATION}/language")
def speak(conversation_id: int) -> Answer:
    """From now on, whatever they write in; nothing chosen follows their words again."""
    return take(conversation_id, LanguageSet(me().id, request.form.get("language", "")))
