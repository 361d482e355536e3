"""Figures that the hall promises. Processor time and heap, not the clock on the wall."""

import os
import subprocess
import sys
import time
from pathlib import Path

from hw_sim.board import Board
from hw_sim.line import Line
from protocol import records
from protocol.facts import DeviceRecord
from tests.end_to_end.small_hall import CALL_1, RATE_1, UID, SmallHall, wait_for

BOARDS = 12
IDLE_S = 6.0
MOST_SHARE = 0.08
"""Of one core, for a gateway with twelve boards and nobody there."""

EVENTS = 1000
MOST_HEAP = 60_000
"""Bytes on a 32-bit board."""


def cpu_s(pid: int) -> float:
    """Processor time of a process so far, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def hall_of_twelve(folder: Path, line: Line) -> list[Board]:
    """A dispenser and call pads on one line, and the hall.toml to them."""
    models = ["dispenser"] + ["call_pad"] * (BOARDS - 1)
    text = (
        '[hall]\nid = "hall-01"\nname = "城东办税服务厅"\nfirst_day = "automatic"\n'
        '[[business]]\ncode = "A"\nname = "发票业务"\n'
        f'[[line]]\nport = "{line.port}"\n[web]\nport = 0\n'
    )
    for i, model in enumerate(models):
        role = 'role = "dispenser"\nkeys = ["A"]'
        if model == "call_pad":
            text += f'[[window]]\nid = "{i}"\nname = "{i}号窗口"\nbusinesses = ["A"]\n'
            role = f'role = "call_pad"\nwindow = "{i}"'
        text += f'[[board]]\nuid = "{UID.format(i)}"\n{role}\n'
    (folder / "hall.toml").write_text(text, "utf-8")
    return [Board(UID.format(i), model, folder, line) for i, model in enumerate(models)]


def test_an_idle_gateway_with_twelve_boards_leaves_the_machine_alone(tmp_path: Path) -> None:
    with Line() as line:
        boards = hall_of_twelve(tmp_path, line)
        for board in boards:
            board.power_on()
        command = [sys.executable, "-m", "tools.cli", "gateway", "--config", "hall.toml"]
        env = {**os.environ, "PYTHONPATH": os.getcwd()}
        with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.DEVNULL) as gateway:
            try:
                for board in boards:
                    assert board.wait_for(lambda b: any(b.lamps()), 20)
                time.sleep(4.0)  # boards that were just opened are asked more often for a while
                before = cpu_s(gateway.pid)
                time.sleep(IDLE_S)
                share = (cpu_s(gateway.pid) - before) / IDLE_S
            finally:
                gateway.terminate()
        for board in boards:
            board.close()
    print(f"idle gateway, {BOARDS} boards: {share:.1%} of a core")
    assert share < MOST_SHARE


def test_a_boards_heap_is_small_after_a_thousand_events(tmp_path: Path) -> None:
    def events(hall: SmallHall) -> int:
        uid = hall.boards[CALL_1].uid
        kept = hall.facts(DeviceRecord)
        return sum(record.uid == uid and record.kind == records.KEY for record in kept)

    with SmallHall(tmp_path) as hall:
        pad = hall.boards[CALL_1]
        assert pad.wait_for(lambda b: any(b.lamps()))
        pressed = 0
        while pressed < EVENTS:
            fingers = [pad.press(key, 30) for key in range(5) for _ in range(20)]
            for finger in fingers:
                finger.result(30)
            pressed = events(hall)
        wait_for(lambda: hall.boards[RATE_1].ready)
        heaps = {board.model: board.heap() // 2 for board in hall.boards}
    print(f"heap as on a 32-bit board after {pressed} events: {heaps}")
    assert max(heaps.values()) < MOST_HEAP
