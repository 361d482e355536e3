"""The three plugs of a simulated printer: what a host on TCP and on a serial port sees."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from escpos.printer import Serial

from hw_sim.printers import EPSON_T82, Fault, NetworkPrinter, SerialPrinter
from hw_sim.printers.wire import Wire
from tests.hw_sim.printed import ALL_CHANGES, CUT, ask_id, id_back
from tests.waiting import wait_for

LINE = b"0123456789" * 4 + b"\n"


@pytest.fixture
def network(tmp_path: Path) -> Iterator[NetworkPrinter]:
    printer = NetworkPrinter(tmp_path, draw=False)
    yield printer
    printer.close()


@pytest.fixture
def on_serial(tmp_path: Path) -> Iterator[SerialPrinter]:
    printer = SerialPrinter(tmp_path, draw=False)
    yield printer
    printer.close()


@pytest.fixture
def port(on_serial: SerialPrinter) -> Iterator[serial.Serial]:
    with serial.Serial(on_serial.path, 9600, timeout=2) as port:
        yield port


def test_asb_comes_by_itself_as_soon_as_somebody_opens_the_cover(network: NetworkPrinter):
    with socket.create_connection((network.host, network.port), timeout=2) as host:
        host.sendall(ALL_CHANGES)
        assert host.recv(4) == b"\x10\x00\x00\x00"
        network.cover_open = True
        assert host.recv(4) == b"\x38\x00\x00\x00"
        network.cover_open = False
        assert host.recv(4) == b"\x10\x00\x00\x00"


def test_a_pulled_network_cable_breaks_the_connection_and_the_rest_is_printed(
    network: NetworkPrinter,
):
    network.paper_end = True
    with socket.create_connection((network.host, network.port), timeout=2) as host:
        host.sendall(b"A001\n" + CUT + b"\x10\x04\x01")
        assert host.recv(1) == b"\x1a"
        network.cable = True
        with pytest.raises(ConnectionResetError):
            host.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((network.host, network.port))
    network.paper_end = False
    assert network.wait_for_papers(1)[0].text == "A001\n"
    network.cable = False
    with socket.create_connection((network.host, network.port), timeout=2) as host:
        host.sendall(ask_id(b"back"))
        assert host.recv(7) == id_back(b"back")


def test_a_trip_pulls_the_cable_in_the_middle_and_the_ticket_is_finished(network: NetworkPrinter):
    network.trip(Fault.CABLE, 3)
    with socket.create_connection((network.host, network.port), timeout=2) as host:
        host.sendall(b"A001\n" + CUT + ask_id(b"gone"))
        with pytest.raises(ConnectionResetError):
            host.recv(16)
    assert network.cable
    assert network.wait_for_papers(1)[0].text == "A001\n"


def test_a_cable_that_finds_its_port_taken_says_so(network: NetworkPrinter):
    network.cable = True
    with (
        socket.create_server((network.host, network.port)),
        pytest.raises(OSError, match="in use"),
    ):
        network.cable = False
    assert network.cable
    network.cable = True
    network.cable = False
    socket.create_connection((network.host, network.port)).close()


def test_paper_is_torn_while_the_power_is_off_and_by_whoever_takes_a_paper(tmp_path: Path):
    torn: list[object] = []
    printer = NetworkPrinter(tmp_path, draw=False, on_paper=lambda _: torn.append(printer.tear()))
    with socket.create_connection((printer.host, printer.port), timeout=2) as host:
        host.sendall(b"A001\nrest" + ask_id(b"here"))
        assert host.recv(7) == id_back(b"here")
    printer.cut_power()
    paper = printer.tear()
    assert paper is not None
    assert (paper.text, paper.torn) == ("A001\n", True)
    assert torn == [None]
    assert printer.papers == (paper,)
    printer.close()
    assert printer.tear() is None


def test_what_the_model_says_can_be_overruled(tmp_path: Path):
    printer = NetworkPrinter(tmp_path, width_dots=384, model=EPSON_T82, mm_per_s=0.0)
    printer.close()
    assert (printer.model.width_dots, printer.model.mm_per_s) == (384, 0.0)
    assert printer.model.hanzi_at_start
    assert printer.mm_per_s == 0.0


# -- serial


def test_a_serial_ticket_takes_its_time_on_the_wire(on_serial: SerialPrinter, port: serial.Serial):
    """Ten bits a byte at 9600 baud, within a tenth."""
    job = LINE * 20 + CUT + ask_id(b"tick")
    floor = (len(job) + 7) * 10 / 9600
    took = []
    for _ in range(3):  # a busy machine is late now and then
        begin = time.monotonic()
        port.write(job)
        assert port.read(7) == id_back(b"tick")
        took.append(time.monotonic() - begin)
    assert floor * 0.99 <= min(took) <= floor * 1.1
    assert len(on_serial.papers) == 3


def test_a_short_question_is_answered_after_its_own_time(port: serial.Serial):
    port.write(b"\x10\x04\x01")
    assert port.read(1) == b"\x12"
    times = []
    for _ in range(20):
        begin = time.monotonic()
        port.write(b"\x10\x04\x01")
        assert port.read(1) == b"\x12"
        times.append(time.monotonic() - begin)
    assert min(times) >= 4 * 10 / 9600
    assert sorted(times)[10] < 0.015


def test_a_wire_neither_hurries_nor_dawdles():
    wire = Wire(9600)
    now, sent, came = 5.0, 0, bytearray()
    while len(came) < 960:
        if room := min(wire.room, 960 - sent):
            wire.put(bytes(room), now)
            sent += room
        at = wire.next_at()
        assert at is not None
        now = at + 0.015  # who serves it is late every time
        came += wire.arrived(now)
    assert 1.0 <= now - 5.0 < 1.02
    assert wire.next_at() is None


def test_escpos_own_serial_printer_prints_on_it(on_serial: SerialPrinter):
    host = Serial(devfile=on_serial.path, baudrate=9600, timeout=1, dsrdtr=False)
    host.open()
    host.text("Hello\n")
    host.cut()
    assert on_serial.wait_for_papers(1)[0].text == "Hello\n"
    host._raw(b"\x10\x04\x04")
    assert host._read() == b"\x12"
    host.close()


def test_a_full_serial_printer_stops_its_host_and_loses_nothing(tmp_path: Path):
    printer = SerialPrinter(tmp_path, baud=1_000_000, model=EPSON_T82, mm_per_s=0.0, draw=False)
    printer.paper_end = True
    host = os.open(printer.path, os.O_RDWR | os.O_NOCTTY)
    job = b"A" * 47 + b"\n"
    jobs = 400
    writer = threading.Thread(target=lambda: os.write(host, job * jobs + CUT), daemon=True)
    writer.start()
    time.sleep(0.5)
    assert writer.is_alive()
    printer.paper_end = False
    assert printer.wait_for_papers(1)[0].text == (job * jobs).decode()
    writer.join(5)
    os.close(host)
    printer.close()


def test_without_cable_or_power_a_serial_printer_is_silent_and_its_port_stays(
    on_serial: SerialPrinter, port: serial.Serial
):
    port.timeout = 0.2
    on_serial.cable = True
    port.write(b"lost\n\x10\x04\x01")
    assert port.read(1) == b""
    on_serial.cable = False
    port.write(b"\x10\x04\x01")
    assert port.read(1) == b"\x12"
    on_serial.cut_power()
    port.write(b"lost\n\x10\x04\x01")
    assert port.read(1) == b""
    on_serial.power_on()
    port.timeout = 2
    port.write(b"A002\n" + CUT + ask_id(b"0002"))
    assert port.read(7) == id_back(b"0002")
    assert [paper.text for paper in on_serial.papers] == ["A002\n"]


def test_a_trip_cuts_a_serial_cable_in_the_middle_of_a_ticket(
    on_serial: SerialPrinter, port: serial.Serial
):
    on_serial.trip(Fault.CABLE, 200)
    port.timeout = 0.5
    port.write(LINE * 10 + CUT + ask_id(b"gone"))
    assert port.read(7) == b""
    on_serial.cable = False
    paper = on_serial.new_roll()
    assert paper is not None
    assert 4 <= paper.text.count("0123456789" * 4) <= 5


def test_bytes_can_be_lost_on_a_serial_line(on_serial: SerialPrinter, port: serial.Serial):
    on_serial.loss = 0.1
    port.write(LINE * 10)
    wait_for(lambda: on_serial.lost_bytes > 10, 5)
    port.flush()
    time.sleep(0.2)
    on_serial.loss = 0.0
    port.write(b"\n" + CUT)
    text = on_serial.wait_for_papers(1)[0].text
    assert len(text.replace("\n", "")) < 400
