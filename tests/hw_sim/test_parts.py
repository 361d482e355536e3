"""The screen and the digits: what their chips would show of the bytes they get."""

from hw_sim.max7219 import Max7219
from hw_sim.st7920 import MISPLACED, St7920

COMMAND, DATA = 0xF8, 0xFA


def serial(kind: int, *values: int) -> bytes:
    return bytes(b for v in values for b in (kind, v & 0xF0, v << 4 & 0xF0))


def screen(*parts: bytes) -> St7920:
    chip = St7920()
    chip.write(serial(COMMAND, 0x30, 0x0C, 0x01, 0x06))
    for part in parts:
        chip.write(part)
    return chip


def text(address: int, content: str) -> bytes:
    return serial(COMMAND, address) + serial(DATA, *content.encode("gb2312"))


def test_the_four_lines_of_the_glass_have_the_chips_odd_addresses() -> None:
    chip = screen(
        text(0x80, "请取号"),
        text(0x90, "A 综合业务"),
        text(0x88, "B 发票"),
        text(0x98, "等待 12 人"),
    )
    assert chip.lines() == ("请取号", "A 综合业务", "B 发票", "等待 12 人")


def test_a_line_that_runs_over_goes_on_in_the_line_two_below() -> None:
    assert screen(text(0x80, "A" * 16 + "B")).lines() == ("A" * 16, "", "B", "")


def test_a_character_across_two_words_is_shown_as_the_rubbish_it_is() -> None:
    shown = screen(text(0x80, "A税务")).lines()[0]
    assert "税" not in shown
    assert MISPLACED in shown


def test_one_sync_byte_serves_many_bytes_and_deselecting_forgets_half_a_byte() -> None:
    chip = screen(serial(COMMAND, 0x80))
    chip.write(bytes((DATA, 0x40, 0x10, 0x40, 0x20)))
    assert chip.lines()[0] == "AB"
    chip.write(bytes((DATA, 0x40)))
    chip.deselect()
    chip.write(serial(DATA, ord("C")))
    assert chip.lines()[0] == "ABC"


def test_a_screen_that_was_never_switched_on_is_dark() -> None:
    chip = St7920()
    chip.write(serial(COMMAND, 0x30) + text(0x80, "A"))
    assert chip.lines() == ("", "", "", "")


def digits(*frames: tuple[int, int]) -> Max7219:
    chip = Max7219()
    for register, value in ((0x9, 0), (0xB, 3), (0xF, 0), (0xC, 1), *frames):
        chip.write(bytes((register, value)))
        chip.load()
    return chip


def test_segments_are_read_as_people_read_them() -> None:
    assert digits((1, 0x77), (2, 0x7E), (3, 0x30), (4, 0x6D)).text() == "A012"
    assert digits((1, 1), (2, 1), (3, 1), (4, 1)).text() == "----"
    assert digits((1, 0x7E | 0x80), (2, 0), (3, 0x02), (4, 0x38)).text() == "0. ??"


def test_digits_count_only_once_they_are_loaded() -> None:
    chip = digits((1, 0x30))
    chip.write(bytes((1, 0x6D)))
    assert chip.text() == "1   "
    chip.load()
    assert chip.text() == "2   "


def test_digits_in_shutdown_are_dark_and_in_test_all_lit() -> None:
    assert digits((1, 0x30), (0xC, 0)).text() == "    "
    assert digits((0xC, 0), (0xF, 1)).text() == "8.8.8.8."
