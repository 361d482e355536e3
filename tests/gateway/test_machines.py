"""Which boards serve nobody, and which of them are told of by their line."""

from dataclasses import replace

import pytest

from gateway.devices import why
from gateway.devices.board import Standing
from gateway.devices.status import BoardStatus, LineStatus
from gateway.hall.fold import apply
from gateway.hall.state import EMPTY
from gateway.machines import Machines, machines
from gateway.printing.spool_status import PrinterStatus, SpoolStatus
from gateway.printing.status import Condition
from protocol.facts import DeviceAdopted
from protocol.stamp import Stamp
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, SPARES, START

ALL = (DISPENSER, *PADS.values(), *RATING.values())


def board(uid: str, standing: Standing = Standing.OPEN, line: str = "one") -> BoardStatus:
    return BoardStatus(
        uid=uid,
        line=line,
        standing=standing,
        why=why.IN_SESSION,
        since_s=1.0,
        model=None,
        firmware="",
        sealed=False,
        journal=None,
        first=0,
        mark=0,
        answers=0,
        silences=0,
        garbled=0,
        sessions=0,
        bad_answers=0,
        rests=0,
        renewals=0,
        isolations=0,
    )


def line(*boards: BoardStatus, port: str = "one", dead: bool = False) -> LineStatus:
    trouble = why.NO_ANSWER if dead else None
    return LineStatus(port, trouble, None, boards, noise=0, bad_frames=0, unasked=0, silences=0)


def of(*lines: LineStatus) -> Machines:
    return machines(PLAN, EMPTY, lines, printers=None, uplink=False)


def test_where_all_serve_nothing_is_told():
    assert of(line(*map(board, ALL))) == Machines()


@pytest.mark.parametrize("standing", [Standing.SILENT, Standing.REFUSED])
def test_a_board_that_is_not_served_is_told(standing: Standing):
    boards = [board(uid) for uid in ALL[1:]]
    assert of(line(board(DISPENSER, standing), *boards)).boards == (DISPENSER,)
    assert of(line(*boards)).boards == (DISPENSER,), "nor one that no line knows"


def test_a_dead_line_is_one_alarm_and_not_one_for_each_of_its_boards():
    silent = [board(uid, Standing.SILENT, "two") for uid in ALL[:2]]
    found = of(line(*map(board, ALL[2:])), line(*silent, port="two", dead=True))
    assert (found.boards, found.lines) == ((), (2,))


def test_a_line_that_nobody_needs_may_be_dead():
    assert of(line(*map(board, ALL)), line(port="two", dead=True)) == Machines()


def test_a_spare_that_took_a_place_serves_it():
    state = apply(EMPTY, Stamp(1, START), DeviceAdopted(SPARES[0], DISPENSER, "person"))
    boards = [board(SPARES[0]), board(DISPENSER, Standing.SILENT), *map(board, ALL[1:])]
    found = machines(PLAN, state, [line(*boards)], printers=None, uplink=True)
    assert found == replace(Machines(), uplink=True)


def printers(*conditions: Condition) -> Machines:
    named = zip(("门口", "中间"), conditions, strict=True)
    status = SpoolStatus(tuple(PrinterStatus(name, condition) for name, condition in named))
    return machines(PLAN, EMPTY, [line(*map(board, ALL))], printers=status, uplink=False)


def test_each_printer_is_told_of_and_whether_another_prints():
    well = printers(Condition.OK, Condition.UNKNOWN)
    assert well == Machines(), "silence is no fault that anybody knows of"
    found = printers(Condition.COVER_OPEN, Condition.NEAR_END)
    assert (found.printers, found.no_paper, found.paper_low) == (("门口",), False, ("中间",))
    found = printers(Condition.AWAY, Condition.PAPER_END)
    assert (found.printers, found.no_paper, found.paper_low) == (("门口", "中间"), True, ())


def test_a_printer_whose_thread_has_ended_prints_nothing():
    gone = PrinterStatus("门口", Condition.OK, alive=False)
    found = machines(PLAN, EMPTY, [], printers=SpoolStatus((gone,)), uplink=False)
    assert (found.printers, found.no_paper) == (("门口",), True)


def test_a_head_that_should_answer_and_does_not_is_told_and_a_mute_one_is_not():
    silent = PrinterStatus("门口", Condition.UNKNOWN, silent=True)
    mute = PrinterStatus("角落", Condition.UNKNOWN)
    found = machines(PLAN, EMPTY, [], printers=SpoolStatus((silent, mute)), uplink=False)
    assert found.printers == ("门口",)
    assert not found.no_paper
