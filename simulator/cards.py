"""Is this template or flex message within LINE's limits?"""

from __future__ import annotations

import json
import re
from typing import Any

from simulator.actions import check_action
from simulator.findings import MISSING, Findings, graphemes

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
BUBBLE_SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
BOX_CONTENTS = ("box", "button", "image", "text", "separator", "filler")
BASELINE_CONTENTS = ("icon", "text", "filler")
RATIO = re.compile(r"(\d{1,6}):(\d{1,6})$")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$")


def check_template(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "altText", 1500)
    template = message.get("template")
    if not isinstance(template, dict):
        found.add(f"{where}.template", MISSING)
        return
    check = TEMPLATES.get(str(template.get("type")))
    if check is None:
        found.add(f"{where}.template.type", f"must be one of {', '.join(TEMPLATES)}")
        return
    check(found, template, f"{where}.template")


def _headed_text(found: Findings, card: dict[str, Any], where: str, plain: int, headed: int) -> None:
    """A picture or title leaves less room for the text."""
    found.text(card, where, "title", 40, unit=graphemes, required=False)
    found.url(card, where, "thumbnailImageUrl", required=False)
    most = headed if card.get("title") or card.get("thumbnailImageUrl") else plain
    found.text(card, where, "text", most, unit=graphemes)
    found.choice(card, where, "imageAspectRatio", ("rectangle", "square"), required=False)
    found.choice(card, where, "imageSize", ("cover", "contain"), required=False)
    if "defaultAction" in card:
        check_action(found, card["defaultAction"], f"{where}.defaultAction", "flex")


def _buttons(found: Findings, template: dict[str, Any], where: str) -> None:
    _headed_text(found, template, where, 160, 60)
    for place, action in found.objects(template, where, "actions", 1, 4):
        check_action(found, action, place, "template")


def _confirm(found: Findings, template: dict[str, Any], where: str) -> None:
    found.text(template, where, "text", 240, unit=graphemes)
    for place, action in found.objects(template, where, "actions", 2, 2):
        check_action(found, action, place, "template")


def _carousel(found: Findings, template: dict[str, Any], where: str) -> None:
    shapes = set()
    for place, column in found.objects(template, where, "columns", 1, 10):
        _headed_text(found, column, place, 120, 60)
        actions = found.objects(column, place, "actions", 1, 3)
        for spot, action in actions:
            check_action(found, action, spot, "template")
        shapes.add((len(actions), bool(column.get("title")), bool(column.get("thumbnailImageUrl"))))
    if len(shapes) > 1:
        found.add(f"{where}.columns", "columns must have the same number of actions, title and image")


def _image_carousel(found: Findings, template: dict[str, Any], where: str) -> None:
    for place, column in found.objects(template, where, "columns", 1, 10):
        found.url(column, place, "imageUrl")
        check_action(found, column.get("action"), f"{place}.action", "image_carousel")


TEMPLATES = {
    "buttons": _buttons,
    "confirm": _confirm,
    "carousel": _carousel,
    "image_carousel": _image_carousel,
}


def check_flex(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "altText", 1500)
    contents = message.get("contents")
    place = f"{where}.contents"
    if not isinstance(contents, dict):
        found.add(place, MISSING)
    elif contents.get("type") == "bubble":
        _bubble(found, contents, place)
    elif contents.get("type") == "carousel":
        _flex_carousel(found, contents, place)
    else:
        found.add(f"{place}.type", "must be one of bubble, carousel")


def json_bytes(value: Any) -> int:
    """Size as compact UTF-8 JSON; LINE does not say how it measures its 30 and 50 KB."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _flex_carousel(found: Findings, carousel: dict[str, Any], where: str) -> None:
    if json_bytes(carousel) > CAROUSEL_BYTES:
        found.add(where, f"must be at most {CAROUSEL_BYTES} bytes")
    bubbles = found.objects(carousel, where, "contents", 1, 12)
    for place, bubble in bubbles:
        _bubble(found, bubble, place, in_carousel=True)
    if len({bubble.get("size", "mega") for _, bubble in bubbles}) > 1:
        found.add(f"{where}.contents", "bubbles must have the same size")


def _bubble(found: Findings, bubble: dict[str, Any], where: str, *, in_carousel: bool = False) -> None:
    if bubble.get("type") != "bubble":
        found.add(f"{where}.type", "must be bubble")
    if json_bytes(bubble) > BUBBLE_BYTES:
        found.add(where, f"must be at most {BUBBLE_BYTES} bytes")
    found.choice(bubble, where, "size", BUBBLE_SIZES, required=False)
    for block in ("header", "body", "footer"):
        if block in bubble:
            _component(found, bubble[block], f"{where}.{block}", ("box",))
    if "hero" in bubble:
        is_wide = bubble.get("size", "mega") in ("kilo", "mega", "giga")
        heroes = ("box", "image", "video") if is_wide and not in_carousel else ("box", "image")
        _component(found, bubble["hero"], f"{where}.hero", heroes)


def _component(found: Findings, part: Any, where: str, allowed: tuple[str, ...]) -> None:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in allowed:
        found.add(f"{where}.type", f"must be one of {', '.join(allowed)}")
        return
    for key in ("color", "backgroundColor", "borderColor"):
        value = part.get(key)
        if value is not None and not (isinstance(value, str) and COLOUR.match(value)):
            found.add(f"{where}.{key}", "invalid color")
    if kind == "box":
        _box(found, part, where)
    elif kind == "text":
        _flex_text(found, part, where)
    elif kind in ("image", "icon", "video"):
        found.url(part, where, "url")
        _ratio(found, part, where)
    if kind == "button":
        check_action(found, part.get("action"), f"{where}.action", "flexButton")
    elif "action" in part:
        check_action(found, part["action"], f"{where}.action", "flex")


def _flex_text(found: Findings, part: dict[str, Any], where: str) -> None:
    """Words, or spans; a line break shows only where the text may wrap."""
    spans = found.objects(part, where, "contents", 0, 10_000) if "contents" in part else []
    for place, span in spans:
        if span.get("type") != "span":
            found.add(f"{place}.type", "must be span")
    if not part.get("text") and not spans:
        found.add(f"{where}.text", "must be non-empty text")
    if "\n" in str(part.get("text", "")) and part.get("wrap") is not True:
        found.add(f"{where}.wrap", "must be true for text with line breaks")


def _ratio(found: Findings, part: dict[str, Any], where: str) -> None:
    """`width:height`, each 1 to 100000, no more than three times as high as wide."""
    ratio = part.get("aspectRatio")
    if ratio is None:
        return
    sides = RATIO.match(str(ratio))
    wide, high = (int(side) for side in sides.groups()) if sides else (0, 0)
    if not (1 <= wide <= 100_000 and 1 <= high <= min(100_000, 3 * wide)):
        found.add(f"{where}.aspectRatio", "is invalid")


def _box(found: Findings, box: dict[str, Any], where: str) -> None:
    found.choice(box, where, "layout", ("horizontal", "vertical", "baseline"))
    inside = BASELINE_CONTENTS if box.get("layout") == "baseline" else BOX_CONTENTS
    for place, part in found.objects(box, where, "contents", 0, 10_000):
        _component(found, part, place, inside)
