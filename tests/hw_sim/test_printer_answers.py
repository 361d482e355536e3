"""What a simulated printer says: golden bytes for every question, and for every change."""

from pathlib import Path

import pytest

from hw_sim.printers import (
    CLONE_58,
    EPSON_T82,
    EPSON_T88,
    GPRINTER_58,
    MUTE_58,
    SUNMI_80,
    XPRINTER_80,
    Fault,
    Model,
)
from tests.hw_sim.printed import (
    ALL_CHANGES,
    CLEAR,
    CLEAR_AND_RECOVER,
    CUT,
    PAPER_SENSOR,
    RECOVER,
    Bench,
    ask_id,
    id_back,
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize(
    ("fault", "answers", "frame"),
    [
        (None, "12 12 12 12", "10 00 00 00"),
        (Fault.NEAR_END, "12 12 12 1e", "10 00 03 00"),
        (Fault.PAPER_END, "1a 32 12 72", "18 00 0c 00"),
        (Fault.COVER_OPEN, "1a 16 12 12", "38 00 00 00"),
        (Fault.OFFLINE, "1a 12 12 12", "18 00 00 00"),
        (Fault.CUTTER, "1a 52 1a 12", "18 08 00 00"),
        (Fault.BROKEN, "1a 52 32 12", "18 20 00 00"),
        (Fault.HOT, "1a 52 52 12", "18 40 00 00"),
    ],
)
def test_every_fault_has_its_bytes(bench: Bench, fault: Fault | None, answers: str, frame: str):
    assert bench.send(ALL_CHANGES) == bytes.fromhex("10 00 00 00")
    if fault is not None:
        assert bench.set(fault) == bytes.fromhex(frame)
    assert bytes(bench.ask(n) for n in (1, 2, 3, 4)) == bytes.fromhex(answers)
    if fault is not None:
        assert bench.set(fault, False) == bytes.fromhex("10 00 00 00")


def test_asb_tells_the_state_when_it_is_asked_for_and_then_changes_alone(bench: Bench):
    bench.set(Fault.NEAR_END)
    assert bench.send(ALL_CHANGES) == b"\x10\x00\x03\x00"
    assert bench.look() == b""
    assert bench.send(b"A\n" + CUT) == b""
    assert bench.set(Fault.NEAR_END) == b""  # it was so before
    assert bench.set(Fault.PAPER_END) == b"\x18\x00\x0f\x00"
    assert bench.set(Fault.COVER_OPEN) == b"\x38\x00\x0f\x00"


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (0x00, []),
        (0x01, []),
        (0x02, [Fault.COVER_OPEN, Fault.OFFLINE, Fault.PAPER_END, Fault.CUTTER]),
        (0x04, [Fault.CUTTER]),
        (0x08, [Fault.NEAR_END, Fault.PAPER_END]),
    ],
)
def test_asb_tells_only_the_items_that_were_asked_for(bench: Bench, items: int, told: list[Fault]):
    bench.send(b"\x1d\x61" + bytes([items]))
    faults = [
        Fault.NEAR_END,
        Fault.COVER_OPEN,
        Fault.OFFLINE,
        Fault.PAPER_END,
        Fault.CUTTER,
    ]
    for fault in faults:
        assert bool(bench.set(fault)) == (fault in told)
        bench.set(fault, False)


def test_asb_waits_its_turn_and_ends_with_zero_or_a_fresh_head(bench: Bench):
    bench.set(Fault.PAPER_END)
    assert bench.send(b"A\n", ALL_CHANGES) == b""
    assert bench.set(Fault.PAPER_END, False) == b"\x10\x00\x00\x00"
    for off in (b"\x1d\x61\x00", b"\x1b\x40"):
        bench.send(ALL_CHANGES, off)
        assert bench.set(Fault.COVER_OPEN) == b""
        bench.set(Fault.COVER_OPEN, False)
    bench.send(ALL_CHANGES)
    bench.body.lose_power()
    assert bench.set(Fault.COVER_OPEN) == b""


def test_the_id_of_a_job_comes_back_when_the_job_is_printed_and_not_before(tmp_path: Path):
    bench = Bench(tmp_path, Model(mm_per_s=100))
    assert bench.send(b"\n" * 8, CUT, ask_id(b"0001"), b"\n", CUT, ask_id(b"~ 9A")) == b""
    bench.let_pass(0.29)  # 8 lines of 30 dots: 30 mm
    assert bench.look() == b""
    bench.let_pass(0.02)
    assert bench.look() == id_back(b"0001")
    assert len(bench.papers) == 1
    bench.run_until_idle()
    assert bench.look() == id_back(b"~ 9A")
    assert bench.papers[0].rubbish == 0


def test_ids_and_sensor_answers_keep_the_order_of_printing(bench: Bench):
    bench.set(Fault.PAPER_END)
    assert bench.send(b"A\n", ask_id(b"aaaa"), PAPER_SENSOR, ask_id(b"bbbb")) == b""
    bench.set(Fault.NEAR_END)
    in_turn = id_back(b"aaaa") + b"\x03" + id_back(b"bbbb")
    assert bench.set(Fault.PAPER_END, False) == in_turn


@pytest.mark.parametrize("wrong", [b"\x1f\x20\x20\x20", b"abc\x7f", b"ab\x00d"])
def test_an_id_out_of_its_range_is_no_id(bench: Bench, wrong: bytes):
    assert bench.send(ask_id(wrong), ask_id(b"good")) == id_back(b"good")


def test_late_answers_are_late_and_real_time_is_not(bench: Bench):
    bench.body.late_s = 0.5
    assert bench.send(ask_id(b"late"), PAPER_SENSOR, b"\x10\x04\x01") == b"\x12"
    bench.now += 0.49
    assert bench.look() == b""
    bench.now += 0.01
    assert bench.look() == id_back(b"late") + b"\x00"


def test_what_is_cleared_is_never_answered(bench: Bench):
    bench.set(Fault.PAPER_END)
    assert bench.send(b"A001\n", ask_id(b"0001"), CUT, PAPER_SENSOR) == b""
    assert bench.send(CLEAR) == b"\x37\x25\x00"
    bench.set(Fault.PAPER_END, False)
    assert bench.send(b"A002\n", CUT, ask_id(b"0002")) == id_back(b"0002")
    assert bench.texts == ["A002\n"]


def test_clearing_in_the_middle_of_a_stream_clears_what_came_before_it_alone(bench: Bench):
    bench.set(Fault.COVER_OPEN)
    bench.send(b"one\n" + CUT + CLEAR + b"two\n" + CUT)
    bench.set(Fault.COVER_OPEN, False)
    assert bench.texts == ["two\n"]


def test_clearing_keeps_what_is_printed_and_the_settings(bench: Bench):
    bench.body.set_trip(Fault.PAPER_END, 9)
    bench.send(b"\x1b\x61\x01begun\nlost\n" + CUT)
    bench.send(CLEAR)
    bench.set(Fault.PAPER_END, False)
    bench.send(b"new\n" + CUT)
    assert [line.strip() for line in bench.papers[0].text.splitlines()] == ["begun", "new"]
    assert bench.papers[0].text.splitlines()[1].startswith(" " * 22)  # still in the middle


def test_requests_are_obeyed_however_their_bytes_arrive(bench: Bench):
    bench.set(Fault.OFFLINE)
    stream = b"A" + b"\x10\x04\x01" + b"\x10\x04\x02" + CLEAR + b"\x10\x04\x04"
    assert bench.send(*(bytes([byte]) for byte in stream)) == b"\x1a\x12\x37\x25\x00\x12"


def test_a_polled_printer_without_paper_does_not_fill_up(tmp_path: Path):
    bench = Bench(tmp_path, Model(buffer_bytes=100))
    bench.set(Fault.PAPER_END)
    for _ in range(200):
        assert bench.ask(2) == 0x32
    assert bench.body.has_room
    bench.send(b"A\n")
    bench.set(Fault.PAPER_END, False)
    bench.send(CUT)
    assert [(paper.text, paper.rubbish) for paper in bench.papers] == [("A\n", 0)]


def test_a_request_within_a_command_is_obeyed_and_stays_a_part_of_it(bench: Bench):
    """Epson: ESC 3 cut in two by a request takes the request's first byte for its own."""
    assert bench.send(b"\x1b\x33\x10\x04\x01") == b"\x12"
    said = bench.send(b"\n" + CUT)
    assert said == b""
    assert bench.papers[0].rubbish == 2  # 04 and 01, left over


def test_a_mute_printer_prints_and_keeps_silent(bench: Bench):
    bench.set(Fault.MUTE)
    assert (
        bench.send(ALL_CHANGES, b"A\n", CUT, ask_id(b"0001"), PAPER_SENSOR, b"\x10\x04\x01") == b""
    )
    assert bench.texts == ["A\n"]
    assert bench.set(Fault.COVER_OPEN) == b""


QUESTIONS = (ALL_CHANGES, b"\x10\x04\x01", PAPER_SENSOR, ask_id(b"wxyz"))


@pytest.mark.parametrize(
    ("model", "answered"),
    [
        (EPSON_T82, "yyyy"),
        (EPSON_T88, "yyyy"),
        (XPRINTER_80, "yyyn"),
        (GPRINTER_58, "nyyn"),
        (SUNMI_80, "yyyn"),
        (CLONE_58, "nyyn"),
        (MUTE_58, "nnnn"),
    ],
)
def test_each_model_answers_what_its_vendor_says(tmp_path: Path, model: Model, answered: str):
    bench = Bench(tmp_path, model)
    assert ["ny"[bool(bench.send(question))] for question in QUESTIONS] == list(answered)
    bench.send(CUT)
    assert bench.papers[0].rubbish == 0
    assert bench.papers[0].text == "\n"


def test_a_stuck_knife_stops_the_printer_at_its_cut_which_is_not_done(bench: Bench):
    bench.send(ALL_CHANGES)
    bench.body.set_trip(Fault.CUTTER, 1)
    assert bench.send(b"A001\n", CUT, ask_id(b"0001")) == b"\x18\x08\x00\x00"
    assert bench.papers == []
    assert bench.ask(3) == 0x1A
    assert bench.send(RECOVER) == b"\x10\x00\x00\x00" + id_back(b"0001")
    assert bench.send(b"A002\n", CUT, ask_id(b"0002")) == id_back(b"0002")
    assert bench.texts == ["A001\nA002\n"]


def test_recovering_may_clear_what_waited(bench: Bench):
    bench.body.set_trip(Fault.CUTTER, 1)
    bench.send(b"A001\n", CUT, ask_id(b"0001"), b"A002\n", CUT)
    assert bench.send(CLEAR_AND_RECOVER) == b""
    assert bench.send(b"A003\n", CUT, ask_id(b"0003")) == id_back(b"0003")
    assert bench.texts == ["A001\nA003\n"]


def test_recovering_without_an_error_does_nothing(bench: Bench):
    bench.set(Fault.PAPER_END)
    bench.send(b"A001\n", CUT, RECOVER, CLEAR_AND_RECOVER)
    bench.set(Fault.PAPER_END, False)
    assert bench.texts == ["A001\n"]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.HOT])
def test_other_errors_are_not_recovered_from_on_request(bench: Bench, fault: Fault):
    bench.set(fault)
    bench.send(RECOVER, CLEAR_AND_RECOVER, b"A\n" + CUT)
    assert bench.papers == []
    assert bench.ask(2) == 0x52
    bench.set(fault, False)
    assert bench.texts == ["A\n"]


def test_power_frees_a_stuck_knife(bench: Bench):
    bench.set(Fault.CUTTER)
    bench.body.lose_power()
    assert bench.ask(2) == 0x12
    bench.body.set_trip(Fault.CUTTER, 1)
    bench.send(b"A001\n")
    bench.body.lose_power()
    bench.send(CUT)
    assert bench.texts == ["A001\n"]
