"""What people were told, and what was destroyed on purpose: kept apart from all that is tried."""

from collections import Counter

from hw_sim.board import Board
from kiosk_fw.parts import buzzer
from protocol import records
from tools.chaos.scene import Identity, Record, Scene

PRESSES = frozenset({records.TICKET, records.KEY, records.RATING, records.TAGS})


class Ledger:
    """Counts the high beep of every press that a person could take for accepted."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._heard_at: dict[str, float] = {}
        self.accepted: Counter[str] = Counter()
        """By uid of the board."""
        self.pressed: Counter[str] = Counter()
        """By uid of the board, accepted or not."""
        self.in_destroyed_flash: set[tuple[Identity, Record]] = set()
        """All that stood there; whether it had been read, the verdict finds out. A flash that went
        back in time gives a number to another record, so a name can stand here twice."""

    def listen(self) -> None:
        """Count what was heard since; to be called every few seconds."""
        (high, _), *_ = buzzer.ACCEPTED
        for board in self._scene.boards:
            last = self._heard_at.get(board.uid, 0.0)
            news = [beep for beep in board.beeps if beep.at > last]
            if news:
                self._heard_at[board.uid] = news[-1].at
            self.accepted[board.uid] += sum(beep.frequency == high for beep in news)

    def destroyed(self, board: Board) -> None:
        """The board is off, and its flash will not be what it is any more."""
        journal = self._scene.journal(board)
        for seq in range(journal.first, journal.next):
            self.in_destroyed_flash.add(((board.uid, journal.journal, seq), journal.read(seq)))
