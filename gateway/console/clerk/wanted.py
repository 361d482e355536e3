"""From a press and what stands in a form to the wish that the hall decides about."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydantic

from gateway.console.clerk.deeds import Deed
from gateway.hall import reasons
from gateway.hall.calls import CallNext, CallThis, NoShow, Recall
from gateway.hall.nouns import Stage
from gateway.hall.reasons import Reason
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.state import HallState
from gateway.hall.tickets import Reinstate
from gateway.hall.windows import (
    CloseWindow,
    LogIn,
    LogOut,
    OpenWindow,
    PauseWindow,
    ResumeWindow,
)

SAY_WHY: Final = Reason(
    "say_why", "请写明指定叫号的理由", "Say why this number is called out of turn."
)
NOT_READ: Final = Reason(
    "not_read", "表单内容不对,请核对", "Something in the form cannot be read; look at it again."
)

_MOST_LABEL: Final = 40


@dataclass(frozen=True, slots=True)
class Press:
    """What came from the page; nothing of it is believed yet."""

    seen: str
    """The token of what the person had before the eyes."""
    fields: Mapping[str, Sequence[str]]
    """What stands in the form, by name."""

    @classmethod
    def read(cls, args: object) -> "Press":
        """Whatever is no press has seen nothing."""
        match args:
            case [str(seen), dict(given)]:
                return cls(seen, {str(name): _texts(value) for name, value in given.items()})
        return cls("", {})

    def one(self, name: str) -> str:
        """The text of a field; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Where:
    """For which window a press is, or for which ticket."""

    window: str
    face: int | None = None
    """What the person saw of the window."""
    ticket: int | None = None


def wish_of(deed: Deed, where: Where, press: Press, state: HallState) -> object | Reason:
    """The wish, or why there is none. Bounds are those of the wish itself."""
    if deed is Deed.REINSTATE:
        return _made(Reinstate, {"ticket": where.ticket})
    given: dict[str, Any] = {"window": where.window, "seen": where.face}
    match deed:
        case Deed.RESUME_TICKET:
            given |= {"ticket": where.ticket}
        case Deed.OPEN:
            given |= {"training": bool(press.one("training"))}
        case Deed.PAUSE:
            given |= {"reason": press.one("reason")}
        case Deed.FINISH:
            given |= _finish(press)
        case Deed.TRANSFER:
            given |= {
                "business": press.one("business"),
                "to": press.one("to") or None,
                "finished": bool(press.one("finished")),
                "misrouted": bool(press.one("misrouted")),
            }
        case Deed.CALL:
            ticket = named(state, press.one("number"))
            if ticket is None:
                return reasons.NO_SUCH_TICKET
            if not press.one("words").strip():
                return SAY_WHY
            given |= {"ticket": ticket, "words": press.one("words").strip()}
    return _made(_WISHES[deed], given)


_WISHES: Final[Mapping[Deed, type[Any]]] = {
    Deed.LOG_IN: LogIn,
    Deed.OPEN: OpenWindow,
    Deed.NEXT: CallNext,
    Deed.START: Start,
    Deed.FINISH: Finish,
    Deed.RECALL: Recall,
    Deed.NO_SHOW: NoShow,
    Deed.HOLD: Hold,
    Deed.TRANSFER: Transfer,
    Deed.CALL: CallThis,
    Deed.PAUSE: PauseWindow,
    Deed.RESUME: ResumeWindow,
    Deed.CLOSE: CloseWindow,
    Deed.LOG_OUT: LogOut,
    Deed.RESUME_TICKET: ResumeTicket,
}


def named(state: HallState, label: str) -> int | None:
    """n of the ticket with this number on it; of two, the one that waits, then the newer one."""
    wanted = unicodedata.normalize("NFKC", label[:_MOST_LABEL]).strip().upper()
    found = [n for n, one in state.tickets.items() if one.issued.label.upper() == wanted]
    waits = [n for n in found if state.tickets[n].stage is Stage.WAITING]
    return max(waits or found, default=None)


def _finish(press: Press) -> dict[str, Any]:
    missing = press.one("outcome") == "missing_documents"
    return {
        "items": tuple(press.fields.get("items", ())),
        "outcome": "missing_documents" if missing else "done",
        # One paper that two items need is told once.
        "missing": tuple(dict.fromkeys(press.fields.get("missing", ()))) if missing else (),
        "card": bool(press.one("card")),
    }


def _made(kind: type[Any], given: dict[str, Any]) -> object | Reason:
    try:
        wish: object = _READERS[kind].validate_python(given)
    except pydantic.ValidationError:
        return NOT_READ
    return wish


_KINDS: Final[tuple[type[Any], ...]] = (Reinstate, *_WISHES.values())
_READERS: Final[Mapping[type[Any], pydantic.TypeAdapter[Any]]] = {
    kind: pydantic.TypeAdapter(kind) for kind in _KINDS
}
"""Made once: each takes milliseconds."""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
