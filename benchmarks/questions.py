"""What would a shop of any size have written, and what would its customers ask? The same every time.

The starter's phrasings are patterns; each invented article has goods of its own that stand in them.
"""

import random
from dataclasses import dataclass

from faq import Article
from faq.article import starter

_THAI = ("กา", "ลิ", "มุก", "ตะ", "นวล", "พิม", "ไหม", "ดาว", "เรือ", "บุษ", "ฟ้า", "ขวัญ", "โอ", "เพลิน", "จิต", "ศา")
_LATIN = (
    "ka",
    "lu",
    "mi",
    "ren",
    "so",
    "tal",
    "vo",
    "bri",
    "den",
    "fa",
    "qui",
    "zet",
    "pol",
    "ner",
    "sha",
    "wim",
)
_SLIPS = 0.1  # of a question's letters


@dataclass(frozen=True)
class Shop:
    """Articles, and questions that none of them holds word for word."""

    articles: list[Article]
    questions: list[str]

    @property
    def phrasings(self) -> list[str]:
        """Every way to ask, of all articles."""
        return [text for each in self.articles for texts in each.questions.values() for text in texts]


def shop(phrasings: int, articles: int, questions: int) -> Shop:
    """So many phrasings over so many articles, and so many questions."""
    dice = random.Random(phrasings)
    patterns = [text for each in starter() for texts in each.questions.values() for text in texts]
    goods = [(_word(dice, _THAI), _word(dice, _LATIN)) for _ in range(articles)]
    made = [
        Article(
            f"article-{number}",
            "goods",
            {"en": thing[1]},
            {"und": tuple(_about(dice, patterns, thing) for _ in range(phrasings // articles))},
            {"en": "An answer."},
        )
        for number, thing in enumerate(goods)
    ]
    asked = [_slipped(dice, _about(dice, patterns, dice.choice(goods))) for _ in range(questions)]
    return Shop(made, asked)


def _word(dice: random.Random, syllables: tuple[str, ...]) -> str:
    return "".join(dice.choice(syllables) for _ in range(3))


def _about(dice: random.Random, patterns: list[str], thing: tuple[str, str]) -> str:
    pattern = dice.choice(patterns)
    return f"{pattern} {thing[1]}" if pattern.isascii() else f"{pattern}{thing[0]}"


def _slipped(dice: random.Random, text: str) -> str:
    return "".join(letter for letter in text if dice.random() > _SLIPS) or text
