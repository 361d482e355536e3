"""The printers and the papers of hall.toml: what is refused before a hall opens."""

from pathlib import Path

import pytest

from gateway import config
from gateway.printing.blocks import Line
from gateway.printing.layout import Habits
from gateway.printing.wires.address import (
    CupsAddress,
    FileAddress,
    NetworkAddress,
    SerialAddress,
    UsbAddress,
)
from tests.gateway.test_config import GOOD, load
from tests.printing.desk import slip


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("", "no way to its head"),
        (
            'host = "a"\nprofile = "no-such"',
            "'no-such': name one of .*generic-58",
        ),
        ('host = "a"\n[[printer]]\nhost = "b"', "two .*printer"),
        ('host = "a"\nboards = ["00000000000000ff"]', "00000000000000ff.*in no .*correct its uid"),
        ('host = "a"\nusb = "04b8:0202"', "several ways.*keep one of host and usb"),
        ('usb = "4b8:0202"', "is no USB printer: write it as 04b8:0202"),
        ('usb = "04b8:0202"\nbaud = 9600', "baud is of a serial port"),
        ('usb = "04b8:0202"\nport = 9100', "port is of a host"),
        ('serial = "ttyS0"', "serial of .*printer"),
        ('serial = "/dev/ttyS0"\nbaud = true', "baud of .*printer"),
        ('file = "lp0"', "file of .*printer"),
        ('cups = "-d"', "cups of .*printer"),
        ('serial = "/dev/ttyUSB0"', "the line /dev/ttyUSB0 and printer printer are both at"),
        (
            'file = "/dev/usb/lp0"\n[[printer]]\nname = "b"\nfile = "/dev/usb/../usb/lp0"',
            "printer printer and printer b are both at /dev/usb/lp0",
        ),
        (
            'host = "A"\n[[printer]]\nname = "b"\nhost = "a"\nport = 9100',
            "both at a:9100",
        ),
        (
            'usb = "04b8:0202"\n[[printer]]\nname = "b"\nusb = "04B8:0202:X1"',
            "may be any of 2 that are alike",
        ),
    ],
)
def test_a_printer_is_a_known_head_with_one_way_to_it(
    tmp_path: Path, keys: str, words: str
) -> None:
    with pytest.raises(config.ConfigError, match=words):
        load(tmp_path, GOOD + f"[[printer]]\n{keys}\n")


def test_papers_are_the_halls_own(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    own = 'paper = [{ text = "{number}" }, { text = { zh = "欢迎" } }]'
    (tmp_path / "papers" / "ticket.toml").write_text(own, "utf-8")
    text = """
[papers]
languages = ["zh"]
large_for_special = false
phone = "0311-12366"
notice = { zh = "17:00 停止取号" }
folder = "papers"
"""
    papers = load(tmp_path, GOOD + text).papers.open()
    assert papers.habits == Habits(
        languages=("zh",),
        large_for_special=False,
        phone="0311-12366",
        notice={"zh": "17:00 停止取号", "en": "", "ko": ""},
    )
    shown = [one.text for one in papers.lay_out(slip()) if isinstance(one, Line)]
    assert shown == ["A001", "欢迎"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('languages = ["zh", "zh"]', ["[papers]", "twice", "keep one"]),
        ("languages = []", ["languages of [papers]", "correct"]),
        ('languages = ["jp"]', ["languages.0 of [papers]", "correct"]),
        ("large_type = 1", ["large_type of [papers]", "correct"]),
        ('notice = { en = "x" }', ["notice.zh of [papers]", "missing"]),
        (r'phone = "0311\u001b"', ["phone of [papers]", "control character"]),
        ('folder = "nowhere"', ["there is no folder", "nowhere", "make it, or remove folder"]),
        ('folder = "papers"', ["papers/ticket.toml, element 1 (text)", "'nmber'", "number"]),
    ],
)
def test_a_wrong_paper_is_told_before_the_hall_opens(
    tmp_path: Path, table: str, words: list[str]
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "ticket.toml").write_text('paper = [{ text = "{nmber}" }]', "utf-8")
    with pytest.raises(config.ConfigError) as told:
        load(tmp_path, GOOD + f"[papers]\n{table}\n")
    sentence = str(told.value)
    assert str(tmp_path / "hall.toml") in sentence
    assert "\n" not in sentence
    assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize(
    ("keys", "address"),
    [
        ('host = "a"\nport = 9101', NetworkAddress("a", 9101)),
        ('serial = "/dev/serial/by-id/x"', SerialAddress("/dev/serial/by-id/x", 9600)),
        ('serial = "/dev/ttyS1"\nbaud = 38400', SerialAddress("/dev/ttyS1", 38400)),
        ('usb = "04B8:0202"', UsbAddress(0x04B8, 0x0202)),
        ('usb = "04b8:0202:A:1"', UsbAddress(0x04B8, 0x0202, "A:1")),
        ('file = "/dev/usb/lp0"', FileAddress("/dev/usb/lp0")),
        ('cups = "tickets"', CupsAddress("tickets")),
    ],
)
def test_a_printer_has_one_of_five_ways(tmp_path: Path, keys: str, address: object) -> None:
    (printer,) = load(tmp_path, GOOD + f"[[printer]]\n{keys}\n").printer
    assert printer.address() == address


def test_a_head_that_we_do_not_know_has_its_profile_beside_hall_toml(tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "kiosk-k2.toml").write_text('title = "K2"\nwidth_mm = 58\n', "utf-8")
    (printer,) = load(tmp_path, GOOD + '[[printer]]\nhost = "a"\nprofile = "kiosk-k2"\n').printer
    assert (printer.model().title, printer.model().roll.mm) == ("K2", 58)


def test_a_font_of_the_hall_s_own_is_one(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_text("no font", "utf-8")
    with pytest.raises(config.ConfigError, match=r"font of \[papers\]: .*own.ttf is no font file"):
        load(tmp_path, GOOD + '[papers]\nfont = "own.ttf"\n')
