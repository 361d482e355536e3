"""How boards are, as central is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from gateway.device_states import DeviceStates
from gateway.devices import why
from gateway.devices.board import Standing
from gateway.devices.status import BoardStatus, LineStatus
from gateway.hall.fold import apply
from gateway.hall.state import EMPTY, HallState
from gateway.printing.spool_status import PrinterStatus, SpoolStatus
from gateway.printing.status import Condition
from protocol.device_link import CALL_PAD
from protocol.facts import DeviceAdopted
from protocol.stamp import Stamp
from protocol.uplink import DeviceState, read, write
from tests.gateway.hall_with_spares import CALL_1, RATE_1, TICKETS, spare_hall
from tests.hall.hall import DISPENSER, PADS, PLAN, SPARES, START
from tests.store.fakes import FakeClock
from tests.waiting import wait_for


def board(uid: str, standing: Standing = Standing.OPEN, **more: Any) -> BoardStatus:
    counts = ("answers", "silences", "garbled", "sessions", "bad_answers", "rests", "renewals")
    usual = BoardStatus(
        uid=uid,
        line="one",
        standing=standing,
        why=why.IN_SESSION,
        since_s=1.0,
        model=CALL_PAD,
        firmware="1.2.3",
        sealed=False,
        journal=7,
        first=3,
        mark=9,
        **dict.fromkeys((*counts, "isolations"), 0),
    )
    return replace(usual, **more)


class Boards:
    """A line whose boards are as a test says, and a gateway that tells of them."""

    def __init__(self) -> None:
        self.boards: tuple[BoardStatus, ...] = ()
        self.state: HallState = EMPTY
        self.spool: SpoolStatus | None = None
        self.clock = FakeClock()
        lines: Any = [self]
        beside: Any = [type("Table", (), {"name": "门口", "boards": (DISPENSER,)})]
        self.told = DeviceStates(
            PLAN, lines, self.clock, lambda: self.state, beside, lambda: self.spool
        )

    def status(self) -> LineStatus:
        return LineStatus("one", None, None, self.boards, 0, 0, 0, 0)

    def now(self, *boards: BoardStatus) -> dict[str, DeviceState]:
        self.boards = boards
        found = {one.uid: one for one in self.told.states()}
        assert all(read(DeviceState, write(one)) == one for one in found.values())
        return found


def test_a_board_is_told_with_its_place_and_its_journal():
    found = Boards().now(board(PADS["2"]))[PADS["2"]]
    assert (found.role, found.place, found.model) == ("call_pad", "2", "call_pad")
    assert (found.state, found.firmware) == ("online", "1.2.3")
    assert (found.journal, found.first, found.mark, found.paper) == (7, 3, 9, "")


def test_one_that_was_never_heard_is_unknown_and_one_that_is_left_alone_silent():
    never = board(
        PADS["1"], Standing.SILENT, since_s=None, model=None, firmware="", journal=None, first=0
    )
    alone = board(PADS["2"], Standing.REFUSED, why=why.ISOLATED)
    refused = board(SPARES[0], Standing.REFUSED, why=why.NO_PLACE)
    found = Boards().now(never, alone, refused, board(DISPENSER, Standing.SILENT))
    assert {uid: one.state for uid, one in found.items()} == {
        PADS["1"]: "unknown",
        PADS["2"]: "silent",
        SPARES[0]: "online",
        DISPENSER: "silent",
    }
    assert (found[SPARES[0]].role, found[SPARES[0]].place) == ("", "")
    assert found[DISPENSER].place == "dispenser"


def test_when_it_became_so_is_kept_for_as_long_as_it_is_so():
    boards = Boards()
    began = boards.now(board(PADS["1"]))[PADS["1"]]
    boards.clock.wall += 5_000
    assert boards.now(board(PADS["1"]))[PADS["1"]] == began, "the same state is the same"
    silent = boards.now(board(PADS["1"], Standing.SILENT))[PADS["1"]]
    assert silent.at_ms == began.at_ms + 5_000


def test_a_spare_has_the_place_that_it_took_over_and_the_paper_beside_it():
    boards = Boards()
    boards.spool = SpoolStatus((PrinterStatus("门口", Condition.NEAR_END),))
    assert boards.now(board(DISPENSER))[DISPENSER].paper == "near_end"
    boards.state = apply(EMPTY, Stamp(1, START), DeviceAdopted(SPARES[0], DISPENSER, "person"))
    found = boards.now(board(DISPENSER, Standing.SILENT), board(SPARES[0]))
    assert (found[DISPENSER].role, found[DISPENSER].paper) == ("", "")
    assert (found[SPARES[0]].role, found[SPARES[0]].paper) == ("dispenser", "near_end")
    boards.spool = SpoolStatus((PrinterStatus("门口", Condition.COVER_OPEN),))
    assert boards.now(board(SPARES[0]))[SPARES[0]].paper == "cover_open"


def test_a_gateway_tells_of_all_its_boards(tmp_path: Path):
    with spare_hall(tmp_path, more='[uplink]\nhost = "127.0.0.1"\nport = 1\n') as hall:
        assert hall.gateway.uplink is not None
        devices = hall.gateway.uplink._teller._devices

        def online() -> set[str]:
            return {one.uid for one in devices.states() if one.state == "online"}

        wait_for(lambda: online() == set(hall.board))
        places = {one.uid: (one.role, one.place) for one in devices.states()}
        assert places[CALL_1] == ("call_pad", "1")
        assert places[RATE_1] == ("rating_pad", "1")
        assert places[TICKETS] == ("dispenser", "dispenser")
