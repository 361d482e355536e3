"""A command is done once, answered as often as it comes, and told only when it is kept."""

import json
import sqlite3
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.orders import answers, taking
from gateway.orders.taking import ForgetOrders
from gateway.store.transaction import Transaction
from protocol.commands import CancelBooking, CloseHall, Command, MakeBooking, write_command
from protocol.facts import BookingCancelled, BookingMade, HallClosedDays
from tests.orders.asking import DAY, DAY_MS, NEXT, Asked, at, hall
from tests.store.fakes import FakeClock

BOOK = MakeBooking("A", NEXT, at(NEXT, "09:30"))


def test_a_booking_of_the_city_is_made_and_its_code_told(asked: Asked):
    told = asked.ask(BOOK)
    assert (told.outcome, told.stream, told.n) == ("done", asked.store.stream, asked.store.n)
    (made,) = asked.facts(BookingMade)
    assert isinstance(made, BookingMade)
    assert (made.channel, made.who, made.staff) == ("city", None, None)
    assert asked.codes.read("booking", told.code) == told.n


def test_the_same_command_is_done_once_and_answered_alike(asked: Asked):
    first = asked.ask(BOOK, id="one")
    asked.clock.wall += 3_600_000
    assert [asked.ask(BOOK, id="one") for _ in range(3)] == [first] * 3
    assert len(asked.facts(BookingMade)) == 1
    assert asked.ask(BOOK, id="two").n != first.n


def test_the_answer_outlives_a_restart(path: Path):
    with hall(path) as asked:
        first = asked.ask(BOOK, id="one")
    with hall(path) as asked:
        assert asked.ask(BOOK, id="one") == first
        assert len(asked.facts(BookingMade)) == 1


def test_a_refusal_is_told_in_both_languages_and_stays_one(asked: Asked):
    """Central has been told no, and has told somebody: it is not done behind their backs later."""
    told = [asked.ask(BOOK, id=f"b{n}") for n in range(3)]
    assert [one.outcome for one in told] == ["done", "done", "refused"]
    assert (told[2].n, told[2].code) == (0, "")
    assert "约满" in told[2].zh
    assert "full" in told[2].en
    gone = asked.ask(CancelBooking(asked.store.stream, told[0].n))
    assert gone.outcome == "done"
    assert asked.ask(BOOK, id="b2") == told[2]


def test_a_booking_is_cancelled_as_its_owner_would(asked: Asked):
    made = asked.ask(BOOK)
    assert asked.ask(CancelBooking("00000000", made.n)).outcome == "refused"
    gone = asked.ask(CancelBooking(made.stream, made.n))
    assert asked.facts(BookingCancelled) == [BookingCancelled(made.n, NEXT, "A", "owner")]
    assert gone.n == asked.store.n
    assert "取消" in asked.ask(CancelBooking(made.stream, made.n)).zh


def test_too_late_is_said_and_nothing_done(asked: Asked):
    message = write_command(Command("late", 1, asked.clock.wall_ms() + 1000, BOOK))
    asked.clock.wall += 2000
    told = asked.send(BOOK.NAME, message)
    assert told is not None
    assert (told.outcome, told.n, asked.facts(BookingMade)) == ("expired", 0, [])
    for text in (told.zh, told.en):
        assert "2026-11-23 08:00:01 +0800" in text, "until when it held"
        assert "2026-11-23 08:00:02 +0800" in text, "what the hall's clock says"
    asked.clock.wall -= 10_000
    assert asked.send(BOOK.NAME, message) == told, "what was told stays true"


def test_a_clock_that_was_never_set_ends_nothing(path: Path):
    clock = FakeClock(wall=1_000_000)
    with hall(path, clock) as asked:
        message = write_command(Command("x", 1, 2, CloseHall(1, (NEXT,))))
        told = asked.send(CloseHall.NAME, message)
        assert told is not None
        assert told.outcome == "done"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("hall.dance", {}, "unknown"),
        ("hall.close", {"version": 1}, "days"),
        ("hall.close", {"version": "1", "days": []}, "version"),
    ],
)
def test_what_cannot_be_read_is_answered_with_the_reason(
    asked: Asked, name: str, data: dict[str, object], why: str
):
    payload = json.dumps({"id": "u", "at_ms": 1, "expires_ms": 2, "data": data}).encode()
    told = asked.send(name, payload)
    assert told is not None
    assert (told.id, told.outcome, told.n) == ("u", "unreadable", 0)
    assert why in told.en
    assert why in told.zh


def test_what_has_no_id_is_answered_by_nothing(asked: Asked):
    n = asked.store.n
    assert asked.send("hall.close", b"\xff{") is None
    assert asked.send("hall.close", b"{}") is None
    assert asked.store.n == n


def test_nothing_is_told_of_what_the_disk_did_not_take(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
):
    asked.store.close()
    assert asked.send(BOOK.NAME, write_command(Command("x", 1, 1 << 50, BOOK))) is None


def test_the_answer_and_what_it_tells_of_are_one(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    """A kill between them finds neither: SQLite keeps a savepoint whole or not at all."""

    def fall(*_: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(answers, "keep", fall)
        with pytest.raises(AssertionError, match="no reply"):
            asked.ask(BOOK, id="one")
    assert asked.facts(BookingMade) == []
    assert asked.ask(BOOK, id="one").outcome == "done"


def test_answers_are_forgotten_long_after_their_end(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers, "_OLD", answers._OLD.replace("- 1000", "- 2"))
    for version in range(1, 6):
        asked.ask(CloseHall(version, ()), id=f"v{version}")
    assert forget(asked) == 0
    asked.clock.wall += 41 * DAY_MS
    assert forget(asked) == 0, "the last command's end is a day later than it came"
    asked.clock.wall += DAY_MS
    assert forget(asked) == 3
    assert asked.rows("SELECT id FROM command ORDER BY place") == [("v4",), ("v5",)]


def test_however_many_come_the_disk_holds_so_many_and_none_is_done_twice(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(answers, "MOST", 3)
    now = asked.clock.wall_ms()
    first, *others = [
        write_command(Command(f"b{n}", now, now + 60_000 + n, replace(BOOK, starts_ms=slot)))
        for n, slot in enumerate(at(NEXT, f"{hour:02}:00") for hour in (9, 10, 11, 14, 15))
    ]
    assert done(asked, first)
    assert all(done(asked, message) for message in others)
    assert asked.rows("SELECT id FROM command ORDER BY id") == [("b2",), ("b3",), ("b4",)]
    told = asked.send(BOOK.NAME, first)
    assert told is not None
    assert (told.outcome, "cannot tell" in told.en) == ("expired", True)
    assert len(asked.facts(BookingMade)) == 5
    later = Command("new", now, now + 70_000, BOOK)
    assert done(asked, write_command(later)), "what ends later than all that is kept is new"


def done(asked: Asked, message: bytes) -> bool:
    told = asked.send(BOOK.NAME, message)
    return told is not None and told.outcome == "done"


@given(
    st.lists(st.integers(0, 9), max_size=60), st.lists(st.integers(0, 4), min_size=10, max_size=10)
)
def test_no_order_of_commands_has_one_done_twice(story: list[int], ends: list[int]):
    """ends: of each; several have the same."""
    db, did = sqlite3.connect(":memory:"), set[int]()
    db.executescript(
        resources.files("gateway.store.migrations").joinpath("008_city.sql").read_text()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "MOST", 3)
        for id in story:
            if answers.find(db, str(id)) is not None:
                continue
            told = answers.LET_GO
            if not answers.is_let_go(db, ends[id]):
                assert id not in did
                did.add(id)
                told = answers.Answer("done", 1)
            answers.keep(db, str(id), "x", 1, ends[id], told)
            ((kept,),) = db.execute("SELECT count(*) FROM command").fetchall()
            assert kept <= 3
    db.close()


def test_a_clock_that_jumps_lets_nothing_be_done_twice(asked: Asked):
    first = asked.ask(BOOK, id="one")
    asked.clock.wall += 400 * DAY_MS
    assert forget(asked) == 0
    asked.clock.wall -= 400 * DAY_MS
    assert asked.ask(BOOK, id="one") == first
    assert len(asked.facts(BookingMade)) == 1


def forget(asked: Asked) -> int:
    return asked.store.commit(ForgetOrders())


class TestMutants:
    """Each rule broken once: what the stories above look at is another then."""

    def test_who_does_not_look_for_the_answer_does_it_twice(
        self, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(answers, "find", lambda *_: None)
        monkeypatch.setattr(answers, "keep", lambda *_: None)
        asked.ask(BOOK, id="one")
        asked.ask(BOOK, id="one")
        assert len(asked.facts(BookingMade)) == 2

    def test_who_answers_before_the_commit_tells_of_nothing(
        self, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ):
        run = taking.TakeOrder.run

        def answer_too_soon(order: taking.TakeOrder, tx: Transaction) -> answers.Answer:
            run(order, tx)
            raise RuntimeError("the machine stops here")

        monkeypatch.setattr(taking.TakeOrder, "run", answer_too_soon)
        with pytest.raises(AssertionError, match="no reply"):
            asked.ask(BOOK, id="one")
        assert asked.facts(BookingMade) == []
        assert asked.rows("SELECT * FROM command") == []


def test_a_later_closing_takes_the_place_of_an_earlier_one_and_never_the_other_way(path: Path):
    with hall(path) as asked:
        assert asked.ask(CloseHall(5, (NEXT, DAY, NEXT), "power")).outcome == "done"
        for version in (5, 4):
            told = asked.ask(CloseHall(version, ()))
            assert (told.outcome, told.n) == ("refused", 0)
            assert "nothing was changed" in told.en
    with hall(path) as asked:  # and a hall that hears nothing any more keeps it
        assert asked.facts(HallClosedDays) == [HallClosedDays(5, (DAY, NEXT), "power")]
        assert asked.store.state.city.closed_days == (DAY, NEXT)
        told = asked.ask(CloseHall(6, ("2026-02-30",)))
        assert "2026-02-30" in told.en
        assert told.outcome == "refused"
