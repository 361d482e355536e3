"""The page of accounts."""

from collections.abc import Callable
from typing import Final

from pydantic import TypeAdapter, ValidationError

from central.console.desk import Desk
from central.console.doing import Deed, Send, doing
from central.console.dress import dress
from central.console.forms import Field, Said, form
from central.console.grid import Cell, Column, Grid
from central.console.rereading import Rereading
from central.console.visitor import Visitor
from central.people.nouns import Account, Duty
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later
from screens.people.errors import PeopleError
from screens.people.names import ShownName, SignInName, clean

TITLE: Final = later("Accounts")

DUTIES: Final[dict[Duty, str]] = {
    Duty.CITY: later("city: all halls"),
    Duty.COUNTY: later("county: its halls"),
    Duty.ADMINISTRATOR: later("administrator"),
}
VERBS: Final = {
    "deactivate": later("may sign in no more"),
    "activate": later("may sign in again"),
}


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    say, people = frame.say, desk.people

    def change_own(_: Account, said: Said) -> None:
        people.change_own(visitor.secret, said["old"], said["new"])

    with Tag("section", classes="card"):
        Tag("h2", say("My password"))
        told = say("Ten characters at least. All other sessions of yours end.")
        Tag("p", told, "soft")
        fields = [
            Field("old", say("Password now"), "password", "current-password"),
            Field("new", say("New password"), "password", "new-password"),
        ]
        form(
            "own",
            fields,
            say("Change"),
            doing(visitor, frame, change_own, say("Done."), lambda: None),
        )
    if visitor.account.duty is Duty.ADMINISTRATOR:
        _Everybody(desk, visitor, frame)


class _Everybody:
    """For administrators."""

    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame) -> None:
        self._say, self._people = frame.say, desk.people
        self._counties = {
            one.id: frame.say.pick(one.name, one.name_en or one.name) for one in desk.config.county
        }
        say = self._say
        with Tag("section", classes="card"):
            Tag("h2", say("Who may sign in"))
            columns = [say("Account"), say("Shown"), say("Duty"), say("County"), say("State")]
            self._grid = Grid(
                say("Who may sign in"), [Column(one) for one in columns], "accounts", "—"
            )
        reading = Rereading(frame, visitor, lambda _: self._people.accounts.all(), self._show)
        self._forms(lambda deed: doing(visitor, frame, deed, say("Done."), reading.again))

    def _forms(self, doing: Callable[[Deed], Send]) -> None:
        say = self._say
        password = Field("password", say("New password"), "password", "new-password")
        name = Field("name", say("Account"))
        with Tag("section", classes="card"):
            Tag("h2", say("A new account"))
            duties = {duty.value: say(text) for duty, text in DUTIES.items()}
            fields = [
                name,
                Field("shown", say("Shown")),
                Field("duty", say("Duty"), options=duties),
                Field("county", say("County"), options={"": "—"} | self._counties),
                password,
            ]
            form("add", fields, say("Add"), doing(self._add))
        with Tag("section", classes="card"):
            Tag("h2", say("Who has forgotten the password"))
            form("password", [name, password], say("Set"), doing(self._set))
        with Tag("section", classes="card"):
            Tag("h2", say("Who comes and goes"))
            verbs = {verb: say(text) for verb, text in VERBS.items()}
            fields = [name, Field("verb", say("What"), options=verbs)]
            form("let", fields, say("Do it"), doing(self._let))

    def _show(self, everybody: list[Account]) -> None:
        self._grid.show([self._row(one) for one in everybody])

    def _row(self, one: Account) -> list[Cell]:
        say = self._say
        state = Cell(say("active"), "good") if one.active else Cell(say("may not sign in"), "care")
        county = "—" if one.county is None else self._counties.get(one.county, one.county)
        return [Cell(one.name), Cell(one.shown), Cell(say(DUTIES[one.duty])), Cell(county), state]

    def _add(self, by: Account, said: Said) -> None:
        duty, county = said["duty"], said["county"] or None
        if duty not in DUTIES or (county is not None and county not in self._counties):
            raise PeopleError("没有这个岗位或县区。 There is no such duty or county.")
        try:
            name = TypeAdapter(SignInName).validate_python(said["name"])
            shown = TypeAdapter(ShownName).validate_python(said["shown"])
        except ValidationError as error:
            told = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise PeopleError(f"姓名不合要求。 The name cannot be used: {told}.") from error
        self._people.add(by.token, name, shown, Duty(duty), county, said["password"])

    def _set(self, by: Account, said: Said) -> None:
        self._people.set_password(by.token, self._named(said["name"]), said["password"])

    def _let(self, by: Account, said: Said) -> None:
        active = said["verb"] == "activate"
        self._people.let(by.token, self._named(said["name"]), active)

    def _named(self, name: str) -> Account:
        found = self._people.accounts.named(clean(name))
        if found is None:
            raise PeopleError("没有这个账号。 There is no such account; nothing was changed.")
        return found
