"""A question in: what would the bot answer, now and with the drafts, and why?"""

from dataclasses import dataclass

from flask import render_template, request, url_for

from bot.web.answers import trial
from bot.web.answers.blueprint import answers
from bot.web.answers.shelf import entries, publishable, with_drafts
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.typed import clean
from faq.article import PHRASING
from faq.explain import Explanation, Why
from faq.matching import Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What one corpus makes of the question, None while that is learnt; `name` says which corpus it is."""

    name: str
    account: Explanation | None


@answers.get("/try")
def tryout() -> str:
    """Without a question, only the box."""
    question = clean(request.args.get("q", ""))[:PHRASING]
    told = _told(question) if question else []
    is_whole = all(each.account for each in told)
    again = "" if is_whole else url_for("answers.tryout", q=question, wait=1)
    return render_template(
        "answers/try.html", question=question, told=told, why=why, outcome=outcome, again=again
    )


def _told(question: str) -> list[Told]:
    here = desk()
    found = [Told(_("What customers get now"), here.corpus.current.explain(question))]
    with here.database.reading() as db:
        shelf = entries(db)
    ready = [each.slug for each in publishable(shelf)]
    if ready:
        with_them = trial.corpus_soon(with_drafts(shelf, ready), is_asked_again="wait" in request.args)
        account = with_them.explain(question) if with_them else None
        found.append(Told(_("With the drafts published"), account))
    return found


def outcome(account: Explanation) -> str:
    """What the customer would see, in a few words."""
    return {
        Verdict.ANSWER: _("Answers it"),
        Verdict.CLARIFY: _("Asks: did you mean…"),
        Verdict.UNKNOWN: _("Does not know"),
    }[account.verdict]


def why(account: Explanation) -> str:
    """What decided, in a sentence."""
    return {
        Why.EXACT: _("These are, word for word, a way to ask for it."),
        Why.SHARED: _("Several articles can be asked for in exactly these words."),
        Why.SURE: _("Sure enough, and far enough ahead of the next."),
        Why.UNSURE: _("Something like it is known, but not surely enough to answer."),
        Why.CLOSE: _("Sure enough, but another article is nearly as likely."),
        Why.VAGUE: _("The words ask without saying about what."),
        Why.STRANGE: _("Nothing that is known comes near."),
        Why.EMPTY: _("There is nothing to compare it with."),
    }[account.why]
