"""Does a score mean something even where the scores of a shop lie far from the usual ones?"""

import numpy as np
import pytest

from faq import Corpus
from faq.calibrate import LEAST, Judged, calibrated, cut_for
from tests.starter import ARTICLES


@pytest.mark.parametrize("middle", [0.5, 0.9, 1.2, 1.6, 2.0])
@pytest.mark.parametrize("many", [200, 1000])
def test_confidence_rises_with_the_score_wherever_the_scores_lie(middle: float, many: int) -> None:
    dice = np.random.default_rng(3)
    right = dice.random(many) < 0.85
    inside = np.stack(
        [dice.normal(middle, 0.15, many), dice.normal(middle - 0.3, 0.1, many), right.astype(float)], 1
    )
    outside = np.stack(
        [dice.normal(middle - 0.3, 0.1, many), dice.normal(middle - 0.4, 0.1, many), np.zeros(many)], 1
    )

    found = calibrated(inside, outside)

    low, high = found.confidence(middle - 0.4), found.confidence(middle + 0.4)
    assert low < 0.6 < 0.75 < high
    assert high - low > 0.2


def test_two_articles_that_nothing_confuses_answer_nothing_unlikely_until_outcomes_say_they_may() -> None:
    calibration = Corpus([each for each in ARTICLES if each.slug in ("hours", "cod")]).index.calibration
    right = [Judged(0.2, 0.2, True)] * 200

    assert not calibration.is_thin()
    assert cut_for(0.05, calibration.judged(), 0.3).answer < LEAST
    assert calibration.cut().known < calibration.cut().answer == LEAST
    assert calibration.cut(outcomes=right).answer <= 0.2
