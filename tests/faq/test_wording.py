"""Is a text made of the pieces it should be, and are they numbered apart?"""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from faq.article import starter
from faq.asked import asked
from faq.corpus import phrasings_of
from faq.groups import number_of_group, number_of_word
from faq.spelling import respell
from faq.wording import NO_PIECES, pieces

WORDS = some.lists(some.text(alphabet="กขคงเแโ่้าิabcxyz07送料", min_size=1, max_size=12), max_size=6).map(
    " ".join
)


def spelled_out(told: str) -> Counter[tuple[str, str]]:
    """The slow way: every piece as the letters it is made of."""
    found: Counter[tuple[str, str]] = Counter()
    for words in dict.fromkeys((told, respell(told))):
        chunks = words.split(" ")
        found.update(("word", f"={each}") for each in chunks)
        found.update(("word", f"={first} {second}") for first, second in pairwise(chunks))
        found.update(("word", each) for each in words if "\u3400" <= each <= "\u9fff")
        for edged in (f" {chunk} " for chunk in chunks):
            for size in (2, 3, 4):
                found.update(("group", edged[at : at + size]) for at in range(len(edged) - size + 1))
    return found


def numbered(found: Counter[tuple[str, str]]) -> dict[int, int]:
    number_of = {"word": number_of_word, "group": number_of_group}
    return {number_of[kind](piece): times for (kind, piece), times in found.items()}


@settings(deadline=None)
@given(WORDS)
def test_a_text_is_made_of_its_words_pairs_and_letter_groups(told: str) -> None:
    read = pieces(told)

    if not any(letter.isalpha() for letter in told):
        assert read is NO_PIECES
    else:
        assert dict(zip(read.numbers.tolist(), read.often.tolist(), strict=True)) == numbered(
            spelled_out(told)
        )
        assert (np.diff(read.numbers) > 0).all()


def test_no_two_pieces_of_the_starter_have_the_same_number() -> None:
    told = [asked(text).told for article in starter() for text in phrasings_of(article)]

    every = {piece for text in told for piece in spelled_out(text)}

    assert len(every) > 5_000
    assert len(numbered(Counter(every))) == len(every)
