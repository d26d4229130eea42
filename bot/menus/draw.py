"""`python -m bot.menus.draw`: draws the menus' pictures anew, after its labels or bounds have changed.

For development: needs requirements-dev.txt, a Chromium, and the fonts Noto Sans Thai and Noto Sans. A browser
draws them because it shapes Thai as phones do: no mark above or below a letter is lost.
"""

import hashlib
import re
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from bot.menus.wanted import picture_name
from handlers.menu import MAIN, MENU, STAGES
from handlers.menufile import Area, Menu
from handlers.messages import PERSON
from handlers.wording import LANGUAGES

PICTURES = Path(__file__).parent / "pictures"
DRAWN_FROM = PICTURES / "drawn-from.txt"
ICONS = {
    "track": "truck",
    "claim": "camera",
    "slip": "receipt",
    "status": "clipboard-check",
    "news": "megaphone",
    "person": "chat-dots",
    "how-long": "hourglass-split",
    "message": "pencil-square",
    "menu": "grid-3x3-gap",
    "leave": "box-arrow-right",
    "picture": "images",
    "done": "hand-thumbs-up",
}
MENUS = {MAIN: MENU, **STAGES}
_HIGH = 1000
# Half as high, and narrow: a label may take two lines.
_LOW = (
    ".label { font-size: 44px; line-height: 1.35; white-space: normal; text-align: center; padding: 0 12px; }"
)
_SPRITE = "static/bootstrap5/icons/bootstrap-icons.svg"


def page(menu: Menu, language: str, symbols: dict[str, str]) -> str:
    """The picture as HTML, at half its size: a screen of two device pixels to one draws it."""
    rules = [f"body {{ width: {menu.width / 2}px; height: {menu.height / 2}px; }}"]
    if menu.height < _HIGH:
        rules.append(_LOW)
    tiles = []
    for at, area in enumerate(menu.areas):
        rules.append(
            f"#a{at} {{ left: {area.left / 2}px; top: {area.top / 2}px;"
            f" width: {area.width / 2}px; height: {area.height / 2}px; }}"
        )
        tiles.append(_tile(area, at, language, symbols, is_strong=area.tap == PERSON))
    html = (PICTURES / "picture.html").read_text("utf-8")
    filled = {"{language}": language, "{style}": "\n  ".join(rules), "{tiles}": "".join(tiles)}
    return re.sub(r"\{(language|style|tiles)\}(?=[^,]|$)", lambda found: filled[found.group()], html)


def _tile(area: Area, at: int, language: str, symbols: dict[str, str], *, is_strong: bool) -> str:
    kind = "area last" if is_strong else "area"
    icon = f'<svg viewBox="0 0 16 16" fill="currentColor">{symbols[area.name]}</svg>'
    label = f'<span class="label">{area.label[language]}</span>'
    tile = f'<div class="tile"><span class="face">{icon}</span>{label}</div>'
    return f'<div class="{kind}" id="a{at}">{tile}</div>'


def inputs(menu: Menu) -> str:
    """Changes whenever the pictures would."""
    template = (PICTURES / "picture.html").read_text("utf-8")
    shown = [
        f"{a.name} {a.left} {a.top} {a.width} {a.height} {a.label} {ICONS.get(a.name)}" for a in menu.areas
    ]
    low = [_LOW] if menu.height < _HIGH else []
    seen = "\n".join([f"{menu.width} {menu.height}", *shown, template, *low])
    return hashlib.sha256(seen.encode()).hexdigest()


def drawn_from() -> str:
    """A line for each menu."""
    return "".join(f"{inputs(menu)}\n" for menu in MENUS.values())


def symbols_of(menu: Menu) -> dict[str, str]:
    """The icons' outlines, from the Bootstrap Icons that Bootstrap-Flask ships."""
    sprite = files("flask_bootstrap").joinpath(_SPRITE).read_text("utf-8")
    found = {}
    for area in menu.areas:
        outline = re.search(rf'<symbol[^>]* id="{ICONS[area.name]}"[^>]*>(.*?)</symbol>', sprite, re.DOTALL)
        assert outline is not None, ICONS[area.name]
        found[area.name] = outline[1]
    return found


def draw(stage: str, menu: Menu, folder: Path) -> None:
    """One PNG per language, exactly as large as the menu."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    symbols = symbols_of(menu)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        size = {"width": menu.width // 2, "height": menu.height // 2}
        canvas = browser.new_page(viewport=size, device_scale_factor=2)
        for language in LANGUAGES:
            canvas.set_content(page(menu, language, symbols))
            canvas.evaluate("document.fonts.ready")
            canvas.screenshot(path=folder / f"{picture_name(stage, language)}.png")
        browser.close()


def main() -> int:
    """Draw, and remember from what."""
    for stage, menu in MENUS.items():
        draw(stage, menu, PICTURES)
    DRAWN_FROM.write_text(drawn_from(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
