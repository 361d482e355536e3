"""Histories of everything that people may want of a hall, sensible or not, watched by the judge.

A step is three small numbers' worth of chance, so that hypothesis and a seed can both make them up;
what it comes to depends on the hall at that moment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal

from gateway.hall import reasons, windows
from gateway.hall.calls import CallNext, CallThis, NoShow, Recall
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Actor, Here
from gateway.hall.nouns import Idle, Mode, Stage
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.plan import Business
from gateway.hall.reasons import Reason
from gateway.hall.rules import Rules
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import CancelTicket, CheckIn, Reinstate, TakeTicket
from gateway.hall.windows import CloseWindow, LogIn, LogOut, OpenWindow, PauseWindow, SetSkills
from protocol.facts import ServiceFinished
from protocol.facts.window import WhyOut
from tests.hall.judge import Judge
from tests.hall.notebook import WrongedError
from tests.hall.staffed import (
    ADMINISTRATOR,
    BOARD,
    CLERKS,
    GUIDE,
    KIOSK,
    LEADER,
    MINUTE,
    PLAN,
    SECOND,
    Staffed,
)

Step = tuple[str, int, int]

MOST: Final = 256
"""The numbers of a step are below this."""

HALLS: Final = (
    Rules(
        most_calls=2,
        recall_gap_s=5,
        priority_in_row=1,
        longest_wait_min=4,
        missed_after=1,
        card_days=1,
    ),
    Rules(priority_in_row=2, missed="tail", missed_times=2, missed_for_min=5, login="required"),
    Rules(recall_gap_s=2, missed_after=2, most_open_per_person=2, most_per_person_a_day=3),
    Rules(priority_in_row=3, missed="void", most_open_per_person=0, card_days=0),
)

NIGHTS: Final = (1, 1, 1, 3, 9)
"""A day is opened so many dates after the one before."""

CLASSES: Final[tuple[Literal["normal", "special", "credit"], ...]] = (
    "normal",
    "normal",
    "special",
    "credit",
)
CLOCKS: Final[tuple[Callable[[Staffed], None], ...]] = (
    lambda hall: hall.wait(SECOND),
    lambda hall: hall.wait(5 * SECOND),
    lambda hall: hall.wait(20 * SECOND),
    lambda hall: hall.wait(2 * MINUTE),
    lambda hall: hall.wait(7 * MINUTE),
    lambda hall: hall.jump(24 * 60 * MINUTE),
    lambda hall: hall.jump(-24 * 60 * MINUTE),
    lambda hall: hall.jump(-700),
    lambda hall: hall.reboot(),
)


class Play:
    """One history."""

    def __init__(self, rules: Rules) -> None:
        capped = replace(PLAN.businesses[2], most_a_day=5)
        plan = replace(PLAN, businesses=(*PLAN.businesses[:2], capped), rules=rules)
        self.hall = Staffed(plan)
        self.judge = Judge(plan, {str(one.staff) for one in (LEADER, ADMINISTRATOR)})
        self.days = 0
        self.today = date(2026, 12, 1)
        self.night(0)

    def run(self, steps: Iterable[Step]) -> "Play":
        """Do all of them; raises WrongedError."""
        for name, a, b in steps:
            STEPS[name](self, a, b)
            self.look()
        return self

    def want(self, by: Actor, wish: Any, who: str | None = None) -> None:
        """Somebody wants something; what follows is judged."""
        outcome = self.hall.want(by, wish, who)
        if outcome is reasons.NOBODY_WAITING:
            self.judge.nobody_waits_for(wish.window, self.hall.now)
        if isinstance(wish, RedeemCard) and isinstance(outcome, Reason):
            self.judge.no_card(wish.ticket, who)
        if not isinstance(outcome, Reason):
            self.judged()

    def judged(self) -> None:
        """The last fact is."""
        n, fact, _ = self.hall.facts[-1]
        self.judge.see(n, fact, self.hall.now)

    def look(self) -> None:
        """The hall's own picture of itself is the judge's."""
        waiting = {person.n for person in self.judge.people.values() if person.does == "waits"}
        if waiting != set(self.hall.state.waiting):
            raise WrongedError(f"{waiting ^ set(self.hall.state.waiting)} wait, or do not")
        for id, desk in self.judge.desks.items():
            doing = self.hall.state.at(id).doing
            there = None if isinstance(doing, Idle) else doing.ticket
            if there != (desk.person.n if desk.person else None):
                raise WrongedError(f"window {id} does not know who stands there")

    def window(self, a: int) -> tuple[str, Actor]:
        """A window, and who acts there: its clerk mostly, the leader, its pad, or another clerk."""
        id = self.hall.plan.windows[a % 3].id
        staff = self.hall.state.at(id).staff
        own = next((clerk for clerk in CLERKS if clerk.staff == staff), BOARD)
        return id, (own, own, own, LEADER, BOARD, CLERKS[a % 3])[a // 3 % 6]

    def ticket(self, b: int, *stages: Stage) -> int:
        """One of those in these stages, or now and then any; 1, which is none, where none is."""
        found = [n for n, t in self.hall.state.tickets.items() if t.stage in stages or b % 8 == 0]
        return found[b % len(found)] if found else 1

    def night(self, dates: int) -> None:
        """The next day is opened, so many dates later."""
        self.days += 1
        self.today += timedelta(dates)
        self.hall.open(self.today.isoformat())
        self.judged()

    def send_away(self, staff: str, why: WhyOut) -> None:
        """The account of a clerk is changed so that they sit at no window any more."""
        here = Here(self.hall.plan, self.hall.state, self.hall.now, ADMINISTRATOR)
        fact = windows.decide_sent_away(here, staff, why)
        if fact is not None:
            self.hall.add(fact)
            self.judged()
        self.judge.staff.sits_nowhere(staff)

    def serve_all(self) -> None:
        """An evening: whoever is at work goes on until nobody is told to wait for."""
        for window in self.hall.plan.windows:
            id, at = window.id, self.hall.state.at(window.id)
            self.want(LEADER, NoShow(window=id))
            self.want(LEADER, Finish(window=id))
            if at.mode is not Mode.UNSTAFFED:
                self.want(LEADER, OpenWindow(window=id))
                self.want(LEADER, windows.ResumeWindow(window=id))
            elif self.hall.plan.rules.login == "required":
                continue
            for _ in self.hall.state.waiting:
                self.want(LEADER, CallNext(window=id))
                self.want(LEADER, NoShow(window=id))
            self.want(LEADER, CallNext(window=id))
            self.want(LEADER, NoShow(window=id))
        self.look()
        self.judge.evening()


def _take(play: Play, a: int, b: int) -> None:
    business = play.hall.plan.businesses[a % 3].code
    who = f"who-{b % 4}" if b % 3 == 0 else None
    play.want(GUIDE, TakeTicket(business, CLASSES[a // 3 % 4]), who)


def _booked(play: Play, a: int, b: int) -> None:
    business: Business = play.hall.plan.businesses[a % 2]
    play.hall.booked(business.code, (b % 5 - 1) * 3 * MINUTE)
    play.judged()


def _phone(play: Play, a: int, b: int) -> None:
    play.want(KIOSK, TakeTicket(play.hall.plan.businesses[a % 3].code, present=False))


def _call(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, CallNext(window=id))


def _this(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, CallThis(window=id, words="坐轮椅", ticket=play.ticket(b, Stage.WAITING)))


def _recall(play: Play, a: int, b: int) -> None:
    """At once, or after somebody could have come."""
    id, by = play.window(a)
    play.hall.wait(b % 3 * 10 * SECOND)
    play.want(by, Recall(window=id))


def _no_show(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, NoShow(window=id))


def _start(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, Start(window=id))


def _finish(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, Finish(window=id, card=b % 2 == 0))


def _visit(play: Play, a: int, b: int) -> None:
    """Somebody is served who must come again."""
    id, by = play.window(a)
    for wish in (CallNext(window=id), Start(window=id), Finish(window=id, card=b % 4 != 0)):
        play.want(by, wish)


def _redeem(play: Play, a: int, b: int) -> None:
    """Mostly with the ticket of a visit that ended with a card, used or not, old or not."""
    ended = (fact for _, fact, _ in play.hall.facts if isinstance(fact, ServiceFinished))
    cards = [fact.ticket for fact in ended if fact.card]
    ticket = cards[b % len(cards)] if cards and a % 8 else play.ticket(b, Stage.SERVED)
    who = f"who-{b % 4}" if a % 5 == 0 else None
    play.want((KIOSK, GUIDE)[a % 2], RedeemCard(ticket), who)


def _hold(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, Hold(window=id))


def _resume(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, ResumeTicket(window=id, ticket=play.ticket(b, Stage.HELD)))


def _transfer(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    business = play.hall.plan.businesses[b % 3].code
    to = (None, "1", "2", "3")[b // 3 % 4]
    play.want(by, Transfer(window=id, business=business, to=to, finished=b % 2 == 0))


def _check_in(play: Play, a: int, b: int) -> None:
    play.want(KIOSK, CheckIn(play.ticket(b, Stage.AWAY)))


def _cancel(play: Play, a: int, b: int) -> None:
    stages = (Stage.AWAY, Stage.WAITING, Stage.CALLED)
    play.want((KIOSK, GUIDE)[a % 2], CancelTicket(play.ticket(b, *stages)))


def _reinstate(play: Play, a: int, b: int) -> None:
    play.want(GUIDE, Reinstate(play.ticket(b, Stage.NO_SHOW)))


def _log_in(play: Play, a: int, b: int) -> None:
    play.want(CLERKS[b % 3], LogIn(window=play.hall.plan.windows[a % 3].id))


def _log_out(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, LogOut(window=id))


def _send_away(play: Play, a: int, b: int) -> None:
    play.send_away(str(CLERKS[a % 3].staff), ("deactivated", "other_duty")[b % 2])


def _open(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, OpenWindow(window=id, training=b % 4 == 0))


def _pause(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, PauseWindow(window=id, reason="meal"))


def _go_on(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, windows.ResumeWindow(window=id))


def _close(play: Play, a: int, b: int) -> None:
    id, by = play.window(a)
    play.want(by, CloseWindow(window=id))


def _skills(play: Play, a: int, b: int) -> None:
    some = tuple(one.code for i, one in enumerate(play.hall.plan.businesses) if b >> i & 1)
    play.want(LEADER, SetSkills(str(CLERKS[a % 3].staff), some))


def _clock(play: Play, a: int, b: int) -> None:
    CLOCKS[a % len(CLOCKS)](play.hall)


def _night(play: Play, a: int, b: int) -> None:
    if b % 2 == 0:
        play.night(NIGHTS[a % len(NIGHTS)])


def _go_on_after(play: Play, a: int, b: int) -> None:
    """A store began empty: somebody says how far the numbers of the day went."""
    by = (LEADER, ADMINISTRATOR, GUIDE, CLERKS[0])[b % 4]
    play.want(by, ContinueNumbers(play.hall.plan.businesses[a % 3].code, 1 + b % 6))


STEPS: Final[dict[str, Callable[[Play, int, int], None]]] = {
    step.__name__.strip("_"): step
    for step in (
        *(_take, _booked, _phone, _check_in, _cancel, _reinstate),
        *(_call, _this, _recall, _no_show, _start, _finish, _visit, _redeem),
        *(_hold, _resume, _transfer),
        *(_log_in, _log_out, _send_away, _open, _pause, _go_on, _close, _skills),
        *(_clock, _night, _go_on_after),
    )
}
OFTEN: Final = {
    **{"take": 5, "call": 6, "start": 5, "finish": 2, "no_show": 4, "recall": 4, "reinstate": 6},
    **{"hold": 3, "resume": 6, "transfer": 6, "open": 3, "log_in": 3, "clock": 4},
    **{"visit": 2, "redeem": 4},
}
NAMES: Final = (*STEPS, *(name for name, more in OFTEN.items() for _ in range(more)))
"""What happens, and how often."""


def made_up(seed: int, length: int = 200) -> Sequence[Step]:
    """The steps of a seed; always the same."""
    chance = Random(seed)
    return [
        (chance.choice(NAMES), chance.randrange(MOST), chance.randrange(MOST))
        for _ in range(length)
    ]


def play(seed: int) -> Play:
    """A whole story with its evening. Raises WrongedError."""
    history = Play(HALLS[seed % len(HALLS)]).run(made_up(seed))
    history.serve_all()
    return history
