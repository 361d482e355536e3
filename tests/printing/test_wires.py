"""The ways to a head: each prints, each answers or says that it cannot, none waits for ever."""

import os
import pty
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.render import render
from gateway.printing.status import Condition
from gateway.printing.wires import usb as usb_wire
from gateway.printing.wires.address import (
    CupsAddress,
    FileAddress,
    NetworkAddress,
    SerialAddress,
    UsbAddress,
)
from gateway.printing.wires.descriptor import open_file
from gateway.printing.wires.serial_port import open_serial
from gateway.printing.wires.wire import RefusedError
from hw_sim.printers import MUTE_58, Printer, SerialPrinter, UsbPrinter
from hw_sim.printers import NetworkPrinter as SimPrinter
from tests.printing.heads import MUTE, NUMBERED, TICKET, ok

BAUD = 115_200


@pytest.fixture(params=["network", "serial", "usb"])
def way(request, tmp_path) -> Iterator[tuple[Printer, HeadPrinter]]:
    """A simulated head and the gateway's side of it, over each two-way wire."""
    head, connect = plugged(request.param, tmp_path)
    printer = HeadPrinter(connect, NUMBERED, consumed_s=1.5)
    yield head, printer
    printer.close()
    head.close()


def plugged(kind: str, folder: Path):
    if kind == "network":
        network = SimPrinter(folder, draw=False)
        return network, NetworkAddress(network.host, network.port).connect
    if kind == "serial":
        serial = SerialPrinter(folder, baud=BAUD, draw=False)
        return serial, SerialAddress(str(serial.path), BAUD).connect
    usb = UsbPrinter(folder, draw=False)
    return usb, lambda: usb_wire.open_usb(usb.vendor, usb.product, None, usb.backend)


def test_a_ticket_is_printed_and_confirmed_over_each_wire(way):
    head, printer = way
    assert printer.condition() is Condition.OK
    assert printer.print(TICKET) == ok()
    head.near_end = True
    assert printer.condition() is Condition.NEAR_END
    (paper,) = head.papers
    assert "A001" in paper.text
    assert paper.rubbish == 0


def test_a_head_that_comes_back_after_its_cable_was_out_prints_over_each_wire(way):
    head, printer = way
    assert printer.print(TICKET) == ok()
    head.cable = True
    assert printer.condition() in (Condition.AWAY, Condition.UNKNOWN)
    head.cable = False
    assert printer.condition() is Condition.OK
    assert printer.print(TICKET) == ok()
    assert len(head.papers) == 2


def test_a_name_that_no_server_answers_for_is_away_soon_and_asked_once_at_a_time(monkeypatch):
    asked, over = [], threading.Event()

    def hang(*question: object, **_: object) -> None:
        asked.append(question)
        over.wait(20.0)
        raise OSError("no name server")

    monkeypatch.setattr("socket.getaddrinfo", hang)
    printer = HeadPrinter(NetworkAddress("head.example").connect)
    begin = time.monotonic()
    assert printer.condition() is Condition.AWAY
    assert printer.print(TICKET).reason is Reason.AWAY
    assert time.monotonic() - begin < 5.0
    assert len(asked) == 1
    over.set()


def test_a_wait_for_an_answer_is_broken_off_over_each_wire(way):
    _, printer = way
    printer.condition()
    wire = printer._connection._wire
    begun, broken = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        with suppress(OSError):
            wire.receive(5.0)
            wire.receive(5.0)
        broken.set()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    begun.wait()
    time.sleep(0.05)
    begin = time.monotonic()
    wire.abort()
    assert broken.wait(2.0)
    assert time.monotonic() - begin < 1.0
    thread.join()


def test_a_serial_port_belongs_to_one_program(tmp_path):
    head = SerialPrinter(tmp_path)
    wire = open_serial(str(head.path), 9600)
    with pytest.raises(OSError, match="lock"):
        open_serial(str(head.path), 9600)
    wire.close()
    wire = open_serial(str(head.path), 9600)
    assert (wire.two_way, wire.baud) == (True, 9600)
    wire.close()
    head.close()


def test_a_serial_port_that_is_not_there_is_a_printer_that_is_away(tmp_path):
    printer = HeadPrinter(SerialAddress(str(tmp_path / "ttyUSB9")).connect)
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)


def test_a_head_that_takes_nothing_is_given_up_and_an_adapter_that_goes_is_noticed(monkeypatch):
    monkeypatch.setattr("gateway.printing.wires.descriptor.SEND_S", 0.1)
    master, slave = pty.openpty()
    tty.setraw(slave)
    wire = open_file(os.ttyname(slave))
    os.close(slave)
    with pytest.raises(TimeoutError, match="took nothing"):
        wire.send(b"x" * 1_000_000)
    os.close(master)
    with pytest.raises(OSError, match=r"gone|Input/output"):
        wire.receive(1.0)
    wire.close()


def test_a_device_node_is_read_and_a_plain_file_or_a_pipe_is_not(tmp_path):
    master, slave = pty.openpty()
    tty.setraw(slave)
    node = open_file(os.ttyname(slave))
    os.write(master, b"\x12")
    assert node.two_way
    assert node.receive(1.0) == b"\x12"
    node.close()
    for descriptor in (master, slave):
        os.close(descriptor)
    (tmp_path / "file").touch()
    plain = open_file(str(tmp_path / "file"))
    assert not plain.two_way
    plain.close()


def test_a_file_takes_tickets_one_after_the_other_and_each_is_mute(tmp_path):
    file = tmp_path / "tickets"
    file.touch()
    printer = HeadPrinter(FileAddress(str(file)).connect, NUMBERED)
    assert printer.condition() is Condition.UNKNOWN
    begin = time.monotonic()
    for _ in range(2):
        assert printer.print(TICKET) == Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN)
    assert time.monotonic() - begin < 1.0
    assert file.read_bytes() == 2 * render(TICKET, NUMBERED)
    printer.close()


def test_where_the_node_of_a_printer_should_be_no_file_is_made(tmp_path):
    printer = HeadPrinter(FileAddress(str(tmp_path / "lp0")).connect)
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    assert not (tmp_path / "lp0").exists()


def test_a_pipe_that_nobody_reads_is_a_printer_that_is_away(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    printer = HeadPrinter(FileAddress(str(pipe)).connect)
    assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert printer.print(TICKET).reason is Reason.MUTE
    assert os.read(reader, 65_536) == render(TICKET)
    os.close(reader)
    printer.close()


def test_a_mute_head_is_sent_its_tickets_at_once_and_nothing_is_waited_for(tmp_path):
    head = SimPrinter(tmp_path, model=MUTE_58, mm_per_s=0.0, draw=False)
    printer = HeadPrinter(NetworkAddress(head.host, head.port).connect, MUTE)
    begin = time.monotonic()
    assert printer.condition() is Condition.UNKNOWN
    for _ in range(3):
        assert printer.print(TICKET) == Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN)
    assert time.monotonic() - begin < 1.0
    printer.close()
    head.close()


def test_two_alike_on_usb_are_told_apart_by_their_serial_numbers(tmp_path, monkeypatch):
    usb = UsbPrinter(tmp_path)
    (head,) = usb_wire.find(usb.backend)
    assert (head.name, head.serial) == (f"{usb.vendor:04x}:{usb.product:04x}", None)
    monkeypatch.setattr(usb_wire, "find", lambda *_, **__: [head, head])
    with pytest.raises(OSError, match=r"2 printers are 04b8:.*serial number"):
        UsbAddress(usb.vendor, usb.product).connect()
    usb.close()


def test_a_printer_that_is_not_plugged_in_is_named(tmp_path):
    usb = UsbPrinter(tmp_path)
    with pytest.raises(OSError, match="no printer 1234:5678 is plugged in"):
        usb_wire.open_usb(0x1234, 0x5678, None, usb.backend)
    with pytest.raises(OSError, match="no printer 04b8:0e27:X is plugged in"):
        usb_wire.open_usb(usb.vendor, usb.product, "X", usb.backend)
    usb.close()


def test_without_pyusb_a_printer_on_usb_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "usb.core", None)
    with pytest.raises(OSError, match="install pyusb"):
        usb_wire.find()


class TestQueue:
    """A queue of CUPS, whose two commands are a few lines of shell here."""

    @pytest.fixture(autouse=True)
    def commands(self, tmp_path, monkeypatch):
        self.folder = tmp_path
        self.command("lpstat", 'cat "$DESK/state"; exit $(cat "$DESK/rc")')
        self.command("lp", 'cat > "$DESK/job-$$"; echo "$@" > "$DESK/arguments"')
        self.state("printer tickets is idle.  enabled since Sat\ntickets accepting requests since")
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        environment = dict(os.environ) | {"DESK": str(tmp_path), "LC_ALL": "C"}
        monkeypatch.setattr("gateway.printing.wires.cups._C", environment)

    def command(self, name: str, script: str) -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.folder / name).chmod(0o755)

    def state(self, words: str, rc: int = 0) -> None:
        (self.folder / "state").write_text(words)
        (self.folder / "rc").write_text(str(rc))

    def test_it_takes_a_job_and_says_nothing(self):
        printer = HeadPrinter(CupsAddress("tickets").connect, NUMBERED)
        assert printer.condition() is Condition.UNKNOWN
        assert printer.print(TICKET) == Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN)
        (job,) = self.folder.glob("job-*")
        assert job.read_bytes() == render(TICKET, NUMBERED)
        assert "-d tickets -o raw" in (self.folder / "arguments").read_text()

    @pytest.mark.parametrize(
        "words",
        [
            "printer tickets disabled since Sat -\n\tUnplugged or turned off\ntickets accepting",
            "printer tickets is idle.\ntickets not accepting requests since Sat -\n\tRejecting",
        ],
    )
    def test_a_queue_that_is_stopped_fails_in_the_words_of_lpstat(self, words, caplog):
        self.state(words)
        printer = HeadPrinter(CupsAddress("tickets").connect)
        assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.QUEUE, Condition.QUEUE)
        assert " ".join(words.split()) in caplog.text
        assert not list(self.folder.glob("job-*"))
        self.state("printer tickets is idle.\ntickets accepting requests")
        assert printer.print(TICKET).reason is Reason.MUTE

    def test_a_job_that_lp_refuses_failed(self):
        self.command("lp", "cat > /dev/null; echo 'lp: no room'; exit 1")
        printer = HeadPrinter(CupsAddress("tickets").connect)
        assert printer.print(TICKET) == Outcome(Verdict.FAILED, Reason.QUEUE, Condition.QUEUE)

    def test_an_unknown_queue_is_away(self):
        self.state('lpstat: Invalid destination name in list "tickets".', rc=1)
        with pytest.raises(OSError, match="Invalid destination") as raised:
            CupsAddress("tickets").connect()
        assert not isinstance(raised.value, RefusedError)

    def test_without_cups_it_says_what_to_install(self, monkeypatch):
        monkeypatch.setattr("gateway.printing.wires.cups._C", {"PATH": "/nowhere"})
        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(OSError, match="install cups-client"):
            CupsAddress("tickets").connect()
