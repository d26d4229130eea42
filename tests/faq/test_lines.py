"""Is an answer heard where few ways to ask are written, and never taken for one of them?"""

from dataclasses import replace

import numpy as np
import pytest

from faq import Article, Corpus
from faq.answer import Leaf, Photo, Press, Row, Words
from faq.artefact import from_bytes, to_bytes
from faq.asked import asked
from faq.conflicts import conflicts
from faq.corpus import fingerprint, phrasings_of
from faq.index import Index
from faq.learn import learn
from faq.lines import ENOUGH, heard, lines_of, loudness
from faq.plenty import ENOUGH as ENOUGH_FOR_ALL
from tests.starter import ARTICLES

CLAIM = Article(
    "claim",
    "after",
    {"en": "Claims"},
    {"en": ("my mug arrived in pieces",)},
    {"en": "Send us a photo of the damage within 14 days.\nA broken zip or torn seam is mended for free."},
)
PARKING = Article(
    "parking", "shop", {"en": "Parking"}, {"en": ("where can I park",)}, {"en": "Behind the shop."}
)
HOURS = Article("hours", "shop", {"en": "Hours"}, {"en": ("are you open on sunday",)}, {"en": "From nine."})
SHOP = (CLAIM, PARKING, HOURS)
CORPUS = Corpus(SHOP)
MANY = tuple(f"please tell me about number {number}" for number in range(ENOUGH))


def test_an_answer_says_its_texts_titles_and_links_line_by_line_without_names_and_addresses() -> None:
    leaf = Leaf(
        "On foot",
        (Press("Open the map", link="https://maps.example/x"), Press("Opening hours", article="hours")),
        title="Our shop",
    )
    answer = (
        Words("Hello {{name}}\nsee https://shop.example/a?b=cนะคะ or mail a@b.example"),
        Photo("https://shop.example/map.jpg"),
        Row((leaf,), alt="shops"),
    )

    assert list(lines_of(answer)) == ["Hello", "see นะคะ or mail", "Our shop", "On foot", "Open the map"]


def test_a_long_line_is_several() -> None:
    lines = list(lines_of("word " * 100))

    assert len(lines) > 3
    assert " ".join(lines).split() == ["word"] * 100


def test_an_answer_grows_fainter_with_every_phrasing_until_nobody_hears_it() -> None:
    loud = [loudness(many) for many in range(1, ENOUGH + 3)]

    assert loud == sorted(loud, reverse=True)
    assert 0 < loud[ENOUGH - 2] < loud[0] < 1
    assert loud[ENOUGH - 1] == loud[ENOUGH] == 0
    assert 0 < loudness(0) < loud[0]


def test_each_language_is_heard_by_its_own_phrasings() -> None:
    article = Article(
        "a", "shop", {"en": "A"}, {"en": MANY, "th": ("ซ่อมได้ไหม",)}, {"en": "Zip", "th": "ซิปแตก"}
    )

    assert [line.told for line in heard(article)] == ["ซิปแตก"]


def test_a_question_in_the_words_of_the_answer_finds_the_article() -> None:
    assert CORPUS.match("the zip is broken")[0].article.slug == "claim"
    assert "zip" not in " ".join(phrasings_of(CLAIM))


def test_a_line_asked_word_for_word_is_no_phrasing() -> None:
    best = CORPUS.match("Behind the shop.")[0]

    assert best.article.slug == "parking"
    assert not best.exact
    assert best.confidence < 1
    assert best.question in phrasings_of(PARKING)


def test_lines_are_no_questions_that_are_tried() -> None:
    assert CORPUS.index.calibration.inside == sum(len(phrasings_of(each)) for each in SHOP)


def test_leaving_out_beside_answers_comes_near_learning_without() -> None:
    articles = [replace(each, questions={"th": each.questions["th"][:3]}) for each in ARTICLES[:8]]
    told = [[asked(text).told for text in article.questions["th"]] for article in articles]
    lines = [heard(article) for article in articles]
    alone, without = [], []
    for at, texts in enumerate(told):
        others = [texts for other, texts in enumerate(told) if other != at]
        strange = learn(others, "", [each for other, each in enumerate(lines) if other != at])
        for text in texts:
            rest = [[each for each in some if each != text] for some in told]
            alone.append(most(learn(rest, "", lines), text))
            without.append(most(strange, text))

    tried = learn(told, "", lines).calibration

    assert np.mean(tried.left_out[: tried.inside, 0]) == pytest.approx(np.mean(alone), abs=0.03)
    assert np.mean(tried.left_out[tried.inside :, 0]) == pytest.approx(np.mean(without), abs=0.03)


def most(index: Index, told: str) -> float:
    return float(index.scores(index.read(told)).max())


def test_lines_are_no_cause_to_warn_of_two_articles() -> None:
    twin = Article("twin", "shop", {"en": "Back"}, {"en": ("is there a yard",)}, PARKING.answer)

    assert conflicts([*SHOP, twin]) == []


def test_the_account_names_the_line_that_counted() -> None:
    found = CORPUS.explain("is a torn seam mended")

    assert found.matches[0].article.slug == "claim"
    assert found.line == "A broken zip or torn seam is mended for free."


@pytest.mark.parametrize("asked", ["where can I park", "are you open on a sunday", "99"])
def test_the_account_names_no_line_where_none_counted(asked: str) -> None:
    assert CORPUS.explain(asked).line == ""


def test_what_was_learnt_holds_for_the_same_lines_only() -> None:
    other = Article("claim", "after", CLAIM.title, CLAIM.questions, {"en": "Something else."})
    written = [Article("a", "shop", {"en": "A"}, {"en": MANY}, {"en": said}) for said in ("one", "another")]

    assert fingerprint([CLAIM]) != fingerprint([other])
    assert fingerprint(written[:1]) == fingerprint(written[1:])


def test_an_index_that_hears_answers_is_kept_as_it_is() -> None:
    kept = from_bytes(to_bytes(CORPUS.index))
    again = Corpus(SHOP, kept)

    assert len(kept.voices) == len(kept.chosen) + len(SHOP)
    assert again.index is kept
    assert again.match("the zip is broken") == CORPUS.match("the zip is broken")


@pytest.mark.parametrize("enough", [1, ENOUGH_FOR_ALL])
def test_more_phrasings_than_can_speak_leave_answers_heard(
    enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faq.learn.LANDMARKS", 4)
    monkeypatch.setattr("faq.plenty.ENOUGH", enough)
    corpus = Corpus(SHOP)

    assert len(corpus.index.chosen) < 6
    assert corpus.match("the zip is broken")[0].article.slug == "claim"
    assert corpus.explain("is a torn seam mended").line
    assert not corpus.explain("where can I park").line
