"""What a rule may look at when somebody asks for something: the hall, the moment, and who asks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.hall.plan import HallPlan
from gateway.hall.score_nouns import Counted
from gateway.hall.state import HallState
from protocol.facts.ticket import Channel
from protocol.stamp import Moment


class Duty(StrEnum):
    """What somebody is in the hall for; rights follow from it."""

    BOARD = "board"
    """A board on a line: it acts for whoever stands before it."""
    KIOSK = "kiosk"
    """A screen for taxpayers, or their own phone."""
    CLERK = "clerk"
    GUIDE = "guide"
    LEADER = "leader"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks."""

    duty: Duty
    staff: str | None = None
    """Token of the person; None for boards, kiosks and programs."""
    board: str = ""
    """uid of the board; empty for everybody else."""
    program: str = ""
    """Name of the kiosk or program that asks; empty for people who have signed in."""
    code: str = ""
    """What the code is of that whoever asks has shown; it is their only right. Empty for everybody
    else."""

    @property
    def is_staff(self) -> bool:
        """The hall asks, by a person or a program of its own; else it is whoever stands before a
        board, a kiosk or a phone."""
        return self.duty not in (Duty.BOARD, Duty.KIOSK)

    @property
    def name(self) -> str:
        """Whose repetition of a request is the same request, and who stands in the audit trail."""
        return f"{self.duty}:{self.staff or self.program or self.board or self.code}"

    def channel(self, *, paper: bool = True) -> Channel:
        """Where a number is taken that this one asks for; without paper, on the owner's phone."""
        if not paper and self.duty is not Duty.BOARD:
            return "phone"
        return "guide" if self.is_staff else "dispenser"


@dataclass(frozen=True, slots=True)
class Here:
    """The hall at the moment of asking."""

    plan: HallPlan
    state: HallState
    now: Moment
    by: Actor = Actor(Duty.BOARD)
    who: str | None = None
    """Token of the taxpayer whom it is about, where one was named by a keyed hash."""
    token: str = ""
    """A random name that nothing has yet, for a text that comes along."""
    members: Collection[str] | None = None
    """Tokens of the active accounts of those who serve and answer, for a wish that `NamesStaff`;
    None: the hall has no accounts, so nobody can be looked up."""
    counted: Mapping[int, Counted] = field(default_factory=dict)
    """By their n: the facts behind the score of whoever asks, for a wish that `NamesCounted`."""
    credit: bool = False
    """Whether the taxpayer whom it is about stands on the city's list of the best tax credit."""

    def is_member(self, staff: str) -> bool:
        """Whether something may be given to this person; in a hall without accounts to anybody."""
        return self.members is None or staff in self.members
