"""In which chat did the mending of an answer begin? Carried along, so that there is a way back."""

import re

from flask import request

from bot.store import questions
from bot.store.database import Connection

_CHAT = re.compile(r"(?P<conversation_id>[0-9]{1,18})-(?P<bubble_id>[0-9]{1,18})")


def chat_named(conversation_id: int, bubble_id: int) -> str:
    """As addresses and forms carry it."""
    return f"{conversation_id}-{bubble_id}"


def chat() -> dict[str, int]:
    """The chat and the bubble in it that this request mends; empty where it began elsewhere."""
    found = _CHAT.fullmatch(request.values.get("chat", ""))
    return {name: int(number) for name, number in found.groupdict().items()} if found else {}


def chat_kept() -> str | None:
    """The same for the next address; None leaves it out."""
    return chat_named(**mended) if (mended := chat()) else None


def asked_in_chat(db: Connection) -> str:
    """What the customer wrote there, while they have not taken it back."""
    mended = chat()
    asked = questions.of_answer(db, **mended) if mended else None
    return asked.text if asked is not None else ""
