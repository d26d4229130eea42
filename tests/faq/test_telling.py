"""Does a piece weigh by what it tells, and is whoever is left out of the trial left out of the weights?"""

import random

import numpy as np
import pytest

from faq.asked import asked
from faq.calibrate import Array
from faq.corpus import phrasings_of
from faq.index import Index
from faq.learn import learn
from faq.telling import weights
from tests.starter import ARTICLES

TOLD = [[asked(text).told for text in phrasings_of(article)] for article in ARTICLES[:6]]
HELD = [  # which pieces the phrasing holds, and whose it is
    ((0, 1), 0),
    ((0, 2), 0),
    ((0, 1, 3), 1),
    ((0, 3), 1),
    ((0, 4), 2),
    ((0, 4, 1), 2),
]


def weighed(held: list[tuple[tuple[int, ...], int]], articles: int = 3) -> tuple[Array, Array, Array]:
    pieces = np.array([piece for each, _ in held for piece in each])
    owners = np.array([owner for each, owner in held for _ in each])
    return weights(pieces, owners, np.bincount([owner for _, owner in held], minlength=articles), 5)


def scores(index: Index, told: str) -> list[float]:
    return sorted(index.scores(index.read(told)).tolist())


def test_what_one_article_says_weighs_more_than_what_all_say() -> None:
    of_all, _, _ = weighed(HELD)

    assert of_all[3] == of_all[4] > of_all[2] > of_all[1] > of_all[0]
    assert of_all[0] < of_all[-1] < of_all[3] * 1.5


def test_whoever_is_left_out_had_no_say() -> None:
    dice = random.Random(7)
    held = [(tuple(sorted(dice.sample(range(5), 2))), at // 10) for at in range(60)]
    _, alone, without = weighed(held, 6)
    at = 0
    for number, (pieces, owner) in enumerate(held):
        rest = weighed([each for row, each in enumerate(held) if row != number], 6)[0]
        others = weighed([(each, whose - (whose > owner)) for each, whose in held if whose != owner], 5)[0]
        for piece in pieces:
            assert alone[at] == pytest.approx(rest[piece], rel=0.03)
            assert without[at] == pytest.approx(others[piece], rel=0.05)
            at += 1


def test_what_only_the_one_left_out_said_is_strange() -> None:
    of_all, alone, without = weighed([((0, 1), 0), ((0, 2), 0), ((0, 3), 1), ((0, 3), 1), ((0, 4), 2)])

    assert list(alone[[1, 3, 9]]) == list(without[[1, 3, 5, 7, 9]])[:3] == [of_all[-1]] * 3


def test_nothing_is_weighed_where_nothing_is_written() -> None:
    of_all, alone, without = weights(*np.zeros((3, 0), np.int64), 0)

    assert len(of_all) == 1
    assert len(alone) == len(without) == 0


def test_a_single_article_is_told_from_no_other() -> None:
    assert len(set(weighed(HELD[:2], 1)[0])) == 1


def test_leaving_out_in_closed_form_comes_near_learning_without() -> None:
    tried = learn(TOLD, "").calibration
    inside, outside = tried.left_out[: tried.inside, 0], tried.left_out[tried.inside :, 0]
    rows = [(owner, at) for owner, texts in enumerate(TOLD) for at in range(len(texts))]
    some = range(0, len(rows), 12)
    alone = []
    for owner, at in map(rows.__getitem__, some):
        rest = [
            [text for n, text in enumerate(texts) if (o, n) != (owner, at)] for o, texts in enumerate(TOLD)
        ]
        alone.append(scores(learn(rest, ""), TOLD[owner][at])[-1])
    others = [learn([texts for o, texts in enumerate(TOLD) if o != owner], "") for owner in range(len(TOLD))]
    without = [scores(others[owner], TOLD[owner][at])[-1] for owner, at in rows]

    assert np.mean(inside[list(some)]) == pytest.approx(np.mean(alone), abs=0.03)
    assert np.mean(outside) == pytest.approx(np.mean(without), abs=0.03)
    assert np.corrcoef(outside, without)[0, 1] > 0.9
