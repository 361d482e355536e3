"""A day over the real wire; and a gateway that frees what central does not hold."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.uplink import Condition, StoreOutbox, Uplink
from protocol.uplink import CentralState, worker_state_topic, write
from runtime.mqtt import Broker, Received
from tests.central.places import store_at
from tests.store.fakes import open_store
from tests.tools.audited import Run, keep_flash, live
from tests.uplink.harness import QUICK, City, uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for
from tools.audit import main


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    yield city
    city.close()


def test_a_day_over_the_real_wire_is_clean(city: City):
    city.start_broker()
    city.start_central()
    with open_store(city.directory / "gateway.db") as store:
        outbox = StoreOutbox(store)
        with uplink(outbox, city.port) as pump:
            cancel = store.subscribe(lambda *_: pump.wake())
            keep_flash(city.directory, live(store))
            wait_for(lambda: store.through == store.n)
            wait_for(lambda: pump.status.condition is Condition.DELIVERED)
            cancel()
        outbox.close()
    assert city.central is not None
    assert city.central.stop() == 0
    assert Run(city.directory).audit().differences == []
    assert main([str(city.directory)]) == 0


def test_a_gateway_that_frees_rows_on_puback_is_caught(city: City):
    """The rule broken on purpose: the broker took the rows, and nobody else did."""

    class Hasty(Uplink):
        def _hear(self, received: Received) -> None:
            super()._hear(received)
            sent = self._window.sent
            if received.landed and sent:
                with sqlite3.connect(city.directory / "gateway.db") as db:
                    (digest,) = db.execute(
                        "SELECT digest FROM fact WHERE n = ?", (sent,)
                    ).fetchone()
                self._outbox.confirm(sent, digest.hex())

    store_at(city.db).close()
    city.start_broker()
    nobody = Pretender(city.port)
    nobody.say(worker_state_topic("1"), write(CentralState(True, "s")))
    with open_store(city.directory / "gateway.db") as store:
        keep_flash(city.directory, live(store))
        outbox = StoreOutbox(store)
        pump = Hasty(outbox, Broker(host="127.0.0.1", port=city.port), timing=QUICK)
        pump.start()
        wait_for(lambda: store.through == store.n)
        pump.stop()
        outbox.close()
    nobody.close()
    report = Run(city.directory).audit()
    assert report.lost > 0
    assert any("as delivered, central has 0" in sentence for sentence in report.differences)
