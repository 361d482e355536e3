"""What thirty-two callers ask the store for, each for itself, again and again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.hall.plan import Board, Business, HallPlan, RatingPad, Window
from gateway.store import Append, Store, TakeRecords, Transaction
from gateway.store.transaction import Command
from protocol import frames, records
from protocol.facts import (
    PrintConfirmed,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)

CALLERS: Final = 32
EACH: Final = 60
"""Times that each asks in a run. Of ratings, with what led to them, a full day of a large hall."""

DAY: Final = "2026-01-05"
JOURNAL: Final = 7

PLAN: Final = HallPlan(
    hall="bench",
    name="试验厅",
    businesses=(Business("A", "发票业务"),),
    windows=tuple(Window(str(i), f"{i}号窗口", ("A",)) for i in range(CALLERS)),
    boards=tuple(Board(f"b{i:015x}", RatingPad(str(i))) for i in range(CALLERS)),
)

PLAIN: Final = (records.CLOCK, 1, records.clock_payload(1_767_571_200_000))
"""A record that asks for nothing."""

ANSWER: Final = (frames.MOST_BODY - 8) // len(records.encode(*PLAIN))
"""So many of them a board that has some to tell puts into one EVENTS."""

Asked = Sequence[Sequence[Command[Any]]]
"""The commands of each caller, in their order."""


@dataclass(frozen=True)
class Load:
    """One way to ask."""

    case: str
    facts: int
    """That one command becomes."""
    counts: str
    """What is counted, for a reader of the figure."""
    prepare: Callable[[Store], Asked]
    """Does in an open day whatever must have happened before, and gives the commands."""


@dataclass(frozen=True)
class Serve:
    """People come to a window and are served, as far as the rules need it for their ratings. Gives
    the services."""

    window: str
    people: range

    def run(self, tx: Transaction) -> list[int]:
        """See the class."""
        return [self._one(tx, number) for number in self.people]

    def _one(self, tx: Transaction, number: int) -> int:
        ticket = tx.write(TicketIssued(DAY, "A", number, "", 0, channel="phone"))
        tx.write(TicketCalled(ticket, self.window))
        service = tx.write(ServiceStarted(ticket, self.window))
        tx.write(ServiceFinished(service, ticket, self.window))
        return service


@dataclass(frozen=True)
class Issue:
    """So many tickets. Gives their n."""

    numbers: range

    def run(self, tx: Transaction) -> list[int]:
        """See the class."""
        return [
            tx.write(TicketIssued(DAY, "A", number, "", 0, channel="phone"))
            for number in self.numbers
        ]


def _answers(store: Store) -> Asked:
    return [
        [_take(caller, 1 + turn * ANSWER, (PLAIN,) * ANSWER) for turn in range(EACH)]
        for caller in range(CALLERS)
    ]


def _papers(store: Store) -> Asked:
    tickets = [store.commit(Issue(_theirs(caller))) for caller in range(CALLERS)]
    return [[Append(PrintConfirmed(n, reprint=False)) for n in theirs] for theirs in tickets]


def _ratings(store: Store) -> Asked:
    services = [store.commit(Serve(str(caller), _theirs(caller))) for caller in range(CALLERS)]
    stream = bytes.fromhex(store.stream)[::-1]
    return [
        [
            _take(caller, seq, ((records.RATING, seq, _rating(stream, service)),))
            for seq, service in enumerate(theirs, 1)
        ]
        for caller, theirs in enumerate(services)
    ]


def _theirs(caller: int) -> range:
    return range(caller * EACH + 1, (caller + 1) * EACH + 1)


def _rating(stream: bytes, service: int) -> bytes:
    return records.rating_payload(stream + service.to_bytes(4, "little"), 5)


def _take(caller: int, first: int, told: tuple[tuple[int, int, bytes], ...]) -> TakeRecords:
    return TakeRecords(PLAN.boards[caller].uid, JOURNAL, 1, first, told, first, 1)


ANSWERS: Final = Load(
    "append-32",
    ANSWER,
    f"a fact for each record of TakeRecords, {ANSWER} that ask for nothing in each, as a board's"
    " answer carries them",
    _answers,
)
SINGLE: Final = Load(
    "append-32-single",
    1,
    "print.confirmed, one for each Append",
    _papers,
)
RATED: Final = Load(
    "append-32-rated",
    2,
    "a record and its rating for each TakeRecords of one press",
    _ratings,
)
