"""What the gateway may say about a job: confirmed, uncertain, or failed, and nothing beyond."""

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from gateway.printing.layout import lay_out
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.render import render
from gateway.printing.status import Answers, Condition, condition
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import Fault
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.desk import slip
from tests.waiting import wait_for

TICKET = lay_out(slip("A001"))
OTHER = lay_out(slip("A002"))
SIZE = len(render(TICKET))


def ok(condition: Condition = Condition.OK) -> Outcome:
    return Outcome(Verdict.CONFIRMED, None, condition)


def test_a_job_begins_with_a_clean_head_and_ends_in_a_cut():
    assert render(TICKET).startswith(b"\x1b\x40\x1d\x61\x00")
    assert render(TICKET).endswith(b"\x1d\x21\x00\x1b\x64\x06\x1d\x56\x00")


@pytest.mark.parametrize("first", ["", "import escpos.printer; "])
def test_a_start_leaves_no_file_and_the_librarys_own_profiles_would_print_the_same(tmp_path, first):
    ours = first == ""
    program = (
        f"import sys; {first}from tests.printing.test_printers import TICKET, render; "
        "sys.stdout.write(render(TICKET).hex())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert printed.stdout.decode() == render(TICKET).hex()
    assert ours == (not list(tmp_path.iterdir())), "the library has mended what is worked around"


def test_a_printed_ticket_is_confirmed_by_the_head(sim, printer):
    assert printer.print(TICKET) == ok()
    (paper,) = sim.papers
    assert "A001" in paper.text
    assert paper.qr == ("5eed5eed-A001",)
    assert paper.rubbish == 0


def test_low_paper_is_told_and_prints_all_the_same(sim, printer):
    sim.near_end = True
    assert printer.print(TICKET) == ok(Condition.NEAR_END)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("paper_end", Condition.PAPER_END),
        ("cover_open", Condition.COVER_OPEN),
        ("offline", Condition.OFFLINE),
    ],
)
@pytest.mark.parametrize("warm", [False, True])
def test_a_stopped_head_is_not_sent_a_byte(sim, printer, fault, seen, warm):
    if warm:
        assert printer.condition() is Condition.OK
    setattr(sim, fault, True)
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason[seen.name], seen)
    setattr(sim, fault, False)
    assert printer.print(OTHER) == ok()
    assert ["A001" in paper.text for paper in sim.papers] == [False]


def test_a_printer_that_is_switched_off_has_printed_nothing(sim, printer):
    sim.cut_power()
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    assert printer.condition() is Condition.AWAY
    sim.power_on()
    assert printer.print(TICKET) == ok()
    assert len(sim.papers) == 1


def test_a_printer_restarted_while_idle_costs_no_ticket(sim, printer):
    assert printer.print(TICKET) == ok()
    sim.cut_power()
    sim.power_on()
    assert printer.print(OTHER) == ok()
    assert len(sim.papers) == 2


@pytest.mark.parametrize("after", [1, 40, SIZE // 2, SIZE - 3])
def test_power_lost_during_a_ticket_leaves_it_uncertain(sim, printer, after):
    sim.trip(Fault.POWER, after)
    outcome = printer.print(TICKET)
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, Reason.BROKEN_OFF)
    assert sim.papers == ()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.PAPER_END, Reason.PAPER_END),
        (Fault.COVER_OPEN, Reason.COVER_OPEN),
        (Fault.OFFLINE, Reason.OFFLINE),
        (Fault.MUTE, Reason.SILENT),
    ],
)
def test_a_fault_during_a_ticket_leaves_it_uncertain(sim, printer, fault, reason):
    sim.trip(fault, SIZE // 2)
    outcome = printer.print(TICKET)
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, reason)


def test_paper_that_ends_with_the_ticket_is_not_taken_for_a_whole_ticket():
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    with scripted_head(clean | {b"\x1dr\x01": b"\x0c"}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.5)
        outcome = printer.print(TICKET)
        printer.close()
    assert (outcome.verdict, outcome.reason) == (Verdict.UNCERTAIN, Reason.PAPER_END)


def test_a_mute_printer_is_unknown_and_never_ok(sim, printer):
    sim.mute = True
    assert printer.condition() is Condition.UNKNOWN
    outcome = printer.print(TICKET)
    assert outcome == Outcome(Verdict.UNCERTAIN, Reason.SILENT, Condition.UNKNOWN)
    assert printer.condition() is Condition.UNKNOWN
    assert len(sim.papers) == 1
    sim.mute = False
    assert printer.condition() is Condition.OK
    assert printer.print(OTHER) == ok()


def test_an_answer_that_may_belong_to_an_earlier_ticket_proves_nothing(sim, printer):
    sim.mute = True
    assert printer.print(TICKET).reason is Reason.SILENT
    printer.condition()
    sim.mute = False
    assert printer.print(OTHER).reason is Reason.AMBIGUOUS
    assert printer.print(OTHER) == ok()


def test_a_head_known_to_be_silent_is_not_waited_for_before_a_ticket(sim, printer):
    sim.mute = True
    printer.condition()
    begin = time.monotonic()
    thread = threading.Thread(target=printer.print, args=[TICKET], daemon=True)
    thread.start()
    sim.wait_for_papers(1)
    assert time.monotonic() - begin < 0.25  # a question would take 0.3 s
    thread.join()


def test_the_late_answer_of_an_earlier_ticket_does_not_confirm_a_later_one(tmp_path):
    """The first ticket waits in a head without paper; with paper, its answer comes at last."""
    sim = SimPrinter(tmp_path, mm_per_s=200)
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=1.5)
    sim.trip(Fault.PAPER_END, SIZE // 2)
    assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
    rest_of_the_first, questions = SIZE - SIZE // 2, 6
    sim.trip(Fault.PAPER_END, rest_of_the_first + questions + SIZE // 2)
    sim.paper_end = False
    assert printer.print(OTHER).verdict is Verdict.UNCERTAIN
    assert ["A001" in paper.text for paper in sim.papers] == [True]
    printer.close()
    sim.close()


def test_of_two_answers_that_come_late_none_confirms_a_ticket_that_stopped_half_way(sim):
    """The first ticket's answer is under way for longer than anybody waits. The question after it
    must not take it for its own, or the answer to that one is taken for the next ticket's."""
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.5)
    sim.late_s = 0.7
    assert printer.print(TICKET).reason is Reason.SILENT
    sim.trip(Fault.PAPER_END, SIZE // 2 + 30)
    assert printer.print(OTHER).verdict is Verdict.UNCERTAIN
    assert len(sim.papers) == 1
    printer.close()


@pytest.mark.parametrize("unanswered", [1, 3])
@pytest.mark.parametrize("lost", [True, False])
def test_when_the_answers_come_at_once_again_the_second_ticket_is_confirmed(
    sim, unanswered: int, lost: bool
):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=0.3)
    sim.late_s = 0.8
    for _ in range(unanswered):
        assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
    sim.mute = lost
    time.sleep(0.6 if lost else 0.0)
    sim.mute, sim.late_s = False, 0.0
    verdicts = [printer.print(OTHER) for _ in range(2 + 4 * (not lost))]
    assert verdicts[-1] == ok()
    printer.close()


@contextmanager
def scripted_head(answers: dict[bytes, bytes]) -> Iterator[int]:
    """A head that knows a few questions by heart; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard = b""
                    while chunk := connection.recv(4096):
                        heard += chunk
                        for question, answer in answers.items():
                            if heard.endswith(question):
                                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_pulled_cable_is_noticed_before_the_ticket_is_sent():
    """The connection still stands on our side, but neither it nor a new one gets an answer."""
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        plugged = True

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while chunk := connection.recv(4096):
                    heard.extend(chunk)
                    if plugged:
                        connection.sendall(b"\x12")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert printer.condition() is Condition.OK
        plugged = False
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    thread.join(5)
    assert bytes(heard).count(b"\x10\x04") * 3 == len(heard)


def test_a_status_that_comes_too_late_is_not_taken_for_the_next_one():
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", server.getsockname()[1]).connect)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(3)
                time.sleep(0.4)
                connection.sendall(b"\x1a")  # offline, but nobody waits for it any more
                while connection.recv(3):
                    connection.sendall(b"\x12")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert printer.condition() is Condition.UNKNOWN
        time.sleep(0.3)
        assert printer.condition() is Condition.OK
        printer.close()
        thread.join(5)


@pytest.mark.parametrize("nonsense", [b"\x00", b"\xff", b"\x13", b"\x92", b"\x02", b"\x10"])
def test_a_byte_that_cannot_be_a_status_counts_as_silence(nonsense):
    with scripted_head({b"\x10\x04\x01": nonsense}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        assert printer.condition() is Condition.UNKNOWN
        printer.close()


@contextmanager
def chattering(data: bytes, every_s: float) -> Iterator[int]:
    """Something at the printer's address that sends without being asked; yields its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                while not over.wait(every_s):
                    connection.sendall(data)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=talk, args=[connection], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        over.set()
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("data", "every_s"),
    [
        (b"x" * 4096, 0.0),
        (b"\x12" * 4096, 0.0),
        (b"\x12", 0.02),
        (b"\x00", 0.04),
        (b"\x00\x12", 0.05),
        (b"q", 0.04),
    ],
)
def test_a_peer_that_never_stops_sending_holds_nobody_up_and_confirms_nothing(data, every_s):
    with chattering(data, every_s) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.5)
        begin = time.monotonic()
        printer.condition()
        verdicts = [printer.print(TICKET).verdict for _ in range(3)]
        printer.condition()
        assert time.monotonic() - begin < 15
        assert Verdict.CONFIRMED not in verdicts
        printer.close()


def test_a_flood_is_no_printer():
    with chattering(b"\x12" * 4096, 0.0) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect)
        time.sleep(0.1)
        assert printer.condition() is Condition.AWAY
        assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
        printer.close()


@pytest.mark.parametrize("host", ["127.0.0..1", ".local", "a\0b", "x" * 70])
def test_a_host_that_cannot_be_one_is_a_printer_that_is_away(host):
    printer = HeadPrinter(NetworkAddress(host).connect)
    assert printer.condition() is Condition.AWAY
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)


def test_a_gateway_with_a_thousand_files_open_prints_all_the_same():
    least = 1200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < least:
        pytest.skip(f"this user may not open {least} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, least), hard))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1050)]
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    try:
        with scripted_head(clean | {b"\x1dr\x01": b"\x00"}) as port:
            printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect)
            assert printer.print(TICKET) == ok()
            printer.close()
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_late_status_is_not_taken_for_the_answer_of_the_job():
    clean = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)}
    with scripted_head(clean | {b"\x1dr\x01": b"\x12"}) as port:
        printer = HeadPrinter(NetworkAddress("127.0.0.1", port).connect, consumed_s=0.2)
        assert printer.print(TICKET).verdict is Verdict.UNCERTAIN
        printer.close()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((0x12, 0x12, 0x12), Condition.OK),
        ((0x16, 0x12, 0x12), Condition.OK),
        ((0x12, 0x12, 0x1E), Condition.NEAR_END),
        ((0x1A, 0x32, 0x7E), Condition.PAPER_END),
        ((0x12, 0x12, 0x7E), Condition.PAPER_END),
        ((0x1A, 0x36, 0x7E), Condition.COVER_OPEN),
        ((0x1A, 0x52, 0x12), Condition.ERROR),
        ((0x1A, 0x12, 0x12), Condition.OFFLINE),
        ((None, None, None), Condition.UNKNOWN),
        ((0x12, None, 0x12), Condition.UNKNOWN),
        ((0x12, 0x12, None), Condition.UNKNOWN),
        ((0x1A, 0x16, None), Condition.COVER_OPEN),
    ],
)
def test_the_answers_of_the_head_become_one_thing_to_tell(answers, told):
    assert condition(Answers(*answers)) is told


def test_every_condition_has_its_sentence_in_both_languages():
    for state in Condition:
        assert not state.zh.isascii()
        assert state.en.isascii()
    assert len({state.zh for state in Condition}) == len(Condition)


def test_breaking_off_ends_a_job_under_way_at_once(sim):
    printer = HeadPrinter(NetworkAddress(sim.host, sim.port).connect, consumed_s=30)
    sim.trip(Fault.PAPER_END, 10)
    outcomes: list[Outcome] = []
    job: Callable[[], None] = lambda: outcomes.append(printer.print(TICKET))  # noqa: E731
    thread = threading.Thread(target=job, daemon=True)
    thread.start()
    wait_for(lambda: sim.paper_end)
    begin = time.monotonic()
    printer.abort()
    thread.join(5)
    assert time.monotonic() - begin < 1
    assert outcomes[0].verdict is Verdict.UNCERTAIN


def test_two_printers_in_a_row_at_one_port_are_one_printer(tmp_path, printer, sim):
    """The old machine is replaced by a new one with the same address."""
    assert printer.print(TICKET) == ok()
    sim.close()
    assert printer.print(TICKET).verdict is Verdict.FAILED
    new = SimPrinter(tmp_path / "new", port=sim.port)
    assert printer.print(TICKET) == ok()
    assert len(new.papers) == 1
    new.close()
