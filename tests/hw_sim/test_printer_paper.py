"""What happens to paper: cut, torn, stuck, ended, and who can still read what."""

from pathlib import Path

import pytest

from hw_sim.printers import CLONE_58, Fault, Model
from tests.hw_sim.printed import CLEAR, CUT, Bench, ask_id, id_back


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("fault", [Fault.PAPER_END, Fault.COVER_OPEN, Fault.OFFLINE])
def test_a_ticket_stopped_half_way_is_finished_on_the_same_paper(bench: Bench, fault: Fault):
    bench.body.set_trip(fault, 5)
    assert bench.send(b"A001\nrest\n", CUT, ask_id(b"0001")) == b""
    assert bench.papers == []
    assert bench.set(fault, False) == id_back(b"0001")
    assert [(paper.text, paper.torn) for paper in bench.papers] == [("A001\nrest\n", False)]


def test_with_a_new_roll_the_begun_ticket_is_a_torn_piece_and_the_rest_is_printed(bench: Bench):
    bench.body.set_trip(Fault.PAPER_END, 5)
    bench.send(b"A001\nrest\n", CUT)
    torn = bench.body.new_roll()
    bench.look()
    assert torn is not None
    assert [(paper.text, paper.torn) for paper in bench.papers] == [
        ("A001\n", True),
        ("rest\n", False),
    ]
    assert bench.papers[0] == torn
    assert [paper.number for paper in bench.papers] == [1, 2]


def test_a_begun_ticket_can_be_pulled_out_after_a_power_cut(bench: Bench):
    bench.body.set_trip(Fault.POWER, 9)
    assert bench.send(b"A001\nrest\n", CUT, ask_id(b"0001")) == b""
    assert bench.body.power_failed
    bench.body.lose_power()
    torn = bench.body.tear()
    assert torn is not None
    assert (torn.text, torn.torn) == ("A001\n", True)  # the begun line never comes
    assert bench.send(b"A002\n", CUT, ask_id(b"0002")) == id_back(b"0002")
    assert bench.texts == ["A001\n", "A002\n"]


def test_what_nobody_pulls_out_stands_before_the_next_ticket(bench: Bench):
    bench.send(b"A001\nrest")
    bench.body.lose_power()
    bench.send(b"A002\n", CUT)
    assert bench.texts == ["A001\nA002\n"]


def test_nothing_is_torn_off_where_nothing_is_printed(bench: Bench):
    bench.send(b"\x1b\x64\x06")
    assert bench.body.tear() is None
    assert bench.papers == []


def test_a_roll_is_used_up_and_says_so_before(tmp_path: Path):
    bench = Bench(tmp_path, roll_mm=1_590.0)
    bench.send(b"\x1d\x61\xff")
    line = b"A\n" + b"\x1b\x4a\xe2"  # 30 and 226 dots: 32 mm
    assert bench.send(line, line) == b""
    assert bench.send(line) == b"\x10\x00\x03\x00"
    assert bench.body.rest_mm == 1_494.0
    assert bench.send(line * 60) == b"\x18\x00\x0f\x00"
    assert bench.body.rest_mm is not None
    assert bench.body.rest_mm <= 0
    lines = bench.body.new_roll(500.0)
    assert lines is not None
    assert lines.text.count("A") == 50
    assert bench.look()[:4] == b"\x10\x00\x00\x00"
    assert bench.body.rest_mm < 500


def test_a_new_roll_without_a_length_is_as_long_as_the_last(tmp_path: Path):
    bench = Bench(tmp_path, roll_mm=100.0)
    bench.send(b"\n" * 40)
    assert bench.ask(4) == 0x7E
    bench.body.new_roll()
    assert bench.body.rest_mm == 100.0
    assert bench.ask(4) == 0x12
    endless = Bench(tmp_path)
    endless.send(b"\n" * 10_000)
    assert endless.ask(4) == 0x12


def test_bytes_are_lost_as_often_as_was_said_and_alike_with_one_seed(tmp_path: Path):
    def lost(seed: int) -> tuple[int, str]:
        bench = Bench(tmp_path, seed=seed)
        bench.body.loss = 0.05
        bench.send(b"0123456789" * 200)
        bench.body.loss = 0.0
        bench.send(b"\n", CUT)
        return bench.body.lost_bytes, bench.texts[0]

    count, text = lost(7)
    assert 60 <= count <= 140
    assert len(text.replace("\n", "")) == 2_000 - count
    assert (count, text) == lost(7) != lost(8)


def test_a_slow_printer_takes_its_time_and_a_tired_one_more(tmp_path: Path):
    bench = Bench(tmp_path, Model(mm_per_s=100))
    bench.send(b"\n" * 80)  # 300 mm
    assert bench.run_until_idle() == pytest.approx(3.0, abs=0.05)
    bench.body.faults.slow = True
    bench.send(b"\n" * 80)
    assert bench.run_until_idle() == pytest.approx(15.0, abs=0.25)
    assert Bench(tmp_path).run_until_idle() == 0


def test_a_full_buffer_takes_no_more_until_something_is_printed(tmp_path: Path):
    bench = Bench(tmp_path, CLONE_58)
    bench.set(Fault.PAPER_END)
    bench.send(b"A" * (CLONE_58.buffer_bytes - 1))
    assert bench.body.has_room
    bench.send(b"A")
    assert not bench.body.has_room
    bench.set(Fault.PAPER_END, False)
    assert bench.body.has_room


def test_a_command_longer_than_the_buffer_is_taken_all_the_same(tmp_path: Path):
    bench = Bench(tmp_path, Model(buffer_bytes=64))
    picture = b"\x1d\x76\x30\x00" + (72).to_bytes(2, "little") + (3).to_bytes(2, "little")
    bench.send(picture + b"\xff" * 70)
    assert bench.body.has_room
    bench.send(b"\xff" * 146 + CUT)
    assert bench.texts == ["[raster 576x3]\n"]


def test_papers_without_pictures_have_their_text_on_disk(tmp_path: Path):
    bench = Bench(tmp_path)
    bench.send(b"A001\n", CUT)
    (paper,) = bench.papers
    assert not paper.png_path.exists()
    assert paper.png_path.with_suffix(".txt").read_text("utf-8") == "A001\n"


def test_clearing_ends_a_picture_where_it_is(bench: Bench):
    header = b"\x1d\x76\x30\x00\x48\x00\x10\x00"
    bench.set(Fault.PAPER_END)
    bench.set(Fault.PAPER_END, False)
    bench.send(header + b"\xff" * 72 * 5 + b"\xff" * 10)
    bench.send(CLEAR)
    bench.send(b"A001\n", CUT)
    assert bench.texts == ["[raster 576x5]\nA001\n"]
    assert bench.papers[0].rubbish == 0


@pytest.mark.parametrize(
    ("cut", "fed_dots"),
    [
        (b"\x1d\x56\x00", 0),
        (b"\x1d\x561", 0),
        (b"\x1bi", 0),
        (b"\x1bm", 0),
        (b"\x1d\x56\x42\x00", 100),
        (b"\x1d\x56\x41\x10", 116),
    ],
)
def test_every_kind_of_cut_cuts(tmp_path: Path, cut: bytes, fed_dots: int):
    bench = Bench(tmp_path, roll_mm=1_000.0)
    bench.send(b"A\n", cut)
    assert bench.texts == ["A\n"]
    assert bench.body.rest_mm == 1_000.0 - (30 + fed_dots) / 8


def test_clearing_forgets_a_begun_command(bench: Bench):
    bench.send(b"\x1d\x28\x6b\x50\x00\x31\x50\x30half a code")
    bench.send(CLEAR, b"A001\n", CUT)
    assert bench.texts == ["A001\n"]


def test_a_command_cut_in_two_by_a_broken_line_takes_its_rest_from_the_next_job(bench: Bench):
    """A head does not know that its host has gone and another has come."""
    bench.send(b"A001\n\x1d\x21")
    bench.send(b"\x1b@A002\n", CUT)
    assert bench.texts == ["A001\n@A002\n"]
    bench.send(b"A003\n\x1d\x21")
    bench.send(CLEAR, b"\x1b@A004\n", CUT)
    assert bench.texts[1] == "A003\nA004\n"
