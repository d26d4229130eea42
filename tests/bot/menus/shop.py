"""Who sees which menu: contacts as rows, and the whole of LINE's side as one value to compare."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from bot.menus.wanted import wanted_menus
from bot.store import contacts, richmenus
from bot.store.contacts import Contact
from bot.store.database import Database
from handlers.wording import LANGUAGES
from simulator import Line

FOREIGN = {"size": {"width": 800, "height": 250}, "selected": True, "chatBarText": "x", "areas": []}


def speaker(database: Database, line: Line, name: str, language: str, *, is_blocked: bool = False) -> str:
    """A contact who writes in this language; their LINE id."""
    phone = line.phone(name)
    with database.transaction() as db:
        (contact_id,) = contacts.add_missing(db, [phone.user_id], 1)
        values = {"language": language, "is_blocked": is_blocked}
        db.execute(update(Contact).where(Contact.id == contact_id).values(**values))
    return phone.user_id


def made_elsewhere(line: Line, name: str) -> str:
    """A rich menu that is none of ours."""
    menu_id = f"richmenu-{name}"
    line.account.rich_menus.menus[menu_id] = {"richMenuId": menu_id, **FOREIGN, "name": name}
    return menu_id


@dataclass(frozen=True)
class Standing:
    """What is there at LINE, in names."""

    menus: tuple[str, ...]
    without_picture: tuple[str, ...]
    default: str
    linked: dict[str, str]


def standing(line: Line) -> Standing:
    kept = line.account.rich_menus
    names = {menu_id: str(menu["name"]) for menu_id, menu in kept.menus.items()}
    return Standing(
        menus=tuple(sorted(names.values())),
        without_picture=tuple(names[each] for each in names if each not in kept.pictures),
        default=names.get(kept.default or "", ""),
        linked={user: names[menu_id] for user, menu_id in kept.linked.items()},
    )


def named(folder: Path | None) -> dict[str, str]:
    """The wanted menu's name in each language."""
    return {each.language: each.name for each in wanted_menus(folder)}


def remembered(database: Database) -> tuple[dict[str, str], dict[str, str]]:
    """What SQL says: the id serving each language, and the id each contact is linked to."""
    with database.reading() as db:
        serving = {each.language: each.line_menu_id for each in richmenus.serving(db).values()}
        rows = db.execute(select(Contact.line_id, Contact.menu_id).where(Contact.menu_id.is_not(None)))
        linked = {row.line_id: row.menu_id for row in rows}
    assert not serving or set(serving) == set(LANGUAGES)
    return serving, linked


def made(line: Line) -> int:
    """How many creations LINE has been asked for."""
    return sum((each.method, each.path) == ("POST", "/v2/bot/richmenu") for each in line.wire)
