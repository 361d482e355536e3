"""What pages and metrics are told of lines and boards."""

from dataclasses import dataclass

from gateway.devices.board import Board, Standing


@dataclass(frozen=True)
class BoardStatus:
    """A board as pages and metrics show it."""

    uid: str
    line: str
    standing: Standing
    why: str
    since_s: float | None
    """time.monotonic() when its standing last changed; None: never heard."""
    model: int | None
    """DISPENSER, RATING_PAD or CALL_PAD of protocol.device_link, None: never heard."""
    firmware: str
    sealed: bool
    """It speaks under a seal; False for a board that was never heard."""
    journal: int | None
    mark: int
    answers: int
    silences: int
    garbled: int
    sessions: int
    bad_answers: int
    rests: int
    renewals: int
    isolations: int


@dataclass(frozen=True)
class LineStatus:
    """A line and all on it."""

    port: str
    trouble: str | None
    """A sentence while the port cannot be used."""
    babble: str | None
    """A sentence while somebody speaks unasked."""
    boards: tuple[BoardStatus, ...]
    """Those of the configuration first, then those that were found."""
    noise: int
    bad_frames: int
    unasked: int
    """Bytes that came while nobody had been asked."""
    silences: int
    """Requests that no board answered in time, and were asked again."""


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
        mark=board.mark,
        answers=counters.answers,
        silences=counters.silences,
        garbled=counters.garbled,
        sessions=counters.sessions,
        bad_answers=board.session.bad,
        rests=counters.rests,
        renewals=counters.renewals,
        isolations=counters.isolations,
    )
