"""What the bot can put in front of a contact: sentences, answers, and things to tap."""

from dataclasses import dataclass

PERSON = "person"
LEAVE_QUEUE = "leave-queue"
HOW_LONG = "how-long"
LEAVE_MESSAGE = "leave-message"
NO_CHOICE = "no-choice"
MENU = "menu:list"
ARTICLE_PREFIX = "article:"
SCORE_PREFIX = "ces:"
SKIP = "skip"
HELPED_PREFIX = "helped:"
BEST_SCORE = 7
CONSENT_PREFIX = "consent:"
CONSENT_MENU = "consent:menu"
# What a broadcast can be about; a contact may say no to each.
TOPICS = ("promotions", "news")
ALL_TOPICS = "all"
FLOW_PREFIX = "flow:"
STEP_PREFIX = "step:"
BACK = "flow-back"
STOP = "flow-stop"
RESUME = "flow-resume"
CASES = "case:status"
THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap. `data` comes back as a postback; the label is a sentence, or else plain text."""

    data: str
    wording: str = ""
    label: str = ""


PERSON_OPTION = Option(PERSON, wording="option.person")
LEAVE_OPTION = Option(LEAVE_QUEUE, wording="option.leave_queue")
HOW_LONG_OPTION = Option(HOW_LONG, wording="option.how_long")
MESSAGE_OPTION = Option(LEAVE_MESSAGE, wording="option.leave_message")
MENU_OPTION = Option(MENU, wording="option.menu")
NO_CHOICE_OPTION = Option(NO_CHOICE, wording="option.no_choice")

BACK_OPTION = Option(BACK, wording="option.back")
STOP_OPTION = Option(STOP, wording="option.stop_flow")
RESUME_OPTION = Option(RESUME, wording="option.resume")
CASES_OPTION = Option(CASES, wording="option.cases")
FIXED_OPTIONS = (
    PERSON_OPTION,
    LEAVE_OPTION,
    HOW_LONG_OPTION,
    MESSAGE_OPTION,
    MENU_OPTION,
    NO_CHOICE_OPTION,
    BACK_OPTION,
    STOP_OPTION,
    RESUME_OPTION,
    CASES_OPTION,
)

# What one who waits in line may tap; one whose message was taken; and one who is writing it.
LINE_OPTIONS = (HOW_LONG_OPTION, MESSAGE_OPTION, MENU_OPTION, LEAVE_OPTION)
TAKEN_OPTIONS = (HOW_LONG_OPTION, MENU_OPTION, LEAVE_OPTION)
TAKING_OPTIONS = (MENU_OPTION, LEAVE_OPTION)


def article_option(slug: str, title: str) -> Option:
    """The option that asks for one article by name."""
    return Option(f"{ARTICLE_PREFIX}{slug}", label=title)


def skip_option(survey: str) -> Option:
    """The option that gives no reason for a score."""
    return Option(f"{SCORE_PREFIX}{survey}:{SKIP}", wording="option.skip_reason")


_HELPED = {"yes": "option.helped_yes", "no": "option.helped_no"}


def helped_option(slug: str, *, is_yes: bool) -> Option:
    """The option that says whether the answer from this article helped: "helped:yes:delivery-fee"."""
    way = "yes" if is_yes else "no"
    return Option(f"{HELPED_PREFIX}{way}:{slug}", wording=_HELPED[way])


def helped_wording(data: str) -> str:
    """The sentence that labels such a postback, as the transcript shows the tap; empty for any other."""
    way = data.removeprefix(HELPED_PREFIX).partition(":")[0] if data.startswith(HELPED_PREFIX) else ""
    return _HELPED.get(way, "")


_CONSENT = {
    ("off", "promotions"): "option.off_promotions",
    ("off", "news"): "option.off_news",
    ("off", ALL_TOPICS): "option.off_all",
    ("on", "promotions"): "option.on_promotions",
    ("on", "news"): "option.on_news",
    ("on", ALL_TOPICS): "option.on_all",
}


def consent_option(topic: str, *, is_on: bool, how: str = "tap") -> Option:
    """The option that turns a topic on or off: "consent:off:promotions"; `how` is kept in the history."""
    way = "on" if is_on else "off"
    suffix = "" if how == "tap" else f":{how}"
    return Option(f"{CONSENT_PREFIX}{way}:{topic}{suffix}", wording=_CONSENT[way, topic])


def stop_option(topic: str) -> Option:
    """What every broadcast carries."""
    return Option(f"{CONSENT_PREFIX}off:{topic}", wording="option.stop")


def consent_wording(data: str) -> str:
    """The sentence that labels a consent postback, as the transcript shows the tap; empty for any other."""
    if data == CONSENT_MENU:
        return "option.topics"
    if not data.startswith(CONSENT_PREFIX):
        return ""
    way, _, rest = data.removeprefix(CONSENT_PREFIX).partition(":")
    return _CONSENT.get((way, rest.partition(":")[0]), "")


def flow_option(name: str, title: str) -> Option:
    """The option that begins a flow."""
    return Option(f"{FLOW_PREFIX}{name}", label=title)


def step_option(step: str, key: str, label: str) -> Option:
    """The option that answers a step of a flow, and no later one."""
    return Option(f"{STEP_PREFIX}{step}:{key}", label=label)


@dataclass(frozen=True, slots=True)
class Quote:
    """A message of the contact to be shown above an answer; the token is LINE's, good in this chat only."""

    line_message_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article the matcher considered, as the agent's trail shows it."""

    slug: str
    title: str
    question: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Trail:
    """Why the bot said this: what it took the question for, and what else it considered."""

    outcome: str
    candidates: tuple[Candidate, ...] = ()
