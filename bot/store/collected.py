"""What a contact told us in a flow, as JSON and back; what a later release dropped is ignored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from handlers.collected import Answer, Brief, Field, FlowPlace


def place_from(kept: Any) -> FlowPlace | None:
    """A place in a flow; None when there is none, or what was kept cannot be read any more."""
    if not isinstance(kept, Mapping) or not {"flow", "version"} <= kept.keys():
        return None
    answers = tuple(Answer(**_known(Answer, each)) for each in kept.get("answers", ()))
    return FlowPlace(**_known(FlowPlace, kept) | {"answers": answers})


def brief_from(kept: Any) -> Brief | None:
    """What people were handed; None when nothing was."""
    if not isinstance(kept, Mapping) or not {"flow", "topic", "title"} <= kept.keys():
        return None
    return Brief(**_known(Brief, kept) | {"fields": _fields(kept.get("fields", ()))})


def fields_to(collected: Sequence[Field]) -> str:
    """A case's fields as they are kept: readable without the flow they came from."""
    return json.dumps([asdict(each) for each in collected], ensure_ascii=False)


def fields_from(kept: str) -> tuple[Field, ...]:
    """A case's fields."""
    return _fields(json.loads(kept))


def _fields(kept: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(**_known(Field, each)) for each in kept)


def _known(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in names
    }
