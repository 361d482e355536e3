"""The hall that chaos comes over: real firmware in VMs, two lines, one gateway, no printer."""

import json
import random
import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

from gateway.devices.keys import provision
from hw_sim.board import Board
from hw_sim.line import Line
from protocol import records
from protocol.journal import Journal
from tools.audit import database
from tools.audit.report import UnusableError
from tools.flash_image import journal_of, wrap_twice
from tools.processes import Program

Identity = tuple[str, int, int]
"""uid, journal, seq"""

Record = tuple[int, int, bytes]
"""kind, ticks, payload"""

UID: Final = "e6614c311b7e8a{:02x}"
OPEN, SEALED = 0, 1
"""Indices of the lines; every board that starts on the second one has a key."""

BOARDS: Final = (
    (OPEN, "dispenser", 'keys = ["A", "B"]'),
    (OPEN, "call_pad", 'window = "1"'),
    (OPEN, "rating_pad", 'window = "1"'),
    (OPEN, "call_pad", 'window = "2"'),
    (SEALED, "dispenser", 'keys = ["A", "B"]'),
    (SEALED, "rating_pad", 'window = "2"'),
    (SEALED, "call_pad", 'window = "3"'),
    (SEALED, "rating_pad", 'window = "3"'),
)
READY_S: Final = 30.0
ERASE_MS: Final = 45
"""Of the chip on a Pico, which hears nothing meanwhile."""

_HALL: Final = """
[hall]
id = "chaos"
name = "混乱办税服务厅"
first_day = "automatic"
[web]
port = 0
[[business]]
code = "A"
name = "发票业务"
[[business]]
code = "B"
name = "纳税申报"
"""


class Scene:
    """Use as a context manager; everything is on and read out when it begins."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.lines: list[Line] = []
        self.boards: list[Board] = []
        self.busy: set[object] = set()
        """Boards and lines to which something is being done."""
        self.born_with: dict[str, tuple[int, int]] = {}
        """uid → journal and first record of the ring when all began."""
        self.gone_back: set[str] = set()
        """uids of boards whose flash went back in time."""
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "log").mkdir(parents=True)
        self._make()
        for board in self.boards:
            board.power_on()
        config = str(self.folder / "hall.toml")
        self.gateway = Program("gateway", ("tools.cli", "gateway", "--config", config), self.folder)
        self._undo.callback(lambda: self.gateway.stop())
        self.gateway.wait_until(lambda: self.gateway.said("gateway ready"), READY_S)
        # Only then do boards take requests: what they hold of former years goes first.
        self.gateway.wait_until(lambda: not self.unread(), READY_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    # -- where things stand

    @property
    def stores(self) -> list[Path]:
        """The gateway's databases, the one in use last."""
        return [*sorted(self.folder.glob("store-*/gateway.db")), self.folder / "gateway.db"]

    def retire_store(self) -> None:
        """Put the database aside, as a city would still have its facts; the gateway must be off."""
        place = self.folder / f"store-{len(self.stores):02d}"
        place.mkdir()
        for path in self.folder.glob("gateway.db*"):
            path.rename(place / path.name)

    def journal(self, board: Board) -> Journal:
        """What stands in the board's flash now; nothing there is touched."""
        return journal_of(board.flash_path)

    def unread(self) -> list[str]:
        """uids of boards whose newest record is not the newest that the gateway's present store has
        of this journal: it is to be read, or the journal to be given up.
        """
        newest = self._newest()
        return [board.uid for board in self.boards if not _is_told(self.journal(board), newest)]

    def older_flash(self, board: Board) -> Path:
        """Where a copy of the board's flash is kept, to go back to."""
        return self.folder / f"{board.uid}.older"

    def renewals_to_come(self) -> bool:
        """Whether a board that went back in time may not have begun its new journal yet."""
        return not self.gone_back.isdisjoint(self.unread())

    def idle_boards(self, *models: str) -> list[Board]:
        """Boards to which nothing is being done."""
        return [
            board
            for board in self.boards
            if board not in self.busy and board.alive and board.model in (models or (board.model,))
        ]

    def _newest(self) -> dict[int, tuple[int, Record | None]]:
        """By journal: the newest number that the present store holds, and the record if it has it;
        nothing while there is no store yet.
        """
        sql = """
            SELECT mark.journal, mark.seq, fact.data FROM mark LEFT JOIN fact
            ON identity = mark.uid || printf('-%08x-', mark.journal) || mark.seq
            AND type = 'device.record'"""
        try:
            with database.reading(self.stores[-1]) as db:
                rows = db.execute(sql).fetchall()
        except UnusableError:
            return {}
        return {journal: (seq, data and _record(json.loads(data))) for journal, seq, data in rows}

    # -- making it

    def _make(self) -> None:
        text = _HALL
        for window in "123":
            text += f'[[window]]\nid = "{window}"\nname = "{window}号窗口"\n'
            text += 'businesses = ["A", "B"]\n'
        for name in ("open", "sealed"):
            line = Line()
            self._undo.callback(line.close)
            self.lines.append(line)
            line.link(self.folder / f"line-{name}")
            text += f'[[line]]\nname = "{name}"\nport = "line-{name}"\n'
        for i, (line_index, model, rest) in enumerate(BOARDS):
            uid = UID.format(i)
            folder = self.folder / "boards"
            board = Board(uid, model, folder, self.lines[line_index], flash_ms=ERASE_MS)
            self._undo.callback(board.close)
            self.boards.append(board)
            ring = wrap_twice(board.flash_path, self.dice.getrandbits(32))
            self.born_with[uid] = ring.journal, ring.first
            if line_index == SEALED:
                (board.files / "device.key").write_bytes(provision(self.folder, uid))
            text += f'[[board]]\nuid = "{uid}"\nline = {line_index + 1}\nrole = "{model}"\n{rest}\n'
        (self.folder / "hall.toml").write_text(text, "utf-8")


def _record(data: dict[str, Any]) -> Record:
    return data["kind"], data["ticks"], bytes.fromhex(data["payload"])


def _is_told(journal: Journal, newest: dict[int, tuple[int, Record | None]]) -> bool:
    last = journal.next - 1
    seq, kept = newest.get(journal.journal, (0, None))
    if last != seq or kept is None:
        return last == seq
    found = journal.read(last)
    return found == kept or records.VOID in (found[0], kept[0])
