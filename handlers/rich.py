"""What may a bubble show beside words? Pictures, cards and panels in our own vocabulary.

bot/line/cards.py turns them into LINE's templates and Flex bubbles, and refuses what LINE would refuse.
All words here are ready to be read: a handler asks handlers.wording for them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to tap: `data` comes back as a postback, `uri` opens, `text` is said by the contact."""

    label: str
    data: str = ""
    uri: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at an address LINE can fetch, and its small one. `media_id`: our own file of it."""

    url: str
    preview_url: str
    media_id: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A short text with one to four buttons, perhaps a title and a picture above it."""

    text: str
    buttons: tuple[Button, ...]
    title: str = ""
    picture_url: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Up to ten cards side by side, all of one shape. `alt` is read where cards cannot be shown."""

    alt: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a panel: what it is, and what it is now."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A larger card: a title, text, facts in lines, a scale in one row, buttons below each other.

    `scale_ends` are the words under the first and the last step of the scale.
    """

    alt: str
    title: str
    text: str = ""
    facts: tuple[Fact, ...] = ()
    scale: tuple[Button, ...] = ()
    scale_ends: tuple[str, str] = ("", "")
    buttons: tuple[Button, ...] = ()


Rich = Picture | Card | Cards | Panel


def words_of(rich: Rich) -> str:
    """What a list or a search shows of it; a picture has no words."""
    match rich:
        case Card(text=text, title=title, alt=alt):
            return alt or (f"{title} · {text}" if title else text)
        case Cards(alt=alt) | Panel(alt=alt):
            return alt
    return ""
