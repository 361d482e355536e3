"""What is told of a setting agrees with the version that is in force in the hall."""

from collections.abc import Sequence
from typing import Any

import pytest

from central.commands.reading import CommandView, Reading
from central.commands.rules import State
from protocol.commands import read_command
from protocol.envelope import Entry
from protocol.facts import Fact, HallClosedDays, ThresholdsSet
from tests.central.commands.halls import Halls, T
from tests.central.stories import items

OLD: dict[str, Any] = {"limits": {"wait_min": 30}}
NEW: dict[str, Any] = {"limits": {"wait_min": 45}}
NAME = "threshold.set"
KEPT = ("asking", "asking_part", "command", "birth")


def view(halls: Halls, asking: str) -> CommandView:
    """How it stands in h1, wherever one looks."""
    reading = Reading(halls.db)
    found = reading.one("h1", asking, halls.now_ms)
    assert found is not None
    assert found in reading.of_asking(asking, halls.now_ms)
    assert found in reading.of_hall("h1", 9, halls.now_ms)
    (newest,) = [one for one in reading.newest(9, halls.now_ms) if one.id == asking]
    assert newest.counts == {found.state: 1}
    return found


def told(halls: Halls, fact: Fact) -> None:
    """The hall's row of it comes up."""
    n = len(halls.hall["h1"].did)
    entry = Entry("h1", halls.hall["h1"].stream, n, fact, None, T, "boot", 1000 + n)
    halls.store.commit(items(entry), (), halls.now_ms)


def done(halls: Halls, data: dict[str, Any]) -> tuple[str, ThresholdsSet]:
    """It is asked of h1, sent and done; its id, and the fact that it became."""
    halls.now_ms += 1000
    asking = halls.ask(NAME, data).id
    (due,) = halls.due()
    halls.answer(due)
    version = read_command(NAME, due.payload).wanted.version  # type: ignore[union-attr]
    return asking, ThresholdsSet(version, tuple(data["limits"]), tuple(data["limits"].values()))


def copy(halls: Halls) -> dict[str, Sequence[tuple[Any, ...]]]:
    """A backup of what was asked."""
    return {table: halls.db.select(f"SELECT * FROM {table}") for table in KEPT}


def set_back(halls: Halls, backup: dict[str, Sequence[tuple[Any, ...]]]) -> None:
    """The database holds what it held then, and no more."""
    with halls.db.transaction() as db:
        for table, rows in backup.items():
            db.execute(f"DELETE FROM {table}")
            for row in rows:
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)


@pytest.fixture(autouse=True)
def born(halls: Halls) -> None:
    halls.births("h1")


def test_a_setting_that_the_hall_has_undone_since_the_backup_is_not_told_as_done(halls: Halls):
    old, fact = done(halls, OLD)
    told(halls, fact)
    backup = copy(halls)
    _, later = done(halls, NEW)
    set_back(halls, backup)
    assert view(halls, old).state is State.DONE, "nothing else is known yet"
    told(halls, later)
    found = view(halls, old)
    assert (found.state, found.version, found.in_force) == (
        *(State.REPLACED, fact.version, later.version),
    )


def test_a_reply_that_is_lost_for_ever_is_read_from_the_hall_s_facts(halls: Halls):
    """The hall keeps no answer of before, and says that it has this version already."""
    asking = halls.ask(NAME, OLD).id
    backup = copy(halls)
    (due,) = halls.due()
    halls.answer(due)
    version = read_command(NAME, due.payload).wanted.version  # type: ignore[union-attr]
    set_back(halls, backup)
    halls.hall["h1"].replies.clear()
    halls.births("h1")
    (again,) = halls.due()
    halls.answer(again, "refused")
    assert view(halls, asking).state is State.REFUSED
    told(halls, ThresholdsSet(version, ("wait_min",), (30,)))
    assert view(halls, asking).state is State.DONE


def test_a_setting_that_comes_again_after_a_newer_one_is_told_as_replaced(halls: Halls):
    halls.vanish("h1")
    old = halls.ask(NAME, OLD).id
    backup = copy(halls)
    halls.births("h1")
    _, later = done_over(halls)
    set_back(halls, backup)
    told(halls, later)
    halls.births("h1")
    (again,) = halls.due()
    halls.answer(again, "refused")
    assert view(halls, old).state is State.REPLACED


def done_over(halls: Halls) -> tuple[str, ThresholdsSet]:
    for due in halls.due():
        halls.answer(due)
    return done(halls, NEW)


def test_the_next_one_outbids_what_the_hall_has_though_the_clock_stood_ahead_then(halls: Halls):
    backup = copy(halls)
    halls.now_ms += 86_400_000
    _, later = done(halls, NEW)
    told(halls, later)
    set_back(halls, backup)
    halls.now_ms -= 86_400_000
    halls.ask(NAME, OLD)
    (due,) = halls.due()
    assert read_command(NAME, due.payload).wanted.version == later.version + 1  # type: ignore[union-attr]


def test_no_hall_drives_the_versions_of_a_city_to_their_end(halls: Halls):
    halls.hall["h1"].did.append(None)  # type: ignore[arg-type]
    told(halls, ThresholdsSet((1 << 53) - 1, (), ()))
    halls.ask(NAME, OLD)
    (due,) = halls.due()
    assert read_command(NAME, due.payload).wanted.version == T  # type: ignore[union-attr]


def test_a_version_of_another_kind_is_none_of_this_one(halls: Halls):
    asking, fact = done(halls, OLD)
    told(halls, fact)
    halls.hall["h1"].did.append(None)  # type: ignore[arg-type]
    told(halls, HallClosedDays(fact.version + 1, (), "holiday"))
    assert view(halls, asking).state is State.DONE


def test_a_good_setting_stands_until_the_newer_one_is_in_force(halls: Halls):
    good, _ = done(halls, OLD)
    halls.now_ms += 1000
    bad = halls.ask(NAME, NEW).id
    assert (view(halls, good).state, view(halls, bad).state) == (State.DONE, State.WAITING)
    (due,) = halls.due()
    halls.answer(due, "refused")
    assert (view(halls, good).state, view(halls, bad).state) == (State.DONE, State.REFUSED)
    done(halls, NEW)
    assert view(halls, good).state is State.REPLACED


def test_a_new_disk_gets_the_good_one_that_a_refused_one_did_not_replace(halls: Halls):
    good, fact = done(halls, OLD)
    halls.now_ms += 1000
    halls.ask(NAME, NEW)
    (due,) = halls.due()
    halls.answer(due, "refused")
    halls.births("h1", disk="22222222")
    sent = {read_command(NAME, one.payload).wanted.version: one for one in halls.due()}  # type: ignore[union-attr]
    assert fact.version in sent
    halls.answer(sent[fact.version])
    assert view(halls, good).state is State.DONE


def test_what_a_former_disk_had_is_not_in_force(halls: Halls):
    asking, fact = done(halls, OLD)
    told(halls, fact)
    halls.births("h1", disk="22222222")
    found = view(halls, asking)
    assert (found.state, found.in_force) == (State.WAITING, None)


def test_a_version_that_no_column_holds_is_set_aside_and_breaks_no_question(halls: Halls):
    asking, fact = done(halls, OLD)
    told(halls, ThresholdsSet(10**30, fact.names, fact.limits))
    assert halls.db.select("SELECT count(*) FROM quarantine") == [(1,)]
    found = view(halls, asking)
    assert (found.state, found.in_force) == (State.DONE, found.version)
    halls.now_ms += 1000
    assert halls.ask(NAME, NEW).id != asking
