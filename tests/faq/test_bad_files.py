"""Are files with what nobody can keep, or no page can show, refused by line and field?"""

import json

import pytest

from faq import ArticleError
from faq.article import parse
from faq.table import from_csv

YAML = """\
slug: fee
topic: {topic}
title:
  th: ค่าส่ง
questions:
  th:
    - ค่าส่งเท่าไร
    - {asked}
answer:
  th: {answer}
"""
HEAD = "slug,topic,title.th,questions.th,answer.th,bubbles.th\n"


def yaml(topic: str = "shop", asked: str = "fee", answer: str = "free") -> str:
    return YAML.format(topic=topic, asked=asked, answer=answer)


def refused(text: str, is_table: bool = False, reserved: tuple[str, ...] = ()) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        (from_csv if is_table else parse)(text, "file", reserved)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (yaml(topic='"a\\0b"'), 2, "topic"),
        (yaml(asked='"fee\\ud800"'), 8, "questions.th[1]"),
        (yaml(answer='"\\udc00"'), 10, "answer.th"),
    ],
)
def test_what_no_database_keeps_is_refused_in_text(text: str, line: int, field: str) -> None:
    fault = refused(text)

    assert (fault.line, fault.field) == (line, field)
    assert "cannot be kept" in fault.message


@pytest.mark.parametrize("escape", ["\\U00110000", "\\UFFFFFFFF"])
def test_a_character_there_is_not_is_refused_where_it_stands(escape: str) -> None:
    fault = refused(yaml(answer=f'"{escape}"'))

    assert (fault.line, fault.message) == (10, "not YAML: no such character")


@pytest.mark.parametrize("told", ["a\0b", "\ud800"])
def test_what_no_database_keeps_is_refused_in_a_table(told: str) -> None:
    bubbles = json.dumps([{"text": told}]).replace('"', '""')

    assert refused(f"{HEAD}fee,shop,Fee,how much,{told},\n", True).field == "answer.th"
    fault = refused(f'{HEAD}fee,shop,Fee,how much,,"{bubbles}"\n', True)
    assert (fault.line, fault.field) == (2, "bubbles.th")


@pytest.mark.parametrize("many", [300, 900])
def test_bubbles_in_hundreds_of_lists_are_refused(many: int) -> None:
    for begin, end in (("[", "]"), ('{""a"":', "}")):
        fault = refused(f'{HEAD}fee,shop,Fee,how much,,"[{begin * many}1{end * many}]"\n', True)
        assert fault.line == 2


def test_a_name_that_is_taken_by_a_page_is_refused() -> None:
    assert parse(yaml(), "file", {"new"})[0].slug == "fee"
    assert (refused(yaml(), reserved=("fee",)).line, refused(yaml(), reserved=("fee",)).field) == (1, "slug")
    assert refused(f"{HEAD}new,shop,Fee,how much,40,\n", True, ("new",)).field == "slug"


def test_what_could_never_be_published_is_refused_when_it_comes_in() -> None:
    assert refused(yaml(topic="t" * 65)).field == "topic"
    assert refused(yaml(asked="q" * 401)).line == 8
    assert refused(f"{HEAD}fee,shop,Fee,{'q' * 401},40,\n", True).field == "questions.th[0]"
    many = "\n".join(f"q{at}" for at in range(5_001))
    assert refused(f'{HEAD}fee,shop,Fee,"{many}",40,\n', True).field == "questions"


def test_columns_a_spreadsheet_left_empty_are_no_fault() -> None:
    plain = from_csv(f"{HEAD}fee,shop,Fee,how much,40,\n", "file")

    assert (
        from_csv("slug;topic; title.th ;questions.th;answer.th;;\nfee;shop;Fee;how much;40;;\n", "f") == plain
    )
    assert refused("slug,topic,title.th,questions.th,answer.th,,\nfee,shop,Fee,q,40,,x\n", True).line == 2
    assert refused("slug,,topic\nfee,,x\n", True).line == 1


def test_a_picture_that_is_no_address_is_refused_whatever_it_is() -> None:
    for picture in ("[]", "null", "false"):
        card = f'{{"text":"a","picture":{picture},"buttons":[{{"label":"b","says":"c"}}]}}'.replace('"', '""')
        assert "picture" in refused(f'{HEAD}fee,shop,Fee,how much,,"[{{""card"":{card}}}]"\n', True).field
