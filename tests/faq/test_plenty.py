"""Is what very many phrasings say of each piece what it should be, and what is left out really left out?"""

from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from faq import Corpus
from faq.artefact import from_bytes, to_bytes
from faq.asked import asked
from faq.holders import Holders
from faq.index import Index
from faq.learn import learn
from faq.plenty import Plenty, Sparse
from tests.starter import ARTICLES

SHOP: Final = ARTICLES[:6]
TOLD: Final = [[asked(text).told for text in article.questions["th"]] for article in SHOP]
LANDMARKS: Final = 40
SMALL: Final = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 12), st.integers(1, 9)), elements=st.integers(-2, 2)
)


@pytest.fixture(autouse=True)
def _few_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faq.learn.LANDMARKS", LANDMARKS)
    monkeypatch.setattr("faq.plenty.ENOUGH", 1)


def sparse(dense: np.ndarray) -> Sparse:
    rows, columns = np.nonzero(dense)
    starts = np.searchsorted(rows, np.arange(len(dense) + 1))
    return Sparse(starts, columns.astype(np.int32), dense[rows, columns])


@given(SMALL, st.integers(1, 3))
def test_a_sparse_product_is_the_product(dense: np.ndarray, wide: int) -> None:
    other = np.arange(dense.shape[1] * wide, dtype=np.float32).reshape(-1, wide)

    assert sparse(dense).times(other).tolist() == (dense @ other).tolist()


def test_a_product_in_many_slices_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faq.plenty._SLICE", 3)
    dense = np.random.default_rng(1).integers(0, 2, (40, 7)).astype(np.float32)
    other = np.eye(7, dtype=np.float32)

    assert sparse(dense).times(other).tolist() == dense.tolist()


def test_what_says_enough_is_no_longer_pulled_and_the_rest_is_a_ridge() -> None:
    dice = np.random.default_rng(2)
    dense = dice.random((60, 8)).astype(np.float32) * (dice.random((60, 8)) < 0.6)
    owners = dice.integers(0, 3, 60)
    wanted = np.eye(3)[owners]
    turned = sparse(np.ascontiguousarray(dense.T))
    holders = Holders(60, np.append(0, np.cumsum((dense > 0).sum(0))), *_held(dense))

    found = Plenty(sparse(dense), holders, owners, wanted).said(np.ones(60, np.bool_))

    off = np.where(wanted > 0, np.minimum(dense @ found - 1, 0), np.maximum(dense @ found, 0))
    assert turned.times(off.astype(np.float32)) == pytest.approx(-found, abs=1e-3)


def _held(dense: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pieces, rows = np.nonzero(dense.T)
    return rows.astype(np.int32), dense[rows, pieces]


def test_every_phrasing_has_a_say_though_few_are_kept() -> None:
    corpus = Corpus(SHOP)
    texts = [(text, article.slug) for article in SHOP for text in article.questions["th"]]

    right = [
        corpus.index.scores(corpus.index.read(asked(text).told)).argmax() == list(corpus.articles).index(slug)
        for text, slug in texts
    ]

    assert len(corpus.index.chosen) < LANDMARKS + 6 < len(texts)
    assert np.mean(right) > 0.98


def test_those_tried_come_near_what_is_learnt_without_them() -> None:
    index = learn(TOLD, "")
    tried = index.calibration
    kept = [[texts[at] for at in index.chosen_of(owner)] for owner, texts in enumerate(TOLD)]
    some = [(owner, text) for owner, texts in enumerate(kept) for text in texts][::2]
    rest = [[each for each in texts if (owner, each) not in some] for owner, texts in enumerate(TOLD)]
    others = [
        learn([texts for at, texts in enumerate(TOLD) if at != owner], "") for owner in range(len(TOLD))
    ]

    alone = [most(learn(rest, ""), text) for _, text in some]
    without = [most(others[owner], text) for owner, text in some]

    assert tried.inside == len(some)
    assert np.mean(tried.left_out[: tried.inside, 0]) == pytest.approx(np.mean(alone), abs=0.05)
    assert np.mean(tried.left_out[tried.inside :, 0]) == pytest.approx(np.mean(without), abs=0.05)
    assert np.corrcoef(tried.left_out[tried.inside :, 0], without)[0, 1] > 0.9


def most(index: Index, told: str) -> float:
    return float(index.scores(index.read(told)).max())


def test_it_is_kept_as_it_is() -> None:
    learnt = Corpus(SHOP)

    again = Corpus(SHOP, from_bytes(to_bytes(learnt.index)))

    assert again.match("ค่าส่งกี่บาทคะ") == learnt.match("ค่าส่งกี่บาทคะ")


@pytest.mark.parametrize("articles", [SHOP[:1], SHOP[:2]])
def test_one_article_or_two_will_do(articles: list) -> None:
    text = articles[0].questions["th"][0]

    assert Corpus(articles).match(f"ขอถาม {text}")[0].article == articles[0]


@pytest.mark.parametrize(("bound", "value"), [("ROOM", 0), ("ENOUGH", 200)])
def test_others_are_learnt_from_the_sample(bound: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"faq.plenty.{bound}", value)

    index = learn(TOLD, "")

    assert len(index.voices) == len(index.chosen)
    assert index.voices.any(axis=1).all()
