"""What pages and metrics are told of lines and boards."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.devices import why as reasons
from gateway.devices.board import Board, Standing
from gateway.devices.why import Why


@dataclass(frozen=True)
class BoardStatus:
    """A board as pages and metrics show it."""

    uid: str
    line: str
    standing: Standing
    why: Why
    since_s: float | None
    """time.monotonic() when its standing last changed; None: never heard."""
    model: int | None
    """DISPENSER, RATING_PAD or CALL_PAD of protocol.device_link, None: never heard."""
    firmware: str
    sealed: bool
    """It speaks under a seal; False for a board that was never heard."""
    journal: int | None
    first: int
    """The oldest record that its ring held when its session began; 0: never heard."""
    mark: int
    answers: int
    silences: int
    garbled: int
    sessions: int
    bad_answers: int
    rests: int
    renewals: int
    isolations: int

    @property
    def answers_now(self) -> bool:
        """It does when it is asked, whether it is served or not. One that is left alone counts not:
        nobody is served by it."""
        refused = self.standing is Standing.REFUSED and self.why is not reasons.ISOLATED
        return self.standing is Standing.OPEN or refused


@dataclass(frozen=True)
class LineStatus:
    """A line and all on it."""

    port: str
    trouble: Why | None
    """While the port cannot be used."""
    babble: Why | None
    """While somebody speaks unasked."""
    boards: tuple[BoardStatus, ...]
    """Those of the configuration first, then those that were found."""
    noise: int
    bad_frames: int
    unasked: int
    """Bytes that came while nobody had been asked."""
    silences: int
    """Requests that no board answered in time, and were asked again."""


def by_uid(lines: Iterable[LineStatus]) -> dict[str, BoardStatus]:
    """Every board once: as it is on the line where it answers, else where it fell silent last."""
    found: dict[str, BoardStatus] = {}
    for line in lines:
        for board in line.boards:
            if board.uid not in found or _weight(board) > _weight(found[board.uid]):
                found[board.uid] = board
    return found


def _weight(board: BoardStatus) -> tuple[bool, bool, float]:
    return board.standing is Standing.OPEN, board.answers_now, board.since_s or 0.0


def status_of(board: Board, port: str) -> BoardStatus:
    """A picture of one board."""
    i_am, counters = board.i_am, board.counters
    return BoardStatus(
        uid=board.uid,
        line=port,
        standing=board.standing,
        why=board.why,
        since_s=None if board.since_ms is None else board.since_ms / 1000,
        model=i_am.model if i_am else None,
        firmware=".".join(map(str, i_am.firmware)) if i_am else "",
        sealed=i_am.sealed if i_am else False,
        journal=i_am.journal if i_am else None,
        first=i_am.first if i_am else 0,
        mark=board.reading.mark,
        answers=counters.answers,
        silences=counters.silences,
        garbled=counters.garbled,
        sessions=counters.sessions,
        bad_answers=board.session.bad,
        rests=counters.rests,
        renewals=counters.renewals,
        isolations=counters.isolations,
    )
