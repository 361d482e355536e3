"""The simulated head: what it makes of bytes, seen by an ordinary TCP client."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from gateway.printing.blocks import ROLL_58, ROLL_80
from gateway.printing.layout import lay_out
from gateway.printing.render import render
from hw_sim.printers import NetworkPrinter
from tests.printing.desk import slip
from tools.ports import free_port

CUT = b"\x1d\x56\x00"


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[NetworkPrinter]:
    """One that draws."""
    printer = NetworkPrinter(tmp_path / "papers", port=free_port())
    yield printer
    printer.close()


@pytest.fixture
def wire(sim: NetworkPrinter) -> Iterator[socket.socket]:
    with socket.create_connection((sim.host, sim.port), timeout=2) as connection:
        yield connection


def ask(wire: socket.socket, question: bytes) -> int:
    wire.sendall(question)
    return wire.recv(1)[0]


def black_box(path: Path) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is printed."""
    box = Image.open(path).convert("L").point(lambda dot: 255 - dot).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(("dots", "paper"), [(576, ROLL_80), (384, ROLL_58)])
def test_the_printed_picture_can_be_scanned_and_is_as_wide_as_the_roll(tmp_path, dots, paper):
    printer = NetworkPrinter(tmp_path, width_dots=dots)
    with socket.create_connection((printer.host, printer.port)) as connection:
        connection.sendall(render(lay_out(slip("A023"), paper)))
        (sheet,) = printer.wait_for_papers(1)
    printer.close()
    with Image.open(sheet.png_path) as picture:
        assert picture.width == {576: 640, 384: 464}[dots]
        assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [
            "5eed5eed-A023"
        ]
    assert sheet.png_path == tmp_path / "ticket-0001.png"
    assert (tmp_path / "ticket-0001.txt").read_text(encoding="utf-8") == sheet.text
    assert "您前面还有 5 人在等待" in sheet.text
    assert sheet.qr == ("5eed5eed-A023",)
    assert sheet.rubbish == 0


def test_a_ticket_that_comes_byte_by_byte_is_the_same_ticket(sim, wire):
    data = render(lay_out(slip()))
    wire.sendall(data)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in data:
        wire.sendall(bytes([byte]))
    whole, bytewise = sim.wait_for_papers(2)
    assert whole.text == bytewise.text
    assert whole.png_path.read_bytes() == bytewise.png_path.read_bytes()


def test_size_and_place_on_paper_are_what_was_asked_for(sim, wire):
    wire.sendall(b"\x1b@\x1ba\x02\x1d!\x22H\n" + CUT)  # right, three times
    left, top, right, bottom = black_box(sim.wait_for_papers(1)[0].png_path)
    assert left >= 640 - 32 - 36
    assert right <= 640 - 32
    assert 40 < bottom - top <= 72
    wire.sendall(b"\x1b@\x1ba\x00H\n" + CUT)
    left, top, right, bottom = black_box(sim.wait_for_papers(2)[1].png_path)
    assert left >= 32
    assert right <= 32 + 12
    assert bottom - top <= 24


def test_a_line_that_is_too_long_goes_on_in_the_next(sim, wire):
    wire.sendall(b"\x1b@" + b"A" * 50 + b"\n" + CUT)
    assert sim.wait_for_papers(1)[0].text == "A" * 48 + "\nAA\n"


def test_chinese_without_hanzi_mode_comes_out_as_rubbish(sim, wire):
    wire.sendall("税务".encode("gbk") + b"\n" + CUT)
    paper = sim.wait_for_papers(1)[0]
    assert paper.text == "╦░╬±\n"
    assert paper.rubbish == 4


def test_a_chinese_model_needs_no_hanzi_mode(tmp_path):
    printer = NetworkPrinter(tmp_path, hanzi_at_start=True)
    with socket.create_connection((printer.host, printer.port)) as connection:
        connection.sendall("税务".encode("gbk") + b"\n" + CUT)
        assert printer.wait_for_papers(1)[0].text == "税务\n"
    printer.close()


def test_a_four_byte_character_comes_out_as_boxes_and_digits(sim, wire):
    wire.sendall(b"\x1c\x26" + "¥".encode("gb18030") + b"\x1c\x2e\n" + CUT)
    paper = sim.wait_for_papers(1)[0]
    assert paper.text == "▯0▯6\n"
    assert paper.rubbish == 2


def test_a_command_that_the_head_does_not_know_is_printed_and_counted(sim, wire):
    wire.sendall(b"\x1bqx\n\x01" + CUT)
    paper = sim.wait_for_papers(1)[0]
    assert paper.text == "qx\n"
    assert paper.rubbish == 2


def test_numbers_go_on_after_the_papers_that_lie_there(tmp_path):
    for expected in (1, 2):
        printer = NetworkPrinter(tmp_path)
        with socket.create_connection((printer.host, printer.port)) as connection:
            connection.sendall(b"A\n" + CUT)
            assert printer.wait_for_papers(1)[0].number == expected
        printer.close()


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, (0x12, 0x12, 0x12, 0x12)),
        ("near_end", (0x12, 0x12, 0x12, 0x1E)),
        ("paper_end", (0x1A, 0x32, 0x12, 0x72)),
        ("cover_open", (0x1A, 0x16, 0x12, 0x12)),
        ("offline", (0x1A, 0x12, 0x12, 0x12)),
    ],
)
def test_real_time_status_tells_each_fault_at_once(sim, wire, fault, answers):
    if fault:
        setattr(sim, fault, True)
    wire.sendall(b"A\n")  # waits in the buffer while the head is stopped
    assert tuple(ask(wire, b"\x10\x04" + bytes([n])) for n in (1, 2, 3, 4)) == answers


def test_a_mute_head_prints_but_says_nothing(sim, wire):
    sim.mute = True
    wire.settimeout(0.2)
    wire.sendall(b"A\n" + CUT + b"\x10\x04\x01\x1dr\x01")
    sim.wait_for_papers(1)
    with pytest.raises(TimeoutError):
        wire.recv(1)


def test_the_sensor_is_told_only_after_what_was_sent_before_it(sim, wire):
    sim.paper_end = True
    wire.settimeout(0.2)
    wire.sendall(b"A\n" + CUT + b"\x1dr\x01")
    with pytest.raises(TimeoutError):
        wire.recv(1)
    assert sim.papers == ()
    sim.paper_end = False
    wire.settimeout(2)
    assert wire.recv(1) == b"\x00"
    assert len(sim.papers) == 1
    sim.near_end = True
    assert ask(wire, b"\x1dr\x01") == 0x03


def test_a_slow_head_takes_its_time_over_the_paper(tmp_path):
    printer = NetworkPrinter(tmp_path, mm_per_s=100)
    with socket.create_connection((printer.host, printer.port)) as connection:
        begin = time.monotonic()
        connection.sendall(b"\n" * 8 + CUT)  # 8 lines of 30 dots: 30 mm
        printer.wait_for_papers(1)
        assert 0.28 <= time.monotonic() - begin < 2
    printer.close()


def test_the_next_host_is_served_when_the_first_has_gone(sim, wire):
    with socket.create_connection((sim.host, sim.port), timeout=0.2) as second:
        second.sendall(b"\x10\x04\x01")
        with pytest.raises(TimeoutError):
            second.recv(1)
        wire.close()
        second.settimeout(2)
        assert second.recv(1) == b"\x12"


def test_closing_frees_the_port_at_once(tmp_path):
    printer = NetworkPrinter(tmp_path)
    with socket.create_connection((printer.host, printer.port)):
        begin = time.monotonic()
        printer.close()
        assert time.monotonic() - begin < 0.5
    again = NetworkPrinter(tmp_path, port=printer.port)
    again.close()


def test_after_a_power_cut_the_printer_comes_back_at_its_port_without_the_begun_line(sim, wire):
    assert ask(wire, b"first\n\x1dr\x01") == 0x00
    assert ask(wire, b"second\x10\x04\x01") == 0x12
    sim.cut_power()
    assert not sim.powered
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((sim.host, sim.port))
    sim.power_on()
    with socket.create_connection((sim.host, sim.port)) as connection:
        connection.sendall(b"third\n" + CUT)
        assert sim.wait_for_papers(1)[0].text == "first\nthird\n"
