"""What the judge knows of windows and of who sits there."""

from dataclasses import dataclass, field

from gateway.hall.plan import HallPlan
from protocol import facts
from protocol.facts import Fact
from tests.hall.notebook import Desk, Person, WrongedError, same


@dataclass
class StaffJudge:
    """Raises WrongedError where somebody sits, or serves, where they should not."""

    plan: HallPlan
    desks: dict[str, Desk] = field(init=False)
    knows: dict[str, set[str]] = field(default_factory=dict)
    """What a clerk may serve; who is not named, or knows nothing, may serve all."""

    def __post_init__(self) -> None:
        self.desks = {window.id: Desk() for window in self.plan.windows}

    def see(self, fact: Fact) -> str | None:
        """One fact more; the window that nobody waits for alone any more, where it closed."""
        match fact:
            case facts.StaffLoggedIn():
                if fact.staff in [desk.clerk for desk in self.desks.values()]:
                    raise WrongedError(f"{fact.staff} sits at two windows")
                same(self.desks[fact.window].clerk, None, "two clerks at a window")
                self.desks[fact.window].clerk = fact.staff
                self.desks[fact.window].shut = "closed"
            case facts.StaffLoggedOut(why="left"):
                same(fact.by, None, "sent away by somebody, and left")
                self._shuts(fact.window, fact.staff, "")
                self.desks[fact.window].clerk = None
                return fact.window
            case facts.StaffLoggedOut():
                self._sent_away(fact)
                return fact.window
            case facts.WindowClosed():
                self._shuts(fact.window, fact.staff, "closed")
                return fact.window
            case facts.WindowPaused():
                self._shuts(fact.window, fact.staff, "paused")
            case facts.WindowOpened() | facts.WindowResumed():
                same(self.desks[fact.window].clerk, fact.staff, "another clerk's window")
                self.desks[fact.window].shut = ""
            case facts.StaffSkilled():
                self.knows[fact.staff] = set(fact.businesses)
        return None

    def sits_nowhere(self, staff: str) -> None:
        """The account of this one is none of a clerk any more."""
        for id, desk in self.desks.items():
            if desk.clerk == staff:
                raise WrongedError(f"{staff} has no account any more and sits at window {id}")

    def served_at(self, window: str) -> set[str]:
        """Businesses, as far as its clerk of now knows them."""
        businesses = set(self.plan.window[window].businesses)
        clerk = self.desks[window].clerk
        knows = self.knows.get(clerk) if clerk is not None else None
        return businesses & knows if knows else businesses

    def may_serve(self, window: str, person: Person) -> None:
        """Somebody is called there, or comes back."""
        desk = self.desks[window]
        if desk.shut:
            raise WrongedError(f"window {window} is {desk.shut}, and served")
        if self.plan.rules.login == "required" and desk.clerk is None:
            raise WrongedError(f"nobody is at window {window}, and it served")
        if person.business not in self.served_at(window):
            raise WrongedError(f"window {window} does not serve {person.business}")

    def _shuts(self, window: str, staff: str, why: str) -> None:
        desk = self.desks[window]
        same(desk.clerk, staff, "another clerk's window")
        if desk.person is not None:
            raise WrongedError("a window was left while somebody stood there")
        desk.shut = why

    def _sent_away(self, fact: facts.StaffLoggedOut) -> None:
        """Whoever stands there stays, and nobody else is called until somebody logs in."""
        desk = self.desks[fact.window]
        same(desk.clerk, fact.staff, "somebody was sent away who sat elsewhere")
        if fact.by is None:
            raise WrongedError(f"nobody knows who sent {fact.staff} away")
        desk.clerk, desk.shut = None, "closed"
