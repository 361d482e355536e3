"""Two workers' acknowledgements of one hall may pass each other; the last that stays is true."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from central.ingest.acks import CHECK, AckBook
from protocol.envelope import GENESIS
from protocol.uplink import Ack, read
from tests.central.wires import NotedWire

HALL, STREAM = "h1", "0a1b2c3d"


@dataclass
class Heads:
    """The database of all workers, as far as acknowledgements ask it."""

    through: int = 0
    asked: int = 0

    def ack(self) -> tuple[str, Ack]:
        return HALL, Ack(STREAM, self.through, GENESIS.hex(), self.through)

    def acks(self, halls: Collection[str] | None = None) -> list[tuple[str, Ack]]:
        return [self.ack()]

    def select(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        self.asked += 1
        return [(HALL, STREAM, self.through)]


@dataclass
class Worker:
    """What one of them does with its acknowledgements."""

    heads: Heads
    looks: bool = True
    wire: NotedWire = field(default_factory=NotedWire)
    arrived: int = 0

    def __post_init__(self) -> None:
        heads = cast(Any, self.heads)
        self.book = AckBook(heads, heads if self.looks else None)

    def commit(self) -> None:
        self.heads.through += 1
        self.book.put([self.heads.ack()])

    def publish(self) -> None:
        self.book.publish(cast(Any, self.wire), 16)

    @property
    def under_way(self) -> bool:
        return self.arrived < len(self.wire.said)

    def arrive(self) -> bytes:
        """The oldest of its messages comes to the broker, which keeps it and says so."""
        self.arrived += 1
        self.book.landed(self.arrived)
        return self.wire.said[self.arrived - 1][1]


def play(steps: Sequence[tuple[int, str]], looks: bool = True) -> tuple[Heads, bytes]:
    """What the broker keeps when all has arrived and everybody has looked."""
    heads, retained, now = Heads(), b"", 100.0
    workers = [Worker(heads, looks), Worker(heads, looks)]
    for who, what in steps:
        worker = workers[who]
        match what:
            case "commit":
                worker.commit()
            case "publish":
                worker.publish()
            case "arrive" if worker.under_way:
                retained = worker.arrive()
            case "look":
                now += CHECK
                worker.book.check(now)
    for _ in range(4):
        now += CHECK
        for worker in workers:
            worker.publish()
            while worker.under_way:
                retained = worker.arrive()
            worker.book.check(now)
    return heads, retained


STEPS = st.tuples(st.integers(0, 1), st.sampled_from(["commit", "publish", "arrive", "look"]))
PASSED = [(0, "commit"), (1, "commit"), (1, "publish"), (1, "arrive"), (0, "publish")]


@given(st.lists(STEPS, max_size=40))
def test_the_acknowledgement_that_stays_is_the_newest_whatever_passes_whatever(
    steps: list[tuple[int, str]],
):
    heads, retained = play(steps)
    if retained:
        assert read(Ack, retained).through == heads.through


def test_without_looking_again_an_older_one_stays():
    """The rule left out: without this failing the test above would prove nothing."""
    heads, retained = play(PASSED, looks=False)
    assert (heads.through, read(Ack, retained).through) == (2, 1)
    heads, retained = play(PASSED)
    assert read(Ack, retained).through == 2


def test_nothing_is_asked_while_nothing_is_said_and_little_otherwise():
    heads = Heads()
    worker = Worker(heads)
    for tick in range(20):
        worker.book.check(100.0 + tick)
    assert heads.asked == 0
    worker.commit()
    worker.publish()
    worker.arrive()
    for tick in range(20):
        worker.book.check(200.0 + tick)
    assert heads.asked == 1


def test_a_database_set_back_to_an_older_state_is_told_to_the_hall():
    heads = Heads(through=9)
    worker = Worker(heads)
    worker.commit()
    worker.publish()
    worker.arrive()
    heads.through = 4
    worker.book.check(100.0)
    worker.publish()
    assert read(Ack, worker.wire.said[-1][1]).through == 4


def test_no_more_is_said_than_there_is_room_for():
    worker = Worker(Heads())
    worker.book.put([(f"h{n}", Ack(f"{n:08x}", 1, GENESIS.hex())) for n in range(40)])
    worker.book.publish(cast(Any, worker.wire), 16)
    assert (len(worker.wire.said), worker.book.flying, worker.book.waiting) == (16, 16, True)
