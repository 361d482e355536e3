"""A city for browser tests: the real central, into whose database three halls' facts were fed."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from central.people.accounts import MACHINE
from central.people.nouns import Duty
from central.store import Heard, Store
from gateway.scores import Scores
from protocol import facts
from protocol.envelope import Entry
from protocol.uplink import HallState
from tests.browser.hall import PASSWORD
from tests.central.places import people_of, store_at
from tests.central.stories import items
from tests.hall.hall import PLAN
from tests.panel.stack import Program
from tests.scores.months import MONTH, WANG, november
from tests.uplink.harness import Process, broker
from tools.ports import free_port

EAST, WEST, SOUTH = "hall-east", "hall-west", "hall-south"
STREAMS = {EAST: "0000ea57", WEST: "00003e57", SOUTH: "00005007"}
NAMES = {EAST: "城东办税服务厅", WEST: "城西办税服务厅", SOUTH: "城南办税服务厅"}
DAY_MS = 86_400_000

_TOML = """
[city]
name = "示范市"
name_en = "Model City"
[broker]
port = {broker}
[web]
port = {web}
[[county]]
id = "east"
name = "东县"
name_en = "East County"
[[county]]
id = "west"
name = "西县"
name_en = "West County"
[[hall]]
id = "hall-east"
name = "城东办税服务厅"
name_en = "East Tax Hall"
county = "east"
url = "http://127.0.0.1:1/"
[[hall]]
id = "hall-west"
name = "城西办税服务厅"
name_en = "West Tax Hall"
county = "west"
[[hall]]
id = "hall-south"
name = "城南办税服务厅"
name_en = "South Tax Hall"
[[topic]]
id = "queue"
name = "排队等候"
name_en = "Waiting"
[[topic]]
id = "manner"
name = "服务态度"
name_en = "Manner"
"""


class CityProgram:
    """Accounts `city`, `east` (of the east county) and `administrator`."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        config = folder / "central.toml"
        config.write_text(_TOML.format(broker=port, web=free_port()), "utf-8")
        self.path = folder / "central.db"
        _feed(self.path, folder)
        people = people_of(self.path)
        people.add(MACHINE, "city", "市局王", Duty.CITY, None, PASSWORD)
        people.add(MACHINE, "east", "东县李", Duty.COUNTY, "east", PASSWORD)
        people.add(MACHINE, "administrator", "管理员", Duty.ADMINISTRATOR, None, PASSWORD)
        self._broker: Process | None = broker(port)
        self._central = Program(folder / "central.log", "central", "--config", str(config))
        try:
            self._central.wait_for("central ready")
        except BaseException:
            self.stop()
            raise
        self.url = self._central.said.split("central ready: ")[1].split()[0].rstrip("/")

    def stop(self) -> None:
        self._central.stop()
        if self._broker is not None:
            self._broker.kill()
            self._broker = None


def _feed(path: Path, folder: Path) -> None:
    store, now_ms = store_at(path), int(time.time() * 1000)
    entries = _november(folder / "gateway.db")
    for hall in (EAST, WEST):
        told = [replace(one, hall=hall, stream=STREAMS[hall]) for one in entries]
        told += _more(hall, len(told), now_ms)
        _commit(store, hall, told, now_ms)
    _commit(store, SOUTH, _more(SOUTH, 0, now_ms)[:3], now_ms - 3 * 3_600_000)
    store.close()


def _commit(store: Store, hall: str, entries: list[Entry], now_ms: int) -> None:
    heard = Heard(hall, HallState(True, STREAMS[hall], "s", "0.1"), fresh=True)
    for at in range(0, len(entries), 500):
        store.commit(items(*entries[at : at + 500]), [heard], now_ms)


def _november(path: Path) -> list[Entry]:
    """A month with its scores frozen twice, and an appeal that waits."""
    hall = november(path)
    hall.end()
    Scores(hall.store, PLAN).freeze(MONTH)
    hall.decide(hall.appeal(hall.services[WANG][3]))
    Scores(hall.store, PLAN).freeze(MONTH)
    hall.appeal(hall.services[WANG][5])
    with hall.store.reader() as reader:
        entries = list(reader.entries(0, 1 << 20))
    hall.store.close()
    return entries


def _more(hall: str, after: int, now_ms: int) -> list[Entry]:
    """Today, with people who wait; and a comment book."""
    written: list[tuple[facts.Fact, int]] = []

    def write(fact: facts.Fact, days_ago: float = 0.0) -> int:
        written.append((fact, now_ms - int(days_ago * DAY_MS)))
        return after + len(written)

    today = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    if after == 0:
        write(facts.StreamOpened(hall))
    write(facts.DayOpened(today))
    ticket = write(facts.TicketIssued(today, "A", 1, "", 0))
    for number in range(2, 9 if hall == EAST else 24):
        write(facts.TicketIssued(today, "A", number, "", number - 1))

    def opinion(topic: str, kind: str, days_ago: float) -> int:
        token = f"w{len(written):015d}"
        return write(facts.OpinionSubmitted("kiosk", topic, kind, token), days_ago)  # type: ignore[arg-type]

    opinion("queue", "complaint", 14.2)
    answered = opinion("manner", "complaint", 9.0)
    write(facts.OpinionReplied(answered, "r1", "zhao"), 7.5)
    write(facts.OpinionClosed(answered, "zhao"), 7.0)
    again = opinion("queue", "suggestion", 8.0)
    write(facts.OpinionReplied(again, "r2", "zhao"), 7.8)
    write(facts.OpinionReopened(again, "r3", "zhao"), 2.0)
    opinion("manner", "praise", 0.2)
    if hall == WEST:
        opinion("only-in-the-west", "question", 20.0)
    service = write(facts.ServiceStarted(ticket, "1"), 3.1)
    write(facts.RatingGiven(service, "1", 1), 3.0)
    return [
        Entry(hall, STREAMS[hall], after + n, fact, None, at_ms, "b0070000", at_ms)
        for n, (fact, at_ms) in enumerate(written, 1)
    ]
