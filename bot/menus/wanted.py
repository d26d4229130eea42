"""What should LINE show below the chat? A menu and picture per stage and language, named by their hash."""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.menu import MAIN, MENU, STAGES
from handlers.menufile import Area, Menu
from handlers.wording import LANGUAGES

SHIPPED = Path(__file__).parent / "pictures"
MOST_BYTES = 1_000_000
_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
_OURS = "saphan"


class PictureError(ValueError):
    """A picture LINE would not take; names the file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A menu's picture, looked at."""

    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One stage's menu in one language. `body` is LINE's rich menu object, named."""

    stage: str
    language: str
    name: str
    body: dict[str, Any]
    picture: Picture


def wanted_menus(folder: Path | None = None, *, follows_case: bool = False) -> list[Wanted]:
    """The menu in every language, with the operator's own pictures from `folder` where there are any.

    `follows_case`: those of who waits and who is served as well. Raises PictureError.
    """
    menus = {MAIN: MENU, **(STAGES if follows_case else {})}
    return [
        _wanted(stage, menu, language, read_picture(picture_name(stage, language), folder, menu))
        for stage, menu in menus.items()
        for language in LANGUAGES
    ]


def picture_name(stage: str, language: str) -> str:
    """What its picture is called, without the ending: `th`, `waiting-th`."""
    return language if stage == MAIN else f"{stage}-{language}"


def is_ours(name: str) -> bool:
    """Made by this product: nothing else may be taken away."""
    product, _, rest = name.partition(" ")
    digest = rest.rpartition(" ")[2]
    return product == _OURS and len(digest) == 20 and all(each in "0123456789abcdef" for each in digest)


def read_picture(name: str, folder: Path | None, menu: Menu = MENU) -> Picture:
    """`th.png`, `th.jpg` or `th.jpeg` in the operator's folder, else the one that ships."""
    own = [folder / f"{name}{suffix}" for suffix in (".png", ".jpg", ".jpeg")] if folder else []
    path = next((each for each in own if each.is_file()), SHIPPED / f"{name}.png")
    return look_at(path.read_bytes(), str(path), menu)


def look_at(content: bytes, where: str, menu: Menu) -> Picture:
    """The picture, if LINE would take it: JPEG or PNG, at most 1 MB, as large as the menu, and whole."""
    from PIL import Image, UnidentifiedImageError

    if len(content) > MOST_BYTES:
        raise PictureError(f"{where}: {len(content)} bytes; LINE takes at most {MOST_BYTES}")
    try:
        with Image.open(io.BytesIO(content), formats=list(_KINDS)) as image:
            kind, size = str(image.format), image.size
            if size == (menu.width, menu.height):
                image.load()  # a picture cut off in the middle opens well and fails here
    except UnidentifiedImageError:
        raise PictureError(f"{where}: neither JPEG nor PNG") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(f"{where}: cannot be read: {error}") from None
    if size != (menu.width, menu.height):
        raise PictureError(
            f"{where}: {size[0]} × {size[1]} pixels; the menu's areas are laid out on"
            f" {menu.width} × {menu.height}"
        )
    return Picture(_KINDS[kind], content)


def _wanted(stage: str, menu: Menu, language: str, picture: Picture) -> Wanted:
    body: dict[str, Any] = {
        "size": {"width": menu.width, "height": menu.height},
        "selected": not menu.starts_closed,
        "chatBarText": menu.bar[language],
        "areas": [
            {
                "bounds": {"x": area.left, "y": area.top, "width": area.width, "height": area.height},
                "action": _action(area, language),
            }
            for area in menu.areas
        ],
    }
    written = json.dumps(body, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(written + b"\0" + picture.content).hexdigest()[:20]
    name = f"{_OURS} {menu.name} {language} {digest}"
    return Wanted(stage, language, name, {**body, "name": name}, picture)


def _action(area: Area, language: str) -> dict[str, Any]:
    label = area.label[language]
    if area.opens:
        return {"type": "uri", "label": label, "uri": area.opens}
    return {"type": "postback", "label": label, "data": area.tap, "displayText": label}
