"""The bot's answer was wrong: which would have been right? Marked where it happened, in one form."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import agents, audit, borrowed, drafts, messages, questions
from bot.store.database import AnyRow, Connection
from bot.web import language
from bot.web.console.blueprint import CONVERSATION
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from faq import Article, language_of
from faq.aftermath import ANSWERED, Outcome
from faq.gist import gist_of

mending = Blueprint("mending", __name__)

BUBBLE = "<int(max=9223372036854775807):bubble_id>"
NONE = "-"  # no slug looks like this
FOUND = 8
WORDS = 300  # of a way to ask

Answer = str | tuple[str, int] | Response


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
    """Marked with who said so; the words go into the right article's draft when that is wanted."""
    here, right = desk(), request.form.get("right", "")
    with here.database.reading() as db:
        asked, said = _both(db, conversation_id, bubble_id)
        fault = _fault(asked, right)
        if fault:
            return _page(db, asked, said, fault), 422
    slug = "" if right == NONE else right
    with here.database.transaction() as db:
        is_kept = questions.mark(db, asked.id, slug, me().id)
        is_taught = not is_kept or not (slug and request.form.get("teach")) or _teach(db, slug, asked)
    if not is_kept:
        flash(_("The customer has taken the message back meanwhile."), "problem")
    elif not is_taught:
        flash(_("Marked. The words were not added: the draft was saved by somebody meanwhile."), "problem")
    elif slug and request.form.get("teach"):
        flash(_("Marked, and the words are in the draft. Customers get it once it is published."), "done")
        if me().role == "admin":
            chat = f"{conversation_id}-{bubble_id}"
            return redirect(url_for("answers.preview", slug=slug, chat=chat), 303)
    else:
        flash(_("Marked. Thank you: this is how the bot learns."), "done")
    return redirect(url_for("mending.page", conversation_id=conversation_id, bubble_id=bubble_id), 303)


def _both(db: Connection, conversation_id: int, bubble_id: int) -> tuple[AnyRow, AnyRow]:
    """The question and the bubble that answered it; one that answers none has no such page."""
    said = messages.of_bot(db, conversation_id, bubble_id)
    asked = questions.of_answer(db, conversation_id, bubble_id) if said is not None and said.trail else None
    if asked is None or said is None:
        abort(404)
    return asked, said


def _fault(asked: AnyRow, right: str) -> str:
    if right != NONE and right not in desk().corpus.current.articles:
        return _("Choose an article, or say that none answers this.")
    if right == asked.slug and asked.verdict in ANSWERED:
        return _("That is the article it answered with. Choose another, or none.")
    wants = request.form.get("teach") and right != NONE
    return _("Write the words to add, or take the tick away.") if wants and not _words() else ""


def _words() -> str:
    return " ".join(request.form.get("words", "").split())[:WORDS]


def _teach(db: Connection, slug: str, asked: AnyRow) -> bool:
    """The words as they were tidied, in their own language; nothing reaches customers before publishing."""
    words, now = _words(), desk().clock.now()
    spoken = language_of(words) or next(iter(desk().corpus.current.articles[slug].questions), "th")
    if not drafts.add_phrasing(db, slug, spoken, words, now, me().id):
        return False
    borrowed.borrow(db, slug, [words], [asked], now)
    audit.note(db, now, "articles.phrasing_added", slug, me().id)
    return True


def _page(db: Connection, asked: AnyRow, said: AnyRow, fault: str = "") -> str:
    wish = " ".join(request.args.get("q", "").split())[:WORDS]
    articles = desk().corpus.current.articles
    chosen = request.form.get("right") or _marked(asked)
    names = agents.names(db, {asked.judged_by} if asked.judged_by is not None else set())
    return render_template(
        "console/answers/mend.html",
        asked=asked,
        said=said,
        answered=articles.get(asked.slug) if asked.verdict in ANSWERED else None,
        choices=_choices(asked, wish, chosen),
        chosen=chosen,
        none=NONE,
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
