"""What can go wrong: each fault is one blow, struck now and then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protocol.journal import HEADER
from tests.fault_model.board import SimBoard, header
from tests.fault_model.disk import Blow
from tests.fault_model.hall import Hall


@dataclass(frozen=True)
class Snapshot:
    """A copy of a board's flash."""

    image: bytes
    number: int
    next: int


class Faults:
    """Those that a hall suffers from, by name. Each tells whether it struck somebody."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.dice = hall.dice
        self.world = hall.world
        self._snapshots: dict[str, Snapshot] = {}
        self._worn: dict[str, int] = {}

    # -- boards

    def power(self) -> bool:
        """A plug is pulled, at any moment."""
        board = self._board()
        if board is None:
            return False
        self.world.tell(f"{board.nick} loses power")
        self._off(board)
        return True

    def flash_cut(self) -> bool:
        """Power fails in one of the next flash operations of a board."""
        board = self._board()
        if board is not None:
            board.flash.cut_soon(8)
        return False  # not yet

    def reboot(self) -> bool:
        """A board starts anew."""
        board = self._board()
        if board is None:
            return False
        self.world.tell(f"{board.nick} starts anew")
        board.power_off()
        board.power_on()
        return True

    def cable(self) -> bool:
        """A board's cable is out, for long."""
        board = self._board()
        if board is None or not board.plugged:
            return False
        seconds = self.dice.uniform(1, 30)
        self.world.tell(f"{board.nick} has its cable out for {seconds:.0f} s")
        board.plugged = False

        def back() -> None:
            board.plugged = True

        self.world.later(seconds * 1000, back)
        return True

    def stuck(self) -> bool:
        """A board hangs and says its last answer again and again, until the watchdog bites."""
        board = self._board()
        if board is None:
            return False
        self.world.tell(f"{board.nick} is stuck")
        board.stuck = True

        def bite() -> None:
            if board.stuck:
                board.power_off()
                board.power_on()

        self.world.later(self.dice.uniform(200, 5000), bite)
        return True

    def worn(self) -> bool:
        """A cell of a flash wears out."""
        board = self._board()
        if board is None or self._worn.get(board.uid, 0) == 3:
            return False
        self._worn[board.uid] = self._worn.get(board.uid, 0) + 1
        size = board.flash.size
        reach = HEADER if self.dice.random() < 0.1 else size
        sector = self.dice.randrange(self.world.sectors) * size
        board.flash.wear(sector + self.dice.randrange(reach))
        return True

    # -- what is done to a flash on purpose

    def wipe(self) -> bool:
        """A flash is destroyed: erased, or full of nonsense."""
        board = self._board()
        if board is None:
            return False
        self.world.tell(f"the flash of {board.nick} is destroyed")
        self._off(board, 500)
        self._destroyed(board)
        size = len(board.flash.image)
        blank = self.dice.random() < 0.5
        board.flash.image[:] = b"\xff" * size if blank else self.dice.randbytes(size)
        if self.dice.random() < 0.5:
            more = self.dice.choice((self.kill, self.new_disk))
            self.world.later(self.dice.uniform(500, 3000), lambda: self._unless_over(more))
        return True

    def smash(self) -> bool:
        """A sector loses its header, not the one that is written to."""
        board = self._board()
        if board is None:
            return False
        size = board.flash.size
        flash = bytes(board.flash.image)
        heads = [(*header(flash[at : at + HEADER]), at) for at in range(0, len(flash), size)]
        bases = sorted(
            (base, at) for journal, base, at in heads if base and journal == board.number
        )
        if len(bases) < 2:
            return False
        base, at = self.dice.choice(bases[:-1])
        self.world.tell(f"the flash of {board.nick} loses its records from {base} on")
        self._off(board)
        numbers = range(base, base + self.world.per_sector)
        journal = board.uid, board.number
        lost = [(*journal, seq) for seq in numbers]
        self.world.ledger.smash(journal, numbers)
        self.world.ledger.excuse(
            [key for key in lost if not self.hall.committed(key)], "flash destroyed"
        )
        board.flash.image[at : at + HEADER] = bytes(HEADER)
        return True

    def back(self) -> bool:
        """A flash is what it was some time ago; the first time it is only copied."""
        board = self._board()
        if board is None or self.hall.host is None:
            return False
        if board.uid not in self._snapshots:
            image, held = bytes(board.flash.image), board.journal
            self._snapshots[board.uid] = Snapshot(image, held.journal, held.next)
            return False
        copy = self._snapshots.pop(board.uid)
        self.hall.host.settle()
        journal = board.uid, copy.number
        mark = self.world.marks.get(journal, 0)
        seqs = [key[2] for key in self.hall.central.records if key[:2] == journal]
        seen = (*journal, mark) in self.world.ledger.written
        if not (mark >= copy.next and seen) and max([mark, *seqs]) >= copy.next:
            return False  # only central knows what was there, and no gateway can tell
        self.world.tell(f"the flash of {board.nick} goes back to record {copy.next - 1}")
        self._off(board)
        self._destroyed(board)
        written = self.world.ledger.written
        over = [key for key in written if key[:2] == journal and key[2] >= copy.next]
        for key in [key for key in over if not self.hall.committed(key)]:
            del written[key]  # it has not happened: its number is given again
        board.flash.image[:] = copy.image
        board.number = copy.number
        board.tampered = mark >= copy.next
        return True

    # -- the gateway

    def kill(self) -> bool:
        """Between two things that it does."""
        if self.hall.host is None:
            return False
        self.world.tell("the gateway is killed")
        self.hall.kill()
        return True

    def kill_in_commit(self) -> bool:
        """In the middle of a transaction, or just after it."""
        self.hall.blow = Blow(self.dice.randrange(1, 30), True, self.dice.random() < 0.5)
        return False  # not yet

    def kill_while_asking(self) -> bool:
        """While it waits for an answer."""
        self.dice.choice(self.hall.wires).dies = True
        return False  # not yet

    def fail_commit(self) -> bool:
        """The disk reports an error, before or after it has done what was asked."""
        self.hall.blow = Blow(self.dice.randrange(1, 30), False, self.dice.random() < 0.5)
        return False  # not yet

    def disk_full(self) -> bool:
        """For a few seconds."""
        host = self.hall.host
        if host is None:
            return False
        self.world.tell("the gateway's disk is full")
        host.fill_disk(True)

        def space() -> None:
            if self.hall.host is host:
                host.fill_disk(False)

        self.world.later(self.dice.uniform(100, 4000), space)
        return True

    def tidy_restart(self) -> bool:
        """With the boards in another order, so that they get each other's addresses."""
        if self.hall.host is None:
            return False
        self.world.tell("the gateway is restarted with its boards in another order")
        self.hall.stop()
        for place in self.hall.places:
            self.dice.shuffle(place)
        self.world.later(self.dice.uniform(100, 1000), self.hall.start)
        return True

    def new_disk(self) -> bool:
        """The gateway's disk is replaced by an empty one."""
        if self.hall.host is None or any(board.tampered for board in self.hall.boards):
            return False
        self.hall.replace_disk()
        return True

    # -- the line

    def swap(self) -> bool:
        """Two boards are exchanged between the lines."""
        one, other = self.hall.wires
        i, j = self.dice.randrange(len(one.boards)), self.dice.randrange(len(other.boards))
        a, b = one.boards[i], other.boards[j]
        self.world.tell(f"{a.nick} and {b.nick} are exchanged")
        one.boards[i], other.boards[j] = b, a
        return True

    # -- the tools of all these

    def _board(self) -> SimBoard | None:
        """Any board that is on and was not tampered with."""
        board = self.dice.choice(self.hall.boards)
        ready = board.link is not None and not board.tampered and not board.stuck
        return board if ready else None

    def _unless_over(self, more: Callable[[], bool]) -> None:
        if self.world.noisy:
            more()

    def _off(self, board: SimBoard, most_ms: float = 5000) -> None:
        board.power_off()
        self.world.later(self.dice.uniform(50, most_ms), board.power_back)

    def _destroyed(self, board: SimBoard) -> None:
        gone = [key for key in board.keys_in_flash() if not self.hall.committed(key)]
        self.world.ledger.excuse(gone, "flash destroyed")


KINDS: Final[dict[str, tuple[Callable[[Faults], bool], float]]] = {
    "power": (Faults.power, 8),
    "flash_cut": (Faults.flash_cut, 40),
    "reboot": (Faults.reboot, 10),
    "cable": (Faults.cable, 8),
    "stuck": (Faults.stuck, 4),
    "worn": (Faults.worn, 8),
    "wipe": (Faults.wipe, 6),
    "smash": (Faults.smash, 4),
    "back": (Faults.back, 20),
    "kill": (Faults.kill, 4),
    "kill_in_commit": (Faults.kill_in_commit, 6),
    "kill_while_asking": (Faults.kill_while_asking, 4),
    "fail_commit": (Faults.fail_commit, 15),
    "disk_full": (Faults.disk_full, 4),
    "tidy_restart": (Faults.tidy_restart, 4),
    "new_disk": (Faults.new_disk, 4),
    "swap": (Faults.swap, 6),
}
"""What strikes, and how often a minute where it strikes at all."""


def strike(faults: Faults, name: str) -> None:
    """One blow of this kind; the books count it, or, if it is yet to come, who feels it does."""
    faults.world.ledger.counted[name] += KINDS[name][0](faults)
