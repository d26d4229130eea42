"""The agent's side: claim, reply, hand back, resolve, send again."""

from handlers.acts import (
    AgentClaimed,
    AgentLeft,
    AgentReplied,
    AgentSentPicture,
    HandedBack,
    Reassigned,
    ResendAsked,
    Resolved,
)
from handlers.changing import replace
from handlers.effects import CloseSession, DropUnsent, Effect, Mark, Resend, Say, SayAsAgent, ShowAsAgent
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION
from handlers.noting import noted
from handlers.state import Decision, Phase, Refused, State, back_to_bot, fresh
from handlers.surveying import PERSON_PATH, ask_or_plan
from handlers.unasked import waiting_for_us

# LINE counts a text in UTF-16 code units and takes 5000 of them.
REPLY_UNITS = 5000


def claim(state: State, event: AgentClaimed, facts: Facts) -> Decision:
    """From now on a person speaks, and what the bot has not yet sent is dropped."""
    served = replace(
        state,
        phase=Phase.WITH_AGENT,
        agent_id=event.agent_id,
        agent_name=event.name,
        waiting_since=state.waiting_since or state.queued_at,
        misses=0,
        choices=(),
        had_handoff=True,
    )
    return Decision(served, (DropUnsent(), Mark("claimed", agent_id=event.agent_id)))


def claim_served(state: State, event: AgentClaimed, facts: Facts) -> Decision:
    """Two claims, one winner: the second learns who won. Claiming one's own again is harmless."""
    if state.agent_id == event.agent_id:
        return Decision(state)
    raise Refused("service.already_claimed", name=state.agent_name)


def refuse_idle(state: State, event: AgentClaimed | Reassigned, facts: Facts) -> Decision:
    """Writing first to a contact is a proactive message, which has limits of its own."""
    raise Refused("service.nothing_open")


def reply(state: State, event: AgentReplied, facts: Facts) -> Decision:
    """Only the owner speaks."""
    _require_voice(state, event.agent_id)
    if not event.text.strip():
        raise Refused("service.empty_reply")
    _require_short(event.text)
    _require_read(event, facts, "service.stale")
    said = SayAsAgent(event.text, event.agent_id, event.name, event.quote)
    return Decision(
        replace(state, waiting_since=None), (said, Mark("agent_replied", agent_id=event.agent_id))
    )


def send_picture(state: State, event: AgentSentPicture, facts: Facts) -> Decision:
    """Only the owner shows; a text under the picture goes out in the same call."""
    _require_voice(state, event.agent_id)
    _require_short(event.text)
    _require_read(event, facts, "service.stale")
    shown: tuple[Effect, ...] = (ShowAsAgent(event.picture, event.agent_id, event.name),)
    if event.text.strip():
        shown = (*shown, SayAsAgent(event.text, event.agent_id, event.name, event.quote))
    return Decision(
        replace(state, waiting_since=None), (*shown, Mark("agent_replied", agent_id=event.agent_id))
    )


def hand_back(state: State, event: HandedBack, facts: Facts) -> Decision:
    """The bot takes over again, clean, and says so."""
    _require_owner(state, event.agent_id)
    _require_read(event, facts, "service.unread")
    say = Say("service.handed_back", options=(PERSON_OPTION,))
    back = Mark("handed_back", agent_id=event.agent_id)
    return Decision(back_to_bot(state), (back, say, *noted(event.note, event.agent_id)))


def return_to_line(state: State, event: AgentLeft, facts: Facts) -> Decision:
    """Back in line where the wait puts them, and nothing is said: it is our change, not theirs."""
    if state.agent_id != event.agent_id:
        return Decision(state)
    for_us = waiting_for_us(state, facts)
    waiting = replace(
        for_us, phase=Phase.QUEUED, agent_id=None, agent_name="", queued_at=for_us.waiting_since
    )
    return Decision(waiting, (Mark("returned", reason=event.reason, agent_id=event.agent_id),))


def reassign(state: State, event: Reassigned, facts: Facts) -> Decision:
    """Theirs from now on, by a colleague's decision; the customer's wait goes on being the same."""
    if state.phase is Phase.WITH_AGENT and state.agent_id == event.agent_id:
        return Decision(state)
    taken = claim(state, AgentClaimed(event.agent_id, event.name), facts)
    given = Mark("reassigned", reason=str(event.by_id), agent_id=event.agent_id)
    return Decision(taken.state, (DropUnsent(), given))


def resolve(state: State, event: Resolved, facts: Facts) -> Decision:
    """The need is met; the next message opens a new session with the bot."""
    _require_owner(state, event.agent_id)
    _require_read(event, facts, "service.unread")
    closed = CloseSession("resolved", agent_id=event.agent_id)
    met = (Mark("resolved", reason=event.topic, agent_id=event.agent_id), closed)
    if not event.is_surveyed:
        return Decision(replace(fresh(state), resolved_at=facts.now), met)
    about = replace(state, topic=event.topic or state.topic)
    asked = ask_or_plan(about, facts, PERSON_PATH, event.agent_id)
    return Decision(replace(fresh(asked.state), resolved_at=facts.now), (*met, *asked.effects))


def resend(state: State, event: ResendAsked, facts: Facts) -> Decision:
    """A doubtful bubble goes out again only because its owner says so."""
    _require_owner(state, event.agent_id)
    return Decision(state, (Resend(event.outbox_id, event.agent_id),))


def refuse_unclaimed(
    state: State, event: AgentReplied | AgentSentPicture | HandedBack | Resolved | ResendAsked, facts: Facts
) -> Decision:
    """Speaking, handing back or resolving needs a claim first."""
    raise Refused("service.claim_first")


def _require_voice(state: State, agent_id: int) -> None:
    _require_owner(state, agent_id)
    if state.is_blocked:
        raise Refused("service.blocked")


def _require_short(text: str) -> None:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > REPLY_UNITS:
        raise Refused("service.too_long", most=REPLY_UNITS)


def _require_read(
    event: AgentReplied | AgentSentPicture | HandedBack | Resolved, facts: Facts, otherwise: str
) -> None:
    """Have they seen the last word before they answer or end it? Done again with it seen, they have."""
    if event.seen is not None and facts.newest_heard > event.seen:
        raise Refused(otherwise)


def _require_owner(state: State, agent_id: int) -> None:
    if state.agent_id != agent_id:
        raise Refused("service.not_yours", name=state.agent_name)
