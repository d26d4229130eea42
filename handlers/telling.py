"""How is an article's answer told: which bubbles, with whose name, and with which pictures?"""

from faq import Article
from faq.answer import ALT, BUBBLES, NAME, Leaf, Photo, Press, Row, Words, cut, own_picture, units
from faq.answer import Bubble as Written
from handlers.changing import replace
from handlers.effects import Show, Tell
from handlers.facts import Facts
from handlers.messages import ARTICLE_PREFIX, Option, Trail
from handlers.rich import Button, Card, Cards, Picture, Rich, words_of
from handlers.wording import sentence

Told = Tell | Show


def told(
    article: Article,
    language: str,
    facts: Facts,
    trail: Trail | None = None,
    options: tuple[Option, ...] = (),
    hint: str = "",
) -> tuple[Told, ...]:
    """The bubbles in order: the first carries the trail, the last the options; `hint` ends the words."""
    name = facts.contact_name.strip() or sentence("answers.no_name", language)
    said = [
        each
        for each in (_bubble(one, name, facts.pictures_at) for one in article.bubbles_in(language))
        if each
    ]
    bubbles = _hinted(said or [Tell(article.title_in(language))], hint)
    bubbles[0] = replace(bubbles[0], trail=trail)
    bubbles[-1] = replace(bubbles[-1], options=options)
    return tuple(bubbles)


def _hinted(bubbles: list[Told], hint: str) -> list[Told]:
    """Below the last words; after pictures and cards a bubble of its own, where there is room for one."""
    if not hint:
        return bubbles
    worded = [at for at, each in enumerate(bubbles) if isinstance(each, Tell)]
    if worded and (worded[-1] == len(bubbles) - 1 or len(bubbles) == BUBBLES):
        last = bubbles[worded[-1]]
        assert isinstance(last, Tell)
        hinted = replace(last, text=f"{last.text}\n\n{hint}")
        return [*bubbles[: worded[-1]], hinted, *bubbles[worded[-1] + 1 :]]
    return [*bubbles, Tell(hint)]


def _bubble(written: Written, name: str, pictures_at: str | None) -> Told | None:
    """None for a picture that LINE could not fetch."""
    if isinstance(written, Words):
        return Tell(written.text.replace(NAME, name))
    shown = rich(written, pictures_at)
    return Show(shown) if shown else None


def rich(written: Photo | Leaf | Row, pictures_at: str | None) -> Rich | None:
    """As handlers.rich has it. `pictures_at`: where our own pictures can be fetched; None when nowhere."""
    match written:
        case Photo(picture):
            return _picture(picture, pictures_at)
        case Leaf():
            return _card(written, _address(written.picture, pictures_at))
        case Row(cards, alt):
            addresses = [_address(each.picture, pictures_at) for each in cards]
            if not all(addresses):  # LINE takes cards with pictures only when all have one
                addresses = [""] * len(cards)
            shown = tuple(_card(each, at) for each, at in zip(cards, addresses, strict=True))
            return Cards(alt or cut("\n".join(each.title or each.text for each in cards), ALT), shown)


def _picture(address: str, pictures_at: str | None) -> Picture | None:
    own = own_picture(address)
    if own is None:
        return Picture(address, address)
    path, number = own
    if pictures_at is None:
        return None
    return Picture(f"{pictures_at}{path}", f"{pictures_at}{path}/preview", number)


def _address(picture: str, pictures_at: str | None) -> str:
    found = _picture(picture, pictures_at) if picture else None
    return found.url if found else ""


def _card(leaf: Leaf, picture_url: str) -> Card:
    card = Card(leaf.text, tuple(map(_button, leaf.buttons)), leaf.title, picture_url)
    words = words_of(card)
    return card if units(words) <= ALT else replace(card, alt=cut(words, ALT))


def _button(press: Press) -> Button:
    data = f"{ARTICLE_PREFIX}{press.article}" if press.article else ""
    return Button(press.label, data=data, uri=press.link, text=press.says)
