"""A day's facts in three places; then each kind of damage, which the audit must find."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from central.reading import read_message
from central.store import Store as CentralStore
from gateway.hall import wishes
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.places import Sighting, Wish
from gateway.hall.reasons import Reason
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, LogOut, OpenWindow, PauseWindow
from gateway.hall.wish import AtWindow
from gateway.store import Adopt, Append, Prompted, Reader, Store
from gateway.store.transaction import Transaction
from gateway.uplink import Condition, Settings, StoreOutbox, Uplink
from gateway.uplink.wire import Received
from protocol import facts, records
from protocol.device_link import CALL_PAD
from protocol.journal import Journal
from protocol.uplink import CENTRAL_STATE, CentralState, write
from tests.central.stories import batch
from tests.hall.hall import SPARES
from tests.hall.staffed import GUIDE, LI, WANG
from tests.protocol.ram_nor import RamNor
from tests.store.fakes import Do, FakeBoard, call_pad, dispenser, open_store, rating_pad
from tests.tools.damage import rewrite
from tests.uplink.harness import QUICK, City, uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for
from tools.audit import Report, audit, main
from tools.audit.gateway import OUTCOMES

SECTORS = 16


@dataclass
class Run:
    """The folder of a run, as the demo leaves it."""

    folder: Path

    def audit(self) -> Report:
        return audit(self.folder / "boards", self.folder / "gateway.db", self.folder / "central.db")

    def gateway(self, *sql: str) -> None:
        rewrite(self.folder / "gateway.db", *sql)

    def central(self, *sql: str) -> None:
        rewrite(self.folder / "central.db", *sql)

    def flash(self, board: int = 0) -> Path:
        return sorted(self.folder.glob("boards/*.flash"))[board]


def live(store: Store) -> list[FakeBoard]:
    """A morning: three come, one is served and rates, one does not come, one press is too late."""
    keys, pad, stars = dispenser(store), call_pad(store), rating_pad(store)
    for board in (keys, pad, stars):
        board.deliver(board.write(records.BOOT, records.boot_payload(1, 1)))
    for _ in range(3):
        keys.press(0)
    store.submit(Append(facts.PrintConfirmed(next(iter(store.state.tickets)), False))).result(5)
    pad.act(records.NEXT)
    pad.act(records.START)
    (service,) = [n for n, fact in numbered(store) if isinstance(fact, facts.ServiceStarted)]
    pad.act(records.FINISH)
    store.submit(Prompted(service, "1")).result(5)
    stars.rate(service, 5)
    pad.act(records.NEXT)
    pad.act(records.NO_SHOW)
    keys.press(0, seen=999_999)
    return [keys, pad, stars]


def want(store: Store, by: Actor, wish: Any) -> int:
    """Somebody of the hall wants something; the n of what follows."""

    def run(tx: Transaction) -> int:
        fact = wishes.decide(Here(tx.plan, tx.head.state, tx.now, by), wish)
        assert not isinstance(fact, Reason), fact
        return tx.write(fact)

    n: int = store.submit(Do(run)).result(5)
    return n


def visit(store: Store) -> None:
    """One person, three services: sent on, held, resumed by another clerk; and pauses."""
    for window, clerk in (("1", LI), ("2", WANG)):
        want(store, clerk, LogIn(window=window))
        want(store, clerk, OpenWindow(window=window))
    want(store, GUIDE, TakeTicket("B"))
    for finished in (True, False):
        want(store, LI, CallNext(window="1"))
        want(store, LI, Start(window="1"))
        want(store, LI, Transfer(window="1", business="B", finished=finished))
    ticket = store.state.waiting[0]
    want(store, LI, CallNext(window="1"))
    want(store, LI, Start(window="1"))
    want(store, LI, Hold(window="1"))
    want(store, WANG, ResumeTicket(window="2", ticket=ticket))
    want(store, WANG, Finish(window="2"))
    want(store, LI, PauseWindow(window="1", reason="meal"))
    want(store, LI, LogOut(window="1"))


def numbered(store: Store) -> list[tuple[int, facts.Fact]]:
    with store.reader() as reader:
        return [(entry.n, entry.fact) for entry in reader.entries()]


def keep_flash(folder: Path, boards: list[FakeBoard]) -> None:
    for board in boards:
        flash = RamNor(SECTORS)
        journal = Journal(flash, SECTORS, partial(int, board.journal))
        for record in board.written:
            journal.append(*record)
        place = folder / "boards"
        place.mkdir(exist_ok=True)
        (place / f"{board.uid}.flash").write_bytes(flash.image)


def keep_central(folder: Path) -> None:
    central = CentralStore(folder / "central.db")
    with Reader(folder / "gateway.db") as reader:
        rows = reader.entries()
    for begin in range(0, len(rows), 64):
        central.commit(read_message(*batch(rows[begin : begin + 64])), (), 1)
    central.close()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    with open_store(folder / "gateway.db") as store:
        keep_flash(folder, live(store))
    keep_central(folder)
    return folder


@pytest.fixture
def run(day: Path, tmp_path: Path) -> Run:
    for file in [path for path in day.rglob("*") if path.is_file()]:
        copy = tmp_path / "run" / file.relative_to(day)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return Run(tmp_path / "run")


def test_a_day_on_which_a_spare_took_a_pads_place_is_clean(tmp_path: Path) -> None:
    with open_store(tmp_path / "gateway.db") as store:
        boards = live(store)
        old, spare = boards[1], FakeBoard(store, SPARES[0])
        seen = {spare.uid: Sighting(spare.uid, CALL_PAD, answers=True, fits=True)}
        store.submit(Adopt(Wish(spare.uid, old.uid, "person"), seen, ())).result(5)
        spare.act(records.NEXT)
        old.act(records.NEXT)
        keep_flash(tmp_path, [*boards, spare])
    keep_central(tmp_path)
    report = Run(tmp_path).audit()
    assert report.clean, report.differences
    with Reader(tmp_path / "gateway.db") as reader:
        assert reader.counts()["device.adopted"] == 1


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visit")
    with open_store(folder / "gateway.db") as store:
        keys = dispenser(store)
        keys.deliver(keys.write(records.BOOT, records.boot_payload(1, 1)))
        visit(store)
        keep_flash(folder, [keys])
    keep_central(folder)
    return folder


def test_a_visit_of_several_services_at_several_windows_is_clean(visited: Path) -> None:
    report = Run(visited).audit()
    assert report.clean, report.differences


AMISS = {
    "called while at a window": ("ticket.called", ("ticket.resumed",), "came to window 1 while"),
    "started twice": ("service.started", ("service.started",), "ticket started twice"),
    "started after it was done": ("service.started", ("service.finished",), "started twice"),
    "logged in twice": ("staff.logged_in", ("staff.logged_in",), "logged in at window"),
}


@pytest.mark.parametrize(("kind", "after", "found"), AMISS.values(), ids=AMISS.keys())
def test_a_ticket_at_two_windows_or_a_clerk_is_found(
    visited: Path, tmp_path: Path, kind: str, after: tuple[str, ...], found: str
) -> None:
    """The last fact of a kind happens once more, instead of the fact after the last of another."""
    shutil.copytree(visited, tmp_path / "run")
    run = Run(tmp_path / "run")
    last = "(SELECT max(n) FROM fact WHERE type = '{}')"
    run.gateway(
        f"UPDATE fact SET type = '{kind}', data = (SELECT data FROM fact WHERE n ="
        f" {last.format(kind)}) WHERE n = {last.format(after[0])} + 1"
    )
    report = run.audit()
    assert any(found in sentence for sentence in report.differences), report.differences
    assert report.doubled


def test_two_people_at_a_window_are_found(run: Run) -> None:
    run.gateway(
        'UPDATE fact SET data = replace(data, \'"window":"1"\', \'"window":"2"\')'
        " WHERE type IN ('service.finished', 'ticket.no_show')"
    )
    assert any("was there" in sentence for sentence in run.audit().differences)


def test_whatever_a_board_may_want_is_an_outcome_of_its_records() -> None:
    for wish, rule in wishes.RULES.items():
        if Duty.BOARD not in rule.duties or not issubclass(wish, AtWindow):
            continue
        found = get_type_hints(rule.decide)["return"]
        kinds = {kind.TYPE for kind in get_args(found) if kind is not Reason}
        assert kinds <= OUTCOMES[records.KEY], wish


def test_a_sound_day_is_clean_and_told_as_the_contract_says(
    run: Run, capsys: pytest.CaptureFixture[str]
):
    assert main([str(run.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["facts"]["gateway"] == told["facts"]["central"] > told["facts"]["devices"] > 0
    assert {key: told[key] for key in told if key != "facts"} == {
        "clean": True,
        "lost": 0,
        "doubled": 0,
        "gaps": [],
        "differences": [],
    }
    assert main([str(run.folder)]) == 0
    assert capsys.readouterr().out.endswith("\nclean\n")


def test_the_places_may_be_named_one_by_one(run: Run, tmp_path: Path):
    moved = run.folder / "gateway.db"
    moved = moved.rename(tmp_path / "elsewhere.db")
    assert main([str(run.folder), "--gateway", str(moved)]) == 0


RECORD = "(SELECT min(n) FROM fact WHERE type = 'device.record' AND data LIKE '%\"kind\":3%')"
TICKET = "(SELECT max(n) FROM fact WHERE type = 'ticket.issued')"
RATING = "(SELECT n FROM fact WHERE type = 'rating.given')"
NEXT_N = "(SELECT max(n) + 1 FROM fact)"


def again(kind: str) -> str:
    """The last fact of a type happens once more, as a row of its own without a cause."""
    return (
        "INSERT INTO fact SELECT m.n + 1, 'x-' || (m.n + 1), type, NULL, at_ms, boot, mono_ms,"
        f" data, fact.digest FROM fact, (SELECT max(n) AS n FROM fact) m WHERE type = '{kind}'"
        " ORDER BY fact.n DESC LIMIT 1"
    )


AT_THE_GATEWAY = {
    "a record changed": (
        f"UPDATE fact SET data = replace(data, '\"kind\":3', '\"kind\":4') WHERE n = {RECORD}",
        "differs: board",
    ),
    "a fact changed": (
        f"UPDATE fact SET data = replace(data, '\"level\":5', '\"level\":1') WHERE n = {RATING}",
        "was altered",
    ),
    "a digest changed": (
        "UPDATE fact SET digest = zeroblob(32) WHERE n = 5",
        "row 5 or its digest was altered",
    ),
    "a row gone": ("DELETE FROM fact WHERE n = 6", "rows 6 to 6 are missing"),
    "a name changed": ("UPDATE fact SET identity = 'other' WHERE n = 4", "is named other"),
    "a name twice": (
        "UPDATE fact SET identity = (SELECT identity FROM fact WHERE n = 4) WHERE n = 5",
        "is there 2 times",
    ),
    "a mark too far": ("UPDATE mark SET seq = seq + 1", "records reach"),
    "a mark too low": ("UPDATE mark SET seq = seq - 1", "records reach"),
    "no mark": ("DELETE FROM mark", "mark None"),
    "an outcome gone": (f"UPDATE fact SET cause = NULL WHERE n = {TICKET}", "has no outcome"),
    "two outcomes": (
        "UPDATE fact SET cause = (SELECT cause FROM fact WHERE type = 'service.started')"
        " WHERE type = 'ticket.no_show'",
        "has 2 outcomes",
    ),
    "an outcome that does not fit": (
        f'UPDATE fact SET type = \'service.started\', data = \'{{"ticket":99,"window":"1"}}\''
        f" WHERE n = {TICKET}",
        "of kind 3 became service.started",
    ),
    "an outcome of a boot": (
        "UPDATE fact SET cause = (SELECT identity FROM fact WHERE data LIKE '%\"kind\":1%')"
        " WHERE type = 'print.confirmed'",
        "asks for nothing",
    ),
    "an outcome of nothing": (
        "UPDATE fact SET cause = 'nobody-00000000-1' WHERE type = 'print.confirmed'",
        "which is not there",
    ),
    "a number twice": (again("ticket.issued"), "number given out twice"),
    "a service rated twice": (again("rating.given"), "service rated twice"),
    "a ticket started twice": (again("service.started"), "ticket started twice"),
    "a fact that cannot be read": ("UPDATE fact SET data = '{}' WHERE n = 4", "cannot be read"),
    "delivered too early": ("UPDATE uplink SET through = 9999", "counts rows up to 9999"),
}

AT_CENTRAL = {
    "a fact gone": ("DELETE FROM fact WHERE n = 4", "is not there"),
    "a fact changed": (
        "UPDATE fact SET data = replace(data, '\"level\":5', '\"level\":1')",
        "differs from the gateway's",
    ),
    "a fact too many": (
        "INSERT INTO fact SELECT hall, 'forged', stream, 999, type, cause, at_ms, boot, mono_ms,"
        " data, received_ms FROM fact WHERE n = 4",
        "forged is not at the gateway",
    ),
    "a receipt gone": ("DELETE FROM receipt WHERE n = 4", "row 4 has no receipt"),
    "a receipt changed": (
        "UPDATE receipt SET digest = zeroblob(32) WHERE n = 4",
        "receipt of row 4 is for another event",
    ),
    "a receipt too many": (
        "INSERT INTO receipt SELECT hall, stream, 999, 'forged', digest FROM receipt WHERE n = 4",
        "row 999 has a receipt",
    ),
    "a digest changed": ("UPDATE head SET digest = zeroblob(32)", "its digest at row"),
    "something in quarantine": (
        "INSERT INTO quarantine (received_ms, kind, topic, reason, size, raw, hall, stream, n)"
        " SELECT 1, 'conflict', '', 'row holds another', 0, '', hall, stream, 4 FROM head",
        "is in quarantine (conflict)",
    ),
}


@pytest.mark.parametrize(("sql", "found"), AT_THE_GATEWAY.values(), ids=AT_THE_GATEWAY.keys())
def test_damage_at_the_gateway_is_found(run: Run, sql: str, found: str):
    run.gateway(sql)
    assert any(found in sentence for sentence in run.audit().differences)
    assert main([str(run.folder)]) == 1


@pytest.mark.parametrize(("sql", "found"), AT_CENTRAL.values(), ids=AT_CENTRAL.keys())
def test_damage_at_central_is_found(run: Run, sql: str, found: str):
    run.central(sql)
    assert any(found in sentence for sentence in run.audit().differences)
    assert main([str(run.folder)]) == 1


def test_what_another_hall_claims_is_no_damage_of_this_one(run: Run):
    run.central(
        "INSERT INTO fact SELECT 'hall-02', identity, 'ffffffff', n, type, cause, at_ms, boot,"
        " mono_ms, '{}', received_ms FROM fact",
        "INSERT INTO quarantine (received_ms, kind, topic, reason, size, raw, hall, stream, n)"
        " SELECT 1, 'refused', '', 'the stream of another', 0, '', 'hall-02', stream, 4 FROM head",
    )
    assert run.audit().clean


def test_what_is_lost_and_what_is_doubled_is_counted(run: Run):
    run.gateway(again("ticket.issued"))
    run.central("DELETE FROM fact WHERE n IN (4, 5)")
    report = run.audit()
    assert (report.lost, report.doubled) == (2, 1)
    assert report.waiting == 1, "the new row was never sent"


def test_what_is_still_on_its_way_is_not_clean_and_not_lost(run: Run):
    run.gateway("UPDATE uplink SET through = 4")
    run.central(
        "DELETE FROM fact WHERE n > 4",
        "DELETE FROM receipt WHERE n > 4",
        "UPDATE head SET through = 4, digest = (SELECT zeroblob(32))",
    )
    report = run.audit()
    assert not report.clean
    assert report.lost == 0
    assert report.waiting > 0
    assert "not there yet" in report.as_json()["differences"][0]


def test_the_largest_gap_there_can_be_takes_no_memory(run: Run):
    last = (1 << 32) - 2
    gap = json.dumps({"uid": "e6614c311b7e8aff", "journal": 7, "first": 1, "last": last})
    run.gateway(
        "INSERT INTO fact SELECT n + 1, 'x-1', 'device.gap', NULL, at_ms, boot, mono_ms,"
        f" '{gap}', digest FROM fact ORDER BY n DESC LIMIT 1"
    )
    assert run.audit().gaps[-1]["last"] == last


def test_a_press_that_never_left_its_board_is_found(run: Run):
    path = run.flash()
    flash = RamNor(SECTORS, bytearray(path.read_bytes()))
    journal = Journal(flash, SECTORS, lambda: 0)
    seq = journal.append(records.TICKET, 77, records.ticket_payload(0, 0))
    path.write_bytes(flash.image)
    report = run.audit()
    assert report.lost == 1
    assert f"record {seq} of board" in report.differences[0]


def test_a_slot_that_fails_after_it_was_read_well_is_no_difference(run: Run):
    path = run.flash()
    image = bytearray(path.read_bytes())
    image[2 * 32 + 4] &= 0x0F
    image[2 * 32 + 28 : 3 * 32] = bytes(4)
    path.write_bytes(image)
    assert run.audit().clean


def test_records_overwritten_before_they_were_read_are_told_as_a_gap(tmp_path: Path):
    with open_store(tmp_path / "gateway.db") as store:
        board = dispenser(store)
        for _ in range(3):
            board.write(records.BOOT, records.boot_payload(1, 1))
        command = board.take_command(first=3)
        store.submit(type(command)(**{**vars(command), "oldest": 3})).result(5)
        keep_flash(tmp_path, [FakeBoard(store)])
    keep_central(tmp_path)
    report = Run(tmp_path).audit()
    assert [(gap["first"], gap["last"]) for gap in report.gaps] == [(1, 2)]
    assert not report.clean


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "gateway.db").unlink(), "gateway.db does not exist"),
        (lambda folder: (folder / "central.db").write_bytes(b"x" * 5000), "central.db cannot be"),
        (lambda folder: rewrite(folder / "central.db", "DROP TABLE receipt"), "no such table"),
        (lambda folder: (folder / "boards").rename(folder / "gone"), "holds no board"),
        (lambda folder: next(folder.glob("boards/*.flash")).write_bytes(b"?"), "no flash"),
    ],
)
def test_what_cannot_be_audited_is_told_in_a_sentence(
    run: Run, spoil: Callable[[Path], object], words: str, capsys: pytest.CaptureFixture[str]
):
    spoil(run.folder)
    assert main([str(run.folder)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


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

    CentralStore(city.db).close()
    city.start_broker()
    nobody = Pretender(city.port)
    nobody.say(CENTRAL_STATE, write(CentralState(True, "s")))
    with open_store(city.directory / "gateway.db") as store:
        keep_flash(city.directory, live(store))
        outbox = StoreOutbox(store)
        pump = Hasty(outbox, Settings("127.0.0.1", city.port), QUICK)
        pump.start()
        wait_for(lambda: store.through == store.n)
        pump.stop()
        outbox.close()
    nobody.close()
    report = Run(city.directory).audit()
    assert report.lost > 0
    assert any("as delivered, central has 0" in sentence for sentence in report.differences)
