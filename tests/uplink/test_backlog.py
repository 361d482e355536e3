"""A backlog of many rows goes up with memory that does not grow with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store import Store
from gateway.uplink import Condition, Confirmation, StoreOutbox
from gateway.uplink.messages import messages
from gateway.uplink.window import Window
from protocol.facts import DeviceRecord
from protocol.uplink import AHEAD, BATCH, IN_FLIGHT
from tests.mosquitto import Mosquitto
from tests.store.fakes import Do, open_store
from tests.uplink.harness import QUICK, MemoryOutbox, uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for

ROWS, ROWS_LONG = 40_000, 200_000
TOGETHER = 10_000
MOST_GROWTH = 2 << 20
"""Bytes; a row is 300."""


@pytest.fixture(scope="module")
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store of a hall that could send nothing for years."""
    with open_store(tmp_path_factory.mktemp("full") / "gateway.db") as store:
        rows = ROWS_LONG if request.config.getoption("--long") else ROWS
        for begin in range(0, rows, TOGETHER):
            records = [
                DeviceRecord("e660583883265039", 0x1234ABCD, seq, 1, seq, "00")
                for seq in range(begin + 1, begin + TOGETHER + 1)
            ]
            store.submit(Do(lambda tx, of=records: [tx.write(one) for one in of])).result(100)
        yield store


def resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * 4096


@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux says what is resident")
def test_all_rows_of_a_real_store_are_read_in_flat_memory(full: Store):
    outbox, window, mid, sent, sizes = StoreOutbox(full), Window(QUICK), 0, 0, []
    window.open(0, 0.0)
    while waiting := outbox.entries(window.sent, min(BATCH, window.room())):
        for _, payload, last in messages("h1", waiting):
            mid, sent = mid + 1, sent + len(payload)
            window.put(last, mid, 0.0)
            window.landed(mid)
        if window.room() < BATCH:
            window.acked(window.sent, window.sent, 0.0)
            sizes.append(resident())
    outbox.close()
    assert window.sent == full.n > ROWS
    assert sent > 5 * MOST_GROWTH
    assert max(sizes[10:]) - sizes[10] < MOST_GROWTH


@pytest.mark.timeout(60)
def test_a_central_that_says_nothing_leaves_no_more_on_the_way_than_agreed(tmp_path: Path):
    asked: list[int] = []

    class Watched(MemoryOutbox):
        def entries(self, after: int, limit: int):
            asked.append(after + limit)
            return super().entries(after, limit)

        def confirm(self, through: int, digest: str) -> Confirmation:
            raise AssertionError("nobody has said anything")

    with Mosquitto(tmp_path / "b", witnessed=False) as broker:
        listener = Pretender(broker.port)
        listener.online()
        outbox = Watched(rows=5000)
        with uplink(outbox, broker.port) as pump:
            wait_for(lambda: len(set(listener.rows())) == AHEAD)
            wait_for(lambda: pump.status.condition is Condition.SENDING)
            assert pump._window.flying <= IN_FLIGHT
        assert max(asked) == AHEAD
        listener.close()
