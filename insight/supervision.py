"""What the office above a hall watches: entries of comment books and bad ratings, and their clocks.

Read from facts alone, so no text, no name and no number of a taxpayer is ever in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Final, Literal

from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFixed,
    CaseReviewed,
    CaseVerified,
    Fact,
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
    RatingGiven,
)
from protocol.stamp import DAY_MS, Moment, Stamp

LEAST_GOOD: Final = 3
"""A rating below opens a case (差评)."""

READS: Final[frozenset[type[Fact]]] = frozenset(
    {
        OpinionSubmitted,
        OpinionRouted,
        OpinionReplied,
        OpinionCalledBack,
        OpinionClosed,
        OpinionReopened,
        RatingGiven,
        CaseVerified,
        CaseFixed,
        CaseCalledBack,
        CaseAppealed,
        CaseReviewed,
        CaseClosed,
    }
)
"""Types of the facts that say something of a matter."""

Kind = Literal["opinion", "case"]
Stage = Literal[
    "new", "routed", "replied", "reopened", "closed", "confirmed", "unfounded", "fixed", "called"
]
Step = Literal["reply", "verify", "fix", "close", "review"]
"""What is waited for."""

Told = tuple[Stamp, Fact]


@dataclass(frozen=True, slots=True)
class Terms:
    """Calendar days until each step; those of the city, whatever a hall gives itself."""

    reply_days: int = 10
    verify_days: int = 1
    fix_days: int = 7
    close_days: int = 15
    review_days: int = 15


@dataclass(frozen=True, slots=True)
class Matter:
    """An entry of a comment book, or a bad rating, as far as its facts tell."""

    kind: Kind
    n: int
    """Of the `opinion.submitted`, or of the service."""
    what: str
    """Code of the topic, or the level of the rating."""
    form: str
    """Complaint, suggestion, praise, question; of a case: empty."""
    opened: Moment
    stage: Stage
    since: Moment
    """From when the clock of an answer runs: it was opened, or opened again."""
    answered: Moment | None = None
    """The first answer; of a case: when it was first looked into."""
    closed: Moment | None = None
    reopened: int = 0
    appealed: Moment | None = None
    """An appeal that waits; None: none does."""

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self.stage != "closed"

    def waits(self, terms: Terms) -> Mapping[Step, int]:
        """What is waited for → unix ms by which it is due, by the wall clock of then."""
        if self.kind == "opinion":
            waiting = self.stage in ("new", "routed", "reopened")
            return {"reply": self.since.wall_ms + terms.reply_days * DAY_MS} if waiting else {}
        found: dict[Step, int] = {}
        opened = self.opened.wall_ms
        match self.stage:
            case "new":
                found["verify"] = opened + terms.verify_days * DAY_MS
            case "confirmed":
                found["fix"] = opened + terms.fix_days * DAY_MS
            case "unfounded" | "fixed" | "called":
                found["close"] = opened + terms.close_days * DAY_MS
        if self.appealed is not None:
            found["review"] = self.appealed.wall_ms + terms.review_days * DAY_MS
        return found

    def late(self, terms: Terms, now_ms: int) -> tuple[Step, int] | None:
        """What is overdue for longest, and for how many ms; None: nothing is."""
        waits = self.waits(terms)
        late = [(now_ms - due, step) for step, due in waits.items() if due < now_ms]
        if not late:
            return None
        longest, step = max(late)
        return step, longest


def subject_of(stamp: Stamp, fact: Fact) -> tuple[Kind, int] | None:
    """The matter that a fact is about; None: it is about none."""
    match fact:
        case OpinionSubmitted():
            return "opinion", stamp.n
        case RatingGiven(service=service):
            return "case", service
    if type(fact) not in READS:
        return None
    opinion, case = getattr(fact, "opinion", None), getattr(fact, "case", None)
    return ("opinion", int(opinion)) if opinion is not None else ("case", int(case))  # type: ignore[arg-type]


def read(told: Iterable[Told]) -> Matter | None:
    """The matter that these facts are about, in any order; None while its first one is not here, or
    where the rating was no bad one."""
    matter: Matter | None = None
    for stamp, fact in sorted(told, key=lambda one: one[0].n):
        matter = _begun(stamp, fact) if matter is None else _after(matter, stamp.at, fact)
    return matter


def _begun(stamp: Stamp, fact: Fact) -> Matter | None:
    at = stamp.at
    match fact:
        case OpinionSubmitted(topic=topic, kind=form):
            return Matter("opinion", stamp.n, topic, form, at, "new", at)
        case RatingGiven(service=service, level=level) if level < LEAST_GOOD:
            return Matter("case", service, str(level), "", at, "new", at)
    return None


def _after(one: Matter, at: Moment, fact: Fact) -> Matter:
    """What does not fit the stage is true all the same: a hall's rules of then allowed it."""
    match fact:
        case OpinionRouted():
            return replace(one, stage="routed")
        case OpinionReplied():
            return replace(one, stage="replied", answered=one.answered or at)
        case OpinionReopened():
            again = one.reopened + 1
            return replace(one, stage="reopened", since=at, closed=None, reopened=again)
        case CaseVerified(confirmed=confirmed):
            stage: Stage = "confirmed" if confirmed else "unfounded"
            return replace(one, stage=stage, answered=one.answered or at)
        case CaseFixed():
            return replace(one, stage="fixed")
        case CaseCalledBack() if one.is_open:  # a closed one stays closed
            return replace(one, stage="called")
        case CaseAppealed():
            return replace(one, appealed=at)
        case CaseReviewed():
            return replace(one, appealed=None)
        case OpinionClosed() | CaseClosed():
            return replace(one, stage="closed", closed=at)
    return one


@dataclass(frozen=True, slots=True)
class Summary:
    """Of the matters of a hall, or of a topic."""

    written: int = 0
    """In the period."""
    open: int = 0
    """Now, whenever they were written."""
    overdue: int = 0
    answered: int = 0
    """Of those of the period."""
    answer_s: float | None = None
    """Median time to the first answer, of these; None: there was none, which is not 0."""
    reopened: int = 0
    """Of those of the period, opened again at least once."""
    by_wall: int = field(default=0)
    """Of the answers, those whose time rests on a wall clock: the machine was started anew."""


def summary(matters: Collection[Matter], terms: Terms, now_ms: int, from_ms: int) -> Summary:
    """from_ms: the first moment of the period, which ends now."""
    ours = [one for one in matters if one.opened.wall_ms >= from_ms]
    answers = [(one.answered, one.opened) for one in ours if one.answered is not None]
    took = [answer.since_ms(opened) / 1000 for answer, opened in answers]
    return Summary(
        written=len(ours),
        open=sum(one.is_open for one in matters),
        overdue=sum(one.late(terms, now_ms) is not None for one in matters),
        answered=len(took),
        answer_s=median(took) if took else None,
        reopened=sum(one.reopened > 0 for one in ours),
        by_wall=sum(answer.is_told_by_wall(opened) for answer, opened in answers),
    )
