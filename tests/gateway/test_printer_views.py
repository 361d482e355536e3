"""The printers on the pages: each by its name, and what all of them mean for the hall."""

from types import SimpleNamespace
from typing import cast

from gateway.printer_views import of_all, of_each
from gateway.printing.outcome import Verdict
from gateway.printing.spool import Spool
from gateway.printing.spool_status import PrinterStatus, SpoolStatus
from gateway.printing.status import Condition
from gateway.web.view import Health, PrintsView


def spool(*printers: PrinterStatus, alive: bool = True, waiting: int = 0) -> Spool:
    """One that says this of itself."""
    return cast(Spool, SimpleNamespace(status=SpoolStatus(printers, waiting), alive=alive))


DOOR = PrinterStatus("门口", Condition.OK)
OPEN = PrinterStatus("中间", Condition.COVER_OPEN)
LOW = PrinterStatus("里面", Condition.NEAR_END)
DUMB = PrinterStatus("角落", Condition.UNKNOWN)


def test_where_all_is_well_nobody_reads_a_name():
    view = of_all(spool(DOOR, PrinterStatus("中间", Condition.OK)))
    assert (view.health, view.zh, view.en) == (Health.OK, "打印机正常", "The printer is ready")


def test_what_one_cannot_is_a_note_while_another_prints():
    view = of_all(spool(DOOR, OPEN, LOW))
    assert view.health is Health.OK
    assert view.zh == "中间：打印机盖未合上，请合上；里面：打印纸快用完，请准备新纸卷"
    assert view.en.startswith("中间: The printer's cover is open")


def test_it_is_a_fault_once_none_prints():
    view = of_all(spool(OPEN, PrinterStatus("门口", Condition.AWAY), waiting=2))
    assert view.health is Health.FAULT
    assert view.zh.endswith("；2 张票等待打印")


def test_silence_is_unknown_and_never_ok():
    assert of_all(spool(DUMB, OPEN)).health is Health.UNKNOWN
    assert of_all(spool(DUMB, DOOR)).health is Health.OK


def test_a_thread_that_has_ended_is_a_fault_of_its_printer():
    gone = PrinterStatus("门口", Condition.OK, alive=False)
    assert of_all(spool(gone, LOW)).zh.startswith("门口：打印程序已停止，请重启网关")
    assert [one.health for one in of_each(spool(gone, LOW))] == [Health.FAULT, Health.OK]
    assert of_all(spool(gone, alive=False)).health is Health.FAULT


def test_each_tells_what_became_of_its_papers():
    outcomes = {(Verdict.UNCERTAIN, "silent"): 1, (Verdict.CONFIRMED, ""): 40}
    (view,) = of_each(spool(PrinterStatus("门口", Condition.NEAR_END, outcomes=outcomes)))
    assert view.condition == "near_end"
    assert view.prints == (PrintsView("confirmed", "", 40), PrintsView("uncertain", "silent", 1))


def test_a_hall_without_printers_has_none():
    assert (of_all(None).health, of_each(None)) == (Health.ABSENT, ())
