"""A central that dies, that is too old for what it hears, or whose clock is wrong."""

import json
import time
from contextlib import closing

import pytest

from central.commands.asked import Asking, ask
from central.commands.reading import Reading
from central.store import Database
from protocol.commands import Notice, SetNotices
from protocol.facts import NoticesSet
from tests.faults.city import City
from tests.faults.conftest import MakeCity
from tests.faults.mqtt import say
from tests.postgres import Database as Postgres
from tests.waiting import stays_away, wait_for
from tests.witness import Heard

TEN_YEARS_S = 10 * 365 * 86_400
PLACES = ("before_commit", "in_commit", "after_commit", "after_puback")


def die_at_each_place(city: City, deaths: int) -> None:
    """Central is killed by itself in the middle of taking in, again and again."""
    city.connect()
    for death in range(deaths):
        rows = city.chance.randrange(1, 60)
        city.central.start("--die", PLACES[death % len(PLACES)], str(rows))
        city.serve(6)
        wait_for(lambda: not city.central.running, 30)
        city.kill_central()
    city.central.start()
    city.settle()


def test_a_central_killed_around_its_commit_loses_and_doubles_nothing(
    make_city: MakeCity, database: Postgres | None
) -> None:
    city = make_city(start=False, on=database)
    die_at_each_place(city, len(PLACES))
    city.judge()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_central_killed_forty_times_around_its_commit(
    make_city: MakeCity, database: Postgres | None
) -> None:
    city = make_city(start=False, on=database)
    die_at_each_place(city, 40)
    print(city.central.kills, city.judge())


def ask_for_a_notice(db: Database) -> None:
    """Of the first hall."""
    notices = (Notice("今日下午停电", "No power this afternoon"),)
    asking = Asking(
        by="machine",
        name=SetNotices.NAME,
        halls=["h1"],
        make=lambda version: [SetNotices(version, notices)],
        expires_ms=None,
    )
    ask(db, asking, time.time_ns() // 1_000_000)


def states(db: Database) -> list[str]:
    """Of all that was asked, as it is shown."""
    now_ms = time.time_ns() // 1_000_000
    return [str(one.state) for one in Reading(db).of_hall("h1", 10, now_ms)]


@pytest.mark.parametrize("place", ["claimed", "sent", "replied", "kept"])
def test_a_command_is_done_once_and_shown_wherever_central_dies(
    make_city: MakeCity, database: Postgres | None, place: str
) -> None:
    city = make_city(halls=1, start=False, on=database)
    city.central.start("--die", place, "1")
    city.connect()
    with closing(city.central.as_a_page_has_it()) as db:
        ask_for_a_notice(db)
        wait_for(lambda: not city.central.running)
        city.central.start()
        wait_for(lambda: states(db) == ["done"])
        (hall,) = city.halls
        with hall.reader() as reader:
            set_by = [one for one in reader.entries() if isinstance(one.fact, NoticesSet)]
            (answered,) = reader.select("SELECT outcome, n FROM command")
        assert [one.n for one in set_by] == [answered[1]]
        reply = [("done", answered[1])]
        wait_for(lambda: city.central.ask("SELECT outcome, n FROM command") == reply)
    city.settle()
    city.judge()


def test_a_central_that_sends_a_command_once_is_seen_at_the_next_kill(make_city: MakeCity) -> None:
    city = make_city(halls=1, start=False)
    city.central.start("--die", "claimed", "1", "--mutant", "sent_once")
    city.connect()
    with closing(city.central.as_a_page_has_it()) as db:
        ask_for_a_notice(db)
        wait_for(lambda: not city.central.running)
        city.central.start()
        city.settle()
        assert stays_away(lambda: states(db) == ["done"], 3.0)


def test_a_central_killed_at_random_loses_and_doubles_nothing(city: City) -> None:
    city.connect()
    first, second = city.halls
    with first.open_to_people(), second.open_to_people():
        for _ in range(3):
            time.sleep(city.chance.uniform(0.2, 0.8))
            city.kill_central()
            city.central.start()
    city.settle()
    city.judge()


def test_facts_of_a_newer_version_wait_in_quarantine_and_are_read_after_the_upgrade(
    make_city: MakeCity,
) -> None:
    """The stream goes on past them: they have their receipts, and the digest agrees."""
    city = make_city(start=False)
    city.central.start("--unknown", "ticket.called")
    city.connect()
    city.serve(20)
    city.settle()
    aside = city.central.quarantined()
    assert len(aside) == 40
    assert {kind for kind, _, _ in aside} == {"unreadable"}
    city.central.stop()
    city.central.start()
    assert city.central.quarantined() == []
    assert city.central.ask("SELECT count(*) FROM quarantine") == [(40,)]  # read since
    city.serve(1)
    city.settle()
    city.judge()


NUL = json.dumps({"type": "tax.ticket.issued.v1", "hall": "h1", "data": "\x00"}).encode()
TOO_DEEP = b"[" * 100_000
POISON = (
    ("tax/v1/h1/event/ticket.issued", NUL),
    ("tax/v1/h1/event/ticket.issued", b"\x00\x00\x00"),
    ("tax/v1/h1/events", TOO_DEEP),
    ("tax/v1/h1/events", b'[{"data": "\\ud800"}]'),
    ("tax/v1/h1/event/ticket.folded", b'{"type": "tax.ticket.folded.v9"}'),
    ("tax/v1/h1/state", b"\xff\xfe"),
)


def test_poison_between_facts_is_set_aside_and_the_stream_goes_on(
    city: City, witness: Heard
) -> None:
    witness.broken(len(POISON))
    city.connect()
    for topic, payload in POISON:
        city.serve(2)
        say(city.broker.port, topic, payload, retain=False)
    city.serve(2)
    city.settle()
    city.judge()
    assert len(city.central.quarantined()) == len(POISON) - 1  # a state is no event


def test_a_forged_row_is_shown_and_stops_no_other_hall(city: City, witness: Heard) -> None:
    """Somebody takes a row before its hall does: the hall believes no digest that has it, says so,
    and central holds both versions."""
    witness.broken(0)
    first, second = city.halls
    city.connect()
    city.serve(3)
    city.settle()
    forged = {
        "specversion": "1.0",
        "id": f"{first.store.stream}-{first.store.n + 1}",
        "source": "/tax/h1",
        "type": "tax.ticket.no_show.v1",
        "time": "2026-11-18T11:06:40.000Z",
        "datacontenttype": "application/json",
        "hall": "h1",
        "stream": first.store.stream,
        "n": first.store.n + 1,
        "boot": "b",
        "mono": 1,
        "data": {"ticket": 4, "window": "1", "staff": None},
    }
    say(
        city.broker.port,
        "tax/v1/h1/event/ticket.no_show",
        json.dumps(forged).encode(),
        retain=False,
    )
    wait_for(lambda: city.central.through(first) == first.store.n + 1)
    city.serve(3)
    second.wait_until_delivered()
    wait_for(lambda: ("conflict", "h1", forged["n"]) in city.central.quarantined())
    assert not first.delivered
    assert "does not agree" in first.told()


@pytest.mark.parametrize(
    ("database", "jump_s"),
    [("sqlite", -TEN_YEARS_S), ("postgresql", TEN_YEARS_S)],
    indirect=["database"],
)
def test_clocks_that_jump_by_ten_years_lose_and_double_nothing(
    make_city: MakeCity, database: Postgres | None, jump_s: int
) -> None:
    city = make_city(start=False, on=database)
    city.central.start("--clock", str(jump_s))
    city.connect()
    city.serve(5)
    first, second = city.halls
    first.clock.wall += jump_s * 1000
    city.serve(5)
    second.clock.wall -= jump_s * 1000
    city.serve(5)
    city.settle()
    city.kill_central()
    city.central.start()
    first.clock.wall -= jump_s * 1000
    city.serve(5)
    city.settle()
    city.judge()
