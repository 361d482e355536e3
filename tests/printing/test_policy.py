"""The rules of the spool alone: no thread, no printer, no disk. Only what was sent, and what is on
record."""

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from hypothesis import given
from hypothesis import strategies as st

from gateway.printing import policy
from gateway.printing.job import PrintFact, PrintJob, SlipJob, TicketJob
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.policy import DEEDS, INTERRUPTED, Came, Kind, Station, Task, Then
from gateway.printing.status import Condition
from protocol.facts import PrintConfirmed, PrintFailed, PrintUncertain, SlipDone
from tests.printing.desk import BOOT, slip

TICKET = TicketJob(7, slip(), 0, BOOT)
ASKED = TICKET.copy()
SLIP = SlipJob(9, slip, 0, BOOT, count=3)
HALL = (Station("门口", ("aa",)), Station("中间"), Station("里面", ("bb", "cc")))


class Step(Enum):
    """What happens next to a job."""

    CONFIRMED = auto()
    UNCERTAIN = auto()
    MUTE = auto()
    REFUSED = auto()
    UNPRINTABLE = auto()
    TOO_OLD = auto()
    KILLED = auto()
    """Before a byte was sent."""
    SENT_AND_KILLED = auto()
    """Nothing is on record of it."""


OUTCOMES = {
    Step.CONFIRMED: Outcome(Verdict.CONFIRMED, None, Condition.OK),
    Step.UNCERTAIN: Outcome(Verdict.UNCERTAIN, Reason.BROKEN_OFF, Condition.UNKNOWN),
    Step.MUTE: Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN),
    Step.REFUSED: Outcome(Verdict.FAILED, Reason.COVER_OPEN, Condition.COVER_OPEN),
    Step.UNPRINTABLE: Outcome(Verdict.FAILED, Reason.UNPRINTABLE, Condition.OK),
}
SENT = {Step.CONFIRMED, Step.UNCERTAIN, Step.MUTE}
KILLS = {Step.KILLED, Step.SENT_AND_KILLED}


def says_copy(job: PrintJob) -> bool:
    """Whether 补打 stands on it."""
    return isinstance(job, TicketJob) and job.slip.reprint


@dataclass
class Life:
    """A job from its intent to the last that follows from it."""

    job: PrintJob
    facts: list[PrintFact] = field(default_factory=list)
    sent: list[bool] = field(default_factory=list)
    """By paper whose bytes went out: whether it said 补打."""
    out: int = 0
    """Heads that said so."""

    def live(self, steps: list[Step]) -> "Life":
        """All of them, and then the end."""
        task: Task | None = Task(self.job, 1, left=self.job.count)
        for step in [*steps, Step.TOO_OLD, Step.TOO_OLD]:
            if task is None:
                break
            if step in KILLS:
                self._send(task, step is Step.SENT_AND_KILLED and not task.interrupted)
                task = self._restarted()
            else:
                task = self._step(task, step)
        assert task is None
        return self

    def _step(self, task: Task, step: Step) -> Task | None:
        if task.interrupted:
            outcome, came = INTERRUPTED, policy.came(task, INTERRUPTED)
        elif step is Step.TOO_OLD:
            outcome, came = OUTCOMES[Step.REFUSED], Came.TOO_LATE
        else:
            outcome = OUTCOMES[step]
            came = policy.came(task, outcome)
            self._send(task, step in SENT)
            self.out += step is Step.CONFIRMED
        deed = DEEDS[came][task.kind]
        if deed.told is not None:
            self.facts.append(task.job.fact(deed.told, outcome.reason, "门口"))
        task = task.one_less() if came is Came.ONE_OF_MANY else task
        return task.after(deed.then, "门口")

    def _send(self, task: Task, sent: bool) -> None:
        if sent:
            self.sent.append(says_copy(task.job))

    def _restarted(self) -> Task | None:
        """A start finds the jobs that have no outcome."""
        return None if self.facts else Task(self.job, 1, interrupted=True, left=self.job.count)


STEPS = st.lists(st.sampled_from(list(Step)), max_size=8)


@given(STEPS)
def test_a_number_has_one_original_and_one_copy_that_follows_a_recorded_doubt(steps):
    life = Life(TICKET).live(steps)
    assert life.sent in ([], [False], [True], [False, True])
    doubts = [fact for fact in life.facts if isinstance(fact, PrintUncertain)]
    if True in life.sent:
        assert not doubts[0].reprint
        assert doubts[0].reason != "mute"
    assert sum(not fact.reprint for fact in life.facts if not isinstance(fact, SlipDone)) == 1
    assert len(life.facts) <= 2


@given(STEPS, st.sampled_from([TICKET, ASKED]))
def test_what_is_on_record_of_a_number_is_what_can_be_known(steps, job):
    life = Life(job).live(steps)
    confirmed = sum(isinstance(fact, PrintConfirmed) for fact in life.facts)
    doubtful = any(isinstance(fact, PrintUncertain) for fact in life.facts)
    assert confirmed == life.out
    assert bool(confirmed) <= bool(life.sent) <= (bool(confirmed) or doubtful)
    assert any(isinstance(fact, PrintFailed) for fact in life.facts) <= (not life.sent)


@given(STEPS)
def test_after_a_paper_that_somebody_asked_for_none_follows_by_itself(steps):
    life = Life(ASKED).live(steps)
    assert life.sent in ([], [True])
    assert len(life.facts) == 1


@given(STEPS)
def test_a_slip_has_one_outcome_and_is_never_printed_again_by_itself(steps):
    life = Life(SLIP).live(steps)
    ((done,),) = (life.facts,)
    assert isinstance(done, SlipDone)
    assert len(life.sent) <= 3
    assert (done.outcome == "confirmed") == (life.out == 3)
    assert (done.outcome == "failed") == (not life.sent and Step.KILLED not in _done(steps))


def _done(steps: list[Step]) -> list[Step]:
    """Up to the first that ends it, or makes it doubtful."""
    return steps[: next((i for i, one in enumerate(steps) if one is not Step.REFUSED), 0) + 1]


def test_every_end_of_every_kind_of_paper_has_its_rule():
    assert {came: set(row) for came, row in DEEDS.items()} == {came: set(Kind) for came in Came}


def names(task: Task) -> tuple[str, ...]:
    return policy.order(task, HALL)


def test_the_printer_beside_the_dispenser_comes_first_and_then_they_are_as_in_the_plan():
    task = Task(TICKET, 1)
    assert names(task) == ("门口", "中间", "里面")
    assert names(replace(task, job=replace(TICKET, board="cc"))) == ("里面", "门口", "中间")
    assert names(replace(task, job=replace(TICKET, board="zz"))) == ("门口", "中间", "里面")


def test_the_copy_is_tried_first_where_the_paper_is_in_doubt():
    task = Task(replace(TICKET, board="cc"), 1).after(Then.COPY, "中间")
    assert task is not None
    assert task.kind is Kind.COPY
    assert says_copy(task.job)
    assert names(task) == ("中间", "里面", "门口")


def test_a_paper_for_one_printer_alone_is_given_to_no_other():
    assert names(Task(replace(SLIP, only="中间"), 1)) == ("中间",)
    assert names(Task(replace(SLIP, only="不在了"), 1)) == ()


def test_the_first_that_is_fit_has_the_turn():
    assert policy.turn(("a", "b", "c"), {"b", "c"}) == "b"
    assert policy.turn(("a", "b", "c"), {"x"}) is None
