"""What can go wrong on a hall's lines, each as something that begins, lasts, and ends.

A fault is a function that takes the scene and gives how to end it, or None where it found nobody
to strike; the target is `busy` until then. `FAULTS` says how often each comes.
"""

import math
from collections.abc import Callable
from typing import Final

from hw_sim import torn
from hw_sim.board import Board, FlashCut
from hw_sim.intruders import Babbler, ForeignDevice
from hw_sim.line import Line
from tools.chaos.ledger import Ledger
from tools.chaos.replayer import Replayer
from tools.chaos.scene import SEALED, UID, Scene

End = Callable[[], None]
Fault = Callable[[Scene, Ledger], End | None]

MOST_OPERATIONS: Final = 6
"""Power fails at one of so many programs and erases after a power-on: the first few seconds'."""


def bit_errors(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "bit_errors")
    if line is None:
        return None
    line.set_bit_error_rate(10 ** scene.dice.uniform(-5, -2.7), scene.dice.getrandbits(32))
    return _afterwards(scene, (line, "bit_errors"), lambda: line.set_bit_error_rate(0))


def byte_loss(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "byte_loss")
    if line is None:
        return None
    line.set_byte_loss(10 ** scene.dice.uniform(-4, -2), scene.dice.getrandbits(32))
    return _afterwards(scene, (line, "byte_loss"), lambda: line.set_byte_loss(0))


def bursts(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "bursts")
    if line is None:
        return None
    line.set_bursts(
        scene.dice.uniform(0.1, 1), scene.dice.uniform(1, 40), scene.dice.getrandbits(9)
    )
    return _afterwards(scene, (line, "bursts"), lambda: line.set_bursts(math.inf, 0))


def echo(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "echo")
    if line is None:
        return None
    line.set_echo(True)
    return _afterwards(scene, (line, "echo"), lambda: line.set_echo(False))


def stall(scene: Scene, ledger: Ledger) -> End | None:
    line = _free_line(scene)
    if line is None:
        return None
    line.stall()
    return _afterwards(scene, line, line.resume)


def babbler(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "babbler")
    if line is None:
        return None
    noise = scene.dice.randbytes(scene.dice.randint(1, 300))
    intruder = Babbler(noise, scene.dice.uniform(0.02, 0.5))
    line.plug(intruder)
    return _afterwards(scene, (line, "babbler"), lambda: line.unplug(intruder))


def foreign_device(scene: Scene, ledger: Ledger) -> End | None:
    line = _line_without(scene, "foreign_device")
    if line is None:
        return None
    intruder = ForeignDevice(delay_s=scene.dice.choice((0.0, 0.004, 0.03)))
    line.plug(intruder)
    return _afterwards(scene, (line, "foreign_device"), lambda: line.unplug(intruder))


def replayer(scene: Scene, ledger: Ledger) -> End | None:
    """Somebody on the sealed line says again what he heard there."""
    line = scene.lines[SEALED]
    if (line, "replayer") in scene.busy:
        return None
    intruder = Replayer(scene.dice.getrandbits(32))
    line.plug(intruder)
    return _afterwards(scene, (line, "replayer"), lambda: line.unplug(intruder))


def cable(scene: Scene, ledger: Ledger) -> End | None:
    board = _free_board(scene)
    line = board.line if board else None
    if board is None or line is None:
        return None
    line.unplug(board)
    return _afterwards(scene, board, lambda: line.plug(board))


def other_line(scene: Scene, ledger: Ledger) -> End | None:
    """A board's cable is put into the other line, and stays there."""
    board = _free_board(scene)
    if board is None or board.line is None:
        return None
    next(line for line in scene.lines if line is not board.line).plug(board)
    return _afterwards(scene, board, _nothing)


def port(scene: Scene, ledger: Ledger) -> End | None:
    line = _free_line(scene)
    if line is None:
        return None
    line.unplug_port()
    return _afterwards(scene, line, lambda: _discard(line.plug_port()))


def power(scene: Scene, ledger: Ledger) -> End | None:
    board = _free_board(scene)
    if board is None:
        return None
    board.power_cut()
    return _afterwards(scene, board, board.power_on)


def power_in_flash(scene: Scene, ledger: Ledger) -> End | None:
    """Off and on, and off again in the middle of some flash operation to come."""
    board = _free_board(scene)
    if board is None:
        return None
    board.power_cut()
    mode = scene.dice.choice(torn.MODES)
    cut = FlashCut(
        scene.dice.randrange(MOST_OPERATIONS),
        scene.dice.randrange(257),
        mode,
        scene.dice.getrandbits(32),
    )
    board.power_on(cut=cut)

    def end() -> None:
        if board.alive:
            board.power_cut()
        else:
            scene.faults[f"power_failed_in_flash_{mode}"] += 1
        board.power_on()

    return _afterwards(scene, board, end)


def flash_destroyed(scene: Scene, ledger: Ledger) -> End | None:
    """A board's flash is wiped on purpose."""
    board = _free_board(scene)
    if board is None:
        return None
    board.power_cut()
    ledger.destroyed(board)
    size = board.flash_path.stat().st_size
    board.flash_path.write_bytes(b"\xff" * size)
    return _afterwards(scene, board, board.power_on)


def flash_went_back(scene: Scene, ledger: Ledger) -> End | None:
    """A board's flash is overwritten with an older copy of itself."""
    board = _free_board(scene)
    if board is None:
        return None
    older = scene.older_flash(board)
    if not older.exists():
        older.write_bytes(board.flash_path.read_bytes())
        scene.busy.discard(board)
        return None  # there is something to go back to next time
    board.power_cut()
    ledger.destroyed(board)
    older.replace(board.flash_path)
    scene.gone_back.add(board.uid)
    return _afterwards(scene, board, board.power_on)


def gateway_killed(scene: Scene, ledger: Ledger) -> End | None:
    if scene.gateway in scene.busy:
        return None
    scene.gateway.process.kill()
    scene.gateway.process.wait()
    return _afterwards(scene, scene.gateway, lambda: _discard(scene.gateway.restart_if_killed()))


def gateway_disk_replaced(scene: Scene, ledger: Ledger) -> End | None:
    """The city keeps what the old disk held; but it does not tell the new one the marks here, so
    nothing may go back in time across the replacement.
    """
    if scene.gateway in scene.busy or scene.renewals_to_come():
        return None
    scene.gateway.process.kill()
    scene.gateway.process.wait()
    scene.retire_store()
    for board in scene.boards:
        scene.older_flash(board).unlink(missing_ok=True)
    return _afterwards(scene, scene.gateway, lambda: _discard(scene.gateway.restart_if_killed()))


def another_version(scene: Scene, ledger: Ledger) -> End | None:
    """A board of a later firmware, which nobody knows, on the open line."""
    line = scene.lines[0]
    uid = UID.format(0xF0 + scene.dice.randrange(16))
    if uid in scene.busy:
        return None
    folder = scene.folder / "strangers"
    board = Board(uid, "rating_pad", folder, line, link={"VERSION": 9})
    board.power_on()
    return _afterwards(scene, uid, board.close)


FAULTS: Final[dict[Fault, int]] = {
    bit_errors: 6,
    byte_loss: 5,
    bursts: 5,
    echo: 2,
    stall: 3,
    babbler: 3,
    foreign_device: 3,
    replayer: 4,
    cable: 8,
    other_line: 2,
    port: 4,
    power: 8,
    power_in_flash: 12,
    flash_destroyed: 1,
    flash_went_back: 4,
    gateway_killed: 4,
    gateway_disk_replaced: 1,
    another_version: 1,
}
"""How often each comes, in relation to the others."""


def _free_board(scene: Scene) -> Board | None:
    boards = scene.idle_boards()
    board = scene.dice.choice(boards) if boards else None
    if board is not None:
        scene.busy.add(board)
    return board


def _line_without(scene: Scene, fault: str) -> Line | None:
    """A line that does not suffer from this already: the end of one must not be that of another."""
    lines = [line for line in scene.lines if (line, fault) not in scene.busy]
    return scene.dice.choice(lines) if lines else None


def _free_line(scene: Scene) -> Line | None:
    lines = [line for line in scene.lines if line not in scene.busy]
    line = scene.dice.choice(lines) if lines else None
    if line is not None:
        scene.busy.add(line)
    return line


def _afterwards(scene: Scene, target: object, end: End) -> End:
    def finish() -> None:
        end()
        scene.busy.discard(target)

    scene.busy.add(target)
    return finish


def _discard(_: object) -> None:
    return


def _nothing() -> None:
    return


def lasts_s(scene: Scene) -> float:
    """How long a fault lasts: mostly a few seconds, now and then long enough to be forgotten."""
    return scene.dice.choice((0.3, 1.0, 2.0, 4.0, 8.0)) * scene.dice.uniform(0.5, 1.5)
