"""Who is logged in where, since when, and what each may serve."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from gateway.console import slip_fate
from gateway.console.desk import Desk
from gateway.console.leader.acting import Acting
from gateway.console.leader.book import Book, Line
from gateway.console.leader.forms import Field, Form, Said
from gateway.console.leader.names import DUTIES as DUTY_NAMES
from gateway.console.leader.spans import lasted
from gateway.console.moment import HallMoment
from gateway.console.visitor import Visitor
from gateway.hall.here import Duty
from gateway.hall.slip_nouns import Slip
from gateway.hall.slips import PrintStaffDay
from gateway.hall.windows import SetSkills, window_of
from gateway.people.nouns import Account
from gateway.web.hall_reading import Glance
from gateway.web.words import clock_time
from insight.windows import overlap_ms
from protocol.facts import SlipAsked
from screens.console.frame import Frame
from screens.languages import later, window_name

TITLE: Final = later("Staff")

DUTIES: Final = frozenset({Duty.LEADER})


@dataclass(frozen=True)
class Colleague:
    """Somebody who serves and answers."""

    account: Account
    window: str | None
    """Where they are logged in."""
    skills: tuple[str, ...] | None
    """Businesses; None: whatever the window serves."""
    day: "DayOf | None"
    """None: not known."""
    slip: Slip | None
    """The counts of the open day on paper, the last ones that were asked for."""


@dataclass(frozen=True)
class DayOf:
    """What somebody did in the open day."""

    since_ms: int | None
    """When they logged in where they sit now; wall clock."""
    pauses: int
    paused_ms: int
    open_ms: int


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = Acting(desk, visitor, frame)
    _ = page.as_of
    shelf = _Staff(page)
    shelf.book = Book(page, shelf, page.say("Colleagues"), page.say("Nobody has an account yet."))

    def draw() -> None:
        seen = page.look(DUTIES)
        if seen is not None:
            page.as_of.draw(seen)
            shelf.book.draw(seen)

    frame.follow(desk.bell, draw)


class _Staff:
    """Who sits at a window first, by the windows; then the others, by name."""

    book: "Book[str, Colleague]"

    def __init__(self, page: Acting) -> None:
        self._page = page

    def entries(self, seen: Glance) -> Sequence[tuple[str, Colleague]]:
        desk, state = self._page.desk, seen.state
        moment = desk.moment.get()
        places = {window.id: place for place, window in enumerate(desk.api.plan.windows)}
        found = []
        for account in desk.api.members():
            window = window_of(state, account.token)
            skills = state.skills.get(account.token) or None
            day = None if moment is None else day_of(moment, account.token, window)
            asked = SlipAsked("staff_day", day=state.day or "", of=account.token)
            slip = slip_fate.slip_of(state, asked)
            found.append((account.token, Colleague(account, window, skills, day, slip)))

        def place(each: tuple[str, Colleague]) -> tuple[bool, int, str]:
            one = each[1]
            at = places.get(one.window or "", len(places))
            return one.window is None, at, one.account.shown

        return sorted(found, key=place)

    def line(self, key: str, one: Colleague, seen: Glance) -> Line:
        page, say = self._page, self._page.say
        window = page.desk.api.plan.window.get(one.window or "")
        own = None if window is None else window.name
        told = [say("not logged in") if one.window is None else window_name(say, one.window, own)]
        if one.day is not None:
            told += self._day(one.day)
        return Line(
            title=f"{one.account.shown} · {say(DUTY_NAMES[one.account.duty])}",
            more=" · ".join(told),
            tags=((self._skills(one), ""), *self._paper(one)),
        )

    def mark(self, key: str, one: Colleague) -> Hashable:
        return one.skills

    def fill(self, key: str, one: Colleague, seen: Glance) -> None:
        page, say = self._page, self._page.say
        options = [
            (business.code, f"{business.code} {page.either(business.name, business.name_en)}")
            for business in page.desk.api.plan.businesses
        ]
        label = say("May serve (none ticked: whatever the window serves)")
        fields = [Field("businesses", label, "checks", options, value=" ".join(one.skills or ()))]
        Form(page, "skills", fields, say("Keep"), partial(self._send, key))
        if page.desk.api.plan.prints:
            words = say("Print the counts of the day")
            Form(page, "staff-day", (), words, partial(self._print, key), look="")

    def _day(self, day: DayOf) -> list[str]:
        say, zone = self._page.say, self._page.desk.zone
        told = []
        if day.since_ms is not None:
            told.append(say("since {time}", time=clock_time(day.since_ms, zone)))
        if day.open_ms:
            told.append(say("open {time}", time=lasted(say, day.open_ms)))
        if day.pauses:
            time = lasted(say, day.paused_ms)
            told.append(say("pauses today: {n}, {time}", n=day.pauses, time=time))
        return told

    def _paper(self, one: Colleague) -> tuple[tuple[str, str], ...]:
        if one.slip is None:
            return ()
        words = self._page.say.pick(*slip_fate.told(one.slip))
        return ((self._page.say("counts: {how}", how=words), slip_fate.LOOKS[one.slip.state]),)

    def _skills(self, one: Colleague) -> str:
        if one.skills is None:
            return self._page.say("serves all")
        return self._page.say("serves {codes}", codes=" ".join(one.skills))

    async def _print(self, staff: str, _: Said) -> None:
        said = self._page.say("It is sent to the printer.")
        await self._page.wish(PrintStaffDay, said, of=staff)

    async def _send(self, staff: str, said: Said) -> None:
        page = self._page
        businesses = tuple(said.get("businesses", "").split())
        if await page.wish(SetSkills, page.say("It is kept."), staff=staff, businesses=businesses):
            self.book.settled()


def day_of(moment: HallMoment, staff: str, window: str | None) -> DayOf:
    """What somebody did in the open day, until that moment."""
    own = [one for one in moment.spells if one.staff == staff]
    since_ms = None if window is None else moment.logins.get(window)
    now_ms = moment.cards.at.wall_ms
    of_day = [(moment.opened_ms or now_ms, now_ms)]
    paused = [overlap_ms(one, of_day, now_ms) for one in own if one.mode == "paused"]
    opened = [overlap_ms(one, of_day, now_ms) for one in own if one.mode == "open"]
    return DayOf(since_ms, sum(map(bool, paused)), sum(paused), sum(opened))
