"""Papers for who sees to machines: the test page of each printer, the label of each board."""

from gateway.console.slip_fate import Print, SlipFate
from gateway.hall.plan import NAMELESS, HallPlan
from gateway.hall.slips import PrintLabel, PrintSelfTest
from gateway.hall.state import HallState
from gateway.web.view import LiveView
from gateway.web.words import ROLES
from protocol.facts import SlipAsked
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words

_Board = tuple[str, str | None, str | None]
"""uid of the chip, role and window."""


class Papers:
    """Hidden in a hall without a printer."""

    def __init__(self, plan: HallPlan, say: Words, print_: Print) -> None:
        with Tag("section", classes="card").mark_as("papers") as self._box:
            Tag("h2", say("Test pages and labels"))
            with Tag("ul", classes="found"):
                self._printers = [_printer(say, name, print_) for name in plan.printers]
            labels = Tag("ul", classes="found")
        self._boards: Rows[_Board, HallState] = Rows(
            labels, lambda board: _label(say, board, print_)
        )
        self._box.show(plan.prints)

    def show(self, view: LiveView, state: HallState) -> None:
        """Bring it up to date."""
        for row in self._printers:
            row.draw(state)
        boards = sorted({(one.uid, one.role, one.window) for one in view.devices}, key=str)
        self._boards.draw([(one, state) for one in boards])


class _Row:
    """What it is, the button that prints it, and what became of the last paper of it."""

    def __init__(
        self, say: Words, what: str, text: str, asked: SlipAsked, wish: object, print_: Print
    ) -> None:
        self._asked, name = asked, asked.board or asked.printer
        self.tag = Tag("li").mark_as(f"paper-{name}")
        with self.tag, Tag("div", classes="print-row"):
            Tag("b", what)
            button = Tag("button", text, "button").attribute("type", "button")
            button.mark_as(f"print-{name}").on("click", lambda: print_(wish), args=[])
            self._fate = SlipFate(say, f"fate-{name}")

    def draw(self, state: HallState) -> None:
        """Bring it up to date."""
        self._fate.draw(state, self._asked)


def _printer(say: Words, name: str, print_: Print) -> _Row:
    asked, wish = SlipAsked("self_test", printer=name), PrintSelfTest(name)
    shown = say("Printer") if name == NAMELESS else name
    return _Row(say, shown, say("Print a test page"), asked, wish, print_)


def _label(say: Words, board: _Board, print_: Print) -> _Row:
    uid, role, window = board
    what = say.pick(*ROLES[role])
    if window is not None:
        what = f"{what} · {say('Window {id}', id=window)}"
    asked, wish = SlipAsked("device_label", board=uid), PrintLabel(uid)
    return _Row(say, f"{what} · {uid}", say("Print its label"), asked, wish, print_)
