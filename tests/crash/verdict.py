"""What became of every event and every delivery, told by both ends of the wire: our rows and LINE's."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.store.contacts import Contact
from bot.store.database import Database
from bot.store.inbox import DONE, IGNORED, InboxEvent
from bot.store.messages import Message
from bot.store.outbox import DROPPED, IN_DOUBT, SENT, Delivery
from simulator import Line
from tests.crash.agents import Told


@dataclass
class Verdict:
    """Faults found, each in words; and figures."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    wrongly_doubted: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Did every guarantee hold?"""
        return not (self.lost or self.doubled or self.disordered or self.wrongly_doubted)

    def __str__(self) -> str:
        found = [
            f"{name}: {len(items)} {items[:3] if items else ''}".rstrip()
            for name, items in (
                ("lost", self.lost),
                ("doubled", self.doubled),
                ("out of order", self.disordered),
                ("in doubt without cause", self.wrongly_doubted),
            )
        ]
        return "; ".join([*found, *(f"{name} {number}" for name, number in self.figures.items())])


def nothing_died(_delivery: int, _attempts: int) -> bool:
    """No process was killed."""
    return False


def judge(
    database: Database,
    line: Line,
    told: Told | None = None,
    served: Collection[str] = (),
    was_cut: Callable[[int, int], bool] = nothing_died,
) -> Verdict:
    """Compare what is kept with what LINE accepted, and with what agents were `told`.

    `served`: names of customers whom people may answer, so that the bot need not. `was_cut`: did an
    attempt of this delivery end without an answer (tests/crash/deaths.py)? Then doubt is honest.
    """
    verdict = Verdict()
    with database.reading() as db:
        events = db.execute(
            select(
                InboxEvent.id,
                InboxEvent.state,
                InboxEvent.line_message_id,
                InboxEvent.contact_key,
                InboxEvent.reason,
            )
        ).all()
        heard = db.execute(
            select(Message.line_message_id, Message.conversation_id)
            .where(Message.author == "contact")
            .order_by(Message.id)
        ).all()
        owed = db.execute(select(Delivery).order_by(Delivery.id)).all()
        keys = {row.id: row.line_id for row in db.execute(select(Contact.id, Contact.line_id))}
    _events(verdict, events, heard)
    _deliveries(verdict, owed, line, was_cut)
    _order(verdict, owed, line, keys)
    apart = {line.phone(name).user_id for name in served}
    _one_send_each(
        verdict,
        [each for each in events if each.contact_key not in apart],
        [each for each in owed if keys[each.conversation_id] not in apart],
    )
    if told is not None:
        _agents(verdict, owed, line, told)
    verdict.figures["events kept"] = len(events)
    verdict.figures["deliveries"] = len(owed)
    verdict.figures["in doubt"] = sum(each.state == IN_DOUBT for each in owed)
    verdict.figures["pushed"] = sum(each.via == "push" for each in owed)
    return verdict


def _events(verdict: Verdict, events: list, heard: list) -> None:
    """Every kept event took effect once: its bubble stands in the transcript exactly once."""
    shown = Counter(each.line_message_id for each in heard)
    for each in events:
        if each.state == IGNORED:
            continue
        if each.state != DONE:
            verdict.lost.append(f"event {each.id} is in state {each.state}: {each.reason}")
        elif shown[each.line_message_id] == 0:
            verdict.lost.append(f"event {each.id} left no bubble")
    verdict.doubled += [f"message {name} stands {n} times" for name, n in shown.items() if n > 1]
    repeated = Counter(each.line_message_id for each in events)
    verdict.doubled += [f"message {name} was kept {n} times" for name, n in repeated.items() if n > 1]


def _deliveries(verdict: Verdict, owed: list, line: Line, was_cut: Callable[[int, int], bool]) -> None:
    """Each was accepted once by LINE, by reply token or by retry key, or is honestly in doubt."""
    by_token = Counter(each.reply_token for each in line.accepted if each.via == "reply")
    by_key = Counter(each.retry_key for each in line.accepted if each.via == "push")
    cut = {each.reply_token for each in line.accepted if each.fault}
    known = set()
    with line.account.lock:
        found = {each.reply_token: line.account.tokens.find(each.reply_token or "") for each in owed}
    # LINE broke its own minute (a fault) after an attempt of ours that nobody answered: the same "invalid
    # token" as if ours had arrived. LINE offers no way to tell the two apart (docs/decisions/0005).
    undecidable = {token for token, kept in found.items() if kept and kept.is_dead and kept.used_for is None}
    verdict.figures["undecidable"] = 0
    for each in owed:
        token = each.reply_token
        known |= {token, each.retry_key}
        times = (by_token[token] if token else 0) + by_key[each.retry_key]
        if times > 1:
            verdict.doubled.append(f"delivery {each.id} was accepted {times} times")
        if each.state == SENT and times == 0 and token in undecidable:
            verdict.figures["undecidable"] += 1
        elif each.state == SENT and times == 0 and token:
            verdict.lost.append(f"delivery {each.id} is called sent and was never accepted")
        if each.state == DROPPED and times:
            verdict.doubled.append(f"delivery {each.id} was dropped and arrived all the same")
        is_known = times == 0 or token not in cut
        if each.state == IN_DOUBT and is_known and not was_cut(each.id, each.attempts):
            verdict.wrongly_doubted.append(f"delivery {each.id}: accepted {times} times")
        if each.state not in (SENT, IN_DOUBT, DROPPED):
            verdict.lost.append(f"delivery {each.id} ended in state {each.state}: {each.reason}")
    strangers = [each for each in line.accepted if each.via == "push" and each.retry_key not in known]
    verdict.doubled += [f"a push under an unknown key {each.retry_key}" for each in strangers]


def _agents(verdict: Verdict, owed: list, line: Line, told: Told) -> None:
    """What the console confirmed is owed once and arrived once; what it refused is neither."""
    states = defaultdict(list)
    for each in owed:
        if each.author == "agent":
            states[json.loads(each.payload)[0]["text"]].append(each.state)
    arrived = Counter(str(each.messages[0].get("text")) for each in line.accepted)
    for words in told.confirmed:
        if not states[words]:
            verdict.lost.append(f"a confirmed reply left nothing: {words}")
        elif not arrived[words] and SENT not in states[words]:
            verdict.lost.append(f"a confirmed reply did not arrive: {words}")
    verdict.doubled += [f"a refused reply is owed: {words}" for words in told.refused if states[words]]
    for words in (*told.confirmed, *told.unknown, *told.refused):
        if arrived[words] > 1 or len(states[words]) > 1:
            verdict.doubled.append(f"a reply arrived {arrived[words]} times, owed {len(states[words])}")
    verdict.figures["replies confirmed"] = len(told.confirmed)
    verdict.figures["replies refused"] = len(told.refused)
    verdict.figures["replies unanswered"] = len(told.unknown)


def _one_send_each(verdict: Verdict, events: list, owed: list) -> None:
    """The scenario's words are all answered, so there are as many deliveries as events that took effect."""
    done = sum(each.state == DONE and each.line_message_id is not None for each in events)
    if len(owed) != done:
        (verdict.lost if len(owed) < done else verdict.doubled).append(
            f"{len(owed)} deliveries for {done} events"
        )


def _order(verdict: Verdict, owed: list, line: Line, keys: dict[int, str]) -> None:
    """For each contact LINE accepted the deliveries in the order of the turns that owed them."""
    turn_of = {}
    for each in owed:
        turn_of[each.retry_key] = (keys[each.conversation_id], each.id)
        if each.reply_token:
            turn_of[each.reply_token] = (keys[each.conversation_id], each.id)
    arrived: dict[str, list[int]] = defaultdict(list)
    for each in line.accepted:
        found = turn_of.get(each.reply_token or "") or turn_of.get(each.retry_key or "")
        if found:
            arrived[found[0]].append(found[1])
    for contact, numbers in arrived.items():
        if numbers != sorted(numbers):
            verdict.disordered.append(f"{contact[:6]}…: {numbers}")
