"""Is what was added up beforehand what the phrasings themselves say?"""

import numpy as np
import pytest

from faq import index
from faq.holders import Holders
from faq.index import Question
from faq.leanings import Leanings
from tests.starter import CORPUS

QUESTIONS = ("ค่าส่งกี่บาทคะ", "when will my parcel arrive", "ขอใบกำกับภาษีได้มั้ย", "送料はいくら", "zzzz", "")


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_shop_of_any_size_is_asked_alike(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = CORPUS.index
    monkeypatch.setattr(index, "_ROOM", 0)
    large = quick.taught(quick.voices, quick.calibration)
    question = quick.read(asked)

    assert large.scores(question) == pytest.approx(quick.scores(question), abs=1e-4)


def test_a_piece_that_nobody_holds_says_nothing() -> None:
    starts = np.array([0, 2, 2, 3])
    holders = Holders(2, starts, np.array([0, 1, 1], np.int32), np.array([0.5, 1, 2], np.float32))
    leanings = Leanings(holders, np.array([[1, 0], [0, -1]], np.float32))

    def scores(*pieces: int) -> list[float]:
        question = Question(np.array(pieces), np.ones(len(pieces), np.float32), 1.0)
        return leanings.scores(question.pieces, question.shares).tolist()

    assert scores(0) == pytest.approx([0.5, -1], abs=1e-4)
    assert scores(2, 1, -1) == pytest.approx([0, -2], abs=1e-4)
    assert scores(-1) == [0, 0]
