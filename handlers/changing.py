"""How does a turn change what it holds? Copies of frozen dataclasses, made in one step.

A turn copies its state some twenty times; dataclasses.replace() visits every field of it each time.
"""

import dataclasses
from typing import TYPE_CHECKING, TypeVar

_Thing = TypeVar("_Thing")


def _changed(thing: _Thing, **changes: object) -> _Thing:
    """The same with these fields changed. Raises TypeError for a field it does not have.

    The quick way is for classes without slots, whose fields are all told to __init__ and checked nowhere.
    """
    held: dict[str, object] | None = getattr(thing, "__dict__", None)
    if held is None:
        return dataclasses.replace(thing, **changes)  # type: ignore[type-var]
    if not changes.keys() <= held.keys():
        raise TypeError(f"{type(thing).__name__} has no {', '.join(sorted(changes.keys() - held.keys()))}")
    new = object.__new__(type(thing))
    new.__dict__.update(held)
    new.__dict__.update(changes)
    return new


if TYPE_CHECKING:
    from dataclasses import replace as replace  # so that every field's name and type is checked
else:
    replace = _changed
