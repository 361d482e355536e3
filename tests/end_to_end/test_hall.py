"""One day in a small hall, on real parts."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from gateway.store.writer import Writer
from hw_sim.nor import FileNor
from protocol import facts, records
from protocol.journal import SECTOR, Journal
from tests.end_to_end.small_hall import (
    BEST,
    CALL_1,
    CALL_2,
    DISPENSER,
    FINISH,
    NEXT,
    NO_SHOW,
    RATE_1,
    RATE_2,
    RECALL,
    START,
    WORST,
    SmallHall,
    wait_for,
)

DAY_MS = 86_400_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    with SmallHall(tmp_path) as hall:
        yield hall


def test_a_key_becomes_a_ticket_that_a_person_can_read_and_a_phone_can_scan(
    hall: SmallHall,
) -> None:
    ticket = hall.take_ticket()
    assert (ticket.business, ticket.number, ticket.ahead) == ("A", 1, 0)
    paper = hall.printer.wait_for_papers(1)[0]
    for words in ("城东办税服务厅", "发票业务", "A001", "前面没有人", "Nobody ahead"):
        assert words in paper.text
    assert paper.rubbish == 0
    codes = [found.text for found in zxingcpp.read_barcodes(Image.open(paper.png_path))]
    issued = next(e for e in hall.entries() if isinstance(e.fact, facts.TicketIssued))
    assert hall.gateway is not None
    assert codes == [hall.gateway.codes.of(issued.n, issued.fact)]
    assert hall.wait_facts(facts.PrintConfirmed, 1)[0].ticket == issued.n


def test_a_person_is_called_served_and_rates(hall: SmallHall) -> None:
    hall.take_ticket(key=1)
    hall.act(CALL_1, NEXT, facts.TicketCalled)
    assert hall.boards[CALL_1].wait_for(lambda b: b.digits() == "B001")
    hall.act(CALL_1, RECALL, facts.TicketRecalled)
    hall.act(CALL_1, START, facts.ServiceStarted)
    finished = hall.act(CALL_1, FINISH, facts.ServiceFinished)
    assert hall.boards[RATE_1].wait_for(lambda b: any(b.lamps()))
    hall.wait_facts(facts.RatingPrompted, 1)
    hall.press(RATE_1, BEST)
    given = hall.wait_facts(facts.RatingGiven, 1)[0]
    assert (given.service, given.window, given.level) == (finished.service, "1", 5)
    hall.press(RATE_1, WORST)
    assert hall.boards[RATE_1].wait_for(lambda b: not b.lamps()[WORST])
    assert hall.facts(facts.RatingGiven) == [given]


def test_two_windows_never_call_the_same_person(hall: SmallHall) -> None:
    for _ in range(2):
        hall.take_ticket(key=1)
    for pad in (CALL_1, CALL_2):
        assert hall.boards[pad].wait_for(lambda b: b.lamps()[NEXT])
    presses = [hall.boards[pad].press(NEXT) for pad in (CALL_1, CALL_2)]
    for press in presses:
        press.result(5)
    called = hall.wait_facts(facts.TicketCalled, 2)
    assert len({call.ticket for call in called}) == 2
    assert {call.window for call in called} == {"1", "2"}


def test_who_does_not_come_is_a_no_show_and_the_next_is_called(hall: SmallHall) -> None:
    hall.take_ticket()
    hall.take_ticket()
    hall.act(CALL_1, NEXT, facts.TicketCalled)
    hall.act(CALL_1, NO_SHOW, facts.TicketNoShow)
    hall.act(CALL_1, NEXT, facts.TicketCalled)
    assert hall.boards[CALL_1].wait_for(lambda b: b.digits() == "A002")


def test_a_late_rating_is_bound_to_its_own_service(hall: SmallHall) -> None:
    for _ in range(2):
        hall.take_ticket()
    first = hall.serve(CALL_1)
    assert hall.boards[RATE_1].wait_for(lambda b: any(b.lamps()))
    hall.line.unplug(hall.boards[RATE_1])
    hall.press(RATE_1, BEST)
    hall.act(CALL_1, NEXT, facts.TicketCalled)
    hall.act(CALL_1, START, facts.ServiceStarted)
    assert hall.facts(facts.RatingGiven) == []
    hall.line.plug(hall.boards[RATE_1])
    assert hall.wait_facts(facts.RatingGiven, 1)[0].service == first.service


def test_a_rating_with_the_cable_out_then_a_power_cut_arrives_once(hall: SmallHall) -> None:
    hall.take_ticket(key=1)
    finished = hall.serve(CALL_2)
    board = hall.boards[RATE_2]
    assert board.wait_for(lambda b: any(b.lamps()))
    hall.line.unplug(board)
    hall.press(RATE_2, 1)
    assert board.wait_for(lambda b: b.lamps() == (False, True, False, False, False))
    board.power_cut()
    hall.stop_gateway()
    hall.line.plug(board)
    hall.start_gateway()
    board.power_on()
    given = hall.wait_facts(facts.RatingGiven, 1)
    assert [(g.service, g.level) for g in given] == [(finished.service, 4)]
    hall.take_ticket()
    assert len(hall.facts(facts.RatingGiven)) == 1
    assert hall.facts(facts.RatingRefused) == []


def requests_of(hall: SmallHall) -> list[facts.DeviceRecord]:
    return [r for r in hall.facts(facts.DeviceRecord) if r.kind in (records.TICKET, records.KEY)]


def test_five_presses_in_a_stalled_line_are_one_ticket(hall: SmallHall) -> None:
    hall.line.stall()
    for _ in range(5):
        hall.press(DISPENSER, 0)
    hall.line.resume()
    hall.wait_facts(facts.TicketIssued, 1)
    assert hall.boards[DISPENSER].wait_for(lambda b: "A001" in b.screen()[0] and b.lamps()[1])
    hall.take_ticket()
    assert [t.number for t in hall.facts(facts.TicketIssued)] == [1, 2]
    outcomes = [e.cause for e in hall.entries() if e.cause]
    assert sorted(outcomes) == sorted(r.identity for r in requests_of(hall))
    assert len(hall.printer.wait_for_papers(2)) == 2


def test_five_taps_on_one_key_are_one_ticket(hall: SmallHall) -> None:
    for _ in range(5):
        hall.press(DISPENSER, 0)
    hall.wait_facts(facts.PrintConfirmed, 1)
    hall.wait_in_service(DISPENSER)
    assert len(hall.facts(facts.TicketIssued)) == 1
    assert len(hall.printer.papers) == 1


def test_five_next_in_a_stalled_line_are_one_call(hall: SmallHall) -> None:
    for _ in range(3):
        hall.take_ticket()
    assert hall.boards[CALL_1].wait_for(lambda b: b.lamps()[NEXT])
    hall.line.stall()
    for _ in range(5):
        hall.press(CALL_1, NEXT)
    hall.line.resume()
    hall.wait_facts(facts.TicketCalled, 1)
    hall.act(CALL_1, START, facts.ServiceStarted)
    assert len(hall.facts(facts.TicketCalled)) == 1


def test_a_press_older_than_the_limit_prints_nothing_and_is_expired(hall: SmallHall) -> None:
    hall.line.stall()
    hall.press(DISPENSER, 0)
    hall.stop_gateway()
    time.sleep(10.5)
    hall.line.resume()
    hall.start_gateway()
    expired = hall.wait_facts(facts.RequestExpired, 1)
    assert [fact.reason for fact in expired] == ["too_old"]
    assert hall.boards[DISPENSER].wait_for(lambda b: "按键已超时" in b.screen()[0])
    assert hall.take_ticket().number == 1
    assert len(hall.printer.wait_for_papers(1)) == 1


def test_a_press_from_before_a_reboot_prints_nothing_and_is_expired(hall: SmallHall) -> None:
    hall.line.stall()
    hall.press(DISPENSER, 0)
    hall.boards[DISPENSER].power_cut()
    hall.boards[DISPENSER].power_on()
    hall.line.resume()
    expired = hall.wait_facts(facts.RequestExpired, 1)
    assert [fact.reason for fact in expired] == ["before_reboot"]
    hall.wait_in_service(DISPENSER)
    assert hall.take_ticket().number == 1


@pytest.mark.parametrize("step", [DAY_MS, -DAY_MS])
def test_a_clock_stepped_by_a_day_changes_no_outcome(hall: SmallHall, step: int) -> None:
    hall.take_ticket()
    hall.clock.step_ms = step
    assert hall.take_ticket().number == 2
    hall.stop_gateway()
    hall.start_gateway()
    hall.wait_in_service(DISPENSER)
    third = hall.take_ticket()
    assert (third.number, third.day) == (3, hall.facts(facts.DayOpened)[0].day)
    assert len(hall.facts(facts.DayOpened)) == 1
    hall.serve(CALL_1)
    assert hall.facts(facts.RequestExpired) == []


def test_garbage_on_the_line_changes_nothing_and_is_counted(hall: SmallHall) -> None:
    before = [type(entry.fact) for entry in hall.entries()]
    for noise in (b"\xff" * 300, b"\0\x05half a fr", b"\0garbage\0", bytes(range(256)) * 4):
        hall.line.inject_to_gateway(noise)
        hall.line.inject_to_boards(noise)
    assert hall.take_ticket().number == 1
    assert hall.gateway is not None
    metrics = httpx.get(f"{hall.gateway.web.url}/metrics").text
    told = re.findall(r"taxhall_(?:bad_frames|noise_bytes)_total\{.*\} (\S+)", metrics)
    assert sum(map(float, told)) > 0
    unasked = {facts.DeviceRecord, facts.TicketIssued, facts.PrintConfirmed}
    assert {type(e.fact) for e in hall.entries()[len(before) :]} <= unasked


def test_a_record_of_an_unknown_kind_is_kept_has_no_outcome_and_is_counted(
    hall: SmallHall,
) -> None:
    board = hall.boards[DISPENSER]
    board.power_cut()
    with FileNor(board.flash_path, writable=True) as nor:
        journal = Journal(nor, nor.length // SECTOR, lambda: 1)
        journal.append(200, 1, b"of a later version")
    board.power_on()
    wait_for(lambda: [r for r in hall.facts(facts.DeviceRecord) if r.kind == 200])
    (kept,) = [r for r in hall.facts(facts.DeviceRecord) if r.kind == 200]
    assert bytes.fromhex(kept.payload) == b"of a later version"
    assert [e for e in hall.entries() if e.cause == kept.identity] == []
    assert hall.gateway is not None
    metrics = httpx.get(f"{hall.gateway.web.url}/metrics").text
    assert 'taxhall_counted_total{what="records_of_unknown_kind"} 1.0' in metrics


def test_a_hall_without_its_printer_runs_and_says_so(tmp_path: Path) -> None:
    with SmallHall(tmp_path, printer=False) as hall:
        assert hall.take_ticket().number == 1
        assert hall.gateway is not None
        printer = hall.gateway.live.view().printer
        assert printer.health == "fault"
        assert "1 ticket waits" in printer.en


def test_the_dispenser_is_out_of_service_without_a_gateway_and_comes_back(hall: SmallHall) -> None:
    hall.stop_gateway()
    board = hall.boards[DISPENSER]
    assert board.wait_for(lambda b: "暂停服务" in b.screen()[0] and not any(b.lamps()))
    hall.press(DISPENSER, 0)
    hall.start_gateway()
    hall.wait_in_service(DISPENSER)
    assert hall.facts(facts.TicketIssued) == []
    assert hall.take_ticket().number == 1


def test_figures_of_a_disk_that_hangs_are_not_shown_as_the_present(
    hall: SmallHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = hall.gateway
    assert gateway is not None
    page = f"{gateway.web.url}/api/v1/live"
    assert httpx.get(page).status_code == 200
    hanging = threading.Event()
    commit = Writer._commit_or_give_up

    def hang(self: Writer, group: Any) -> None:
        hanging.wait(20)
        commit(self, group)

    monkeypatch.setattr(Writer, "_commit_or_give_up", hang)
    hall.press(DISPENSER, 0)
    wait_for(lambda: httpx.get(page).status_code == 503)
    hanging.set()
    wait_for(lambda: httpx.get(page).status_code == 200)
    gateway.store.close()
    assert httpx.get(page).status_code == 503
