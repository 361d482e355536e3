"""What each board should show now, read from the state. The values are those of the SET outputs.

A board takes a cmd id once, so a face must never change under the same cmd id: it is made only of
facts that move the id. What changes with every arrival, the number of people waiting, is a notice.
"""

from dataclasses import dataclass
from struct import pack
from typing import Final

from gateway.hall import reasons
from gateway.hall.nouns import Called, Mode, Serving, WindowState
from gateway.hall.places import role_of
from gateway.hall.plan import CallPad, Dispenser, HallPlan, RatingPad
from gateway.hall.screen import line, wrap
from gateway.hall.state import BoardFace, HallState
from protocol import device_link, records
from protocol.facts import DeviceAdopted, RequestRefused, TicketCheckedIn, TicketIssued

DIGITS: Final = 4
"""Characters of a call pad."""

IDLE_DIGITS: Final = {Mode.PAUSED: b"PAUS", Mode.CLOSED: b"CLOS"}
"""What seven segments can say of a window that calls nobody; the page has its reason."""

_LINES: Final = 3  # of four; the last one belongs to the notice


@dataclass(frozen=True)
class Face:
    """Value of the output FACE, and the cmd id that requests will name as `seen`."""

    cmd_id: int
    value: bytes


def current_face(plan: HallPlan, state: HallState, uid: str) -> int:
    """Cmd id of the face that this board should show; 0 before its first outcome.

    A call pad's face is also moved by everything that happens at its window, so that two pads at
    one window cannot both act upon the same screen.
    """
    own = state.faces.get(uid)
    moved = own.n if own else 0
    match role_of(plan, state, uid):
        case CallPad(window):
            return max(moved, state.at(window).face)
    return moved


def face_of(plan: HallPlan, state: HallState, uid: str) -> Face | None:
    """The face of a dispenser or a call pad; None for boards that have none."""
    match role_of(plan, state, uid):
        case Dispenser() as dispenser:
            value = _dispenser(plan, dispenser, state.faces.get(uid))
        case CallPad(window):
            value = _call_pad(plan, state, state.at(window))
        case _:
            return None
    return Face(current_face(plan, state, uid), value)


def blank_of(state: HallState, uid: str, model: int | None) -> dict[int, Face]:
    """What a board shows that has lost its place, by output: nothing. It may still have power."""
    own = state.faces.get(uid)
    cmd_id = own.n if own else 0
    match model:
        case device_link.DISPENSER:
            lines = {device_link.FACE: b"\0", device_link.NOTICE: line("本机已停用")}
        case device_link.CALL_PAD:
            lines = {device_link.FACE: b"\0" + b" " * DIGITS}
        case device_link.RATING_PAD:
            lines = {device_link.PROMPT: b""}
        case _:
            lines = {}
    return {output: Face(cmd_id, value) for output, value in lines.items()}


def notice_of(plan: HallPlan, state: HallState, uid: str, told: str = "") -> bytes | None:
    """The fourth line of a dispenser: how many wait for its businesses, or what is told in place of
    it. 16 bytes GB2312."""
    match role_of(plan, state, uid):
        case Dispenser(keys):
            if told:
                return line(told)
            if state.day is None:
                return line("今日尚未开始")
            waiting = len(state.waiting_for(frozenset(key for key in keys if key)))
            return line(f"现在等候 {waiting} 人")
    return None


def prompt_of(plan: HallPlan, state: HallState, uid: str, stream: str) -> bytes | None:
    """The service that a rating pad asks about, 8 bytes, or empty to show no question.

    None for boards that are no rating pad. The question stands from the end of a service until
    it is rated or the next one starts at that window.
    """
    match role_of(plan, state, uid):
        case RatingPad(window):
            last = state.at(window).last_service
            service = state.services.get(last) if last is not None else None
            if last is None or service is None or not service.finished or service.level is not None:
                return b""
            return pack("<II", int(stream, 16), last)
    return None


def _dispenser(plan: HallPlan, dispenser: Dispenser, last: BoardFace | None) -> bytes:
    lamps = sum(1 << i for i, key in enumerate(dispenser.keys) if key)
    match last.outcome if last else None:
        case None | DeviceAdopted():
            lines = [line(plan.name), line("请按键取号"), line("Press a key")]
        case TicketIssued(ahead=ahead) as ticket:
            lines = [
                line(f"请取票 {ticket.label}"),
                line(f"前面 {ahead} 人"),
                line("Take your ticket"),
            ]
        case TicketCheckedIn(label=label):
            lines = [line(f"已签到 {label}"), line("请等候叫号"), line("Please wait")]
        case RequestRefused(reason=reason, about=about) if about:
            lines = wrap(f"{reasons.ALL[reason].zh} {about}", _LINES)
        case refused:
            lines = wrap(reasons.ALL[refused.reason].zh, _LINES)
    return bytes((lamps,)) + b"".join(lines)


def _call_pad(plan: HallPlan, state: HallState, window: WindowState) -> bytes:
    match window.doing:
        case Called(ticket, times):
            keys = [records.NO_SHOW, records.START]
            if times < plan.rules.most_calls:
                keys.append(records.RECALL)
        case Serving(ticket=ticket):
            keys = [records.FINISH, records.HOLD]
        case _:
            return _lamps(_idle_keys(plan, window)) + IDLE_DIGITS.get(window.mode, b" " * DIGITS)
    label = state.tickets[ticket].issued.label
    return _lamps(keys) + label[-DIGITS:].rjust(DIGITS).encode("ascii", "replace")


def _idle_keys(plan: HallPlan, window: WindowState) -> list[int]:
    """What a clerk may do at a window where nobody stands."""
    match window.mode:
        case Mode.PAUSED:
            return [records.PAUSE]
        case Mode.CLOSED:
            return []
        case Mode.UNSTAFFED if plan.rules.login == "required":
            return []
    held = [records.HOLD] if len(window.held) == 1 else []
    pause = [records.PAUSE] if window.mode is Mode.OPEN else []
    return [records.NEXT, *held, *pause]


def _lamps(keys: list[int]) -> bytes:
    return bytes((sum(1 << (key - 1) for key in keys),))
