"""A question in words: answer it, ask which was meant, or offer a person."""

from faq import Article, Match, imprint
from faq.matching import Verdict, candidates, verdict
from handlers.changing import replace
from handlers.effects import Say
from handlers.events import (
    ChoiceTapped,
    Complained,
    NoChoiceFitted,
    TextReceived,
)
from handlers.facts import Facts
from handlers.flows.definition import said_in
from handlers.helping import asking
from handlers.messages import (
    NO_CHOICE_OPTION,
    PERSON_OPTION,
    Candidate,
    Option,
    Trail,
    article_option,
    flow_option,
)
from handlers.queueing import for_team, join_queue, options_in_line, tell_once_more
from handlers.state import Decision, State
from handlers.telling import told
from handlers.wording import sentence


def answer_question(state: State, event: TextReceived, facts: Facts) -> Decision:
    """Answer when sure, ask when torn, and admit it when neither."""
    outcome = verdict(facts.matches)
    trail = _trail(state, outcome.value, facts.matches)
    if outcome is Verdict.ANSWER:
        asked = replace(state, answered=imprint(event.text))
        answer = _answer_again if event.is_again else _answer
        return answer(asked, facts.matches[0].article, facts, trail)
    has_been_asked = bool(state.choices)
    if outcome is Verdict.CLARIFY and not has_been_asked and state.misses < facts.policy.misses_to_offer:
        return _ask_which(state, facts, trail)
    return _miss(state, facts, trail)


def answer_choice(state: State, event: ChoiceTapped, facts: Facts) -> Decision:
    """The contact named the article; nothing is left to guess."""
    if facts.article is None:
        return _miss(state, facts, Trail("article_gone"))
    return _answer(state, facts.article, facts, Trail("chosen", (_named(state, facts.article),)))


def offer_after_no_choice(state: State, event: NoChoiceFitted, facts: Facts) -> Decision:
    """No choice after "did you mean" is a second miss: offer a person in one tap."""
    return _miss(state, facts, Trail("no_choice"))


def offer_after_complaint(state: State, event: Complained, facts: Facts) -> Decision:
    """Who is angry is offered a person first, and goes ahead of the line if they accept."""
    upset = replace(state, priority=1, reason="complaint", choices=(), has_offer=True)
    return Decision(upset, (Say("answers.sorry_offer", options=(PERSON_OPTION,)),))


def hurry_complaint(state: State, event: Complained, facts: Facts) -> Decision:
    """Already in line, and upset: ahead of those who are not, without another word from the bot."""
    priority = state.priority if state.reason == "complaint" else state.priority + 1
    return Decision(replace(state, priority=priority, reason="complaint"))


def answer_exact_while_queued(state: State, event: TextReceived, facts: Facts) -> Decision:
    """While a person is on the way the bot says only what it is certain of.

    Who has left a message, or went back to the menu, does not wait at the screen, and may ask as in any talk.
    """
    best, outcome = facts.matches[0] if facts.matches else None, verdict(facts.matches)
    if state.is_browsing and outcome is Verdict.CLARIFY and not state.choices:
        return _ask_which(state, facts, _trail(state, outcome.value, facts.matches))
    is_certain = best is not None and (best.exact or state.is_follow_up or state.is_browsing)
    if best is None or not is_certain or outcome is not Verdict.ANSWER:
        return for_team(state) if state.is_browsing else tell_once_more(state, facts)
    trail = _trail(state, "exact_while_queued", facts.matches)
    return _told_in_line(state, best.article, facts, trail)


def answer_choice_while_queued(state: State, event: ChoiceTapped, facts: Facts) -> Decision:
    """A tap on an older choice is certain too."""
    if facts.article is None:
        return Decision(state)
    trail = Trail("chosen", (_named(state, facts.article),))
    return _told_in_line(state, facts.article, facts, trail)


def _told_in_line(state: State, article: Article, facts: Facts, trail: Trail) -> Decision:
    options = options_in_line(state)
    if state.is_browsing:  # that the place is kept was said with the menu
        return Decision(replace(state, choices=()), told(article, state.language, facts, trail, options))
    answer = told(article, state.language, facts, trail)
    return Decision(state, (*answer, Say("handoff.still_in_line", options=options)))


def _answer(state: State, article: Article, facts: Facts, trail: Trail) -> Decision:
    understood = replace(state, misses=0, choices=(), topic=article.slug)
    hint = sentence("answers.person_hint", state.language)
    answer = told(article, state.language, facts, trail, _ways_on(state, article, facts), hint)
    return asking(Decision(understood, answer), article.slug, facts)


def _answer_again(state: State, article: Article, facts: Facts, trail: Trail) -> Decision:
    """Who asks the same twice was not helped: told again, in case it was missed, and offered a person."""
    understood = replace(
        state, misses=0, choices=(), has_offer=True, offered="asked_again", topic=article.slug
    )
    offer = Say("answers.again_offer", options=_ways_on(state, article, facts))
    return Decision(understood, (*told(article, state.language, facts, trail), offer))


def _ways_on(state: State, article: Article, facts: Facts) -> tuple[Option, ...]:
    """Into the flow that does what the article explains, where there is one, and to a person."""
    flows = facts.flows.about(article)
    doing = [flow_option(each.name, said_in(each.title, state.language)) for each in flows]
    return (*doing, PERSON_OPTION)


def _ask_which(state: State, facts: Facts, trail: Trail) -> Decision:
    offered = [match.article for match in candidates(facts.matches)[: facts.policy.choices]]
    titles = [article.title_in(state.language) for article in offered]
    lines = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    options = [article_option(a.slug, title) for a, title in zip(offered, titles, strict=True)]
    asked = replace(state, choices=tuple(a.slug for a in offered))
    is_one = len(offered) == 1
    say = Say(
        "answers.did_you_mean_one" if is_one else "answers.did_you_mean",
        {"title": titles[0]} if is_one else {"choices": lines},
        options=(*options, NO_CHOICE_OPTION, PERSON_OPTION),
        trail=trail,
    )
    return Decision(asked, (say,))


def _miss(state: State, facts: Facts, trail: Trail) -> Decision:
    """First: ask to rephrase. Second: offer. Third: hand over without asking."""
    # No choice after "did you mean" weighs as much as a second miss, whatever went before.
    misses = max(state.misses + 1, facts.policy.misses_to_offer if state.choices else 0)
    missed = replace(state, misses=misses, choices=())
    if misses >= facts.policy.misses_to_hand_over:
        joined = join_queue(missed, facts, "third_miss")
        return Decision(joined.state, (Say("answers.miss_handing_over", trail=trail), *joined.effects))
    is_offer = misses >= facts.policy.misses_to_offer
    key = "answers.miss_offer" if is_offer else "answers.miss"
    offer = replace(missed, has_offer=is_offer, offered="second_miss" if is_offer else "")
    return Decision(offer, (Say(key, options=(PERSON_OPTION,), trail=trail),))


def _trail(state: State, outcome: str, matches: tuple[Match, ...]) -> Trail:
    return Trail(
        outcome,
        tuple(
            Candidate(m.article.slug, m.article.title_in(state.language), m.question, round(m.confidence, 3))
            for m in matches[:3]
        ),
    )


def _named(state: State, article: Article) -> Candidate:
    return Candidate(article.slug, article.title_in(state.language), "", 1.0)
