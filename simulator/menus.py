"""What does LINE remember about rich menus, and which one does each customer see?"""

from __future__ import annotations

import base64
from typing import Any

from simulator.store import Store


class RichMenus:
    """Menus, pictures, aliases, the default, and who is linked to which; guarded by the account's lock."""

    def __init__(self, store: Store) -> None:
        kept: dict[str, Any] = next(iter(store.all("richmenus")), {})
        self._store = store
        self.menus: dict[str, dict[str, Any]] = kept.get("menus", {})
        self.pictures: dict[str, list[str]] = kept.get("pictures", {})
        self.aliases: dict[str, str] = kept.get("aliases", {})
        self.linked: dict[str, str] = kept.get("linked", {})
        self.default: str | None = kept.get("default")
        self.batches: dict[str, float] = kept.get("batches", {})

    def seen_by(self, user_id: str) -> dict[str, Any] | None:
        """Per-user before default; a menu that was deleted shows nothing (docs: rich-menus-overview)."""
        return self.menus.get(self.linked.get(user_id, "")) or self.menus.get(self.default or "")

    def picture(self, menu_id: str) -> tuple[str, bytes] | None:
        kind_and_body = self.pictures.get(menu_id)
        return (kind_and_body[0], base64.b64decode(kind_and_body[1])) if kind_and_body else None

    def keep(self) -> None:
        names = ("menus", "pictures", "aliases", "linked", "default", "batches")
        self._store.keep("richmenus", "", {name: getattr(self, name) for name in names})
