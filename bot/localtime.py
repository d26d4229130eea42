"""What day and hour is it where the shop is? The rule itself is handlers/daytime.py."""

from handlers.daytime import ShopTime

__all__ = ["ShopTime"]
