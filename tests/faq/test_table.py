"""Articles as a spreadsheet: out and back exactly, faults by line and column, and nothing that runs."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq import Article, ArticleError
from faq.answer import Leaf, Photo, Press, Row, Words
from faq.article import dump, parse, starter
from faq.normalize import normalize
from faq.table import from_csv, to_csv

_line = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
_any = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\"\\,;\n\t")
_text = st.text(_any, min_size=1, max_size=30).filter(lambda text: text.strip() and "{{" not in text)
_short = _line.filter(lambda text: bool(text.strip()) and "{{" not in text)
_asked = _text.filter(lambda text: bool(normalize(text)))
_code = st.sampled_from(["th", "en", "ja", "zh-TW"])
_press = st.builds(Press, _short, link=st.just("https://shop.example/a,b")) | st.builds(
    Press, _short, says=_short
)
_leaf = st.builds(Leaf, _short, st.lists(_press, min_size=1, max_size=3).map(tuple), st.just("") | _short)
_bubble = (
    st.builds(Words, _text)
    | st.builds(Photo, st.just("https://shop.example/p.jpg"))
    | _leaf
    | st.builds(Row, st.tuples(_leaf), st.just("") | _text)
)
_answer = _text | st.lists(_bubble, min_size=2, max_size=4).map(tuple)
_article = st.builds(
    Article,
    st.from_regex(r"[a-z0-9-]{1,10}", fullmatch=True),
    _text,
    st.dictionaries(_code, _short, min_size=1),
    st.dictionaries(_code, st.lists(_asked, min_size=1, max_size=4).map(tuple), min_size=1),
    st.dictionaries(_code, _answer, min_size=1),
    st.just("") | _short,
    st.sampled_from(["", "2026-12-31"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_article)
def test_csv_and_yaml_give_back_exactly_what_was_written(article: Article) -> None:
    articles = [article, replace(article, slug="another-one")]

    assert from_csv(to_csv(articles), "out.csv") == articles
    assert parse(dump(articles), "out.yaml") == articles


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_article)
def test_no_cell_begins_like_a_formula(article: Article) -> None:
    for row in csv.reader(io.StringIO(to_csv([article]), newline="")):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row if cell)


def test_the_starter_goes_out_and_comes_back_however_a_spreadsheet_saves_it() -> None:
    written = to_csv(starter())
    rows = list(csv.reader(io.StringIO(written, newline="")))
    semicolons = io.StringIO(newline="")
    csv.writer(semicolons, delimiter=";", lineterminator="\n").writerows([*rows, [""] * len(rows[0])])

    assert from_csv("\ufeff" + written, "starter.csv") == starter()
    assert from_csv(semicolons.getvalue(), "starter.csv") == starter()
    assert from_csv("", "nothing.csv") == []


HEAD = "slug,topic,title.th,questions.th,answer.th,bubbles.th,review\n"
GOOD = 'parking,shop,ที่จอดรถ,"จอดรถที่ไหน\nมีที่จอดไหม",จอดหน้าร้านค่ะ,,\n'


@pytest.mark.parametrize(
    ("file", "line", "field"),
    [
        (HEAD + GOOD + GOOD, 4, "slug"),
        (HEAD + GOOD + "fee,,ค่าส่ง,ส่งกี่บาท,40 บาท,,\n", 4, "topic"),
        (HEAD + GOOD + "\n\nfee,shop,ค่าส่ง,?!,40 บาท,,\n", 6, "questions.th[0]"),
        (HEAD + "fee,shop,ค่าส่ง,ส่งกี่บาท,,[{},\n", 2, "bubbles.th"),
        (HEAD + 'fee,shop,ค่าส่ง,ส่งกี่บาท,,"[{""text"": """"}]",\n', 2, "answer.th[0].text"),
        (HEAD + "fee,shop,ค่าส่ง,ส่งกี่บาท,40,[],\n", 2, "bubbles.th"),
        (HEAD + "fee,shop,ค่าส่ง,ส่งกี่บาท,40,,31/12/2026\n", 2, "review"),
        (HEAD + "fee,shop,ค่าส่ง,ส่งกี่บาท,40,,,too,many\n", 2, ""),
        (HEAD + 'fee,"shop"x,ค่าส่ง,ส่งกี่บาท,40,,\n', 2, ""),
        (HEAD.replace("topic", "price") + GOOD, 1, "price"),
        (HEAD.replace("topic", "slug") + GOOD, 1, "slug"),
        ("topic,title.th\nshop,x\n", 1, "slug"),
        (HEAD + f"fee,shop,{'ก' * 21},ส่งกี่บาท,40,,\n", 2, "title.th"),
    ],
)
def test_a_fault_names_file_line_and_column(file: str, line: int, field: str) -> None:
    with pytest.raises(ArticleError) as caught:
        from_csv(file, "articles.csv")

    assert (caught.value.source, caught.value.line, caught.value.field) == ("articles.csv", line, field)
