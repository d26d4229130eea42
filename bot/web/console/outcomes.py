"""How is what became of a question told to staff?"""

from bot.web.language import say as _
from faq.aftermath import Outcome


def came_of(outcome: str) -> str:
    """In a few words; empty while it is not known."""
    match outcome:
        case Outcome.DONE:
            return _("asked no further")
        case Outcome.REPHRASED:
            return _("asked again in other words")
        case Outcome.CHOSE:
            return _("chose one of the offered")
        case Outcome.NONE_FITTED:
            return _("none of the offered fitted")
        case Outcome.HANDED_OFF:
            return _("went on to a person")
        case Outcome.LEFT:
            return _("said no more")
        case Outcome.HELPED:
            return _("the customer said it helped")
        case Outcome.NOT_HELPED:
            return _("the customer said it did not help")
    return ""
