"""Windows and the staff at them: one clerk at a window, one window a clerk."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from gateway.hall import reasons
from gateway.hall.here import Duty, Here
from gateway.hall.nouns import Idle, Mode
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow, Code, NamesStaff
from protocol.facts import (
    StaffLoggedIn,
    StaffLoggedOut,
    StaffSkilled,
    WindowClosed,
    WindowOpened,
    WindowPaused,
    WindowResumed,
)
from protocol.facts.window import PauseReason, WhyOut
from protocol.stamp import Stamp

PAUSES: Final[dict[PauseReason, tuple[str, str]]] = {
    "break": ("短暂休息", "a short break"),
    "meal": ("用餐", "a meal"),
    "meeting": ("会议", "a meeting"),
    "back_office": ("后台办理", "work in the back office"),
    "system": ("系统故障", "a system that fails"),
    "other": ("其他", "another reason"),
}

MOST_HELD: Final = 12
"""Held numbers that a fact names."""


@dataclass(frozen=True)
class LogIn(AtWindow, NamesStaff):
    """Sit down at a window. It is not open by that alone."""


@dataclass(frozen=True)
class LogOut(AtWindow):
    """Leave the window, which closes."""


@dataclass(frozen=True)
class OpenWindow(AtWindow):
    """Serve from now on."""

    training: bool = False
    """Somebody learns here: the services count apart."""


@dataclass(frozen=True)
class PauseWindow(AtWindow):
    """Call nobody for a while."""

    reason: PauseReason


@dataclass(frozen=True)
class ResumeWindow(AtWindow):
    """Call again."""


@dataclass(frozen=True)
class CloseWindow(AtWindow):
    """Serve no more; the clerk stays logged in."""


@dataclass(frozen=True)
class SetSkills(NamesStaff):
    """Say what somebody may serve, whichever window it is at."""

    staff: Code
    businesses: Annotated[tuple[Code, ...], Field(max_length=64)]
    """None: everything that the window serves."""


def cannot_act(here: Here, wish: AtWindow) -> Reason | None:
    """What keeps this actor from doing anything at this window with what it saw; None: nothing.

    At a window that hall.toml has no more, what is there may still be brought to its end; so may
    whoever stands where nobody is logged in any more, though a login is required.
    """
    at = here.state.at(wish.window)
    busy = not isinstance(at.doing, Idle)
    left_over = at.staff is not None or busy
    if wish.window not in here.plan.window and not left_over:
        return reasons.NO_SUCH_WINDOW
    if wish.seen is not None and wish.seen != at.face:
        return reasons.STALE_SCREEN
    if here.by.duty is Duty.CLERK and (at.staff is None or at.staff != here.by.staff):
        return reasons.NOT_YOUR_WINDOW
    if here.plan.rules.login == "required" and at.staff is None and not busy:
        return reasons.LOG_IN_FIRST
    return None


def is_not_open(here: Here, window: str) -> Reason | None:
    """Why the window calls nobody now; None: it may."""
    if window not in here.plan.window:
        return reasons.NO_SUCH_WINDOW
    match here.state.at(window).mode:
        case Mode.CLOSED:
            return reasons.WINDOW_CLOSED
        case Mode.PAUSED:
            return reasons.WINDOW_PAUSED
    return None


def decide_log_in(here: Here, wish: LogIn) -> StaffLoggedIn | Reason:
    """One clerk a window, one window a clerk; nobody whose account went while the wish waited."""
    if wish.window not in here.plan.window:
        return reasons.NO_SUCH_WINDOW
    staff = here.by.staff
    if staff is None or not here.is_member(staff):
        return reasons.NOT_A_PERSON
    sits = here.state.at(wish.window).staff
    if sits is not None:
        return reasons.LOGGED_IN_HERE if sits == staff else reasons.WINDOW_TAKEN
    if window_of(here.state, staff) is not None:
        return reasons.LOGGED_IN_ELSEWHERE
    return StaffLoggedIn(staff, wish.window)


def decide_log_out(here: Here, wish: LogOut) -> StaffLoggedOut | Reason:
    """Not while somebody is called to the window or served there. Who fetches a paper keeps nobody
    at a window: any that serves the business goes on with it. But it is told who that is."""
    refusal = _cannot_leave(here, wish)
    if isinstance(refusal, Reason):
        return refusal
    return StaffLoggedOut(refusal, wish.window, held=_held(here.state, wish.window))


def decide_open(here: Here, wish: OpenWindow) -> WindowOpened | Reason:
    """A window that is open already is not opened again."""
    staff = _staff_at(here, wish)
    if isinstance(staff, Reason):
        return staff
    if wish.window not in here.plan.window:
        return reasons.NO_SUCH_WINDOW
    match here.state.at(wish.window).mode:
        case Mode.OPEN:
            return reasons.WINDOW_OPEN
        case Mode.PAUSED:
            return reasons.WINDOW_PAUSED
    return WindowOpened(wish.window, staff, wish.training)


def decide_pause(here: Here, wish: PauseWindow) -> WindowPaused | Reason:
    """With a reason; whoever is at the window is served first."""
    staff = _cannot_leave(here, wish)
    if isinstance(staff, Reason):
        return staff
    if here.state.at(wish.window).mode is not Mode.OPEN:
        return is_not_open(here, wish.window) or reasons.WINDOW_CLOSED
    return WindowPaused(wish.window, staff, wish.reason)


def decide_resume(here: Here, wish: ResumeWindow) -> WindowResumed | Reason:
    """Only what is paused goes on."""
    staff = _staff_at(here, wish)
    if isinstance(staff, Reason):
        return staff
    if here.state.at(wish.window).mode is not Mode.PAUSED:
        return reasons.WINDOW_NOT_PAUSED
    return WindowResumed(wish.window, staff)


def decide_close(here: Here, wish: CloseWindow) -> WindowClosed | Reason:
    """Whoever is at the window is served first; of who fetches a paper it is told, as in
    `decide_log_out`."""
    staff = _cannot_leave(here, wish)
    if isinstance(staff, Reason):
        return staff
    if here.state.at(wish.window).mode is Mode.CLOSED:
        return reasons.WINDOW_CLOSED
    return WindowClosed(wish.window, staff, _held(here.state, wish.window))


def pause_key(here: Here, window: str) -> AtWindow:
    """What the one key of a pad means: pause, and go on. Why, only the console can say."""
    if here.state.at(window).mode is Mode.PAUSED:
        return ResumeWindow(window=window)
    return PauseWindow(window=window, reason="other")


def decide_skills(here: Here, wish: SetSkills) -> StaffSkilled | Reason:
    """Only businesses that the hall has, for somebody whom it has."""
    if not here.is_member(wish.staff):
        return reasons.NO_SUCH_STAFF
    if not set(wish.businesses) <= {business.code for business in here.plan.businesses}:
        return reasons.NO_SUCH_BUSINESS
    return StaffSkilled(wish.staff, tuple(dict.fromkeys(wish.businesses)))


def decide_sent_away(here: Here, staff: str, why: WhyOut) -> StaffLoggedOut | None:
    """Whose account `here.by` has changed so sits nowhere from now on. None: they sat nowhere.

    Whoever stands at the window is no reason to wait: the next one who logs in there, or the pad,
    brings it to its end.
    """
    window = window_of(here.state, staff)
    if window is None:
        return None
    by = here.by.staff or here.by.program
    return StaffLoggedOut(staff, window, why, by, _held(here.state, window))


def window_of(state: HallState, staff: str) -> str | None:
    """Where somebody is logged in."""
    return next((id for id, at in state.windows.items() if at.staff == staff), None)


def is_left(plan: HallPlan, state: HallState, window: str) -> bool:
    """Whether nobody goes on with anything at this window until somebody comes and opens it."""
    at = state.at(window)
    if at.mode is Mode.UNSTAFFED:
        return plan.rules.login == "required"
    return at.mode is Mode.CLOSED


def apply_logged_in(state: HallState, stamp: Stamp, fact: StaffLoggedIn) -> HallState:
    """Somebody is there, and has not opened."""
    return state.with_window(fact.window, staff=fact.staff, mode=Mode.CLOSED, face=stamp.n)


def apply_logged_out(state: HallState, stamp: Stamp, fact: StaffLoggedOut) -> HallState:
    """Nobody is there. Who was sent away leaves a pad that calls nobody until somebody logs in."""
    state = state.freed_from(fact.window)
    mode = Mode.UNSTAFFED if fact.why == "left" else Mode.CLOSED
    return state.with_window(
        fact.window, staff=None, mode=mode, training=False, pause=None, face=stamp.n
    )


def apply_opened(state: HallState, stamp: Stamp, fact: WindowOpened) -> HallState:
    """It serves."""
    return state.with_window(
        fact.window, mode=Mode.OPEN, training=fact.training, pause=None, face=stamp.n
    )


def apply_paused(state: HallState, stamp: Stamp, fact: WindowPaused) -> HallState:
    """It calls nobody."""
    return state.with_window(fact.window, mode=Mode.PAUSED, pause=fact.reason, face=stamp.n)


def apply_resumed(state: HallState, stamp: Stamp, fact: WindowResumed) -> HallState:
    """It calls again."""
    return state.with_window(fact.window, mode=Mode.OPEN, pause=None, face=stamp.n)


def apply_closed(state: HallState, stamp: Stamp, fact: WindowClosed) -> HallState:
    """Whoever was sent to it alone may go to any window that serves the business."""
    state = state.freed_from(fact.window)
    return state.with_window(
        fact.window, mode=Mode.CLOSED, training=False, pause=None, face=stamp.n
    )


def apply_skilled(state: HallState, stamp: Stamp, fact: StaffSkilled) -> HallState:
    """From the next call on."""
    return state.but(skills={**state.skills, fact.staff: fact.businesses})


def _held(state: HallState, window: str) -> tuple[str, ...]:
    return tuple(state.tickets[n].issued.label for n in state.at(window).held[:MOST_HELD])


def _staff_at(here: Here, wish: AtWindow) -> str | Reason:
    """Token of the clerk at this window, where this actor may act for it."""
    refusal = cannot_act(here, wish)
    if refusal is not None:
        return refusal
    staff = here.state.at(wish.window).staff
    return reasons.LOG_IN_FIRST if staff is None else staff


def _cannot_leave(here: Here, wish: AtWindow) -> str | Reason:
    """The clerk's token; a reason while somebody stands at the window."""
    staff = _staff_at(here, wish)
    busy = not isinstance(here.state.at(wish.window).doing, Idle)
    if not isinstance(staff, Reason) and busy:
        return reasons.SOMEBODY_AT_WINDOW
    return staff
