"""Where nobody sits yet: the windows that are free."""

from collections.abc import Awaitable, Callable

from gateway.console.clerk.buttons import Button
from gateway.console.clerk.sight import Free
from gateway.console.clerk.wanted import Press
from gateway.console.naming import business_name
from gateway.hall.plan import HallPlan
from screens.console.tags import Tag
from screens.languages import Words, window_name

Sit = Callable[[str, Press], Awaitable[None]]


class ChoiceView:
    """One press sits down."""

    def __init__(self, say: Words, plan: HallPlan, sit: Sit) -> None:
        self.say, self._plan, self._sit = say, plan, sit
        self._shown: tuple[Free, ...] | None = None
        self._section = Tag("section", classes="card clerk-choice").mark_as("choice")
        with self._section:
            Tag("h2", say("At which window do you sit?"))
            self._none = Tag("p", say("Every window has somebody. Ask the leader."))
            self._list = Tag("ul", classes="clerk-choices")

    def draw(self, windows: tuple[Free, ...] | None) -> None:
        """None: somebody sits already."""
        self._section.show(windows is not None)
        if windows is None or windows == self._shown:
            return
        self._shown = windows
        self._none.show(not windows)
        self._list.clear()
        with self._list:
            for one in windows:
                self._row(one)

    def _row(self, one: Free) -> None:
        known = self._plan.window[one.window]
        name = window_name(self.say, known.id, known.name)
        names = [business_name(self.say, self._plan, code) for code in known.businesses]
        if one.label is not None:
            names.append(self.say("{label} still stands there", label=one.label))

        async def pressed(press: Press) -> None:
            await self._sit(one.window, press)

        with Tag("li"):
            button = Button(name, pressed).mark_as(f"window-{one.window}")
            with button:
                Tag("small", " · ".join(names))
