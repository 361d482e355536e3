"""What the page of commands shows, read beside the event loop."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from central.commands.reading import AskingView, CommandView
from central.console.desk import Desk
from central.reader import ReaderError
from central.store import StoreError

SHOWN: Final = 30
"""Askings."""

MOST_HALLS: Final = 200
"""Of one asking; those that have not done it come first."""


@dataclass(frozen=True)
class Seen:
    """One reading."""

    at_ms: int
    askings: Sequence[AskingView]
    chosen: AskingView | None
    data: Mapping[str, Any]
    """What the chosen one asks, but for long lists."""
    halls: Sequence[CommandView]
    more: int
    """Halls that are not among them."""
    people: Mapping[str, str]
    """Token → the name that colleagues know."""


def look(desk: Desk, chosen: str) -> Seen:
    """chosen: id of an asking; empty: the newest. Raises ReaderError, PeopleError."""
    try:
        return _look(desk, chosen)
    except StoreError as error:
        raise ReaderError(str(error)) from error


def _look(desk: Desk, chosen: str) -> Seen:
    commanding = desk.commanding
    at_ms, reading = commanding.clock_ms(), commanding.reading
    askings = reading.newest(SHOWN, at_ms)
    one = next((view for view in askings if view.id == chosen), None) or next(iter(askings), None)
    views = [] if one is None else reading.of_asking(one.id, at_ms)
    views.sort(key=lambda view: (view.state == "done", view.hall))
    people = {account.token: account.shown for account in desk.people.accounts.all()}
    data: Mapping[str, Any] = {} if one is None else json.loads(reading.data(one.id))
    shown = views[:MOST_HALLS]
    return Seen(at_ms, askings, one, data, shown, len(views) - len(shown), people)
