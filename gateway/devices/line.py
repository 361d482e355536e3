"""The thread of one serial line: it asks the boards in turn, for ever, whatever goes wrong."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from gateway.devices import why
from gateway.devices.babble import Babble
from gateway.devices.board import Board, Standing
from gateway.devices.keeper import Keeper
from gateway.devices.schedule import Pace, Schedule
from gateway.devices.status import LineStatus, status_of
from gateway.devices.why import Why
from gateway.devices.wire import Wire, WireError
from protocol import device_link, frames, host_link
from protocol.host_link import State

log = logging.getLogger(__name__)

REOPEN_S: Final = 1.0
"""Pause before a port that failed is tried again."""

WHO_EVERY_MS: Final = 10_000
WHO_PUT_OFF: Final = 3
"""So many times longer strangers wait while somebody presses keys: who is asked holds up the line
for 60 ms, and of two presses a second two in a hundred met that."""

WHO_SLOTS: Final = 5
"""A few strangers at most are plugged in at once; two in one slot are told apart next time, as the
nonce is new. A prime: CRCs of two uids differ by the same bits whatever the nonce is, so that by a
power of two some pairs would meet in one slot for ever."""

READ_OUT_MS: Final = 2000
"""How long a stop may take for a last round; what is not read then stays on the boards."""

MOST_FOUND: Final = 32
"""Boards that were found on the line beyond those it began with, at a time."""

FORGET_MS: Final = 60_000
"""A found board that has not been heard for so long was unplugged again, unless it has a place."""


class Line:
    """Runs one port. `start`, then `stop`, which joins the thread.

    uids: the boards that belong on this line. Others that answer here are opened too, and the
    keeper says whether they are served.
    """

    def __init__(self, port: str, baud: int, uids: Sequence[str], keeper: Keeper) -> None:
        self.wire = Wire(port, baud)
        self.boards = [Board(uid, i + 1, keeper) for i, uid in enumerate(uids)]
        self._keeper = keeper
        self._configured = len(uids)
        self._schedule = Schedule(len(uids))
        self._who_due = time.monotonic() * 1000
        self._trouble: Why | None = None
        self._babble = Babble()
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
        boards = tuple(status_of(board, self.wire.port) for board in tuple(self.boards))
        mute = [b.uid for b in boards if not b.answers_now and self._keeper.has_place(b.uid)]
        return LineStatus(
            port=self.wire.port,
            trouble=self._trouble,
            babble=self._babble.why(mute) if self._babble.heard else None,
            boards=boards,
            noise=self.wire.noise,
            bad_frames=self.wire.bad_frames,
            unasked=self.wire.unasked,
            silences=sum(board.silences for board in boards),
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.wire.open()
                self._trouble = None
                self._turn()
            except WireError as error:
                self._out_of_order(error.why)
            except Exception:
                # A defect must not silence the hall's keys: say it, and begin the line anew.
                log.exception("turn on %s failed", self.wire.port)
                self.wire.close()
                self._out_of_order(why.DEFECT)
        self._read_out()

    def _read_out(self) -> None:
        """Last rounds of the boards, so that a tidy stop leaves nothing behind that was read.

        A board that fell silent just now is asked too: it may only be slow.
        """
        end = _now_ms() + READ_OUT_MS
        left = [board for board in self.boards if _was_here_lately(board)]
        for board in left:
            board.reading.unrest()
        try:
            while left and _now_ms() < end:
                asked = [self._ask(board, board.next_to_read_out) for board in left]
                if not any(asked):
                    time.sleep(Pace.ACTIVE / 1000)  # all rest, or wait for the disk
                left = [board for board in left if not board.is_read_out]
        except WireError as error:
            log.info("the last round ended early: %s", error)

    def _turn(self) -> None:
        now = _now_ms()
        if now >= self._who_due and not self._put_off(now):
            self._who_due = now + WHO_EVERY_MS
            self._look_for_others(now)
        self._babble.look(self.wire.unasked, now)
        chosen, wait_ms = self._schedule.next(now)
        if chosen is None:
            self._stop.wait(wait_ms / 1000)
            return
        board = self.boards[chosen]
        self._ask(board, board.request)
        if self._schedule.has_time_for_notice and self._ask(board, board.notice):
            self._schedule.noticed()
        self._schedule.turns[chosen].pace = self._pace(board)

    def _put_off(self, now: float) -> bool:
        """Whether those who press keys go before whoever may have been plugged in."""
        latest = self._who_due + (WHO_PUT_OFF - 1) * WHO_EVERY_MS
        return now < latest and any(board.reading.is_active(now) for board in self.boards)

    def _pace(self, board: Board) -> Pace:
        """A board that has its line for itself is always asked as one in use."""
        pace = board.pace(_now_ms())
        return Pace.ACTIVE if pace is Pace.IDLE and len(self.boards) == 1 else pace

    def _ask(self, board: Board, next_request: Callable[[float], bytes | None]) -> bool:
        """One exchange, if the board may be asked; False if it may not, or after a defect.

        What one board says or makes fail must not silence its neighbours.
        """
        try:
            request = next_request(_now_ms())
            if request is None:
                return False
            self._exchange(board, request)
        except WireError:
            raise
        except Exception:
            log.exception("turn of board %s failed", board.uid)
            board.lost(why.DEFECT, _now_ms())
            return False
        return True

    def _exchange(self, board: Board, request: bytes) -> None:
        answer = self.wire.exchange(
            request, board.session.accept, lambda raw: self._stray(raw, board)
        )
        if answer is None:
            board.silent(_now_ms(), self.wire.garbled)
        else:
            board.answered(answer, _now_ms())

    def _stray(self, raw: bytes, asked: Board) -> None:
        """A frame that the board which was asked did not send as its answer."""
        addr = frames.address_of(raw)
        for board in self.boards:
            if board.addr == addr and board is not asked:
                board.spoke_out_of_turn(raw, _now_ms())

    def _look_for_others(self, now: float) -> None:
        """Boards without a session that are not in this line's configuration."""
        self._forget_the_unplugged(now)
        tag = secrets.randbits(8)
        found: list[bytes] = []

        def heard(raw: bytes) -> None:
            uid = host_link.here(raw, tag)
            if uid is not None:
                found.append(uid)

        listen_s = (WHO_SLOTS * device_link.SLOT_MS + frames.WAIT_MS) / 1000
        self.wire.listen(host_link.who(tag, secrets.randbits(32), WHO_SLOTS), listen_s, heard)
        known = {board.uid for board in self.boards}
        for uid in {uid.hex() for uid in found} - known:
            if len(self.boards) < self._configured + MOST_FOUND:
                self.boards.append(Board(uid, self._free_address(), self._keeper))
                self._schedule.add()

    def _forget_the_unplugged(self, now: float) -> None:
        for i in range(len(self.boards) - 1, self._configured - 1, -1):
            board = self.boards[i]
            noticed_at = board.noticed_at_ms
            gone = noticed_at is None or now - noticed_at > FORGET_MS
            closed = board.session.state is State.CLOSED
            if gone and closed and not self._keeper.has_place(board.uid):
                del self.boards[i]
                self._schedule.remove(i)

    def _free_address(self) -> int:
        taken = {board.addr for board in self.boards}
        return next(addr for addr in range(1, frames.MOST_ADDRESSES + 1) if addr not in taken)

    def _out_of_order(self, trouble: Why) -> None:
        self._trouble = trouble
        for board in self.boards:
            board.lost(trouble, _now_ms())
        self._stop.wait(REOPEN_S)


def _was_here_lately(board: Board) -> bool:
    if board.standing is Standing.OPEN:
        return True
    heard_at = board.heard_at_ms
    return (
        board.standing is Standing.SILENT
        and heard_at is not None
        and _now_ms() - heard_at < READ_OUT_MS
    )


def _now_ms() -> float:
    return time.monotonic() * 1000
