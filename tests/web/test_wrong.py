"""Nobody reads that all is well while anything is not, or is not known to be."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.live import _uplink
from gateway.printer_views import of_each
from gateway.printing.spool import Spool
from gateway.printing.spool_status import PrinterStatus, SpoolStatus
from gateway.printing.status import Condition as Head
from gateway.uplink.pump import Uplink
from gateway.uplink.status import FAULTS, Condition, Status
from gateway.web.view import DeviceView, Health, LineView, Link, Notice, PartView, PrinterView
from gateway.web.wrong import MOST_NAMED, Wrong, line, wrong
from screens.languages import EN, KO, ZH, Words
from tests.web.halls import HALL

FINE = PartView(Health.OK, "正常。", "Fine.")
WELL = replace(
    HALL,
    devices=(DeviceView("d1", "dispenser", None, Link.ONLINE, 1.0),),
    lines=(LineView("/dev/ttyUSB0", Health.OK),),
    store=FINE,
    notices=(),
    uplink=FINE,
    printers=(PrinterView("", Health.OK, "正常", "Fine", "ok"),),
)
PAD = DeviceView("c1", "call_pad", "1", Link.SILENT, 970.0)


def printers(*statuses: PrinterStatus) -> tuple[PrinterView, ...]:
    """As the pages are shown them."""
    return of_each(cast(Spool, SimpleNamespace(status=SpoolStatus(statuses), alive=True)))


def uplink(condition: Condition) -> PartView:
    """As the pages are shown it."""
    return _uplink(cast(Uplink, SimpleNamespace(status=Status(condition, waiting=3))))


def told(**what: Any) -> list[str]:
    """In English."""
    return [line(Words("gateway.web", EN), one) for one in wrong(replace(WELL, **what))]


def test_a_hall_in_which_all_is_well_has_nothing_wrong() -> None:
    assert told() == []
    assert (
        told(uplink=PartView(Health.ABSENT, "无", "None"), printers=(), lines=(), devices=()) == []
    )


FAULTY: list[tuple[str, dict[str, Any], str]] = [
    ("store", {"store": PartView(Health.FAULT, "写不进", "No writes.")}, "Database: No writes."),
    ("notice", {"notices": (Notice("请看", "See to it."),)}, "See to it."),
    (
        "port",
        {"lines": (LineView("/dev/ttyS9", Health.FAULT, "打不开", "It cannot be opened."),)},
        "Line /dev/ttyS9: It cannot be opened.",
    ),
    ("silent", {"devices": (PAD,)}, "Call pad at window 1: No answer: check power and cable."),
    (
        "never",
        {"devices": (replace(PAD, link=Link.NEVER, since_mono=None),)},
        "Call pad at window 1: No answer since the gateway started: check power and cable, and the"
        " uid in hall.toml.",
    ),
    (
        "refused",
        {"devices": (replace(PAD, link=Link.REFUSED, zh="型号不符。", en="Wrong model."),)},
        "Call pad at window 1: Wrong model.",
    ),
    (
        "isolated",
        {"devices": (replace(PAD, link=Link.ISOLATED),)},
        "Call pad at window 1: isolated",
    ),
    (
        "printer never heard",
        {"printers": printers(PrinterStatus("", Head.UNKNOWN, silent=True))},
        "Printer: The printer does not answer: check its power and cable",
    ),
    (
        "printer that cannot say",
        {"printers": printers(PrinterStatus("", Head.UNKNOWN))},
        "Printer: Whether the printer can print is not known: look at its paper and its panel",
    ),
    (
        "paper low",
        {"printers": printers(PrinterStatus("", Head.NEAR_END))},
        "Printer: Paper is running low: have a new roll at hand",
    ),
    (
        "a printer beside one that prints",
        {"printers": printers(PrinterStatus("a", Head.OK), PrinterStatus("b", Head.AWAY))},
        "Printer b: No connection: check the printer's power and cable",
    ),
    (
        "printing has a defect",
        {"printers": printers(PrinterStatus("", Head.OK, defects=1))},
        "Printer: The printer is ready; printing failed once by a defect, see the gateway's log",
    ),
    (
        "printing has stopped",
        {"printers": printers(PrinterStatus("", Head.OK, alive=False))},
        "Printer: Printing has stopped: restart the gateway",
    ),
]


@pytest.mark.parametrize(
    ("what", "sentence"), [one[1:] for one in FAULTY], ids=[one[0] for one in FAULTY]
)
def test_each_fault_is_told_with_what_to_do(what: dict[str, Any], sentence: str) -> None:
    assert told(**what) == [sentence]


@pytest.mark.parametrize("head", list(Head))
def test_every_condition_of_a_printer_but_the_good_one_is_told(head: Head) -> None:
    for silent in (False, True):
        found = told(printers=printers(PrinterStatus("", head, silent=silent)))
        assert bool(found) is (head is not Head.OK)


@pytest.mark.parametrize("condition", list(Condition))
def test_an_uplink_is_well_only_once_it_has_a_connection(condition: Condition) -> None:
    found = uplink(condition)
    well = condition in (Condition.SENDING, Condition.DELIVERED)
    assert (found.health is Health.OK) is well
    assert (found.health is Health.FAULT) is (condition in FAULTS)
    assert bool(told(uplink=found)) is not well


@pytest.mark.parametrize("link", list(Link))
def test_every_board_that_is_not_there_is_told(link: Link) -> None:
    assert bool(told(devices=(replace(PAD, link=link),))) is (link is not Link.ONLINE)


def test_boards_that_say_nothing_are_told_together_and_no_more_than_fit() -> None:
    pads = tuple(replace(PAD, uid=f"c{n}", window="2") for n in range(MOST_NAMED + 3))
    (one,) = wrong(replace(WELL, devices=pads))
    assert one.of_zh.count("、") == MOST_NAMED - 1
    assert one.of_zh.endswith("等共 15 台")
    assert one.of_en.endswith("and 3 more")


def test_boards_that_are_lost_with_their_line_are_told_of_once() -> None:
    gone = ("串口打不开。", "The port cannot be opened.")
    pads = tuple(replace(PAD, uid=f"c{n}", zh=gone[0], en=gone[1]) for n in range(32))
    lost = {"devices": pads, "lines": (LineView("/dev/ttyS9", Health.FAULT, *gone),)}
    assert told(**lost) == ["Line /dev/ttyS9: The port cannot be opened."]
    assert len(told(devices=pads)) == 1, "of the same sentence, though no line says it"


def test_a_board_that_stands_at_no_window_is_told_by_its_uid() -> None:
    (one,) = wrong(replace(WELL, devices=(replace(PAD, window=None),)))
    assert (one.of_zh, one.of_en) == ("叫号器 c1", "Call pad c1")


def test_a_line_is_said_in_the_language_of_the_page() -> None:
    one = Wrong("数据库", "Database", "写不进。", "No writes.")
    assert line(Words("gateway.web", ZH), one) == "数据库：写不进。"
    assert line(Words("gateway.web", KO), one) == "Database: No writes."
    assert line(Words("gateway.web", EN), replace(one, of_zh="", of_en="")) == "No writes."
