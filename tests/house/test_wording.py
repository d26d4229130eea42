"""Does every sentence the handlers name exist in every language, in that language, and is each one used?"""

import ast
import re
import string
from pathlib import Path

import pytest
import regex

import handlers
from handlers.wording import LANGUAGES, differences, sentence, sentences
from tests.house.files import ROOT, named

KEY = re.compile(
    r"(welcome|answers|handoff|attachments|service|surveys|option|consent|topic|broadcast|flow|cases|status|when|weekday|month)\.[a-z_]+"
)
# What staff read, and names that stand in a sentence.
NOT_SAID = ("answers.no_name", "service.", "broadcast.", "topic.", "status.", "when.", "weekday.", "month.")
# "You are next", "it usually takes", and "no opening is in sight".
TWINS = {"place_in_line": ("_next", "_wait", "_next_wait"), "taken_until_open": ("_long",)}
SOURCES = sorted(Path(handlers.__file__).parent.rglob("*.py"))
LABEL_GRAPHEMES = 20  # https://developers.line.biz/en/reference/messaging-api/#action-objects
TEXT_UNITS = 5000


def named_keys() -> set[str]:
    """Every sentence key written in a handler, with its twins where there are any."""
    named = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                named.add(node.value)
            if isinstance(node, ast.Call) and (twins := TWINS.get(getattr(node.func, "id", ""))):
                (key, *_) = node.args
                assert isinstance(key, ast.Constant)
                named |= {f"{key.value}{twin}" for twin in twins}
    return named


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_key_a_handler_names_is_a_sentence_and_every_sentence_is_named() -> None:
    for language in LANGUAGES:
        assert set(sentences(language)) == named_keys()


def test_a_sentence_takes_the_same_parameters_in_every_language() -> None:
    assert differences() == []
    for key, template in sentences("th").items():
        assert fields(template) == fields(sentences("en")[key]), key


@pytest.mark.parametrize("key", sorted(sentences("th")))
def test_a_thai_sentence_is_thai_and_an_english_one_has_no_thai(key: str) -> None:
    assert re.search(r"[\u0e01-\u0e5b]", sentences("th")[key])
    assert not re.search(r"[\u0e00-\u0e7f]", sentences("en")[key])
    assert re.search(r"[A-Za-z]", sentences("en")[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_customer_reads_in_thai_is_polite_and_what_stands_on_a_chip_is_short(language: str) -> None:
    for key, text in sentences(language).items():
        if key.startswith("option."):
            assert len(regex.findall(r"\X", text)) <= LABEL_GRAPHEMES, key
        elif language == "th" and (key == "service.handed_back" or not key.startswith(NOT_SAID)):
            assert re.search("ค่ะ|คะ", text), f"{key} lacks a polite particle"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_with_its_parameters_and_fits_one_bubble(language: str) -> None:
    for key, template in sentences(language).items():
        said = sentence(key, language, dict.fromkeys(fields(template), "x"))

        assert said
        assert "{" not in said
        assert len(said.encode("utf-16-le")) // 2 <= TEXT_UNITS


def test_a_language_not_spoken_gets_english() -> None:
    assert sentence("welcome.hello", "ja") == sentences("en")["welcome.hello"]


def test_a_parameter_is_said_as_it_stands_braces_and_all() -> None:
    assert "{0} {name.__class__}" in sentence("service.not_yours", "en", {"name": "{0} {name.__class__}"})


def test_an_unknown_key_or_a_missing_parameter_is_an_error_and_never_a_blank() -> None:
    with pytest.raises(KeyError):
        sentence("welcome.nothing", "th")
    with pytest.raises(KeyError):
        sentence("service.not_yours", "th", {})


def test_only_forms_with_something_to_fill_in_do_without_the_browsers_own_complaints() -> None:
    """A form that is one button has nothing a browser could complain about."""
    needless = [
        named(path)
        for path in sorted((ROOT / "bot/web/templates").rglob("*.html"))
        for form in re.findall(r"<form\b[^>]*\bnovalidate\b[^>]*>.*?</form>", path.read_text("utf-8"), re.S)
        if not re.search(r'<(input(?![^>]*type="hidden")|textarea|select)\b|(box|fields?)\(', form)
    ]

    assert needless == []
