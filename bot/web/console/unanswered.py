"""What do customers ask that nothing answers? Grouped, the costliest first, and decided in one click each."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import articles, audit, borrowed, drafts
from bot.store import unanswered as rows
from bot.store.database import Connection
from bot.web import language
from bot.web.answers.begun import begun
from bot.web.answers.shelf import entries
from bot.web.answers.ways import way_fault
from bot.web.console.gathering import Wish, gathered
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import clean, whole
from faq import language_of
from faq.matching import Verdict, verdict

unanswered = Blueprint("unanswered", __name__)

PAGE = 10
DAYS = (7, 30, 90)
LEAST = (1, 2, 5, 10)
LANGUAGES = ("th", "en", "other")
WORDS = 300
_DAY_MS = 86_400_000


class Overtaken(Exception):
    """Somebody saved the same draft, or decided the same, in the meantime; the message says which."""


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
        shelf = entries(db)
    articles = here.corpus.current.articles
    return render_template(
        "console/answers/unanswered.html",
        shown=shown[:PAGE],
        counts=(len(opened), len(decided)),
        has_next=len(shown) > PAGE,
        page=number,
        filters=filters,
        days=days,
        choices={"days": DAYS, "least": LEAST},
        tongues={"th": _("Thai"), "en": _("English"), "other": _("Other")},
        answers=answers,
        most=rows.ANSWERS,
        members=rows.MEMBERS,
        titles={slug: each.title_in(language.chosen()) for slug, each in shelf.items()},
        now_answered={group.words: _now_answered(group.words) for group in shown[:PAGE] if group.is_open},
        articles=sorted((each.title_in(language.chosen()), slug) for slug, each in articles.items()),
        may_decide=me().role == "admin",
    )


def _now_answered(words: str) -> str:
    """The article that has come to answer this since, if one has."""
    found = desk().corpus.current.match(words)
    return found[0].article.slug if verdict(found) is Verdict.ANSWER else ""


@unanswered.post("/answers/unanswered/decide")
def decide() -> Response:
    """A new article, one more way to ask for one there is, or nothing for the bot: with who decided."""
    here, typed, now = desk(), _typed(), desk().clock.now()
    with here.database.reading() as db:
        fault = _fault(db, typed)
    if fault:
        flash(fault, "problem")
        return _back()
    new = _begun(typed) if typed.kind == rows.DRAFT else {}
    slug = new.get("slug", typed.slug)
    try:
        with here.database.transaction() as db:
            if rows.is_decided(db, typed.ids, typed.replaces):
                raise Overtaken(_("Somebody has decided this meanwhile. It stands under “Decided”."))
            is_kept = rows.decide(db, typed.kind, slug, typed.ids, typed.volume, typed.replaces, now, me().id)
            if is_kept:
                _write(db, typed, new, now)
                subject = f"{typed.kind} {slug}".strip() + f" ×{typed.volume}"
                audit.note(db, now, "articles.question_decided", subject, me().id)
    except Overtaken as refused:
        flash(str(refused), "problem")
        return _back()
    if not is_kept:
        flash(_("These questions are not there any more."), "problem")
        return _back()
    flash(_told(typed), "done")
    return redirect(url_for("answers.edit", slug=slug), 303) if new else _back()


@unanswered.post("/answers/unanswered/undo")
def undo() -> Response:
    """The group is open again."""
    here, decision = desk(), whole(request.form.get("decision")) or 0
    with here.database.transaction() as db:
        if rows.undo(db, decision):
            audit.note(db, here.clock.now(), "articles.question_reopened", f"#{decision}", me().id)
            flash(_("It stands among the open ones again."), "done")
    return _back()


def _begun(typed: Typed) -> dict[str, Any]:
    """A new article of these questions; empty when they are gone."""
    here = desk()
    with here.database.reading() as db:
        asked = rows.these(db, typed.ids)
        told = rows.answers(db, asked)
        taken = {*drafts.every(db), *articles.known_slugs(db)}
    if not asked:
        return {}
    said = [told[each.id].text for each in asked if each.id in told]
    return begun(asked[0].text, asked, said, here.corpus.current, taken)


def _write(db: Connection, typed: Typed, new: dict[str, Any], now: int) -> None:
    """What the decision puts into drafts; without it nothing is decided."""
    is_written = True
    if typed.kind == rows.DRAFT:
        is_written = drafts.save(db, new["slug"], new, 0, now, me().id)
        ways = [each for texts in new["questions"].values() for each in texts]
        borrowed.borrow(db, new["slug"], ways, rows.these(db, typed.ids), now)
    elif typed.kind == rows.PHRASING:
        spoken = "en" if language_of(typed.words) == "en" else "th"
        is_written = drafts.add_phrasing(db, typed.slug, spoken, typed.words, now, me().id)
        borrowed.borrow(db, typed.slug, [typed.words], rows.these(db, typed.ids), now)
    if not is_written:
        raise Overtaken(_("The words were not added: the draft was saved by somebody meanwhile."))


def _told(typed: Typed) -> str:
    if typed.kind == rows.DRAFT:
        return _(
            "Begun with what customers asked and people answered. Look it over, take out what is about one "
            "customer alone, then publish."
        )
    if typed.kind == rows.PHRASING:
        return _("Added to the draft of the article. Customers get it once it is published.")
    return _("Decided: not for the bot. It comes back if it is asked much more often.")


def _typed() -> Typed:
    form = request.form
    numbers = map(whole, form.get("ids", "").split(","))
    ids = [each for each in numbers if each is not None][: rows.MEMBERS]
    words = clean(form.get("words", ""))[:WORDS]
    volume = min(whole(form.get("volume"), least=1) or 1, rows.MOST)
    slug = form.get("slug", "") if form.get("kind") == rows.PHRASING else ""
    return Typed(form.get("kind", ""), ids, volume, whole(form.get("replaces"), least=1), slug, words)


def _fault(db: Connection, typed: Typed) -> str:
    if typed.kind not in rows.KINDS or not typed.ids:
        return _("Nothing was decided.")
    if typed.kind != rows.PHRASING:
        return ""
    if typed.slug not in desk().corpus.current.articles:
        return _("Choose the article that answers this.")
    return way_fault(db, typed.slug, typed.words) if typed.words else _("Write the words to add.")


def _filters() -> dict[str, str]:
    """As the address has them; what makes no sense is as if it were not asked."""
    typed = request.values
    allowed = {"days": map(str, DAYS), "least": map(str, LEAST), "language": LANGUAGES, "decided": ("1",)}
    return {name: typed[name] for name, fitting in allowed.items() if typed.get(name) in set(fitting)}


def _back() -> Response:
    where: dict[str, Any] = dict(_filters())
    return redirect(url_for("unanswered.page", **where), 303)
