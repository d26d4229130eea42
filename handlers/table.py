"""The table: in this phase, on this event, this handler. Every pair stands here or is refused at import."""

from typing import get_args

from handlers import (
    acts,
    answers,
    attachments,
    campaigns,
    cases,
    clicks,
    consent,
    events,
    handoff,
    helped,
    meanwhile,
    noting,
    passing,
    promises,
    routed,
    service,
    silence,
    snoozing,
    speaking,
    surveys,
    taking,
    welcome,
)
from handlers.changing import replace
from handlers.deciding import Handler, timed
from handlers.effects import KeepNote
from handlers.events import Event
from handlers.facts import Facts
from handlers.flows import around, in_line, place, talk
from handlers.learned import ProfileRead
from handlers.opening import opening
from handlers.owing import ANSWER, PROMISE, TARGET, owing
from handlers.reasons import reason_or
from handlers.state import WITH_PEOPLE, Decision, Phase, State


def ignore(state: State, event: Event, facts: Facts) -> Decision:
    """Known, and nothing to do."""
    return Decision(state)


CONTACT_SPOKE = (
    events.TextReceived,
    events.PersonAskedFor,
    events.QueueLeft,
    events.WaitAsked,
    events.MessageWanted,
    events.MenuAsked,
    events.Greeted,
    events.Thanked,
    events.Complained,
    events.Acknowledged,
    events.Declined,
    events.ChoiceTapped,
    events.NoChoiceFitted,
    events.FlowAsked,
    events.StepTapped,
    events.BackAsked,
    events.StopAsked,
    events.ResumeAsked,
    events.CasesAsked,
    events.AttachmentReceived,
    events.LocationReceived,
)

ALWAYS: dict[type, Handler] = {
    events.Unfollowed: welcome.note_block,
    events.MessageUnsent: attachments.blank_unsent,
    events.MessageEdited: attachments.amend_edited,
    acts.CaseMoved: cases.move_case,
    events.GroupJoined: welcome.decline_group,
    events.Ignored: ignore,
    events.ScoreGiven: surveys.record_score,
    events.SurveySkipped: surveys.skip_reason,
    events.SurveyDue: ignore,  # a new need came first; its own end is soon enough to ask
    events.TopicsStopped: consent.obey,
    events.TopicsWanted: consent.obey,
    events.TopicsAsked: consent.show_topics,
    acts.BroadcastTested: campaigns.send_test,
    acts.Assigned: ignore,  # somebody took it, or it left the line, in the same moment
    acts.AgentLeft: ignore,  # somebody else has taken it since
    clicks.LanguageSet: speaking.set_language,
    ProfileRead: speaking.note_profile,
    clicks.NoteWritten: noting.keep_note,
    clicks.PassedToPerson: passing.refuse,
    clicks.PassedToTeam: passing.refuse,
    clicks.Snoozed: snoozing.refuse,
    clicks.Unsnoozed: snoozing.refuse,
    clicks.Reopened: service.claim,  # they wrote meanwhile: it is open already
}

# What was set while people were on the way means nothing once they are not.
_PEOPLES: dict[str, Handler] = dict.fromkeys((PROMISE, TARGET, ANSWER, snoozing.SNOOZE), ignore)

BOT: dict[type, Handler] = {
    events.TextReceived: reason_or(answers.answer_question),
    events.PersonAskedFor: handoff.ask_for_person,
    events.QueueLeft: ignore,  # an old chip tapped after the wait was over
    events.WaitAsked: ignore,  # likewise
    events.MessageWanted: taking.join_to_leave_message,
    events.MenuAsked: welcome.show_menu,
    events.Greeted: welcome.greet_back,
    events.Thanked: surveys.accept_thanks,
    events.Complained: reason_or(answers.offer_after_complaint),
    events.Acknowledged: ignore,  # a nod needs no answer
    events.Declined: welcome.accept_no,
    events.ChoiceTapped: answers.answer_choice,
    events.NoChoiceFitted: answers.offer_after_no_choice,
    events.HelpAnswered: helped.hear,
    events.FlowAsked: talk.begin,
    events.StepTapped: talk.drop_paused,  # an old button of a flow that is over
    events.BackAsked: talk.drop_paused,
    events.StopAsked: talk.drop_paused,
    events.ResumeAsked: talk.resume,
    events.CasesAsked: cases.tell_cases,
    events.StickerReceived: ignore,  # a mood in the middle of a talk needs no answer
    events.AttachmentReceived: attachments.acknowledge_and_offer,
    events.LocationReceived: attachments.acknowledge_and_offer,
    events.Followed: welcome.greet_follower,
    acts.AgentClaimed: service.claim,
    acts.AgentReplied: service.refuse_unclaimed,
    acts.AgentSentPicture: service.refuse_unclaimed,
    acts.HandedBack: service.refuse_unclaimed,
    acts.Reassigned: service.reassign,
    acts.Resolved: service.refuse_unclaimed,
    acts.ResendAsked: service.refuse_unclaimed,
    events.TimerFired: timed(silence.close_for_silence, **_PEOPLES),
}

FLOW: dict[type, Handler] = {
    events.TextReceived: talk.listen(answers.answer_question, answers.offer_after_complaint),
    events.PersonAskedFor: around.leaving(handoff.ask_for_person),
    events.QueueLeft: place.ask_again,  # an old chip
    events.WaitAsked: place.ask_again,
    events.MessageWanted: around.leaving(taking.join_to_leave_message),
    events.Greeted: place.ask_again,
    events.Thanked: place.ask_again,
    events.Complained: around.asking_again(answers.offer_after_complaint),
    events.Acknowledged: place.ask_again,
    events.Declined: place.ask_again,
    events.ChoiceTapped: around.asking_again(answers.answer_choice),
    events.NoChoiceFitted: place.ask_again,
    events.HelpAnswered: around.then_asking(helped.record_quietly),
    events.FlowAsked: talk.begin_again,
    events.StepTapped: talk.take_tap,
    events.BackAsked: talk.go_back,
    events.StopAsked: talk.stop,
    events.MenuAsked: around.setting_aside(welcome.show_menu),
    events.ResumeAsked: place.ask_again,
    events.CasesAsked: around.asking_again(cases.tell_cases),
    events.StickerReceived: place.ask_again,
    events.AttachmentReceived: talk.take_picture,
    events.LocationReceived: talk.note_wrong,
    events.MessageUnsent: attachments.blank_unsent,
    events.ScoreGiven: around.then_asking(surveys.record_quietly),
    events.SurveySkipped: around.then_asking(ignore),
    events.TopicsStopped: around.asking_again(consent.obey),
    events.TopicsWanted: around.asking_again(consent.obey),
    events.TopicsAsked: around.asking_again(consent.show_topics),
    events.Followed: around.asking_again(welcome.greet_follower),
    acts.AgentClaimed: around.leaving(service.claim),
    clicks.Reopened: around.leaving(service.claim),
    acts.AgentReplied: service.refuse_unclaimed,
    acts.AgentSentPicture: service.refuse_unclaimed,
    acts.HandedBack: service.refuse_unclaimed,
    acts.Reassigned: around.leaving(service.reassign),
    acts.Resolved: service.refuse_unclaimed,
    acts.ResendAsked: service.refuse_unclaimed,
    acts.CaseMoved: around.asking_again(cases.move_case),
    events.TimerFired: timed(around.pausing(silence.close_for_silence), **_PEOPLES),
}

IDLE: dict[type, Handler] = {
    **{kind: opening(around.returning(BOT[kind])) for kind in CONTACT_SPOKE},
    events.TextReceived: reason_or(opening(around.returning(answers.answer_question))),
    events.Complained: reason_or(opening(answers.offer_after_complaint)),
    events.Thanked: surveys.accept_thanks_after,
    events.SurveyDue: surveys.ask_when_due,
    events.HelpAnswered: helped.late(opening(helped.hear)),
    events.QueueLeft: ignore,
    events.WaitAsked: ignore,
    events.Acknowledged: welcome.greet_sticker,
    events.Declined: ignore,
    events.StickerReceived: welcome.greet_sticker,
    events.Followed: welcome.greet_follower,
    acts.AgentClaimed: service.refuse_idle,
    clicks.Reopened: snoozing.reopen,
    acts.AgentReplied: service.refuse_unclaimed,
    acts.AgentSentPicture: service.refuse_unclaimed,
    acts.HandedBack: service.refuse_unclaimed,
    acts.Reassigned: service.refuse_idle,
    acts.Resolved: service.refuse_unclaimed,
    acts.ResendAsked: service.refuse_unclaimed,
    events.TimerFired: ignore,
}

QUEUED: dict[type, Handler] = {
    events.TopicsStopped: consent.obey_in_line,
    events.TopicsWanted: consent.obey_in_line,
    events.TopicsAsked: consent.show_topics_in_line,
    events.TextReceived: answers.answer_exact_while_queued,
    events.PersonAskedFor: handoff.ask_again_while_queued,
    events.QueueLeft: handoff.leave_queue,
    events.WaitAsked: handoff.ask_again_while_queued,
    events.MessageWanted: taking.begin,
    events.MenuAsked: meanwhile.show_menu,
    events.Greeted: ignore,  # the person on the way will greet
    events.Thanked: ignore,
    events.Complained: answers.hurry_complaint,
    events.Acknowledged: ignore,
    events.Declined: ignore,
    events.ChoiceTapped: answers.answer_choice_while_queued,
    events.NoChoiceFitted: meanwhile.leave_to_team,
    events.HelpAnswered: helped.record_quietly,
    events.FlowAsked: in_line.say_person_comes,  # one thing at a time: the person on the way takes it
    events.StepTapped: ignore,
    events.BackAsked: ignore,
    events.StopAsked: ignore,
    events.ResumeAsked: in_line.say_person_comes,
    events.CasesAsked: cases.tell_cases_in_line,
    events.StickerReceived: ignore,
    events.AttachmentReceived: attachments.acknowledge_in_line,
    events.LocationReceived: ignore,
    events.Followed: welcome.greet_follower_in_line,
    acts.AgentClaimed: service.claim,
    acts.Assigned: routed.give,
    clicks.PassedToPerson: passing.only_for_leads,
    clicks.PassedToTeam: passing.only_for_leads,
    acts.AgentReplied: service.refuse_unclaimed,
    acts.AgentSentPicture: service.refuse_unclaimed,
    acts.HandedBack: service.refuse_unclaimed,
    acts.Reassigned: service.reassign,
    acts.Resolved: service.refuse_unclaimed,
    acts.ResendAsked: service.refuse_unclaimed,
    events.TimerFired: timed(
        silence.look_again_later,
        **{PROMISE: promises.keep_or_break, TARGET: promises.note_target, ANSWER: ignore},
    ),
}

TAKING: dict[type, Handler] = {
    **QUEUED,
    acts.Assigned: ignore,  # still writing
    events.TextReceived: taking.take_words,
    events.PersonAskedFor: taking.wait_after_all,
    events.WaitAsked: taking.ask_again,
    events.MessageWanted: taking.ask_again,
    events.MenuAsked: taking.to_menu(meanwhile.show_menu, welcome.show_menu),
    events.Greeted: taking.ask_again,
    events.Complained: taking.take,
    events.ChoiceTapped: taking.answer_choice,
    events.FlowAsked: taking.leaving_for(talk.begin),
    events.StopAsked: handoff.leave_queue,
    events.ResumeAsked: taking.ask_again,
    events.AttachmentReceived: taking.take,
    events.LocationReceived: taking.take,
    events.ScoreGiven: surveys.record_quietly,  # what comes next is the message, not the reason
    events.SurveySkipped: ignore,
    events.TimerFired: timed(
        silence.look_again_later,
        **{PROMISE: taking.queue_without_words, TARGET: promises.note_target, ANSWER: ignore},
    ),
}

WITH_AGENT: dict[type, Handler] = {
    **dict.fromkeys(CONTACT_SPOKE, ignore),  # one voice: a person is serving
    events.StickerReceived: ignore,
    events.HelpAnswered: helped.record_quietly,
    events.ScoreGiven: surveys.record_quietly,
    events.SurveySkipped: ignore,
    events.TopicsStopped: consent.obey_quietly,
    events.TopicsWanted: consent.obey_quietly,
    events.TopicsAsked: ignore,
    events.Followed: welcome.note_follow,
    acts.AgentClaimed: service.claim_served,
    clicks.Reopened: service.claim_served,
    clicks.PassedToPerson: passing.to_person,
    clicks.PassedToTeam: passing.to_team,
    clicks.Snoozed: snoozing.snooze,
    clicks.Unsnoozed: snoozing.unsnooze,
    acts.AgentReplied: service.reply,
    acts.AgentSentPicture: service.send_picture,
    acts.HandedBack: service.hand_back,
    acts.AgentLeft: service.return_to_line,
    acts.Reassigned: service.reassign,
    acts.Resolved: service.resolve,
    acts.ResendAsked: service.resend,
    events.TimerFired: timed(
        silence.look_again_later,
        **{
            PROMISE: ignore,
            TARGET: promises.note_target,
            ANSWER: routed.take_back,
            snoozing.SNOOZE: snoozing.wake,
        },
    ),
}

TABLE: dict[tuple[Phase, type], Handler] = {
    (phase, kind): handler
    for phase, column in (
        (Phase.IDLE, IDLE),
        (Phase.BOT, BOT),
        (Phase.FLOW, FLOW),
        (Phase.QUEUED, QUEUED),
        (Phase.TAKING_MESSAGE, TAKING),
        (Phase.WITH_AGENT, WITH_AGENT),
    )
    for kind, handler in (ALWAYS | column).items()
}

_MISSING = [(p, k.__name__) for p in Phase for k in get_args(Event) if (p, k) not in TABLE]
if _MISSING:
    raise AssertionError(f"handlers/table.py decides nothing for {_MISSING}")


def decide(state: State, event: Event, facts: Facts) -> Decision:
    """(state, event, facts) → (state, effects). Pure; raises Refused for what cannot be.

    `event` is what hear() made of it.
    """
    decision = TABLE[state.phase, type(event)](_with_nothing_open(state, event), event, facts)
    stood = (state.has_offer, state.has_menu, state.has_resume_offer, state.help_for)
    if all(isinstance(each, KeepNote) for each in decision.effects) and any(stood):
        # Nothing was said since, so what was offered last still stands.
        still = replace(
            decision.state,
            has_offer=state.has_offer,
            has_menu=state.has_menu,
            has_resume_offer=state.has_resume_offer,
            help_for=state.help_for,
            offered=state.offered,
        )
        decision = replace(decision, state=still)
    if isinstance(event, (*CONTACT_SPOKE, events.StickerReceived)):
        decision = replace(decision, state=_contact_spoke(decision.state, facts))
    decision = replace(decision, state=snoozing.tidy(decision.state))
    return owing(state, decision, event, facts)


def _with_nothing_open(state: State, event: Event) -> State:
    offered = state.offered if isinstance(event, events.PersonAskedFor) else ""
    return replace(
        state, has_offer=False, has_menu=False, has_resume_offer=False, help_for="", offered=offered
    )


def _contact_spoke(state: State, facts: Facts) -> State:
    """Remember when, and since when a person owes an answer."""
    if state.phase not in WITH_PEOPLE:
        return replace(state, last_contact_at=facts.now, waiting_since=None)
    since = state.asked_since or facts.now
    return replace(
        state, last_contact_at=facts.now, waiting_since=since, is_unasked=False, snoozed_until=None
    )
