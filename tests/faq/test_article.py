"""Are articles read as written, and faults named where they stand?"""

from dataclasses import replace

import pytest

from faq import Article, ArticleError
from faq.article import dump, from_json, parse, starter, to_json

WRITTEN = """\
slug: parking
topic: shop
title:
  th: ที่จอดรถ
  en: Parking
questions:
  th:
    - จอดรถที่ไหน
  en:
    - where can I park
answer:
  th: จอดหน้าร้านได้ค่ะ
  en: |-
    In front of the shop.
    It is free.
"""
PARKING = Article(
    slug="parking",
    topic="shop",
    title={"th": "ที่จอดรถ", "en": "Parking"},
    questions={"th": ("จอดรถที่ไหน",), "en": ("where can I park",)},
    answer={"th": "จอดหน้าร้านได้ค่ะ", "en": "In front of the shop.\nIt is free."},
)


def test_an_article_is_read_as_written_from_a_document_or_a_list() -> None:
    listed = "".join(f"{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(WRITTEN.splitlines()))

    assert parse(WRITTEN, "parking.yaml") == [PARKING]
    assert parse(listed, "parking.yaml") == [PARKING]
    assert parse("", "empty.yaml") == []


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("topic: shop", "topic: [shop", 3, ""),
        ("topic: shop\n", "", 1, "topic"),
        ("topic: shop", "topic: ' '", 2, "topic"),
        ("topic: shop", "topic: [shop]", 2, "topic"),
        ("topic: shop", "topic: 12", 2, "topic"),
        ("topic: shop", "topic: shop\nprice: low", 3, "price"),
        ("topic: shop", "topic: shop\ntopic: desk", 3, "topic"),
        ("slug: parking", "slug: Parking lot", 1, "slug"),
        ("slug: parking", f"slug: {'a' * 65}", 1, "slug"),
        ("  en: Parking", "  en: Parking for all our customers", 5, "title.en"),
        ("  en: Parking", "  English: Parking", 5, "title.English"),
        ("  en:\n    - where can I park", "  en: where can I park", 9, "questions.en"),
        ("- where can I park", "- 555", 10, "questions.en[0]"),
        ("- where can I park", "- '?!'", 10, "questions.en[0]"),
        ("- where can I park", "- where: to", 10, "questions.en[0]"),
        ("- จอดรถที่ไหน", "- จอดรถที่ไหน\n    -", 9, "questions.th[1]"),
        ("  th: จอดหน้าร้านได้ค่ะ", "  th: " + "😀" * 2501, 12, "answer.th"),
        (WRITTEN, WRITTEN + "---\n" + WRITTEN, 17, "slug"),
        (WRITTEN, "just words", 1, ""),
        ("topic: shop", "topic: \x07", 2, ""),
        ("topic: shop", "topic: " + "[" * 1000, 1, ""),
    ],
)
def test_a_fault_names_file_line_and_field(old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse(WRITTEN.replace(old, new, 1), "shop/parking.yaml")

    assert (caught.value.source, caught.value.line, caught.value.field) == ("shop/parking.yaml", line, field)
    assert f"shop/parking.yaml, line {line}" in str(caught.value)
    assert field in str(caught.value)


def test_no_way_to_ask_is_a_fault() -> None:
    with pytest.raises(ArticleError, match="questions: no way to ask"):
        parse(WRITTEN.replace("- จอดรถที่ไหน", "[]").replace("- where can I park", "[]"), "parking.yaml")


def test_a_title_of_twenty_letters_fits_although_thai_marks_make_it_longer() -> None:
    title = "ที่" * 20

    assert parse(WRITTEN.replace("th: ที่จอดรถ", f"th: {title}"), "parking.yaml")[0].title["th"] == title


def test_what_is_written_out_is_read_back_equal() -> None:
    awkward = replace(
        PARKING, slug="awkward", answer={"th": "  ก: ข\n\n# ค \n", "en": "yes\ttab\r\nnull", "ja": "はい"}
    )

    articles = [*starter()[:3], PARKING, awkward]

    assert parse(dump(articles), "out.yaml") == articles
    assert [from_json(to_json(article)) for article in articles] == articles


def test_a_stored_article_that_breaks_the_rules_is_refused() -> None:
    with pytest.raises(ArticleError, match="answer: missing or empty"):
        from_json({**to_json(PARKING), "answer": {}})


def test_an_answer_is_given_in_the_nearest_language_there_is() -> None:
    only = replace(PARKING, answer={"ja": "はい"})

    assert PARKING.title_in("en") == "Parking"
    assert PARKING.answer_in("ja") == "จอดหน้าร้านได้ค่ะ"
    assert replace(PARKING, answer={"ja": "はい", "en": "Yes"}).answer_in("th") == "Yes"
    assert only.answer_in("th") == "はい"
