"""What is an article, and how is it written down?"""

from calendar import monthrange
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Final, TypeVar

import regex
import yaml

from faq import answer as answers
from faq.answer import Answer, Bubble, bubbles_of, words_of
from faq.normalize import normalize
from faq.reading import ArticleError, Written, read
from faq.refusing import answer_faults

__all__ = ["Article", "ArticleError", "dump", "from_json", "parse", "starter", "to_json"]

ANSWER_UNITS: Final = answers.UNITS
OWNER, TOPIC = 60, 64  # characters
PHRASING: Final = 400  # characters; the matcher reads no further
WAYS: Final = 5_000  # to ask for one article; whole shops are meant to do with twice as many
TITLE_GRAPHEMES: Final = (
    20  # grapheme clusters in a quick reply's label (LINE Messaging API, "Action objects")
)

_SLUG: Final = regex.compile(r"[a-z0-9-]{1,64}")
_LANGUAGE: Final = regex.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_GRAPHEME: Final = regex.compile(r"\X")
_FIELDS: Final = ("slug", "topic", "title", "questions", "answer")
_MAY_HAVE: Final = ("owner", "review")
_DAY: Final = regex.compile(r"\d{4}-\d{2}-\d{2}")

_Told = TypeVar("_Told")
Faults = Iterator[tuple[str, str]]  # field path and message, the first to be told


@dataclass(frozen=True)
class Article:
    """One thing the shop knows, keyed by language code: its name, the ways to ask for it, and the answer.

    `owner` sees to it that it stays true, looking again on the day of `review` (2026-12-31). Both may be "".
    """

    slug: str
    topic: str
    title: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]
    answer: Mapping[str, Answer]
    owner: str = ""
    review: str = ""

    def title_in(self, language: str) -> str:
        return _best(self.title, language)

    def answer_in(self, language: str) -> str:
        """The answer as far as it is words."""
        return words_of(_best(self.answer, language))

    def bubbles_in(self, language: str) -> tuple[Bubble, ...]:
        return bubbles_of(_best(self.answer, language))

    @cached_property
    def names_customer(self) -> bool:
        """Does any answer fill in the customer's name?"""
        return any(answers.NAME in words_of(each) for each in self.answer.values())


def _best(texts: Mapping[str, _Told], language: str) -> _Told:
    """The asked-for language, else Thai, else English, else whichever there is."""
    for code in (language, "th", "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()))


def parse(text: str, source: str, reserved: Container[str] = ()) -> list[Article]:
    """The articles in YAML, one per document or a list of them, none with a `reserved` slug.

    Raises ArticleError for the first fault, naming the file, the line and the field.
    """
    found: dict[str, Article] = {}
    for written in read(text, source):
        add(found, written, source, reserved)
    return list(found.values())


def add(found: dict[str, Article], written: Written, source: str, reserved: Container[str]) -> None:
    """One more article of a file. Raises ArticleError for the first fault."""
    try:
        article = article_of(written, source)
    except RecursionError as error:
        raise ArticleError(source, written.line_of(""), "", "nested too deeply") from error
    for path, message in _faults_in_file(article, found, reserved):
        raise ArticleError(source, written.line_of(path), path, message)
    found[article.slug] = article


def _faults_in_file(article: Article, found: Container[str], reserved: Container[str]) -> Faults:
    """What is asked of an article that comes in; those that are here already are taken as they are."""
    if article.slug in found:
        yield "slug", f"{article.slug} is already taken above"
    if article.slug in reserved:
        yield "slug", f"{article.slug} is no name an article can have here"
    if len(article.topic) > TOPIC:
        yield "topic", f"{len(article.topic)} characters; a topic has at most {TOPIC}"
    if (ways := sum(map(len, article.questions.values()))) > WAYS:
        yield "questions", f"{ways} ways to ask; an article has at most {WAYS}"
    for language, phrasings in article.questions.items():
        for at, phrasing in enumerate(phrasings):
            if len(phrasing) > PHRASING:
                message = f"{len(phrasing)} characters; a way to ask has at most {PHRASING}"
                yield f"questions.{language}[{at}]", message


def article_of(written: Written, source: str) -> Article:
    """The article of these values. Raises ArticleError for the first fault."""
    frozen = {name: _frozen(each) for name, each in written.values.items()}
    for path, message in _faults(frozen):
        raise ArticleError(source, written.line_of(path), path, message)
    asked = {code: each for code, each in frozen["questions"].items() if each}
    told = {code: answers.built(each) for code, each in frozen["answer"].items()}
    return Article(
        **{name: each for name, each in frozen.items() if each} | {"questions": asked, "answer": told}
    )


def _faults(values: Mapping[str, Any]) -> Faults:
    """All of them: whoever reads a file stops at the first, whoever edits wants to see every one."""
    for name in values:
        if name not in (*_FIELDS, *_MAY_HAVE):
            yield name, f"unknown field; an article has {', '.join((*_FIELDS, *_MAY_HAVE))}"
    for name in _FIELDS:
        if not values.get(name):
            yield name, "missing or empty"
    if topic := values.get("topic"):
        yield from _text_faults("topic", topic)
    slug = values.get("slug")
    if slug and not (isinstance(slug, str) and _SLUG.fullmatch(slug)):
        yield "slug", "expected 1 to 64 of a-z, 0-9 and -"
    for name, faults in _EACH.items():
        if value := values.get(name):
            yield from _in_each_language(name, value, faults)
    questions = values.get("questions")
    if isinstance(questions, Mapping) and questions and not any(questions.values()):
        yield "questions", "no way to ask is given"
    yield from _care_faults(values.get("owner") or "", values.get("review") or "")


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
    if isinstance(value, str) and (length := len(_GRAPHEME.findall(value))) > TITLE_GRAPHEMES:
        yield path, f"{length} characters; a LINE button shows {TITLE_GRAPHEMES}"


def _care_faults(owner: Any, review: Any) -> Faults:
    if not isinstance(owner, str) or len(owner) > OWNER:
        yield "owner", f"expected a name of at most {OWNER} characters"
    if review and not (isinstance(review, str) and is_day(review)):
        yield "review", "expected a day such as 2026-12-31"


def is_day(written: str) -> bool:
    """Is this a day of the calendar, such as 2026-12-31?"""
    if not _DAY.fullmatch(written):
        return False
    year, month, day = map(int, written.split("-"))
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _phrasing_faults(path: str, value: Any) -> Faults:
    if not isinstance(value, tuple):
        yield path, "expected a list of ways to ask"
        return
    for at, phrasing in enumerate(value):
        yield from _text_faults(f"{path}[{at}]", phrasing)
        if isinstance(phrasing, str) and phrasing.strip() and not normalize(phrasing):
            yield f"{path}[{at}]", "holds no letters or digits to match"


_EACH: Final = {"title": _title_faults, "questions": _phrasing_faults, "answer": answer_faults}


class _Dumper(yaml.SafeDumper):
    """Writes lines of an answer as lines, so that a person can edit them; and everything out in full."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


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
        "answer": {language: answers.plain(each) for language, each in article.answer.items()},
    } | {name: value for name in _MAY_HAVE if (value := getattr(article, name))}


def from_json(values: Mapping[str, Any]) -> Article:
    """The article that `to_json` wrote. Raises ArticleError (line 0) when it breaks the rules of `parse`."""
    return article_of(Written(dict(values), {"": 0}), str(values.get("slug", "article")))


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """{field path: what to change} of an article being written, in its JSON form; empty when it is whole."""
    frozen = {name: _frozen(each) for name, each in values.items()}
    found: dict[str, str] = {}
    for path, message in _faults(frozen):
        found.setdefault(path, message)
    return found


def _frozen(value: Any) -> Any:
    """Lists as tuples, as `read` gives them."""
    if isinstance(value, Mapping):
        return {name: _frozen(each) for name, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def starter() -> list[Article]:
    """The articles a new shop begins with, in alphabetical order of their files."""
    files = (
        entry
        for entry in resources.files("faq").joinpath("starter").iterdir()
        if entry.name.endswith(".yaml")
    )
    texts = {entry.name: entry.read_text("utf-8") for entry in files}
    return [article for name in sorted(texts) for article in parse(texts[name], name)]
