"""The thread of one serial line: it asks the boards in turn, for ever, whatever goes wrong."""

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.devices.board import Board, Keeper, Standing
from gateway.devices.schedule import Schedule
from gateway.devices.wire import Wire, WireError
from protocol import frames, host_link

log = logging.getLogger(__name__)

REOPEN_S: Final = 1.0
"""Pause before a port that failed is tried again."""

WHO_EVERY_MS: Final = 10_000
WHO_SLOTS: Final = 4
"""A few strangers at most are plugged in at once; two in one slot are told apart next time, as the
nonce is new."""

READ_OUT_MS: Final = 2000
"""How long a stop may take for a last round; what is not read then stays on the boards."""

MOST_STRANGERS: Final = 32


@dataclass(frozen=True)
class BoardStatus:
    """A board as pages and metrics show it."""

    uid: str
    line: str
    standing: Standing
    why: str
    since_s: float | None
    """time.monotonic() when its standing last changed; None: never heard."""
    firmware: str
    journal: int | None
    mark: int
    answers: int
    silences: int
    sessions: int
    bad_answers: int


@dataclass(frozen=True)
class LineStatus:
    """A line and all on it."""

    port: str
    trouble: str | None
    """A sentence while the port cannot be used."""
    boards: tuple[BoardStatus, ...]
    strangers: tuple[str, ...]
    """uids that answered WHO and stand in no configuration."""
    noise: int
    bad_frames: int
    silences: int
    """Requests that no board answered in time, and were asked again."""


class Line:
    """Runs one port. `start`, then `stop`, which joins the thread."""

    def __init__(self, port: str, baud: int, uids: Sequence[str], keeper: Keeper) -> None:
        self.wire = Wire(port, baud)
        self.boards = [Board(uid, i + 1, keeper) for i, uid in enumerate(uids)]
        self._known = frozenset(uids)
        self._schedule = Schedule(len(uids))
        self._strangers: dict[str, float] = {}
        self._who_due = time.monotonic() * 1000
        self._trouble: str | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"line {port}", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Read out what the boards still hold, acknowledge it, and let go of the port."""
        self._stop.set()
        self._thread.join()
        self.wire.close()

    def status(self) -> LineStatus:
        """A picture for readers in other threads."""
        now = _now_ms()
        return LineStatus(
            self.wire.port,
            self._trouble,
            tuple(_board_status(board, self.wire.port) for board in self.boards),
            tuple(uid for uid, at in list(self._strangers.items()) if now - at < 3 * WHO_EVERY_MS),
            self.wire.noise,
            self.wire.bad_frames,
            sum(board.counters.silences for board in self.boards),
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.wire.open()
                self._trouble = None
                self._turn()
            except WireError as error:
                self._out_of_order(str(error))
            except Exception:
                # A defect must not silence the hall's keys: say it, and begin the line anew.
                log.exception("turn on %s failed", self.wire.port)
                self.wire.close()
                self._out_of_order("a defect in the gateway, see its log")
        self._read_out()

    def _read_out(self) -> None:
        """A last round of each board, so that a tidy stop leaves nothing behind that was read."""
        end = _now_ms() + READ_OUT_MS
        try:
            for board in [board for board in self.boards if board.standing is Standing.OPEN]:
                board.unrest()
                while not board.at_rest and _now_ms() < end:
                    self._ask(board, board.next_to_read_out(_now_ms()))
        except WireError as error:
            log.info("the last round ended early: %s", error)

    def _turn(self) -> None:
        now = _now_ms()
        if now >= self._who_due:
            self._who_due = now + WHO_EVERY_MS
            self._look_for_strangers()
        chosen, wait_ms = self._schedule.next(now)
        if chosen is None:
            self._stop.wait(wait_ms / 1000)
            return
        board = self.boards[chosen]
        try:
            self._ask(board, board.request(now))
        except WireError:
            raise
        except Exception:
            # What one board says or makes fail must not silence its neighbours.
            log.exception("turn of board %s failed", board.uid)
            board.lost("a defect in the gateway, see its log", _now_ms())
        self._schedule.turns[chosen].pace = self.boards[chosen].pace(_now_ms())

    def _ask(self, board: Board, request: bytes | None) -> None:
        if request is None:
            return
        answer = self.wire.exchange(request, board.session.accept)
        if answer is None:
            board.silent(_now_ms())
        else:
            board.answered(answer, _now_ms())

    def _look_for_strangers(self) -> None:
        tag = secrets.randbits(8)

        def heard(raw: bytes) -> None:
            uid = host_link.here(raw, tag)
            if uid is not None and uid.hex() not in self._known:
                if len(self._strangers) >= MOST_STRANGERS:
                    self._strangers.pop(next(iter(self._strangers)))
                self._strangers[uid.hex()] = _now_ms()

        listen_s = (WHO_SLOTS * host_link.SLOT_MS + frames.WAIT_MS) / 1000
        self.wire.listen(host_link.who(tag, secrets.randbits(32), WHO_SLOTS), listen_s, heard)

    def _out_of_order(self, why: str) -> None:
        self._trouble = why
        for board in self.boards:
            board.lost(why, _now_ms())
        self._stop.wait(REOPEN_S)


def _board_status(board: Board, port: str) -> BoardStatus:
    i_am = board.i_am
    return BoardStatus(
        uid=board.uid,
        line=port,
        standing=board.standing,
        why=board.why,
        since_s=None if board.since_ms is None else board.since_ms / 1000,
        firmware=".".join(map(str, i_am.firmware)) if i_am else "",
        journal=i_am.journal if i_am else None,
        mark=board.mark,
        answers=board.counters.answers,
        silences=board.counters.silences,
        sessions=board.counters.sessions,
        bad_answers=board.session.bad,
    )


def _now_ms() -> float:
    return time.monotonic() * 1000
