"""What facts of before tell of the person at the window, which the hall's state does not keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.hall.questions import Question
from gateway.hall.reasons import Reason
from gateway.hall.triage import follow
from gateway.web.hall_api import HallApi
from protocol.envelope import Entry
from protocol.facts import ServiceStarted, TicketHeld, TicketResumed, TriageAnswered
from protocol.stamp import Moment, Stamp

_LIFE: Final = (ServiceStarted.TYPE, TicketHeld.TYPE, TicketResumed.TYPE)


@dataclass(frozen=True, slots=True)
class About:
    """Of one ticket and its service."""

    since: Moment | None = None
    """When the service began, or went on last; None while it does not run."""
    before_ms: int = 0
    """How long it had run before; the time on hold is no handling (F3)."""
    resumed: bool = False
    """It was on hold."""
    path: tuple[str, ...] = ()
    """Answers to the hall's questions, by their codes."""

    def spent_s(self, now: Moment) -> float | None:
        """How long it has been worked on; None: not begun, or not known."""
        if self.since is None:
            return None
        return (self.before_ms + now.since_ms(self.since)) / 1000


NOTHING: Final = About()


def read(api: HallApi, triage: int | None, service: int | None) -> About:
    """Reads the store. Raises StoreError."""
    found: list[Entry] = [] if triage is None else api.facts([triage])
    if service is not None:
        with api.store.reader() as reader:
            found += reader.life_of(_LIFE, "service", [service])
    return about(found)


def about(entries: Iterable[Entry]) -> About:
    """The triage if there was one, and the life of the service in the order of its facts."""
    since: Moment | None = None
    before_ms, resumed = 0, False
    path: tuple[str, ...] = ()
    for entry in entries:
        at = Stamp.of(entry).at
        match entry.fact:
            case TriageAnswered() as fact:
                path = fact.path
            case ServiceStarted():
                since = at
            case TicketHeld() if since is not None:
                before_ms, since = before_ms + at.since_ms(since), None
            case TicketResumed():
                since, resumed = at, True
            case _:
                pass
    return About(since, before_ms, resumed, path)


def answers(questions: Sequence[Question], path: tuple[str, ...]) -> list[tuple[str, str]]:
    """What somebody answered, in Chinese and English; nothing where the questions of then are not
    those of now."""
    asked = tuple(questions)
    if not path or isinstance(follow(asked, path), Reason):
        return []
    tree, told, at = {one.code: one for one in asked}, [], asked[0].code
    for code in path:
        answer = tree[at].answer(code)
        assert answer is not None
        told.append((answer.zh, answer.en or answer.zh))
        at = answer.question
    return told
