"""The bot's answer was wrong: which would have been right? Marked where it happened, in one form."""

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import agents, articles, audit, borrowed, drafts, messages, questions, unanswered
from bot.store.database import AnyRow, Connection
from bot.web import language
from bot.web.answers.begun import begun
from bot.web.answers.chat import chat_named
from bot.web.answers.shelf import entry
from bot.web.answers.ways import way_fault
from bot.web.console.blueprint import CONVERSATION
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import clean
from faq import Article, language_of
from faq.aftermath import ANSWERED, Outcome
from faq.gist import gist_of

mending = Blueprint("mending", __name__)

BUBBLE = "<int(max=9223372036854775807):bubble_id>"
NONE, NEW = "-", "+"  # no slug looks like these
FOUND = 8
WORDS = 300  # of a way to ask

Answer = str | tuple[str, int] | Response


class Overtaken(Exception):
    """Somebody saved the same draft in the same moment."""


@dataclass(frozen=True, slots=True)
class Misled:
    """A way to ask for an article by which a question came to it that it does not answer."""

    slug: str
    words: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What is to be kept beside the mark: the article taught, the way to ask taken out, an article begun.

    `begun`: one that was begun with this question before, by a first click or a colleague's.
    """

    taught: str = ""
    misled: Misled | None = None
    new: dict[str, Any] = field(default_factory=dict)
    begun: str = ""


NOTHING = Learned()


@dataclass(frozen=True, slots=True)
class Choice:
    """An article that may have been right."""

    slug: str
    title: str
    answer: str


@mending.get(f"/c/{CONVERSATION}/wrong/{BUBBLE}")
def page(conversation_id: int, bubble_id: int) -> Answer:
    """What was asked, what was said to it, and what may have been right."""
    with desk().database.reading() as db:
        asked, said = _both(db, conversation_id, bubble_id)
        return _page(db, asked, said)


@mending.post(f"/c/{CONVERSATION}/wrong/{BUBBLE}")
def mark(conversation_id: int, bubble_id: int) -> Answer:
    """Marked with who said so; what is to be learned of it goes into drafts."""
    here, right = desk(), request.form.get("right", "")
    with here.database.reading() as db:
        asked, said = _both(db, conversation_id, bubble_id)
        misled = _misled(db, asked, said)
        before = _begun_before(db, asked) if right == NEW else ""
        fault = _fault(db, asked, right)
        if fault:
            return _page(db, asked, said, fault), 422
    slug = "" if right in (NONE, NEW) else right
    learned = Learned(
        taught=slug if request.form.get("teach") else "",
        misled=misled if request.form.get("unteach") else None,
        new=_begun(asked) if right == NEW and not before else {},
        begun=before,
    )
    try:
        with here.database.transaction() as db:
            is_kept = questions.mark(db, asked.id, slug, me().id)
            if is_kept:
                _learn(db, asked, learned)
        flash(*_told(is_kept, learned))
    except Overtaken:
        with here.database.transaction() as db:
            questions.mark(db, asked.id, slug, me().id)
        flash(_("Marked. The words were not added: the draft was saved by somebody meanwhile."), "problem")
        learned = NOTHING
    return redirect(_onward(learned if is_kept else NOTHING, conversation_id, bubble_id), 303)


def _onward(learned: Learned, conversation_id: int, bubble_id: int) -> str:
    """Those who may publish go on to that, or to the new article; everybody else stays."""
    mended = chat_named(conversation_id, bubble_id)
    if slug := learned.begun or learned.new.get("slug"):
        return url_for("answers.edit", slug=slug, chat=mended)
    drafted = [each for each in (learned.taught, learned.misled.slug if learned.misled else "") if each]
    if drafted and me().role == "admin":
        return url_for("answers.preview", slug=drafted, chat=mended)
    return url_for("mending.page", conversation_id=conversation_id, bubble_id=bubble_id)


def _told(is_kept: bool, learned: Learned) -> tuple[str, str]:
    if not is_kept:
        return _("The customer has taken the message back meanwhile."), "problem"
    if learned.begun:
        return _("Marked. An article was begun with these words before: this one."), "done"
    if learned.new:
        said = _(
            "Begun with what the customer asked. Look it over, take out what is about them alone, "
            "then publish."
        )
        return said, "done"
    if learned.taught:
        said = _("Marked, and the words are in the draft. Customers get it once it is published.")
        return said, "done"
    if learned.misled:
        said = _("Marked, and the words that misled are out of the draft. That holds once it is published.")
        return said, "done"
    return _("Marked. Thank you: this is how the bot learns."), "done"


def _both(db: Connection, conversation_id: int, bubble_id: int) -> tuple[AnyRow, AnyRow]:
    """The question and the bubble that answered it; one that answers none has no such page."""
    said = messages.of_bot(db, conversation_id, bubble_id)
    asked = questions.of_answer(db, conversation_id, bubble_id) if said is not None and said.trail else None
    if asked is None or said is None:
        abort(404)
    return asked, said


def _fault(db: Connection, asked: AnyRow, right: str) -> str:
    if right == NONE or (right == NEW and me().role == "admin"):
        return ""
    if right not in desk().corpus.current.articles:
        return _("Choose an article, or say that none answers this.")
    if right == asked.slug and asked.verdict in ANSWERED:
        return _("That is the article it answered with. Choose another, or none.")
    if not request.form.get("teach"):
        return ""
    words = _words()
    return way_fault(db, right, words) if words else _("Write the words to add, or take the tick away.")


def _words() -> str:
    return clean(request.form.get("words", ""))[:WORDS]


def _learn(db: Connection, asked: AnyRow, learned: Learned) -> None:
    """Into drafts: nothing of it reaches customers before publishing."""
    now = desk().clock.now()
    if learned.new:
        _begin(db, asked, learned.new, now)
    if learned.taught:
        _teach(db, learned.taught, asked, now)
    if learned.misled:
        slug, words = learned.misled.slug, learned.misled.words
        if not drafts.drop_phrasing(db, slug, words, now, me().id):
            raise Overtaken
        audit.note(db, now, "articles.phrasing_removed", slug, me().id)


def _teach(db: Connection, slug: str, asked: AnyRow, now: int) -> None:
    """The words as they were tidied, in their own language."""
    words = _words()
    spoken = language_of(words) or next(iter(desk().corpus.current.articles[slug].questions), "th")
    if not drafts.add_phrasing(db, slug, spoken, words, now, me().id):
        raise Overtaken
    borrowed.borrow(db, slug, [words], [asked], now)
    audit.note(db, now, "articles.phrasing_added", slug, me().id)


def _begun_before(db: Connection, asked: AnyRow) -> str:
    """The article that was begun with this question and is still written, or published by now."""
    return next((slug for slug in unanswered.begun_with(db, asked.id) if _is_there(db, slug)), "")


def _is_there(db: Connection, slug: str) -> bool:
    found = entry(db, slug)
    return found is not None and not found.is_archived


def _begun(asked: AnyRow) -> dict[str, Any]:
    """A new article of this one question, with what people answered."""
    here = desk()
    with here.database.reading() as db:
        told = [each.text for each in unanswered.answers(db, [asked]).values()]
        taken = {*drafts.every(db), *articles.known_slugs(db)}
    return begun(asked.text, [asked], told, here.corpus.current, taken)


def _begin(db: Connection, asked: AnyRow, new: dict[str, Any], now: int) -> None:
    """The question counts as decided by it, and is open again when the draft is thrown away."""
    slug = new["slug"]
    if not drafts.save(db, slug, new, 0, now, me().id):
        raise Overtaken
    borrowed.borrow(db, slug, [each for ways in new["questions"].values() for each in ways], [asked], now)
    unanswered.decide(db, unanswered.DRAFT, slug, [asked.id], 1, None, now, me().id)
    audit.note(db, now, "articles.question_decided", f"{unanswered.DRAFT} {slug} ×1", me().id)


def _misled(db: Connection, asked: AnyRow, said: AnyRow) -> Misled | None:
    """The way to ask that led to the wrong article, while it stands there and is not its only one."""
    best, *_rest = json.loads(said.trail)["candidates"] or [None]
    if best is None or asked.verdict not in ANSWERED or best["slug"] not in desk().corpus.current.articles:
        return None
    draft, live = drafts.find(db, best["slug"]), articles.one(db, best["slug"])
    values = (draft.values if draft else None) or (live.values if live else {})
    ways = [each for asked_for in (values.get("questions") or {}).values() for each in asked_for]
    return Misled(best["slug"], best["question"]) if best["question"] in ways and len(ways) > 1 else None


def _page(db: Connection, asked: AnyRow, said: AnyRow, fault: str = "") -> str:
    wish = clean(request.args.get("q", ""))[:WORDS]
    current = desk().corpus.current.articles
    chosen = request.form.get("right") or _marked(asked)
    names = agents.names(db, {asked.judged_by} if asked.judged_by is not None else set())
    return render_template(
        "console/answers/mend.html",
        asked=asked,
        said=said,
        answered=current.get(asked.slug) if asked.verdict in ANSWERED else None,
        choices=_choices(asked, wish, chosen),
        chosen=chosen,
        nothing=NONE,
        new=NEW,
        misled=_misled(db, asked, said),
        wants_out=bool(request.form.get("unteach")),
        may_write=me().role == "admin",
        chat=chat_named(said.conversation_id, said.id),
        wish=wish,
        taught=request.form.get("words", asked.text)[:WORDS],
        wants_teaching=not request.form or bool(request.form.get("teach")),
        is_marked=asked.outcome == Outcome.WRONG,
        marked_by=names.get(asked.judged_by, ""),
        fault=fault,
        reader=language.chosen(),
    )


def _marked(asked: AnyRow) -> str:
    return (asked.right_slug or NONE) if asked.outcome == Outcome.WRONG else ""


def _choices(asked: AnyRow, wish: str, chosen: str) -> list[Choice]:
    """What was looked for; else what the question is like now. What is chosen stays in sight."""
    corpus = desk().corpus.current
    found = [each.article for each in corpus.match(wish or asked.text, FOUND)]
    if wish:
        gist = gist_of(wish)
        titled = [each for each in corpus.articles.values() if gist and gist in _titles(each)]
        found = [*titled[:FOUND], *found]
    if chosen in corpus.articles:
        found = [corpus.articles[chosen], *found]
    is_wrong = asked.slug if asked.verdict in ANSWERED else ""
    spoken = language.chosen()
    return [
        Choice(slug, article.title_in(spoken), article.answer_in(spoken))
        for slug, article in {each.slug: each for each in found}.items()
        if slug != is_wrong
    ][:FOUND]


def _titles(article: Article) -> str:
    return "\n".join(gist_of(title) for title in article.title.values())
