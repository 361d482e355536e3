"""One ticket or booking, and what may be done with it."""

from collections.abc import Callable
from datetime import datetime

from gateway.console.guide.doing import Doing, Pressed, new_key
from gateway.console.guide.sight import Booked, Deed, Found, Named, Number, look
from gateway.console.guide.words import (
    BOOKINGS,
    DEEDS,
    DONE,
    STAGES,
    window_name,
)
from gateway.console.naming import business_name
from gateway.console.slip_fate import LOOKS, STATES, told
from gateway.hall.bookings import ArriveBooked
from gateway.hall.cards import RedeemCard
from gateway.hall.papers import ReprintTicket, SeePaper
from gateway.hall.slips import PrintBooking
from gateway.hall.tickets import CancelTicket, CheckIn, Reinstate
from gateway.store import Done
from gateway.web.hall_reading import Glance
from protocol.facts import TicketIssued
from screens.console.tags import Tag

_WISHES = {
    Deed.CHECK_IN: CheckIn,
    Deed.REINSTATE: Reinstate,
    Deed.REDEEM: RedeemCard,
    Deed.ARRIVE: ArriveBooked,
    Deed.REPRINT: ReprintTicket,
    Deed.SEE_PAPER: SeePaper,
    Deed.CANCEL: CancelTicket,
    Deed.PRINT_BOOKING: PrintBooking,
}


class FoundView:
    """Drawn anew when what it shows has changed."""

    def __init__(self, doing: Doing, give: Callable[[Done], None]) -> None:
        """give: called with a number that a deed gave."""
        self._doing, self._give = doing, give
        self._named: Named | None = None
        self._shown: tuple[Found | None, bool] | None = None
        self._sure = False
        """Somebody has pressed cancel, and is asked whether it is meant."""
        self._key = ""
        self.root = Tag("section", classes="card guide-found").mark_as("found")
        self.root.show(False)

    def show(self, named: Named | None) -> None:
        """Look at this one; None: at none."""
        self._named, self._sure, self._shown, self._key = named, False, None, new_key()
        self.root.show(named is not None)

    @property
    def named(self) -> Named | None:
        """What is looked at."""
        return self._named

    def draw(self, seen: Glance) -> None:
        """How it stands now."""
        if self._named is None:
            return
        found = look(self._doing.plan, seen, self._named)
        if self._shown == (found, self._sure):
            return
        self._shown = (found, self._sure)
        self.root.clear()
        with self.root:
            match found:
                case Number():
                    self._number(found)
                case Booked():
                    self._booked(found)
                case None:
                    Tag("p", self._doing.say("The hall does not know this any more."))
            self._doing.button(self._doing.say("Close"), self._close, name="found-close")

    def _number(self, one: Number) -> None:
        say, plan = self._doing.say, self._doing.plan
        Tag("h2", one.label, "guide-found-number").mark_as("found-number")
        Tag("p", business_name(say, plan, one.business), "guide-what")
        with Tag("p", classes="guide-tags now"):
            Tag("span", say(STAGES[one.stage]), "tag").mark_as("found-stage")
            if one.ahead is not None:
                Tag("span", say("{n} ahead", n=one.ahead), "tag")
            if one.window is not None:
                Tag("span", window_name(say, plan, one.window), "tag")
            if one.paper is not None:
                Tag("span", say.pick(*STATES[one.paper]), f"tag {LOOKS[one.paper]}")
        self._deeds(one.deeds, one.ticket, one.label)

    def _booked(self, one: Booked) -> None:
        say, zone = self._doing.say, self._doing.desk.zone
        from_, to = (datetime.fromtimestamp(ms / 1000, zone) for ms in (one.starts_ms, one.ends_ms))
        Tag("h2", say("Booking"), "guide-found-name")
        Tag("p", business_name(say, self._doing.plan, one.business), "guide-what")
        Tag("p", f"{one.day} {from_:%H:%M}–{to:%H:%M}", "guide-what")
        with Tag("p", classes="guide-tags now"):
            Tag("span", say(BOOKINGS[one.stage]), "tag").mark_as("found-stage")
            if one.label:
                Tag("span", one.label, "tag")
            if one.slip is not None:
                fate = Tag("span", say.pick(*told(one.slip)), f"tag {LOOKS[one.slip.state]}")
                fate.mark_as("found-slip")
        self._deeds(one.deeds, one.booking, "")

    def _deeds(self, deeds: tuple[Deed, ...], n: int, label: str) -> None:
        say = self._doing.say
        if self._sure and Deed.CANCEL in deeds:
            Tag("p", say("Cancel {label}? Its place is lost.", label=label), "guide-label")
            with Tag("div", classes="guide-pair"):
                yes = self._deed(Deed.CANCEL, n, label)
                self._doing.button(say("Yes, cancel"), yes, "button bad", "cancel-yes")
                self._doing.button(say("No"), self._unsure, name="cancel-no")
            return
        if not deeds:
            Tag("p", say("Nothing is to be done with it now."), "soft")
        with Tag("div", classes="guide-deeds"):
            for at, deed in enumerate(deeds):
                look = (
                    "button bad" if deed is Deed.CANCEL else "button main" if at == 0 else "button"
                )
                pressed = self._ask if deed is Deed.CANCEL else self._deed(deed, n, label)
                self._doing.button(say(DEEDS[deed]), pressed, look, f"deed-{deed}")

    def _deed(self, deed: Deed, n: int, label: str) -> Pressed:
        async def do() -> None:
            done = await self._doing.wish(_WISHES[deed](n), f"{self._key}-{deed}")
            if done is None:
                return
            self._key, self._sure = new_key(), False
            if isinstance(done.fact, TicketIssued):
                self.show(None)
                self._give(done)
            else:
                self._doing.frame.tell(self._doing.say(DONE[deed], label=label))

        return do

    def _ask(self) -> None:
        self._sure = True

    def _unsure(self) -> None:
        self._sure = False

    def _close(self) -> None:
        self.show(None)
