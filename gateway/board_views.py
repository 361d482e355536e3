"""What the pages show of boards and lines: who stands where, who has no place, what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Final

from gateway.devices import why
from gateway.devices.board import Standing
from gateway.devices.status import BoardStatus, LineStatus
from gateway.hall import kinds
from gateway.hall.places import chip_at, place_of
from gateway.hall.plan import CallPad, HallPlan, RatingPad, Role
from gateway.hall.spares import Verdict
from gateway.hall.state import HallState
from gateway.web.view import DeviceView, FoundView, Health, LineView, Link, Notice

_LINKS: Final = {
    Standing.OPEN: Link.ONLINE,
    Standing.SILENT: Link.SILENT,
    Standing.REFUSED: Link.REFUSED,
}

_OF_COURSE: Final = (why.NOT_HEARD_YET, why.NO_ANSWER, why.IN_SESSION)
"""What the word for a board's standing says already."""


def devices(
    plan: HallPlan, state: HallState, boards: Mapping[str, BoardStatus]
) -> tuple[DeviceView, ...]:
    """Each place of the hall, in the order of hall.toml, with the board that stands there."""
    return tuple(_device(plan, state, place, role, boards) for place, role in plan.role.items())


def found(
    plan: HallPlan,
    state: HallState,
    boards: Iterable[BoardStatus],
    verdicts: Mapping[str, Verdict],
) -> tuple[FoundView, ...]:
    """Boards without a place that are there, also those that are not believed."""
    return tuple(
        _found(board, verdicts.get(board.uid))
        for board in boards
        if place_of(plan, state, board.uid) is None
        and (board.answers_now or board.why in why.UNPROVED.values())
    )


def notices(verdicts: Mapping[str, Verdict]) -> list[Notice]:
    """What a person has to decide of boards without a place."""
    return [
        Notice(f"设备 {uid} 没有位置。{verdict.zh}", f"Board {uid} has no place. {verdict.en}")
        for uid, verdict in verdicts.items()
        if verdict.urgent
    ]


def line(status: LineStatus) -> LineView:
    """A line, and what is wrong with it."""
    trouble = status.trouble or status.babble
    return LineView(
        port=status.port,
        health=Health.OK if trouble is None else Health.FAULT,
        zh=trouble.zh if trouble else "",
        en=trouble.en if trouble else "",
        repeats=status.silences,
        bad_frames=status.bad_frames,
        noise_bytes=status.noise,
        unasked_bytes=status.unasked,
    )


def _device(
    plan: HallPlan, state: HallState, place: str, role: Role, boards: Mapping[str, BoardStatus]
) -> DeviceView:
    chip = chip_at(plan, state, place)
    board = boards.get(chip) if chip is not None else None
    heard = board is not None and board.since_s is not None
    told = board.why if board is not None and board.why not in _OF_COURSE else None
    return DeviceView(
        uid=chip or place,
        role=kinds.OF_ROLE[type(role)].name,
        window=role.window if isinstance(role, CallPad | RatingPad) else None,
        link=_link(board) if board is not None and heard else Link.NEVER,
        since_mono=board.since_s if board is not None else None,
        zh=told.zh if told else "",
        en=told.en if told else "",
        replaces=place if chip not in (place, None) else None,
        sealed=board.sealed if board is not None and heard else None,
        firmware=board.firmware or None if board is not None else None,
        journal=board.journal if board is not None else None,
        mark=board.mark if board is not None and heard else None,
    )


def _link(board: BoardStatus) -> Link:
    isolated = board.standing is Standing.REFUSED and not board.answers_now
    return Link.ISOLATED if isolated else _LINKS[board.standing]


def _found(board: BoardStatus, verdict: Verdict | None) -> FoundView:
    kind = kinds.OF_MODEL.get(board.model)
    told = verdict or (why.NO_PLACE if board.why in _OF_COURSE else board.why)
    return FoundView(
        uid=board.uid,
        role=kind.name if kind else None,
        port=board.line,
        sealed=board.sealed if board.model is not None else None,
        firmware=board.firmware or None,
        zh=told.zh,
        en=told.en,
    )
