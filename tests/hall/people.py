"""A hall with people in it: clerks at windows, leaders, taxpayers, and days that go by."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from gateway.hall import wishes
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.reasons import Reason
from gateway.hall.services import Finish, Start
from gateway.hall.windows import LogIn, OpenWindow
from protocol.facts import Fact
from protocol.stamp import DAY_MS
from tests.hall.hall import Hall

WANG: Final = "clerk-wang"
LI: Final = "clerk-li"
ZHAO: Final = "leader-zhao"
QIAN: Final = "leader-qian"
DUTIES: Final = {WANG: Duty.CLERK, LI: Duty.CLERK, ZHAO: Duty.LEADER, QIAN: Duty.LEADER}
TODAY: Final = date(2026, 11, 23)


@dataclass
class PeopledHall(Hall):
    """`ask` returns what the rules say to a wish, and keeps the fact."""

    tokens: int = 0
    today: date = TODAY
    members: frozenset[str] | None = None
    """Those with an active account; None: this hall has no accounts."""

    def ask(self, wish: Any, by: str | Duty = Duty.KIOSK, who: str | None = None) -> Fact | Reason:
        """by: somebody of the hall, or a duty without a name."""
        actor = Actor(by) if isinstance(by, Duty) else Actor(DUTIES[by], by)
        self.tokens += 1
        token = f"words-{self.tokens}"
        here = Here(self.plan, self.state, self.now, actor, who, token, self.members)
        outcome = wishes.decide(here, wish)
        if not isinstance(outcome, Reason):
            self.add(outcome)
        return outcome

    @property
    def words(self) -> str:
        """Token of the text that came with the last wish."""
        return f"words-{self.tokens}"

    def staffed(self) -> "PeopledHall":
        """Open, with Wang at window 1 and Li at window 2."""
        self.open(self.today.isoformat())
        for window, staff in (("1", WANG), ("2", LI)):
            self.ask(LogIn(window=window), staff)
            self.ask(OpenWindow(window=window), staff)
        return self

    def served(self, window: str = "1") -> int:
        """Somebody comes and is served there; the service."""
        self.take(1)
        staff = self.state.at(window).staff or ""
        self.ask(CallNext(window=window), staff)
        self.ask(Start(window=window), staff)
        service = self.n
        self.ask(Finish(window=window), staff)
        return service

    def rated(self, level: int, window: str = "1") -> int:
        """Somebody is served there and rates it; the service."""
        service = self.served(window)
        self.rate(window, service, level)
        return service

    def wait(self, days: float) -> None:
        """So much time goes by; the business day is as it was."""
        ms = int(days * DAY_MS)
        self.now = replace(self.now, wall_ms=self.now.wall_ms + ms, mono_ms=self.now.mono_ms + ms)

    def next_day(self, days: int = 1) -> None:
        """Another business day is opened."""
        self.wait(days)
        self.today += timedelta(days)
        self.open(self.today.isoformat())
