"""A replaced disk: the day goes on, and what the boards still have from before is history."""

from pathlib import Path

import pytest

from gateway.store import OpenDay, RefusedError, Store
from protocol import records
from protocol.facts import NumbersContinued, TicketIssued
from tests.store.fakes import FakeBoard, call_pad, dispenser, open_store, rating_pad

DAY = "2026-11-23"
MINUTE = 60_000


def lived(path: Path) -> list[FakeBoard]:
    """A morning: two numbers, a service, a press that the gateway never heard, and a rating."""
    with open_store(path) as store:
        boards = [dispenser(store), call_pad(store), rating_pad(store)]
        screen, keys, levels = boards
        screen.press(0)
        screen.press(0)
        for key in (records.NEXT, records.START, records.FINISH):
            keys.act(key)
        screen.write(records.TICKET, records.ticket_payload(0, screen.face()))
        levels.rate(store.n, 5)
        assert store.state.last_number == {"A": 2}
    return boards


def heard_again(store: Store, boards: list[FakeBoard]) -> None:
    """The disk was changed; meanwhile the boards had their power."""
    for board in boards:
        board.store = store
        board.ticks += 5 * MINUTE
        assert board.deliver() == len(board.written)


@pytest.mark.parametrize("opened_first", [True, False])
def test_what_boards_had_before_has_no_effect_and_no_number_is_given_twice(
    tmp_path: Path, opened_first: bool
):
    boards = lived(tmp_path / "old.db")
    with open_store(tmp_path / "new.db", day=None) as store:
        if opened_first:
            store.submit(OpenDay(DAY, {"A": 2, "B": 0})).result(5)
        heard_again(store, boards)
        if not opened_first:
            store.submit(OpenDay(DAY, {"A": 2, "B": 0})).result(5)
        with store.reader() as reader:
            found = reader.counts()
        assert found["device.record"] == sum(len(board.written) for board in boards)
        assert found["request.expired"] == 6
        assert found["rating.unbound"] == 1
        outcomes = {"request.expired", "rating.unbound"}
        rest = {"stream.opened", "day.opened", "numbers.continued", "device.record"}
        assert set(found) == outcomes | rest, "no ticket, no call, no service, no bound rating"
        assert not store.state.tickets

        boards[0].press(0)
        boards[0].press(1)
        labels = [ticket.issued.label for ticket in store.state.tickets.values()]
        assert labels == ["A003", "B001"]


def test_it_is_one_savepoint(store: Store):
    before = store.n
    for after in ({"A": 7, "X": 1}, {"X": 1}):
        with pytest.raises(RefusedError, match="Business X; the day was not opened"):
            store.submit(OpenDay("2026-11-24", after)).result(5)
    assert (store.n, store.state.day) == (before, DAY)
    store.submit(OpenDay("2026-11-24", {"A": 7, "B": 0})).result(5)
    with store.reader() as reader:
        facts = [entry.fact for entry in reader.entries(after=before)]
    assert facts[1:] == [NumbersContinued("2026-11-24", "A", 7)]


def test_a_restart_goes_on_after_the_same_number(path: Path):
    with open_store(path, day=None) as store:
        store.submit(OpenDay(DAY, {"A": 57})).result(5)
    with open_store(path) as store:
        dispenser(store).press(0)
        (ticket,) = store.state.tickets.values()
        assert isinstance(ticket.issued, TicketIssued)
        assert ticket.issued.label == "A058"
