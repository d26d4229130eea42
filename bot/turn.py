"""One event for one conversation: load, decide, apply, commit. Read this file first.

Whatever happens to a conversation, whoever caused it, happens here: a lease is taken by one
conditional statement, state and facts are loaded and the decision is made outside any transaction,
and everything it leads to is committed at once, under the fence that the lease gave.
"""

import json
import time
from collections.abc import Collection, Sequence

from bot import apply, tokens
from bot.apply import Turn
from bot.bubbles import asked_of
from bot.clock import Clock, stopwatch
from bot.corpus import CorpusHolder
from bot.inbox import LEASE_MS
from bot.line.parse import Arrival, Heard, parse
from bot.logs import log
from bot.probe import Probe, unwatched
from bot.shop import ShopHolder
from bot.store import cases, consent, contacts, conversations, feed, media, messages, surveys, tags
from bot.store.claiming import Waiting
from bot.store.conversations import Thread
from bot.store.database import Connection, Database
from bot.store.media import NewMedia
from bot.store.messages import CONTACT, NewMessage
from bot.store.reach import Moment
from bot.wake import FEED, JOBS, OUTBOX, Wake
from faq import Match
from handlers import acts, decide, events, hear
from handlers.changing import replace
from handlers.daytime import ShopTime
from handlers.effects import AskSurvey
from handlers.facts import Facts
from handlers.flows.definition import Flows
from handlers.flows.facts import flow_label
from handlers.flows.facts import may_hand_over as flows_may_hand_over
from handlers.flows.reading import shipped
from handlers.menu import menu_label
from handlers.messages import ARTICLE_PREFIX, SCORE_PREFIX, SKIP
from handlers.policy import Policy
from handlers.queueing import is_about_line
from handlers.state import IN_LINE, Phase, State
from handlers.wording import fixed_label, sentence

BUSY_SECONDS = 2.0
_TRY_AGAIN_SECONDS = 0.02
_TOLD_WHAT_WAS_SEEN = (acts.AgentReplied, acts.AgentSentPicture, acts.HandedBack, acts.Resolved)
_NEEDS_MORE = (events.FlowAsked, events.CasesAsked, acts.CaseMoved)


class Busy(Exception):
    """Another turn of this conversation did not end in time; the person may try again."""


class Turns:
    """Takes turns, one by one or many in one commit."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        corpus: CorpusHolder,
        language: str = "th",
        zone: str = "Asia/Bangkok",
        probe: Probe = unwatched,
        flows: Flows | None = None,
        pictures_at: str | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self._corpus = corpus
        self._language = language
        self._zone = zone
        self._policy = Policy()
        self.flows = shipped() if flows is None else flows
        self.shop = ShopHolder(zone, language)
        self.probe = probe
        self._pictures_at = pictures_at

    def take(self, conversation_id: int, event: events.Event, timer_id: int | None = None) -> State:
        """One turn for a click or a timer. Raises Busy, or Refused with what to tell the person."""
        thread = self._lease(conversation_id)
        self.probe("turn.leased")
        try:
            with self.database.reading() as db:
                turn = self.decide(db, thread, event)
        except BaseException:
            with self.database.transaction() as db:
                conversations.release(db, {thread.id: thread.fence})
            raise
        turn.timer_id = timer_id
        self.probe("turn.decided")
        with self.database.transaction() as db:
            kept = self.commit(db, [turn])
            self.publish(db, kept)
            self.probe("turn.written")
        self.probe("turn.committed")
        self.announce(kept)
        if not kept:
            raise Busy
        return turn.thread.state

    def _lease(self, conversation_id: int) -> Thread:
        deadline = stopwatch() + BUSY_SECONDS
        while True:
            with self.database.transaction() as db:
                leased = conversations.lease(db, [conversation_id], self.clock.now(), LEASE_MS)
            if leased:
                return leased[conversation_id]
            if stopwatch() > deadline:
                raise Busy
            time.sleep(_TRY_AGAIN_SECONDS)

    def decide(
        self,
        db: Connection,
        thread: Thread,
        event: events.Event,
        arrival: Arrival | None = None,
        delivered_at: int = 0,
    ) -> Turn:
        """One event decided and rendered. `db` reads only."""
        now = self.clock.now()
        started = stopwatch()
        if arrival is not None:
            thread = tokens.with_one_more(thread, arrival.reply_token, delivered_at)
        thread = replace(thread, state=self._introduced(thread.state))
        state, heard = hear(thread.state, event, self.flows)
        facts = self._gather(db, replace(thread, state=state), heard, now)
        if state.phase is Phase.FLOW or isinstance(heard, _NEEDS_MORE):
            facts = self._with_flow_facts(db, thread, facts, heard, arrival)
        decision = decide(state, heard, facts)
        turn = apply.prepare(thread, decision, arrival, now, self.clock.retry_key())
        if any(isinstance(each, AskSurvey) and each.is_proactive for each in turn.surveyed):
            turn.unasked = Moment(now, ShopTime(self._zone).midnight(now))
        if arrival is not None and arrival.heard is not None:
            said = self._remember(arrival.heard, arrival.timestamp, state)
            turn.heard = replace(said, asked=asked_of(decision.effects))
            turn.attached = self._expect(arrival.heard)
        log.info(
            "turn",
            conversation=thread.id,
            happened=type(heard).__name__,
            phase=f"{thread.state.phase}→{decision.state.phase}",
            effects=[type(each).__name__ for each in decision.effects],
            ms=round((stopwatch() - started) * 1000, 1),
        )
        return turn

    def decide_arrival(self, db: Connection, thread: Thread, waiting: Waiting) -> Turn:
        """One webhook event decided."""
        arrival = parse(waiting.payload)
        heard = arrival.heard
        event = arrival.event
        if heard is not None and waiting.is_known:
            # Unsent before it arrived, or delivered under a second event id: nothing to answer.
            event, arrival = events.Ignored("known message"), replace(arrival, heard=None)
        turn = self.decide(db, thread, event, arrival, waiting.delivered_at)
        turn.event_id = waiting.id
        return turn

    def commit(self, db: Connection, turns: list[Turn]) -> list[Turn]:
        """These turns' rows in the open transaction; those whose fence still stood. Then publish()."""
        kept = apply.write(db, turns, self.clock.now())
        self.probe("turn.applied")
        return kept

    def publish(self, db: Connection, kept: list[Turn], handed: Collection[str] = ()) -> None:
        """The last statements before commit, so that the feed's numbers follow commits.

        `handed`: retry keys of the deliveries this very process sends, so that no sender need look.
        """
        if kept:
            self.wake.inside(db, *_to_send(kept, handed), *_errands(kept))
            feed.append(db, [each.thread.id for each in kept], feed.TURN, self.clock.now())

    def announce(self, kept: Sequence[Turn], handed: Collection[str] = ()) -> None:
        """After the commit: there may be something to send, to show, and to fetch."""
        self.wake.after(FEED, *_to_send(kept, handed), *_errands(kept))

    def _introduced(self, state: State) -> State:
        """A conversation nobody has ever spoken in speaks the shop's language."""
        return replace(state, language=self._language) if state == State() else state

    def _gather(self, db: Connection, thread: Thread, heard: events.Event, now: int) -> Facts:
        """Only the facts this event can need: most turns ask the database nothing."""
        state, corpus = thread.state, self._corpus.current
        is_served = state.phase is Phase.WITH_AGENT
        matches: tuple[Match, ...] = ()
        if isinstance(heard, events.TextReceived) and not is_served:
            matches = corpus.match(heard.text)
        article = corpus.articles.get(heard.slug) if isinstance(heard, events.ChoiceTapped) else None
        policy = replace(self._policy, help_percent=self._corpus.help_percent)
        told = article or (matches[0].article if matches else None)
        facts = Facts(
            now=now,
            policy=policy,
            matches=matches,
            article=article,
            flows=self.flows,
            shop=self.shop.now(db, now),
            contact_name=contacts.name_of(db, thread.id) if told and told.names_customer else "",
            pictures_at=self._pictures_at,
        )
        if is_served and isinstance(heard, _TOLD_WHAT_WAS_SEEN) and heard.seen is not None:
            facts = replace(facts, newest_heard=messages.newest_id_of_contact(db, thread.id))
        if state.phase in IN_LINE or self._may_queue(state, heard):
            facts = self._about_line(db, facts, thread, heard)
        return self._about_survey(db, facts, thread, heard)

    def _about_line(self, db: Connection, facts: Facts, thread: Thread, heard: events.Event) -> Facts:
        """What joining the line, or a word about it, needs to know; a word to be ignored needs nothing."""
        state, is_free = thread.state, tokens.has_live(thread, facts.now)
        if state.phase in IN_LINE and not is_about_line(state, heard, facts.now, self._policy):
            return replace(facts, can_reply_free=is_free)
        is_new = state.phase not in IN_LINE
        topic = self.topic_of(state.topic)
        return replace(
            facts,
            can_reply_free=is_free,
            ahead=conversations.ahead_of(db, state),
            span=self.shop.span(db, facts.now),
            topics=frozenset({topic} if topic else ()),
            is_vip=is_new and not self._policy.vip_tags.isdisjoint(tags.of_contact(db, thread.id)),
        )

    def topic_of(self, slug: str) -> str:
        """What the article last given is about, as teams know it; empty when there was none."""
        article = self._corpus.current.articles.get(slug)
        return article.topic if article else ""

    def _about_survey(self, db: Connection, facts: Facts, thread: Thread, heard: events.Event) -> Facts:
        """What the effort question or the topics need to know, on the few events that can lead to it."""
        if isinstance(heard, events.TopicsAsked):
            return replace(facts, stopped=consent.stopped(db, thread.id))
        if isinstance(heard, events.ScoreGiven):
            return replace(facts, is_score_open=surveys.is_open(db, heard.key, thread.id))
        if isinstance(heard, acts.Resolved | events.Thanked | events.SurveyDue):
            is_free = tokens.has_live(thread, facts.now)
            return replace(
                facts,
                can_reply_free=is_free,
                has_open_case=cases.has_open(db, thread.id),
                fresh_key=self.clock.survey_key(),
                zone=self._zone,
            )
        return facts

    def _with_flow_facts(
        self, db: Connection, thread: Thread, facts: Facts, heard: events.Event, arrival: Arrival | None
    ) -> Facts:
        """What only a step of a flow, or a word about cases, can need."""
        is_about_cases = isinstance(heard, events.CasesAsked | acts.CaseMoved)
        said = arrival.heard if arrival else None
        return replace(
            facts,
            message_id=(said.line_message_id or "") if said else "",
            case_number=self.clock.case_number(),
            cases=cases.of_contact(db, thread.id) if is_about_cases else (),
        )

    def _may_queue(self, state: State, heard: events.Event) -> bool:
        if isinstance(heard, events.PersonAskedFor | events.MessageWanted):
            return state.phase is not Phase.WITH_AGENT
        if state.phase is Phase.FLOW or isinstance(heard, events.FlowAsked):
            return flows_may_hand_over(self.flows, state, heard, self._policy)
        is_last_miss = state.misses + 1 >= self._policy.misses_to_hand_over
        may_miss = isinstance(heard, events.TextReceived | events.NoChoiceFitted | events.ChoiceTapped)
        return state.phase is Phase.BOT and is_last_miss and may_miss

    def _remember(self, heard: Heard, timestamp: int, state: State) -> NewMessage:
        """What the contact put into the chat; a tap is shown by the label that was tapped."""
        text = self._label(heard.text, state) if heard.kind == "tap" else heard.text
        return NewMessage(
            author=CONTACT,
            happened_at=timestamp,
            kind=heard.kind,
            text=text,
            line_message_id=heard.line_message_id,
            detail=json.dumps(heard.detail, ensure_ascii=False) if heard.detail else "",
        )

    def _expect(self, heard: Heard) -> NewMedia | None:
        """The file that came with it, to be fetched at once; never from somebody else's server."""
        came = heard.attached
        if came is None or heard.line_message_id is None:
            return None
        return NewMedia(
            way=media.IN,
            kind=came.kind,
            state=media.EXTERNAL if came.is_external else media.PENDING,
            path=f"in/{self.clock.token()}",
            line_message_id=heard.line_message_id,
            size=came.size,
            duration_ms=came.duration_ms,
            file_name=came.file_name,
        )

    def _label(self, data: str, state: State) -> str:
        if data.startswith(ARTICLE_PREFIX):
            article = self._corpus.current.articles.get(data.removeprefix(ARTICLE_PREFIX))
            return article.title_in(state.language) if article else data
        if data.startswith(SCORE_PREFIX):
            answer = data.rpartition(":")[2]
            return sentence("option.skip_reason", state.language) if answer == SKIP else answer
        return (
            menu_label(data, state.language)
            or flow_label(data, state, self.flows)
            or fixed_label(data, state.language)
            or data
        )


def _to_send(kept: Sequence[Turn], handed: Collection[str]) -> tuple[str, ...]:
    """The senders look again only for what is not in somebody's hands already."""
    owed = (each for each in kept if each.delivery and each.delivery.retry_key not in handed)
    return (OUTBOX,) if any(each.resends for each in kept) or any(owed) else ()


def _errands(kept: Sequence[Turn]) -> tuple[str, ...]:
    """The jobs pumps look again only for turns that gave them something to do."""
    return (JOBS,) if any(each.attached or each.blanks for each in kept) else ()
