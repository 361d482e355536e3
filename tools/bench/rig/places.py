"""Where boards stand in the hall of a bench, told to both processes."""

from dataclasses import dataclass

from gateway.hall.plan import Board, Business, CallPad, Dispenser, HallPlan, RatingPad, Role, Window

BUSINESS = "A"
KEYS = 2
"""Of a dispenser, both for the one business: while a press has no answer only its own is lit."""


@dataclass(frozen=True)
class Place:
    """A board: 16 hex digits, a model of hw_sim, the window at which it stands."""

    uid: str
    model: str
    window: str


def call_pads(count: int) -> list[Place]:
    """So many call pads, each at a window of its own."""
    return [Place(_uid(i), "call_pad", str(i)) for i in range(1, count + 1)]


def dispensers(count: int) -> list[Place]:
    """So many dispensers, all for the same business, whose window has none of its own."""
    return [Place(_uid(i), "dispenser", "1") for i in range(1, count + 1)]


def one_of_each() -> list[Place]:
    """A dispenser, and call pad and rating pad of the one window."""
    return [
        Place(_uid(i), model, "1")
        for i, model in enumerate(("dispenser", "call_pad", "rating_pad"), 1)
    ]


def rating_pad() -> list[Place]:
    """One rating pad."""
    return [Place(_uid(1), "rating_pad", "1")]


def plan(places: list[Place]) -> HallPlan:
    """The hall as the gateway's rules see it."""
    windows = dict.fromkeys(place.window for place in places)
    return HallPlan(
        hall="bench",
        name="试验厅",
        businesses=(Business(BUSINESS, "发票业务"),),
        windows=tuple(Window(window, f"{window}号窗口", (BUSINESS,)) for window in windows),
        boards=tuple(Board(place.uid, _role(place)) for place in places),
    )


def _role(place: Place) -> Role:
    if place.model == "dispenser":
        return Dispenser((BUSINESS,) * KEYS)
    return CallPad(place.window) if place.model == "call_pad" else RatingPad(place.window)


def _uid(number: int) -> str:
    return f"e6614c311b7e8b{number:02x}"
