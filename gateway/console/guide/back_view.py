"""Entering numbers that were written by hand while the system stood (补录), one after the other."""

from datetime import datetime
from typing import Final

from gateway.console.guide import paper_form
from gateway.console.guide.doing import Doing, new_key
from gateway.console.guide.words import OUTCOMES, window_name
from gateway.console.naming import business_name
from gateway.web.hall_reading import Glance
from protocol.facts import TicketIssued
from screens.console.tags import Tag

_NEXT: Final = (
    "(() => { const form = document.getElementById('back-form');"
    " form.elements.hand.value = ''; form.elements.hand.focus(); })()"
)
_DAY: Final = "document.getElementById('back-form').elements.day.value = '{day}'"
_GO_TO: Final = (
    "(() => { const one = document.querySelector('#back-form [name={name}]'); one.focus(); })()"
)


class BackView:
    """What is the same for the next number stays in the form."""

    def __init__(self, doing: Doing) -> None:
        self._doing, say, plan = doing, doing.say, doing.plan
        self._key = new_key()
        self.root = Tag("section", classes="card guide-back").mark_as("back")
        with self.root:
            Tag("h2", say("Numbers written by hand while the system stood"))
            with doing.form(self._sent, "back-form"):
                with Tag("fieldset", classes="guide-picks"):
                    Tag("legend", say("Business"))
                    for one in plan.businesses:
                        self._pick("business", one.code, business_name(say, plan, one.code))
                with Tag("div", classes="guide-fields"):
                    self._field("hand", say("Number on the paper"), "text").attribute(
                        "maxlength", "16"
                    )
                    self._field("day", say("Day"), "date")
                    self._field("at", say("Time on the paper"), "time")
                with Tag("fieldset", classes="guide-picks"):
                    Tag("legend", say("What became of it?"))
                    for code in paper_form.OUTCOMES:
                        self._pick("outcome", code, say(OUTCOMES[code]))
                with Tag("div", classes="guide-fields guide-served"):
                    with Tag("label", classes="field"):
                        Tag("span", say("Served at window"))
                        with Tag("select").attribute("name", "window").mark_as("back-window"):
                            Tag("option", "–").attribute("value", "")
                            for window in plan.windows:
                                name = window_name(say, plan, window.id)
                                Tag("option", name).attribute("value", window.id)
                    self._field("served", say("Served at"), "time")
                Tag("button", say("Enter this number"), "button main").attribute(
                    "type", "submit"
                ).mark_as("back-enter")

    def begin(self) -> None:
        """A list begins with the day of now."""
        now_ms = self._doing.desk.api.look().now.wall_ms
        today = datetime.fromtimestamp(now_ms / 1000, self._doing.plan.zone)
        # As an attribute it would come back with every change of the page, over what was chosen.
        self._doing.frame.client.run_javascript(_DAY.replace("{day}", f"{today:%Y-%m-%d}"))

    def draw(self, seen: Glance) -> None:
        """It shows nothing that changes by itself."""

    async def _sent(self, fields: dict[str, str]) -> None:
        say, tell = self._doing.say, self._doing.frame.tell
        wish = paper_form.read(fields, self._doing.plan.zone)
        if isinstance(wish, paper_form.Wrong):
            tell(say(wish.message), refused=True)
            self._doing.frame.client.run_javascript(_GO_TO.replace("{name}", wish.field))
            return
        done = await self._doing.wish(wish, self._key)
        if done is None:
            # What the hall refuses is put right and sent again, which is another request.
            self._key = new_key()
            return
        self._key = new_key()
        if isinstance(done.fact, TicketIssued):
            told = say("{hand} waits as {label}.", hand=wish.hand, label=done.fact.label)
        else:
            told = say("{hand} is on record.", hand=wish.hand)
        tell(told)
        self._doing.frame.client.run_javascript(_NEXT)

    def _pick(self, name: str, value: str, text: str) -> None:
        with Tag("label", classes="guide-pick"):
            box = Tag("input").attribute("type", "radio").attribute("name", name)
            box.attribute("value", value).mark_as(f"back-{name}-{value}")
            Tag("span", text)

    def _field(self, name: str, text: str, kind: str) -> Tag:
        with Tag("label", classes="field"):
            Tag("span", text)
            made = Tag("input").attribute("type", kind).attribute("name", name)
        return made.attribute("autocomplete", "off").mark_as(f"back-{name}")
