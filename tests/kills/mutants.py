"""Gateways with one rule removed. The kill test must fail on each of them, or it proves nothing."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from gateway.devices.reading import Reading
from gateway.devices.why import Why
from gateway.gateway import Gateway
from gateway.hall import restoring
from gateway.hall.here import Here
from gateway.hall.requests import decide_record
from gateway.orders import CityOrders, answers
from gateway.orders.taking import TakeOrder
from gateway.papers.jobs import Jobs
from gateway.store import board_records
from gateway.store.store import Store
from gateway.store.transaction import Transaction
from gateway.store.writer import Writer
from protocol import facts
from protocol.answers import Events
from protocol.facts import DeviceRecord, TicketIssued


def slow_disk() -> None:
    """No rule is removed: commits take three polls. It alone must pass."""
    commit = Writer._commit

    def slow(self: Writer, group: Any) -> None:
        time.sleep(0.06)
        commit(self, group)

    Writer._commit = slow  # type: ignore[method-assign]


def acknowledge_what_was_read() -> None:
    """The next poll acknowledges records that no commit holds yet, on a slow disk."""
    slow_disk()
    came = Reading.came

    def hasty(self: Reading, events: Events, now: float) -> Why | None:
        why = came(self, events, now)
        self.mark = self._read_to
        return why

    Reading.came = hasty  # type: ignore[method-assign]


def decide_in_a_second_transaction() -> None:
    """A record is committed first, and what follows from it later."""
    undecided: list[DeviceRecord] = []

    class Decide:
        def __init__(self, record: DeviceRecord) -> None:
            self.record = record

        def run(self, tx: Transaction) -> int:
            outcome = decide_record(
                Here(tx.plan, tx.head.state, tx.now), self.record, 0, tx.at.stream
            )
            return tx.write(outcome, cause=self.record.identity) if outcome else 0

    def nothing_yet(here: Here, record: DeviceRecord, freshness: object, stream: str) -> None:
        undecided.append(record)

    made = Gateway.__init__

    def make(self: Gateway, *arguments: Any) -> None:
        made(self, *arguments)

        def decide(*_: object) -> None:
            while undecided:
                self.store.submit(Decide(undecided.pop(0)))

        self.store.subscribe(decide)

    setattr(Gateway, "__init__", make)  # noqa: B010  a type checker has no word for this
    setattr(board_records, "decide_record", nothing_yet)  # noqa: B010


def print_before_the_commit() -> None:
    """A ticket goes to the printer when it is written, not when it is committed."""
    write = Transaction.write
    gateways: list[Gateway] = []
    start = Gateway.start

    def remember(self: Gateway) -> None:
        gateways.append(self)
        start(self)

    def eager(self: Transaction, fact: facts.Fact, cause: str | None = None) -> int:
        n = write(self, fact, cause)
        gateway = gateways[0] if gateways else None
        if isinstance(fact, TicketIssued) and gateway is not None and gateway.spool is not None:
            job = gateway.jobs.of(self.entries[-1], gateway.store.state)
            assert job is not None
            gateway.spool.enqueue(job)
            while gateway.spool.status.confirmed == 0 and gateway.spool.status.waiting:
                time.sleep(0.002)
        return n

    Gateway.start = remember  # type: ignore[method-assign]
    Transaction.write = eager  # type: ignore[method-assign]


def forget_tickets_without_an_outcome() -> None:
    """The start does not look for tickets whose paper nobody knows of."""
    Jobs.unfinished = lambda self, store: []  # type: ignore[method-assign]


def leave_the_mark_behind() -> None:
    """A record is kept without the mark that says so, as if they were two transactions."""
    Transaction.set_mark = lambda *_: None  # type: ignore[method-assign]


class Do:
    """A command of the store out of a function."""

    def __init__(self, run: Callable[[Transaction], Any]) -> None:
        self.run = run


def then(later: list[Callable[[Transaction], Any]]) -> None:
    """After each command of the city these are done, each in a transaction of its own."""
    take = CityOrders.take

    def slowly(self: CityOrders, name: str, payload: bytes) -> bytes | None:
        said = take(self, name, payload)
        while later:
            self._store.commit(Do(later.pop(0)))
        return said

    CityOrders.take = slowly  # type: ignore[method-assign]


def keep_the_answer_in_a_second_transaction() -> None:
    """What a command became is committed first, and that it was answered later."""
    later: list[Callable[[Transaction], Any]] = []
    keep = answers.keep

    def keep_later(_: sqlite3.Connection, *row: Any) -> None:
        later.append(lambda tx: keep(tx.db, *row))

    setattr(answers, "keep", keep_later)  # noqa: B010  as above
    then(later)


def answer_before_the_commit() -> None:
    """A reply goes out when the command is done, and a while before it is on the disk."""
    submit = Store.submit

    def hasty(self: Store, command: Any) -> Any:
        if not isinstance(command, TakeOrder):
            return submit(self, command)
        told: Future[Any] = Future()

        def run(tx: Transaction) -> None:
            told.set_result(command.run(tx))
            time.sleep(0.06)

        submit(self, Do(run))
        return told

    Store.submit = hasty  # type: ignore[method-assign]


def take_the_day_over_fact_by_fact() -> None:
    """A day that comes back is opened first, and whoever stands in it is carried over later."""
    later: list[Callable[[Transaction], Any]] = []
    carried = restoring.carried

    def only_the_first(*arguments: Any) -> Iterator[facts.Fact]:
        first, *rest = carried(*arguments)
        later.extend(partial(Transaction.write, fact=fact) for fact in rest)
        yield first

    setattr(restoring, "carried", only_the_first)  # noqa: B010  as above
    then(later)


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    mutant.__name__: mutant
    for mutant in (
        slow_disk,
        acknowledge_what_was_read,
        decide_in_a_second_transaction,
        print_before_the_commit,
        forget_tickets_without_an_outcome,
        leave_the_mark_behind,
        keep_the_answer_in_a_second_transaction,
        answer_before_the_commit,
        take_the_day_over_fact_by_fact,
    )
}
