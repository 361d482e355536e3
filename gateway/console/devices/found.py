"""Boards that answer and have no place, and letting one take the place of another."""

from collections.abc import Awaitable, Callable

from gateway.hall import kinds
from gateway.hall.places import place_words
from gateway.hall.plan import HallPlan
from gateway.web.view import FoundView, LiveView
from gateway.web.words import ROLES, SEALS
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words

Adopt = Callable[[str, str, bool], Awaitable[None]]
"""uid, place, and whether it is meant in spite of doubts."""

_Key = tuple[str, str | None]
"""uid and role: a board that tells of another role is offered other places."""


class Found:
    """Hidden while there is none."""

    def __init__(self, plan: HallPlan, say: Words, adopt: Adopt | None) -> None:
        """adopt: None for who may look at it alone."""
        self._box = Tag("section", classes="card").mark_as("found")
        with self._box:
            Tag("h2", say("Boards without a place"))
            rows = Tag("ul", classes="found")
        self._rows: Rows[_Key, FoundView] = Rows(rows, lambda key: _Board(plan, say, adopt, key))

    def show(self, view: LiveView) -> None:
        """Bring it up to date."""
        self._rows.draw([((one.uid, one.role), one) for one in view.found])
        self._box.show(bool(view.found))


class _Board:
    def __init__(self, plan: HallPlan, say: Words, adopt: Adopt | None, key: _Key) -> None:
        uid, role = key
        self._say, self._uid, self._adopt = say, uid, adopt
        self.tag = Tag("li").mark_as(f"found-{uid}")
        with self.tag:
            with Tag("p"):
                Tag("b", f"{say.pick(*ROLES[role])} · {uid}")
            self._told = Tag("p", classes="now")
            self._known = Tag("p", classes="soft now")
            places = _places(plan, say, role)
            if adopt is not None and places:
                self._form(places)

    def draw(self, board: FoundView) -> None:
        """Bring it up to date."""
        say = self._say
        self._told.say(say.pick(board.zh, board.en))
        seal, firmware = say.pick(*SEALS[board.sealed]) or "—", board.firmware or "—"
        self._known.say(
            say(
                "Port {port} · firmware {firmware} · {seal}",
                port=board.port,
                firmware=firmware,
                seal=seal,
            )
        )

    def _form(self, places: list[tuple[str, str]]) -> None:
        say, uid = self._say, self._uid
        with Tag("form", classes="adopt") as form:
            Tag("label", say("Let it stand at")).attribute("for", f"place-{uid}")
            with Tag("select").attribute("id", f"place-{uid}").attribute("name", "place"):
                for place, words in places:
                    Tag("option", words).attribute("value", place)
            with Tag("label", classes="check"):
                sure = Tag("input").attribute("type", "checkbox").attribute("name", "force")
                sure.attribute("id", f"force-{uid}")
                Tag("span", say("also if a board answers there, or this one has no key"))
            Tag("button", say("Let it stand there"), "button main").attribute("type", "submit")
        form.on(
            "submit.prevent",
            self._wanted,
            js_handler="(e) => emit([e.target.place.value, e.target.force.checked])",
        )

    async def _wanted(self, event: object) -> None:
        place, force = getattr(event, "args", ("", False))
        if self._adopt is not None:
            await self._adopt(self._uid, str(place), bool(force))


def _places(plan: HallPlan, say: Words, role: str | None) -> list[tuple[str, str]]:
    """Places for a board of this kind, by uid and in words."""
    kind = kinds.OF_NAME.get(role or "")
    if kind is None:
        return []
    of_kind = [place for place, one in plan.role.items() if type(one) is kind.role]
    return [(place, say.pick(*place_words(plan, place))) for place in of_kind]
