"""Answers of several bubbles: read as written, refused by name, and within what LINE takes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import Article, ArticleError
from faq.answer import Leaf, Photo, Press, Row, Words, cut, own_picture, pictures_of, targets_of, units
from faq.article import dump, from_json, parse, problems, to_json

WRITTEN = """\
slug: parking
topic: shop
title: {th: ที่จอดรถ}
questions: {th: [จอดรถที่ไหน]}
answer:
  th:
    - text: สวัสดีค่ะ คุณ{{name}}
    - picture: https://shop.example/map.jpg
    - card:
        title: แผนที่
        text: จอดหน้าร้าน
        buttons:
          - {label: เปิดแผนที่, link: "https://shop.example/map"}
          - label: เวลาเปิด
            article: hours
    - alt: สองสาขา
      cards:
        - text: สาขาแรก
          buttons: [{label: โทร, link: "tel:021234567"}]
        - text: สาขาสอง
          buttons: [{label: ถามคน, says: คุยกับเจ้าหน้าที่}]
owner: Ada
review: 2026-12-31
"""
CARD = Leaf(
    "จอดหน้าร้าน",
    (Press("เปิดแผนที่", link="https://shop.example/map"), Press("เวลาเปิด", article="hours")),
    "แผนที่",
)
BUBBLES = (
    Words("สวัสดีค่ะ คุณ{{name}}"),
    Photo("https://shop.example/map.jpg"),
    CARD,
    Row(
        (
            Leaf("สาขาแรก", (Press("โทร", link="tel:021234567"),)),
            Leaf("สาขาสอง", (Press("ถามคน", says="คุยกับเจ้าหน้าที่"),)),
        ),
        "สองสาขา",
    ),
)
PARKING = Article(
    "parking",
    "shop",
    {"th": "ที่จอดรถ"},
    {"th": ("จอดรถที่ไหน",)},
    {"th": BUBBLES},
    owner="Ada",
    review="2026-12-31",
)


def test_bubbles_are_read_as_written_and_written_as_read() -> None:
    assert parse(WRITTEN, "parking.yaml") == [PARKING]
    assert parse(dump([PARKING]), "out.yaml") == [PARKING]
    assert from_json(to_json(PARKING)) == PARKING
    assert PARKING.names_customer
    assert PARKING.answer_in("th") == "สวัสดีค่ะ คุณ{{name}}\n\nแผนที่\nจอดหน้าร้าน\n\nสองสาขา"
    assert targets_of(BUBBLES) == {"hours"}
    assert pictures_of(BUBBLES) == ["https://shop.example/map.jpg"]


def test_one_text_alone_is_written_as_that_text() -> None:
    listed = WRITTEN[: WRITTEN.index("    - picture")].replace("สวัสดีค่ะ คุณ{{name}}", "จอดหน้าร้านค่ะ")

    (found,) = parse(listed, "one.yaml")

    assert found.answer == {"th": "จอดหน้าร้านค่ะ"}
    assert to_json(found)["answer"] == {"th": "จอดหน้าร้านค่ะ"}


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("{{name}}", "{{nmae}}", 7, "answer.th[0].text"),
        ("text: สวัสดีค่ะ คุณ{{name}}", "text: ' '", 7, "answer.th[0].text"),
        ("- picture: https", "- picture: http", 8, "answer.th[1].picture"),
        ("- picture:", "- image:", 8, "answer.th[1]"),
        ("title: แผนที่", f"title: {'ก' * 41}", 10, "answer.th[2].card.title"),
        ("text: จอดหน้าร้าน", f"text: {'ก' * 61}", 11, "answer.th[2].card.text"),
        ("text: จอดหน้าร้าน", "text: คุณ{{name}}", 11, "answer.th[2].card.text"),
        ("label: เปิดแผนที่", f"label: {'ก' * 21}", 13, "answer.th[2].card.buttons[0].label"),
        ('"https://shop.example/map"', "javascript:alert(1)", 13, "answer.th[2].card.buttons[0].link"),
        ("article: hours", "article: Hours", 15, "answer.th[2].card.buttons[1].article"),
        ("article: hours", "colour: red", 15, "answer.th[2].card.buttons[1].colour"),
        ("            article: hours\n", "", 14, "answer.th[2].card.buttons[1]"),
        ("- text: สาขาแรก", "- text: สาขาแรก\n          title: หนึ่ง", 17, "answer.th[3].cards"),
        ("alt: สองสาขา", f"alt: {'ก' * 1501}", 16, "answer.th[3].alt"),
        ("review: 2026-12-31", "review: 2026-02-31", 23, "review"),
        ("owner: Ada", f"owner: {'a' * 61}", 22, "owner"),
        ("- picture: https://shop.example/map.jpg", "- text: [ก]", 8, "answer.th[1].text"),
    ],
)
def test_a_fault_inside_a_bubble_names_its_line_and_field(old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse(WRITTEN.replace(old, new, 1), "parking.yaml")

    assert (caught.value.line, caught.value.field) == (line, field)


def test_six_bubbles_and_five_without_words_are_refused() -> None:
    for many, why in ((6, "6 bubbles"), (5, "one must be a text")):
        told = tuple(Photo("https://shop.example/map.jpg") for _ in range(many))
        with pytest.raises(ArticleError, match=why):
            from_json(to_json(replace(PARKING, answer={"th": told})))


def test_a_file_that_unfolds_by_reference_is_refused() -> None:
    bomb = "slug: &a bomb\ntopic: *a\n"

    with pytest.raises(ArticleError, match=r"bomb\.yaml, line 2: not YAML: references"):
        parse(bomb, "bomb.yaml")


def test_all_faults_of_an_unfinished_article_are_told_at_once() -> None:
    found = problems({"slug": "x", "title": {"th": "ก" * 21}, "answer": {"th": [{"text": ""}, {"card": {}}]}})

    assert set(found) == {
        *("topic", "questions", "title.th"),
        *("answer.th[0].text", "answer.th[1].card.text", "answer.th[1].card.buttons"),
    }
    assert problems(to_json(PARKING)) == {}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "picture", "card", "cards", "buttons", "label", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_whatever_stands_where_an_answer_should_is_refused_and_never_raises(value: Any) -> None:
    values = {**to_json(PARKING), "answer": {"th": value}}
    found = problems(values)

    if not found:
        assert from_json(from_and_back := to_json(from_json(values))) == from_json(values)
        assert from_and_back["answer"]


@given(st.text(max_size=40), st.integers(1, 30))
def test_what_is_cut_fits_and_what_fits_is_not_cut(text: str, most: int) -> None:
    assert units(cut(text, most)) <= most
    assert cut(text, units(text) or 1) == text


def test_our_own_pictures_carry_their_number() -> None:
    token = "a" * 43

    assert own_picture(f"/m/{token}#12") == (f"/m/{token}", 12)
    for address in (f"/m/{token}", f"/m/{token}#0", "/m/../x#1", "https://shop.example/m/x#1"):
        assert own_picture(address) is None
