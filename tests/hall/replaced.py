"""A hall whose disk was lost and replaced, by the rules alone."""

from dataclasses import replace
from typing import TypeVar

from gateway.hall import restoring
from gateway.hall.calls import CallNext, NoShow
from gateway.hall.services import Finish, Hold, ResumeTicket, Start
from gateway.hall.tickets import TakeTicket
from protocol.envelope import Entry
from protocol.facts import StreamOpened
from protocol.stamp import Moment
from tests.hall.hall import STREAM, Hall
from tests.hall.play import HALLS, Play, made_up
from tests.hall.staffed import GUIDE, LEADER, Staffed

H = TypeVar("H", bound=Hall)

SECOND_STREAM = "5eed0002"
THIRD_STREAM = "5eed0003"
OUTAGE_MS = 20 * 60_000


def entries_of(hall: Hall, stream: str = STREAM) -> list[Entry]:
    """The stream of a hall."""
    return [
        Entry("hall-1", stream, n, fact, cause, stamp.at.wall_ms, stamp.at.boot, stamp.at.mono_ms)
        for stamp, (n, fact, cause) in zip(hall.stamps, hall.facts, strict=True)
    ]


def cut(seed: int) -> Staffed:
    """A hall in the middle of anything."""
    return Play(HALLS[seed % len(HALLS)]).run(made_up(seed, 60 + seed % 120)).hall


def replaced(old: H, stream: str = STREAM) -> H:
    """The same hall on a new disk."""
    new = type(old)(old.plan)
    new.now = Moment(old.now.wall_ms + OUTAGE_MS, f"{old.now.boot[:7]}x", 1000)
    new.add(StreamOpened("hall-1"))
    past = restoring.before(stream, entries_of(old, stream), old.n)
    for fact in restoring.carried(new.plan, past, new.n + 1):
        new.add(fact)
    return new


def goes_on(hall: Staffed, seed: int) -> None:
    """Some time of work: who rests comes back, who stands at a window is served, others come."""
    for turn in range(6):
        hall.now = replace(
            hall.now, wall_ms=hall.now.wall_ms + 90_000, mono_ms=hall.now.mono_ms + 90_000
        )
        for window in hall.plan.windows:
            for held in hall.state.at(window.id).held[:1]:
                hall.want(LEADER, ResumeTicket(window=window.id, ticket=held))
            start_or_miss = NoShow if (seed + turn) % 4 == 0 else Start
            hall.want(LEADER, start_or_miss(window=window.id))
            ends = Hold if (seed + turn) % 5 == 0 else Finish
            hall.want(LEADER, ends(window=window.id))
            hall.want(LEADER, CallNext(window=window.id))
        hall.want(GUIDE, TakeTicket("AB"[(seed + turn) % 2]))
