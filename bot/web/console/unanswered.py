"""What do customers ask that nothing answers? Grouped, the costliest first, and decided in one click each."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import audit, drafts
from bot.store import unanswered as rows
from bot.store.database import Connection
from bot.web import language
from bot.web.console.gathering import Wish, gathered
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from faq import language_of

unanswered = Blueprint("unanswered", __name__)

PAGE = 10
DAYS = (7, 30, 90)
LEAST = (1, 2, 5, 10)
LANGUAGES = ("th", "en", "other")
WORDS = 300
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A decision as it was sent."""

    kind: str
    ids: list[int]
    volume: int
    replaces: int | None
    slug: str
    words: str


@unanswered.get("/answers/unanswered")
def page() -> str:
    """Open ones by what they cost; or what was decided."""
    here, filters = desk(), _filters()
    number = whole(request.values.get("page"), 1_000, 1) or 1
    days = int(filters.get("days", 90))
    wish = Wish(here.clock.now() - days * _DAY_MS, filters.get("language", ""), int(filters.get("least", 1)))
    with here.database.reading() as db:
        opened, decided = gathered(db, wish)
        shown = (decided if "decided" in filters else opened)[(number - 1) * PAGE :]
        answers = rows.answers(db, [each for group in shown[:PAGE] for each in group.asked[: rows.MEMBERS]])
    articles = desk().corpus.current.articles
    return render_template(
        "console/answers/unanswered.html",
        shown=shown[:PAGE],
        counts=(len(opened), len(decided)),
        has_next=len(shown) > PAGE,
        page=number,
        filters=filters,
        days=days,
        choices={"days": DAYS, "least": LEAST},
        spoken={"th": _("Thai"), "en": _("English"), "other": _("Other")},
        answers=answers,
        most=rows.ANSWERS,
        members=rows.MEMBERS,
        articles=sorted((each.title_in(language.chosen()), slug) for slug, each in articles.items()),
        may_decide=me().role == "admin",
    )


@unanswered.post("/answers/unanswered/decide")
def decide() -> Response:
    """A new article, one more way to ask for one there is, or nothing for the bot: with who decided."""
    here, typed, now = desk(), _typed(), desk().clock.now()
    fault = _fault(typed)
    if fault:
        flash(fault, "problem")
        return _back()
    with here.database.transaction() as db:
        is_kept = rows.decide(
            db, typed.kind, typed.slug, typed.ids, typed.volume, typed.replaces, now, me().id
        )
        is_added = typed.kind != rows.PHRASING or (is_kept and _add(db, typed, now))
        if is_kept:
            subject = f"{typed.kind} {typed.slug}".strip() + f" ×{typed.volume}"
            audit.note(db, now, "articles.question_decided", subject, me().id)
    if not is_kept:
        flash(_("These questions are not there any more."), "problem")
    elif not is_added:
        flash(_("The words were not added: the draft was saved by somebody meanwhile."), "problem")
    elif typed.kind == rows.DRAFT:
        return redirect(url_for("answers.new", words=typed.words), 303)
    else:
        flash(_told(typed), "done")
    return _back()


@unanswered.post("/answers/unanswered/undo")
def undo() -> Response:
    """The group is open again."""
    here, decision = desk(), whole(request.form.get("decision")) or 0
    with here.database.transaction() as db:
        if rows.undo(db, decision):
            audit.note(db, here.clock.now(), "articles.question_reopened", f"#{decision}", me().id)
            flash(_("It stands among the open ones again."), "done")
    return _back()


def _add(db: Connection, typed: Typed, now: int) -> bool:
    spoken = "en" if language_of(typed.words) == "en" else "th"
    return drafts.add_phrasing(db, typed.slug, spoken, typed.words, now, me().id)


def _told(typed: Typed) -> str:
    if typed.kind == rows.PHRASING:
        return _("Added to the draft of the article. Customers get it once it is published.")
    return _("Decided: not for the bot. It comes back if it is asked much more often.")


def _typed() -> Typed:
    form = request.form
    numbers = map(whole, form.get("ids", "").split(","))
    ids = [each for each in numbers if each is not None][: rows.MEMBERS]
    words = " ".join(form.get("words", "").replace("\0", "").split())[:WORDS]
    volume = min(whole(form.get("volume"), least=1) or 1, rows.MOST)
    slug = form.get("slug", "") if form.get("kind") == rows.PHRASING else ""
    return Typed(form.get("kind", ""), ids, volume, whole(form.get("replaces"), least=1), slug, words)


def _fault(typed: Typed) -> str:
    if typed.kind not in rows.KINDS or not typed.ids:
        return _("Nothing was decided.")
    if typed.kind == rows.PHRASING and typed.slug not in desk().corpus.current.articles:
        return _("Choose the article that answers this.")
    return _("Write the words to add.") if typed.kind == rows.PHRASING and not typed.words else ""


def _filters() -> dict[str, str]:
    """As the address has them; what makes no sense is as if it were not asked."""
    typed = request.values
    allowed = {"days": map(str, DAYS), "least": map(str, LEAST), "language": LANGUAGES, "decided": ("1",)}
    return {name: typed[name] for name, fitting in allowed.items() if typed.get(name) in set(fitting)}


def _back() -> Response:
    where: dict[str, Any] = dict(_filters())
    return redirect(url_for("unanswered.page", **where), 303)
