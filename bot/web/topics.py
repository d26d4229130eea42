"""What are the topics of the starter articles called, in the reader's language?"""

from bot.web.language import say as _


def topic_name(topic: str) -> str:
    """One that the shop has made is called as it wrote it."""
    known = {
        "account": _("Account"),
        "after-sale": _("After the sale"),
        "chat": _("This chat"),
        "claim": _("Claims"),
        "delivery": _("Delivery"),
        "offers": _("Offers"),
        "order": _("Orders"),
        "payment": _("Payment"),
        "product": _("Products"),
        "shop": _("The shop"),
    }
    return known.get(topic, topic)
