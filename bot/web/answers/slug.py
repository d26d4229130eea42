"""Which words in an address can be an article's?"""

from werkzeug.routing import BaseConverter


class SlugConverter(BaseConverter):
    """1 to 64 of a-z, 0-9 and -, as faq.article takes them."""

    regex = r"[a-z0-9-]{1,64}"
