"""A real gateway, with boards on a real pty: a dispenser, and both pads of two windows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import pack
from typing import TypeVar

import httpx

from gateway.clock import SystemClock
from gateway.config import load
from gateway.devices.keys import provision
from gateway.gateway import Gateway
from gateway.hall.faces import current_face
from protocol import facts, records
from protocol.device_link import CALL_PAD, DISPENSER, FACE, PROMPT, RATING_PAD
from protocol.envelope import Entry
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.waiting import wait_for

F = TypeVar("F", bound=facts.Fact)

TICKETS, CALL_1, RATE_1, CALL_2, RATE_2 = (f"e6614c311b7e8a{i:02x}" for i in range(5))
SPARE, SECOND_SPARE = "a0000000000000f1", "a0000000000000f2"
MODELS = {
    TICKETS: DISPENSER,
    CALL_1: CALL_PAD,
    RATE_1: RATING_PAD,
    CALL_2: CALL_PAD,
    RATE_2: RATING_PAD,
}

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
[[window]]
id = "2"
name = "2号窗口"
businesses = ["A"]
[web]
port = 0
[[line]]
port = "{port}"
[[board]]
uid = "e6614c311b7e8a00"
role = "dispenser"
keys = ["A"]
[[board]]
uid = "e6614c311b7e8a01"
role = "call_pad"
window = "1"
[[board]]
uid = "e6614c311b7e8a02"
role = "rating_pad"
window = "1"
[[board]]
uid = "e6614c311b7e8a03"
role = "call_pad"
window = "2"
[[board]]
uid = "e6614c311b7e8a04"
role = "rating_pad"
window = "2"
"""


class SpareHall:
    """Boards by uid; `gateway` runs from `started` on."""

    def __init__(self, folder: Path, line: PtyLine, boards: list[PtyBoard], more: str) -> None:
        self.folder = folder
        self._boards = boards
        self.board = {board.uid: board for board in boards}
        (folder / "hall.toml").write_text(TOML.format(port=line.port) + more, "utf-8")
        self.gateway: Gateway
        self.free = 1 << 40
        """Bytes on the gateway's disk."""

    # -- what a technician does

    def start(self) -> None:
        self.gateway = Gateway(
            load(self.folder / "hall.toml"), SystemClock(), "test", free=lambda _: self.free
        )
        self.gateway.start()

    def plug(self, uid: str, model: int, key: bytes = b"") -> PtyBoard:
        """One more board on the line."""
        board = self.board[uid] = PtyBoard(uid, model, key)
        self._boards.append(board)
        return board

    def post(self, uid: str, place: str, force: bool = False) -> httpx.Response:
        token = (self.folder / "web-token").read_text("ascii").strip()
        return httpx.post(
            f"{self.gateway.web.url}/api/v1/boards/{uid}/adopt",
            json={"place": place, "force": force},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )

    def in_service(self) -> None:
        wait_for(lambda: all(b.link.is_open for b in self._boards if not b.dark))

    # -- what people do

    def serve(self, call_pad: str) -> bytes:
        """A ticket, called, served; gives the service as a rating pad is asked about it."""
        self._key(TICKETS, lambda board: board.press(0), facts.TicketIssued)
        self.act(call_pad, records.NEXT, facts.TicketCalled)
        self.act(call_pad, records.START, facts.ServiceStarted)
        service = self.act(call_pad, records.FINISH, facts.ServiceFinished).service
        return pack("<II", int(self.gateway.store.stream, 16), service)

    def act(self, uid: str, action: int, kind: type[F]) -> F:
        def press(board: PtyBoard) -> None:
            with board.one_thread:
                payload = records.key_payload(action, board.link.seen)
                board.journal.append(records.KEY, board.ticks, payload)

        return self._key(uid, press, kind)

    def _key(self, uid: str, press: Callable[[PtyBoard], object], kind: type[F]) -> F:
        """Press when the board shows what the gateway wants it to, and wait for the fact."""
        board = self.board[uid]
        before = len(self.facts(kind))
        wait_for(lambda: FACE in board.shown and board.link.seen == self._face(uid))
        press(board)
        wait_for(lambda: len(self.facts(kind)) > before)
        return self.facts(kind)[-1]

    def _face(self, uid: str) -> int:
        return current_face(self.gateway.plan, self.gateway.store.state, uid)

    # -- what is seen and written

    def asks(self, uid: str) -> bytes | None:
        """The service that a rating pad shows, b"" for none, None if it was told nothing."""
        return self.board[uid].shown.get(PROMPT)

    def entries(self) -> list[Entry]:
        with self.gateway.store.reader() as reader:
            return list(reader.entries(0, 100_000))

    def facts(self, kind: type[F]) -> list[F]:
        return [entry.fact for entry in self.entries() if isinstance(entry.fact, kind)]


@contextmanager
def spare_hall(
    folder: Path, *, keyed: bool = False, more: str = "", dark: tuple[str, ...] = ()
) -> Iterator[SpareHall]:
    """All boards in service but those that are dark from the start."""
    keys = {uid: provision(folder, uid) for uid in MODELS} if keyed else {}
    boards = [PtyBoard(uid, model, keys.get(uid, b"")) for uid, model in MODELS.items()]
    for board in boards:
        board.dark = board.uid in dark
    with PtyLine(boards) as line:
        hall = SpareHall(folder, line, boards, more)
        hall.start()
        try:
            hall.in_service()
            yield hall
        finally:
            hall.gateway.stop()
