"""What is wrong with a file of articles, in the words of whoever reads the screen?

faq says it in English, for people who read logs and commands.
"""

import re
from collections.abc import Callable

from bot.web.answers.faults import said
from bot.web.language import say as _
from faq import ArticleError

# What faq says: what it means. Words in brackets are the file's own and stay as they are.
_SAID: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"unknown column; there are (.*)", lambda known: _("Unknown column. There are: %(known)s", known=known)),
    (r"unknown field; .*? has (.*)", lambda known: _("Unknown field. There are: %(known)s", known=known)),
    (r"unknown field; expected (.*)", lambda known: _("Unknown field. There are: %(known)s", known=known)),
    (r"this column is there twice", lambda: _("This column is there twice.")),
    (r"this column is missing", lambda: _("This column is missing.")),
    (
        r"(\d+) cells for (\d+) columns",
        lambda cells, columns: _("%(n)s cells for %(most)s columns.", n=cells, most=columns),
    ),
    (
        r"either this or (\S+) can .*",
        lambda other: _("Either this or %(other)s can be filled in.", other=other),
    ),
    (r"not (CSV|YAML|JSON): (.*)", lambda what, why: _("Not %(what)s: %(why)s", what=what, why=why)),
    (r"(\S+) is already taken above", lambda name: _("“%(name)s” stands further up already.", name=name)),
    (
        r"(\S+) is no name an .*",
        lambda name: _("A page of the console is called “%(name)s”. Choose another name.", name=name),
    ),
    (r"expected 1 to 64 of .*", lambda: _("A short name of a–z, 0–9 and -, such as delivery-fee.")),
    (
        r"(\d+) characters; a (?:LINE button shows|topic has at most|way to ask has at most) (\d+)",
        lambda n, most: _("%(n)s characters; at most %(most)s.", n=n, most=most),
    ),
    (
        r"(\d+) ways to ask; an article has at most (\d+)",
        lambda n, most: _("%(n)s ways to ask; an article has at most %(most)s.", n=n, most=most),
    ),
    (r"expected a name of at most (\d+) .*", lambda most: _("At most %(n)s characters.", n=most)),
    (r"expected a day such as .*", lambda: _("Needs a day such as 2026-12-31.")),
    (r"expected one entry per language.*", lambda: _("Needs one entry per language, such as th and en.")),
    (r"expected a language code.*", lambda: _("Needs a language code such as th or en.")),
    (r"expected a list of ways to ask", lambda: _("Needs a list of ways to ask.")),
    (r"no way to ask is given", lambda: _("Write at least one way to ask.")),
    (r"holds no letters or digits.*", lambda: _("Holds no letters or digits.")),
    (
        r"holds a character that .*: (\S+)",
        lambda code: _("Holds a character nobody can keep: %(code)s", code=code),
    ),
    (
        r"a character YAML does not allow: (.*)",
        lambda it: _("YAML does not allow this character: %(it)s", it=it),
    ),
    (r"expected text; put quotes around (.*)", lambda it: _("Needs a text; put quotes around %(it)s", it=it)),
    (r"expected text", lambda: _("Needs a text.")),
    (r"written twice", lambda: _("Is written twice.")),
    (r"nested too deeply", lambda: _("Nested too deeply.")),
    (r"expected an article: .*", lambda: _("Needs an article: fields such as slug and title.")),
    (
        r"expected a (?:text, or a )?list of bubbles",
        lambda: _("Needs a text, or a list of bubbles."),
    ),
    (r"expected (?:a bubble: one|exactly one) of (text, .*)", lambda it: _("Needs one of: %(it)s", it=it)),
)


def told(error: ArticleError) -> str:
    """File, line and field, then what is wrong; the field is the file's own word for it."""
    where = [error.source]
    if error.line:
        where.append(_("line %(n)s", n=error.line))
    if error.field:
        where.append(error.field)
    return f"{', '.join(where)}: {_meant(error.message)}"


def _meant(message: str) -> str:
    for pattern, meant in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            mine: str = meant(*found.groups())
            return mine
    return said(message)
