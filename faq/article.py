"""What is an article, and how is it written down?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import regex
import yaml

from faq.normalize import normalize
from faq.reading import ArticleError, Written, read

__all__ = ["Article", "ArticleError", "dump", "from_json", "parse", "starter", "to_json"]

ANSWER_UNITS: Final = 5000  # UTF-16 units in one text message (LINE Messaging API, "Text message")
TITLE_GRAPHEMES: Final = (
    20  # grapheme clusters in a quick reply's label (LINE Messaging API, "Action objects")
)

_SLUG: Final = regex.compile(r"[a-z0-9-]{1,64}")
_LANGUAGE: Final = regex.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_GRAPHEME: Final = regex.compile(r"\X")
_FIELDS: Final = ("slug", "topic", "title", "questions", "answer")

Faults = Iterator[tuple[str, str]]  # field path and message, the first to be told


@dataclass(frozen=True)
class Article:
    """One thing the shop knows, keyed by language code: its name, the ways to ask for it, and the answer."""

    slug: str
    topic: str
    title: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]
    answer: Mapping[str, str]

    def title_in(self, language: str) -> str:
        return _best(self.title, language)

    def answer_in(self, language: str) -> str:
        return _best(self.answer, language)


def _best(texts: Mapping[str, str], language: str) -> str:
    """The asked-for language, else Thai, else English, else whichever there is."""
    for code in (language, "th", "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()))


def parse(text: str, source: str) -> list[Article]:
    """The articles in YAML, one per document or a list of them.

    Raises ArticleError for the first fault, naming the file, the line and the field.
    """
    found: dict[str, Article] = {}
    for written in read(text, source):
        article = _article(written, source)
        if article.slug in found:
            raise ArticleError(
                source, written.line_of("slug"), "slug", f"{article.slug} is already taken above"
            )
        found[article.slug] = article
    return list(found.values())


def _article(written: Written, source: str) -> Article:
    for path, message in _faults(written.values):
        raise ArticleError(source, written.line_of(path), path, message)
    return Article(**{name: written.values[name] for name in _FIELDS})


def _faults(values: Mapping[str, Any]) -> Faults:
    for name in values:
        if name not in _FIELDS:
            yield name, f"unknown field; an article has {', '.join(_FIELDS)}"
    for name in _FIELDS:
        if not values.get(name):
            yield name, "missing or empty"
    yield from _text_faults("topic", values["topic"])
    if not (isinstance(values["slug"], str) and _SLUG.fullmatch(values["slug"])):
        yield "slug", "expected 1 to 64 of a-z, 0-9 and -"
    yield from _in_each_language("title", values["title"], _title_faults)
    yield from _in_each_language("questions", values["questions"], _phrasing_faults)
    if not any(values["questions"].values()):
        yield "questions", "no way to ask is given"
    yield from _in_each_language("answer", values["answer"], _answer_faults)


def _in_each_language(name: str, value: Any, faults: Callable[[str, Any], Faults]) -> Faults:
    if not isinstance(value, Mapping):
        yield name, "expected one entry per language, such as th and en"
        return
    for language, inner in value.items():
        path = f"{name}.{language}"
        if not _LANGUAGE.fullmatch(language):
            yield path, "expected a language code such as th or en"
        yield from faults(path, inner)


def _text_faults(path: str, value: Any) -> Faults:
    if not isinstance(value, str):
        yield path, "expected text"
    elif not value.strip():
        yield path, "missing or empty"


def _title_faults(path: str, value: Any) -> Faults:
    yield from _text_faults(path, value)
    if (length := len(_GRAPHEME.findall(value))) > TITLE_GRAPHEMES:
        yield path, f"{length} characters; a LINE button shows {TITLE_GRAPHEMES}"


def _answer_faults(path: str, value: Any) -> Faults:
    yield from _text_faults(path, value)
    if (length := len(value.encode("utf-16-le", "surrogatepass")) // 2) > ANSWER_UNITS:
        yield path, f"{length} UTF-16 units; a LINE message holds {ANSWER_UNITS}"


def _phrasing_faults(path: str, value: Any) -> Faults:
    if not isinstance(value, tuple):
        yield path, "expected a list of ways to ask"
        return
    for at, phrasing in enumerate(value):
        yield from _text_faults(f"{path}[{at}]", phrasing)
        if not normalize(phrasing):
            yield f"{path}[{at}]", "holds no letters or digits to match"


class _Dumper(yaml.SafeDumper):
    """Writes lines of an answer as lines, so that a person can edit them."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def dump(articles: Iterable[Article]) -> str:
    """YAML that `parse` reads back to equal articles."""
    return yaml.dump_all(
        map(to_json, articles),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=110,
        explicit_start=True,
    )


def to_json(article: Article) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "topic": article.topic,
        "title": dict(article.title),
        "questions": {language: list(phrasings) for language, phrasings in article.questions.items()},
        "answer": dict(article.answer),
    }


def from_json(values: Mapping[str, Any]) -> Article:
    """The article that `to_json` wrote. Raises ArticleError (line 0) when it breaks the rules of `parse`."""
    questions = values.get("questions")
    if isinstance(questions, Mapping):
        tuples = {
            code: tuple(asked) if isinstance(asked, list) else asked for code, asked in questions.items()
        }
        values = {**values, "questions": tuples}
    return _article(Written(dict(values), {"": 0}), str(values.get("slug", "article")))


def starter() -> list[Article]:
    """The articles a new shop begins with, in alphabetical order of their files."""
    files = (
        entry
        for entry in resources.files("faq").joinpath("starter").iterdir()
        if entry.name.endswith(".yaml")
    )
    texts = {entry.name: entry.read_text("utf-8") for entry in files}
    return [article for name in sorted(texts) for article in parse(texts[name], name)]
