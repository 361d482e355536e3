"""The parent's side of the kill tests: what survives a gateway, and what it must find there."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hw_sim.printers import NetworkPrinter
from protocol.device_link import DISPENSER, FACE
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.zygote import Zygote

UID = "e6614c311b7e8a00"
ROOT = Path(__file__).parent.parent.parent
TOML = """
[hall]
id = "hall-01"
name = "城东办税服务厅"
first_day = "automatic"
[[business]]
code = "A"
name = "发票业务"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A"]
[[line]]
port = "{port}"
[[board]]
uid = "{uid}"
role = "dispenser"
keys = ["A"]
[[printer]]
host = "127.0.0.1"
port = {printer}
"""


class Scene:
    """One board, one printer, one database: all that a killed gateway leaves behind."""

    def __init__(
        self, zygote: Zygote, line: PtyLine, folder: Path, mutant: str | None = None
    ) -> None:
        self.zygote = zygote
        self.line = line
        self.folder = folder
        self.board = PtyBoard(UID, DISPENSER)
        self.printer = NetworkPrinter(folder / "paper")
        self.mutant = mutant
        line.boards = [self.board]
        self.pid = 0
        self.config = folder / "hall.toml"
        self.config.write_text(self.toml(), "utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.pid:
            self.kill()
        self.line.boards = []
        self.printer.close()

    def toml(self) -> str:
        """hall.toml."""
        return TOML.format(port=self.line.port, uid=UID, printer=self.printer.port)

    # -- the gateway

    def start(self, **how: Any) -> None:
        order = {"start": str(self.config), **how}
        if self.mutant is not None:
            order["mutant"] = self.mutant
        self.pid = self.zygote.order(**order)["pid"]

    def wait(self) -> int:
        """Exit status of the gateway, -9 when it was killed."""
        pid, self.pid = self.pid, 0
        return int(self.zygote.order(wait=pid)["status"])

    @property
    def dead(self) -> bool:
        """It has ended, and nobody has waited for it yet."""
        stat = Path(f"/proc/{self.pid}/stat").read_text("ascii")
        return stat.rpartition(")")[2].split()[0] == "Z"

    def kill(self) -> int:
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def stop(self) -> int:
        os.kill(self.pid, signal.SIGTERM)
        return self.wait()

    # -- the person

    def in_service(self) -> None:
        """Until the board shows the face that belongs to its last outcome."""
        faces = "SELECT max(n) FROM fact WHERE type IN ('ticket.issued', 'request.refused')"
        until(lambda: FACE in self.board.shown and self.board.link.is_open)
        until(lambda: self.board.link.seen == (self.all(faces)[0][0] or 0))

    def press(self) -> str:
        """Identity of the record of the press."""
        seq = self.board.press(0)
        return f"{UID}-{self.board.journal.journal:08x}-{seq}"

    # -- what is on the disk

    def all(self, sql: str, *values: object) -> list[Any]:
        """Read what is committed, as a new gateway would find it."""
        path = self.folder / "gateway.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path, timeout=5)) as db:
            return db.execute(sql, values).fetchall()

    def outcomes(self, identity: str) -> list[tuple[int, str, dict[str, Any]]]:
        rows = self.all("SELECT n, type, data FROM fact WHERE cause = ? ORDER BY n", identity)
        return [(n, kind, json.loads(data)) for n, kind, data in rows]

    def mark(self) -> int:
        rows = self.all("SELECT max(seq) FROM mark WHERE uid = ?", UID)
        return int(rows[0][0] or 0) if rows else 0

    def paper_facts(self, ticket: int) -> list[tuple[str, bool]]:
        rows = self.all("SELECT type, data FROM fact WHERE type LIKE 'print.%' ORDER BY n")
        found = [(kind, json.loads(data)) for kind, data in rows]
        return [(k, d.get("reprint", False)) for k, d in found if d["ticket"] == ticket]

    def papers(self, label: str) -> tuple[int, int]:
        """(originals, reprints) of a number that lie in the tray."""
        texts = [paper.text for paper in self.printer.papers if label in paper.text]
        reprints = sum("补打" in text for text in texts)
        return len(texts) - reprints, reprints


PATIENCE_S = 30.0


def until(what: Callable[[], object]) -> None:
    """Poll until it holds; fails the test when it does not in PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)


def the_ticket(scene: Scene, identity: str, number: int) -> int:
    """n of the one outcome of a press, which is the ticket of this number."""
    ((n, kind, data),) = scene.outcomes(identity)
    assert (kind, data.get("number")) == ("ticket.issued", number), f"{kind} {data}"
    return n


def a_press_to_its_paper(scene: Scene, number: int) -> None:
    """Press once and wait until everything that follows is on the disk and in the tray."""
    scene.in_service()
    identity = scene.press()
    until(lambda: scene.outcomes(identity))
    n = the_ticket(scene, identity, number)
    until(lambda: scene.paper_facts(n) == [("print.confirmed", False)])
    assert scene.papers(f"A{number:03d}") == (1, 0)
    until(lambda: scene.board.link.acked == scene.board.journal.next - 1)
