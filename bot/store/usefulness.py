"""What is each article worth? Counted over the questions it answered; defined in docs/metrics.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from bot.store.database import AnyRow
from bot.store.messages import Message
from bot.store.questions import is_question
from bot.store.reports import Scores, Stretch, scores
from faq.aftermath import ANSWERED, Outcome

_SOLVED = (Outcome.DONE, Outcome.HELPED)
_WRONG = (Outcome.NOT_HELPED, Outcome.WRONG)


@dataclass(frozen=True, slots=True)
class Worth:
    """Answers given from one article in a stretch, by what became of them. `unknown`: too early to tell."""

    asked: int = 0
    solved: int = 0
    rephrased: int = 0
    handed_off: int = 0
    wrong: int = 0
    unknown: int = 0
    last_at: int = 0
    effort: tuple[Scores, ...] = field(default=())

    @property
    def settled(self) -> int:
        """Those of which it is known how they ended."""
        return self.asked - self.unknown


NOTHING = Worth()


def together(worths: Sequence[Worth]) -> Worth:
    """All of them as one, without the effort."""
    return Worth(
        asked=sum(each.asked for each in worths),
        solved=sum(each.solved for each in worths),
        rephrased=sum(each.rephrased for each in worths),
        handed_off=sum(each.handed_off for each in worths),
        wrong=sum(each.wrong for each in worths),
        unknown=sum(each.unknown for each in worths),
    )


def worth(db: Connection, stretch: Stretch) -> Mapping[str, Worth]:
    """{slug: what it was worth} of every article that answered, or whose sessions were asked about."""
    counted = db.execute(
        select(Message.slug, Message.outcome, func.count().label("number"), func.max(Message.happened_at))
        .where(
            is_question,
            Message.verdict.in_(ANSWERED),
            Message.happened_at >= stretch.start,
            Message.happened_at < stretch.end,
        )
        .group_by(Message.slug, Message.outcome)
    ).all()
    efforts: dict[str, list[Scores]] = {}
    for each in scores(db, stretch):
        efforts.setdefault(each.topic, []).append(each)
    answered: dict[str, list[AnyRow]] = {topic: [] for topic in efforts if topic}
    for row in counted:
        answered.setdefault(row[0], []).append(row)
    return {slug: _worth(rows, efforts.get(slug, [])) for slug, rows in answered.items()}


def _worth(rows: Sequence[AnyRow], effort: list[Scores]) -> Worth:
    by = {outcome: number for _slug, outcome, number, _at in rows}

    def of(*outcomes: str) -> int:
        return sum(by.get(each, 0) for each in outcomes)

    return Worth(
        asked=sum(by.values()),
        solved=of(*_SOLVED),
        rephrased=of(Outcome.REPHRASED),
        handed_off=of(Outcome.HANDED_OFF),
        wrong=of(*_WRONG),
        unknown=of(""),
        last_at=max((at for *_rest, at in rows), default=0),
        effort=tuple(effort),
    )
