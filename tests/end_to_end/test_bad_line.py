"""Real firmware in real VMs on a line that flips, loses, drowns and cuts; sealed boards too."""

import random
import time
from collections import Counter
from pathlib import Path

from gateway.devices.board import Standing
from gateway.devices.keys import provision
from gateway.devices.push import Push
from gateway.devices.status import BoardStatus
from hw_sim.board import Board
from hw_sim.intruders import Babbler
from protocol import facts, records
from tests.end_to_end.small_hall import (
    BEST,
    CALL_1,
    CALL_2,
    DISPENSER,
    FINISH,
    NEXT,
    RATE_1,
    START,
    UID,
    SmallHall,
    wait_for,
)
from tools.chaos.replayer import Replayer
from tools.flash_image import wrap_twice

PRESSES = 40


def records_of(hall: SmallHall, board: int) -> list[facts.DeviceRecord]:
    return [r for r in hall.facts(facts.DeviceRecord) if r.uid == UID.format(board)]


def presses_of(hall: SmallHall, board: int) -> int:
    kinds = (records.TICKET, records.KEY, records.RATING)
    return sum(record.kind in kinds for record in records_of(hall, board))


def accepted(board: Board) -> int:
    return sum(beep.frequency == 2000 for beep in board.beeps)


def sealed_hall(folder: Path, *boards: int) -> SmallHall:
    """A hall whose boards have keys, on the chip and beside the gateway's database."""
    hall = SmallHall(folder)
    for board in boards:
        key = provision(folder, UID.format(board))
        (hall.boards[board].files / "device.key").write_bytes(key)
    return hall


def test_every_accepted_press_arrives_once_over_a_line_that_fails_in_every_way(
    tmp_path: Path,
) -> None:
    dice = random.Random(11)
    with sealed_hall(tmp_path, CALL_1, RATE_1) as hall:
        hall.line.set_bit_error_rate(3e-4, seed=1)
        hall.line.set_byte_loss(3e-4, seed=2)
        hall.line.set_bursts(mean_s=0.5, burst_ms=20, seed=3)
        pads = [DISPENSER, CALL_1, CALL_2]
        for i in range(PRESSES):
            board = hall.boards[dice.choice(pads)]
            lit = [key for key, on in enumerate(board.lamps()) if on]
            if lit:
                board.press(dice.choice(lit)).result(5)
            if i % 10 == 5:
                hall.line.unplug(board)
                time.sleep(0.5)
                hall.line.plug(board)
        heard = {pad: accepted(hall.boards[pad]) for pad in pads}
        assert sum(heard.values()) > PRESSES / 4
        for pad in pads:
            wait_for(lambda pad=pad: presses_of(hall, pad) == heard[pad])  # type: ignore[misc]
        names = Counter(record.identity for record in hall.facts(facts.DeviceRecord))
        assert set(names.values()) == {1}
        assert hall.line.faults["bits_flipped"] > 0
        assert not hall.facts(facts.DeviceGap)


def test_somebody_on_a_sealed_wire_moves_nothing(tmp_path: Path) -> None:
    with sealed_hall(tmp_path, *range(5)) as hall:
        hall.take_ticket()
        attacker = Replayer(seed=4)
        hall.line.plug(attacker)
        for _ in range(3):
            hall.act(CALL_1, NEXT, facts.TicketCalled)
            hall.act(CALL_1, START, facts.ServiceStarted)
            hall.act(CALL_1, FINISH, facts.ServiceFinished)
            wait_for(lambda: all(hall.boards[RATE_1].lamps()))
            hall.press(RATE_1, BEST)
            hall.take_ticket()
        hall.line.unplug(attacker)
        assert hall.line.faults["frames_replayed"] > 5
        rated = hall.wait_facts(facts.RatingGiven, 3)
        assert len(rated) == 3
        assert presses_of(hall, RATE_1) == 3
        assert presses_of(hall, CALL_1) == 9
        assert len(hall.facts(facts.TicketIssued)) == 4


def test_a_ring_that_went_round_twice_rests_and_takes_on(tmp_path: Path) -> None:
    hall = SmallHall(tmp_path)
    wrap_twice(hall.boards[RATE_1].flash_path, 0x0DDBA11)
    with hall:
        line = hall.gateway.lines[0] if hall.gateway else None
        assert line is not None
        wait_for(lambda: _board(hall, RATE_1).standing is Standing.OPEN)
        wait_for(lambda: len(records_of(hall, RATE_1)) > 1000)
        until = time.monotonic() + 20
        while hall.journal(RATE_1).room < 8 * 127:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert _board(hall, RATE_1).rests >= 1


def _board(hall: SmallHall, board: int) -> BoardStatus:
    assert hall.gateway is not None
    (status,) = [
        status
        for line in hall.gateway.lines
        for status in line.status().boards
        if status.uid == UID.format(board)
    ]
    return status


def test_a_board_whose_flash_went_back_in_time_begins_anew_and_loses_no_press(
    tmp_path: Path,
) -> None:
    with SmallHall(tmp_path) as hall:
        dispenser = hall.boards[DISPENSER]
        before = dispenser.flash_path.read_bytes()
        old = hall.journal(DISPENSER).journal
        hall.take_ticket()
        hall.take_ticket()
        dispenser.power_cut()
        dispenser.flash_path.write_bytes(before)
        dispenser.power_on()
        wait_for(lambda: dispenser.resets == 1)
        third = hall.take_ticket()
        assert third.label == "A003"
        assert hall.journal(DISPENSER).journal != old
        wait_for(lambda: _board(hall, DISPENSER).renewals == 1)


def test_a_file_comes_to_a_board_in_use(tmp_path: Path) -> None:
    content = random.Random(3).randbytes(9000)
    with SmallHall(tmp_path) as hall:
        assert hall.gateway is not None
        (board,) = [b for b in hall.gateway.lines[0].boards if b.uid == UID.format(DISPENSER)]
        board.push = Push(content)
        hall.take_ticket()
        arrived = hall.boards[DISPENSER].files / "upload.bin"
        end = time.monotonic() + 20
        while not arrived.exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        assert arrived.read_bytes() == content
        wait_for(lambda: board.push is None)
        hall.take_ticket()


def test_a_babbler_costs_time_and_nothing_else(tmp_path: Path) -> None:
    with SmallHall(tmp_path) as hall:
        babbler = Babbler(b"\xff\x55 whatever \0", every_s=0.1)
        hall.line.plug(babbler)
        tickets = [hall.take_ticket().number for _ in range(5)]
        hall.line.unplug(babbler)
        assert tickets == [1, 2, 3, 4, 5]
        assert hall.line.faults["babbles"] > 5


def test_a_port_that_comes_back_under_another_name_goes_on(tmp_path: Path) -> None:
    with SmallHall(tmp_path) as hall:
        hall.take_ticket()
        hall.replug_port()
        assert hall.take_ticket().label == "A002"
