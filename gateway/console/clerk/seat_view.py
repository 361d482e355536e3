"""Where somebody sits: the window, the person, the big button and those beside it, the hall."""

from collections.abc import Awaitable, Callable
from datetime import tzinfo
from typing import Final

from gateway.console.clerk import forms
from gateway.console.clerk.about import About
from gateway.console.clerk.buttons import Button, deed_button, pick
from gateway.console.clerk.deeds import (
    NEXT_KEY,
    TRAINING_KEY,
    Deed,
    Recall,
    beside,
    next_deed,
    recall,
)
from gateway.console.clerk.hall_view import ListsView, OfTicket, QueueView
from gateway.console.clerk.person_view import PersonView
from gateway.console.clerk.sight import Sight
from gateway.console.clerk.slip_view import SlipView
from gateway.console.clerk.wanted import Press
from gateway.console.clerk.words import MODES, next_text
from gateway.console.slip_fate import Print
from gateway.expecting import Expected
from gateway.hall.nouns import Called
from gateway.hall.plan import HallPlan
from gateway.hall.windows import PAUSES
from gateway.web.hall_reading import Glance
from screens.console.tags import Tag
from screens.languages import Words, window_name

Do = Callable[[Deed | None, Press], Awaitable[None]]
"""None: what the big button stands for."""

_BESIDE: Final = (
    Deed.RECALL,
    Deed.NO_SHOW,
    Deed.HOLD,
    Deed.TRANSFER,
    Deed.CALL,
    Deed.PAUSE,
    Deed.CLOSE,
    Deed.LOG_OUT,
)


class SeatView:
    """Draws itself into the element that is entered when it is made."""

    def __init__(
        self,
        say: Words,
        plan: HallPlan,
        zone: tzinfo,
        do: Do,
        of_ticket: OfTicket,
        print_: Print,
    ) -> None:
        self.say, self._plan = say, plan
        self._work = Tag("div", classes="clerk-work")
        with self._work:
            self._head()
            self.person = PersonView(say, plan, zone)
            self.slip = SlipView(say, plan, print_)
            self._form = Tag("section", classes="card clerk-form").mark_as("form")
            self._training = pick("checkbox", "training", "yes", say("Somebody learns here"))
            with self._training:
                Tag("kbd", TRAINING_KEY, "tag")
            box = self._training.default_slot.children[0]
            box.props["data-key"] = TRAINING_KEY
            self._big(do)
            self._beside(do)
        self._more = Tag("div", classes="clerk-more")
        with self._more:
            self._queues = QueueView(say, plan)
            self._lists = ListsView(say, of_ticket)

    def hide(self) -> None:
        """Nobody sits here."""
        self._work.show(False)
        self._more.show(False)

    def ask(self, form: Deed | None, seen: Glance, sight: Sight) -> None:
        """Open a form, or close the one that is open."""
        self._form.clear()
        if form is not None:
            with self._form:
                forms.draw(form, self.say, self._plan, seen.state, sight.window, sight.person)

    def draw(
        self, sight: Sight, about: About, seen: Glance, expected: Expected, form: Deed | None
    ) -> None:
        """form: the one that is open."""
        self._work.show(True)
        self._more.show(True)
        self._draw_head(sight, seen)
        business = sight.person.business if sight.person else ""
        usual = expected.hall.handling_s.get(business)
        self.person.draw(sight, about, seen, usual)
        self._form.show(form is not None)
        self._draw_deeds(sight, seen, form)
        if sight.person is not None:
            self.slip.clear()
        self.slip.draw(seen.state)
        self._queues.draw(sight, expected)
        self._lists.draw(sight)

    def _head(self) -> None:
        with Tag("section", classes="card clerk-seat").mark_as("seat"):
            self._window = Tag("strong")
            self._mode = Tag("span", classes="tag now").mark_as("mode")
            self._learns = Tag("span", self.say("training"), "tag care now").mark_as("training")
            self._age = Tag("span", classes="soft age").mark_as("age")

    def _big(self, do: Do) -> None:
        async def pressed(press: Press) -> None:
            await do(None, press)

        self._next = Button("", pressed, NEXT_KEY, "button main next")
        self._next.mark_as("next")

    def _beside(self, do: Do) -> None:
        self._others: dict[Deed, Button] = {}
        with Tag("div", classes="clerk-deeds"):
            for deed in (*_BESIDE, Deed.BACK):
                self._others[deed] = deed_button(self.say, deed, self._pressed(do, deed))

    @staticmethod
    def _pressed(do: Do, deed: Deed) -> Callable[[Press], Awaitable[None]]:
        async def pressed(press: Press) -> None:
            await do(deed, press)

        return pressed

    def _draw_head(self, sight: Sight, seen: Glance) -> None:
        say, at = self.say, sight.at
        known = self._plan.window.get(sight.window)
        own = None if known is None else known.name
        self._window.say(window_name(say, sight.window, own))
        mode = say(MODES[at.mode])
        if at.pause is not None:
            mode = say("{mode}: {why}", mode=mode, why=say.pick(*PAUSES[at.pause]))
        self._mode.say(mode)
        self._mode.dress("good", at.mode == "open")
        self._mode.dress("care", at.mode == "paused")
        self._learns.show(at.training)
        whole = int(seen.age_s)
        self._age.say(say("up to date") if whole < 1 else say("{n} s old", n=whole))

    def _draw_deeds(self, sight: Sight, seen: Glance, form: Deed | None) -> None:
        deed = next_deed(sight.at)
        nobody = deed is Deed.NEXT and form is None and not sight.waiting
        self._next.name(self.say("Nobody waits") if nobody else next_text(self.say, deed, form))
        self._next.able(not nobody)
        self._training.show(deed is Deed.OPEN and form is None)
        shown = (Deed.BACK,) if form is not None else beside(sight.at)
        for one, button in self._others.items():
            button.show(one in shown)
        if isinstance(sight.at.doing, Called):
            self._draw_recall(recall(sight.at.doing, self._plan.rules, seen.now))

    def _draw_recall(self, one: Recall) -> None:
        say, button = self.say, self._others[Deed.RECALL]
        if one.times >= one.most:
            button.name(say("Called {n} times, enough", n=one.times))
        elif one.in_s:
            button.name(say("Call again in {n} s", n=one.in_s))
        else:
            button.name(say("Call again"))
        button.able(one.ready)
