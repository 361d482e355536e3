"""From the city to one ticket the parts add up to the whole, and to a count of the raw facts."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.drill import Drill, Level
from central.reading import read_message
from central.timeline import timeline
from insight.parts import NO_WINDOW
from insight.tally import Tally
from protocol.envelope import Entry
from protocol.facts import (
    DayOpened,
    DeviceRecord,
    Fact,
    RatingGiven,
    RatingUnbound,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketNoShow,
)
from tests.central.places import BOTH, city_of, database_of, reader_of, store_at
from tests.central.stories import batch, items
from tests.insight.histories import muddled
from tests.insight.test_rollups import days, entry_of

pytestmark = BOTH

ZONE = ZoneInfo("Asia/Shanghai")
ALL = "0000", "9999"

COUNTED = """
WITH issued AS (
    SELECT stream, n, data ->> 'day' AS day FROM fact
    WHERE hall = :hall AND type = 'ticket.issued'
), service AS (
    SELECT f.stream, f.n, CAST(f.data ->> 'ticket' AS BIGINT) AS ticket, issued.day
    FROM fact f JOIN issued ON issued.stream = f.stream
        AND issued.n = CAST(f.data ->> 'ticket' AS BIGINT)
    WHERE f.hall = :hall AND f.type = 'service.started'
)
SELECT day, 'issued', count(*) FROM issued GROUP BY day
UNION ALL SELECT day, 'started', count(*) FROM service GROUP BY day
UNION ALL SELECT day, 'called', count(*) FROM issued WHERE EXISTS (
    SELECT 1 FROM fact f WHERE f.hall = :hall AND f.stream = issued.stream
        AND f.type = 'ticket.called' AND CAST(f.data ->> 'ticket' AS BIGINT) = issued.n
) GROUP BY day
UNION ALL SELECT day, 'rated', count(*) FROM service WHERE EXISTS (
    SELECT 1 FROM fact f WHERE f.hall = :hall AND f.type = 'rating.given'
        AND f.stream = service.stream AND CAST(f.data ->> 'service' AS BIGINT) = service.n
) OR EXISTS (
    SELECT 1 FROM fact f WHERE f.hall = :hall AND f.type = 'rating.unbound'
        AND f.data ->> 'stream' = service.stream
        AND CAST(f.data ->> 'service' AS BIGINT) = service.n
) GROUP BY day
UNION ALL SELECT day, 'finished', count(*) FROM service WHERE EXISTS (
    SELECT 1 FROM fact f WHERE f.hall = :hall AND f.stream = service.stream
        AND f.type = 'service.finished' AND CAST(f.data ->> 'service' AS BIGINT) = service.n
) OR EXISTS (
    SELECT 1 FROM fact f WHERE f.hall = :hall AND f.stream = service.stream
        AND f.type = 'ticket.transferred' AND CAST(f.data ->> 'finished' AS TEXT) IN ('1', 'true')
        AND CAST(f.data ->> 'service' AS BIGINT) = service.n
) GROUP BY day
"""
"""A count that shares nothing with the program."""


def recount(path: Path, hall: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for day, name, count in database_of(path).select(COUNTED.replace(":hall", f"'{hall}'")):
        found.setdefault(day, Counter())[name] += count
    return found


def counts(tally: Tally | None) -> Counter[str]:
    """The same names of a tally."""
    tally = tally or Tally()
    rated = sum(tally[f"level_{level}"] for level in range(1, 6))
    named = {name: tally[name] for name in ("issued", "called", "started", "finished")}
    return Counter({name: n for name, n in (named | {"rated": rated}).items() if n})


def at(hall: str, entries: Sequence[Entry]) -> list[Entry]:
    """The same facts of another hall, whose streams and boards are its own."""

    def moved(entry: Entry) -> Entry:
        stream = f"{int(entry.stream, 16) ^ int(hall[-1]):08x}"
        fact = entry.fact
        if isinstance(fact, DeviceRecord):
            fact = replace(fact, uid=hall)
        if isinstance(fact, RatingUnbound):
            fact = replace(fact, stream=f"{int(fact.stream, 16) ^ int(hall[-1]):08x}")
        return replace(entry, hall=hall, stream=stream, fact=fact)

    return [moved(entry) for entry in entries]


class Central:
    """A store with its city and its drill-down."""

    def __init__(self, path: Path) -> None:
        self.path, self.store, self.reader = path, store_at(path), reader_of(path)
        self.city = city_of(path, ZONE)
        self.drill = Drill(self.city, self.reader, ZONE)

    def come(self, *portions: Sequence[Entry]) -> None:
        for portion in portions:
            for begin in range(0, len(portion), 64):
                message = batch(portion[begin : begin + 64])
                self.store.commit(read_message(*message), (), 1)

    def close(self) -> None:
        self.city.stop()
        self.store.close()


@pytest.fixture
def central(path: Path) -> Iterator[Central]:
    made = Central(path)
    yield made
    made.close()


def together(levels: Sequence[Level]) -> Tally:
    whole = Tally()
    for level in levels:
        whole.add(level.whole or Tally())
    return whole


@pytest.mark.parametrize("seed", [0, 5])
def test_every_level_adds_up_and_is_what_the_raw_facts_say(central: Central, seed: int):
    halls = {"h1": at("h1", days(seed)), "h2": at("h2", days(seed + 1))}
    dice = Random(seed)
    for hall, entries in halls.items():
        late = dice.sample(entries, k=len(entries) // 8)
        central.come([one for one in entries if one not in late])
        central.drill.windows(hall, ALL)  # so that what is late comes for days that were counted
        central.come(late[::-1], dice.sample(entries, k=len(entries) // 4))
    drill = central.drill
    city = drill.halls(["h1", "h2"], ALL)
    assert city.adds_up
    of_halls = [drill.windows(hall, ALL) for hall in halls]
    assert together(of_halls) == city.whole
    for hall, level in zip(halls, of_halls, strict=True):
        assert level.adds_up
        raw = recount(central.path, hall)
        assert counts(level.whole) == sum(raw.values(), Counter())
        for id in level.parts:
            of_window = drill.days(hall, id, ALL)
            assert of_window.adds_up
            assert of_window.whole == level.parts[id]
        of_days = drill.days(hall, None, ALL)
        assert of_days.adds_up
        for day, part in of_days.parts.items():
            assert counts(part) == raw.get(day, Counter())
            windows = drill.windows(hall, (day, day))
            assert (windows.whole, windows.adds_up) == (part, True)
            for window in (None, *windows.parts):
                tickets, _ = drill.tickets(hall, window, day)
                assert tickets.adds_up, (hall, window, day)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), muddle=st.integers(0, 10_000))
def test_in_any_order_and_however_often_the_parts_add_up(
    tmp_path_factory: pytest.TempPathFactory, seed: int, muddle: int
):
    central = Central(tmp_path_factory.mktemp("city") / "central.db")
    try:
        central.come(*muddled(at("h1", days(seed))[:250], muddle))
        for day, raw in recount(central.path, "h1").items():
            level = central.drill.windows("h1", (day, day))
            assert level.adds_up
            assert counts(level.whole) == raw
            for window in (None, *level.parts):
                assert central.drill.tickets("h1", window, day)[0].adds_up
    finally:
        central.close()


def served(*, hall: str = "hall-1") -> list[Entry]:
    """One is called in vain, one served and rated, and one waits."""
    facts: tuple[Fact, ...] = (
        DayOpened("2026-11-22"),
        TicketIssued("2026-11-22", "A", 1, "d1", 0),
        TicketIssued("2026-11-22", "A", 2, "d1", 1),
        TicketIssued("2026-11-22", "A", 3, "d1", 2),
        TicketCalled(2, "1"),
        TicketNoShow(2, "1"),
        TicketCalled(3, "2"),
        ServiceStarted(3, "2"),
        ServiceFinished(8, 3, "2"),
        RatingGiven(8, "2", 5),
    )
    return [replace(entry_of(n, fact), hall=hall) for n, fact in enumerate(facts, 1)]


def test_whom_no_window_has_called_stands_in_a_row_of_its_own(central: Central):
    central.store.commit(items(*served()), (), 1)
    level = central.drill.windows("hall-1", ALL)
    issued = {window: part and part["issued"] for window, part in level.parts.items()}
    assert issued == {"1": 1, "2": 1, NO_WINDOW: 1}
    tickets, rows = central.drill.tickets("hall-1", NO_WINDOW, "2026-11-22")
    assert [one.n for one in rows] == [4]
    assert tickets.adds_up


def test_a_hall_that_has_told_nothing_is_no_zero(central: Central):
    central.store.commit(items(*served()), (), 1)
    level = central.drill.halls(["hall-1", "h9"], ALL)
    assert level.parts["h9"] is None
    assert level.missing == {"h9": ("2026-11-22",)}
    assert central.drill.halls(["h9"], ALL).whole is None


def test_a_lost_part_is_seen(central: Central):
    """What the page says of parts that do not add up can be said at all."""
    central.store.commit(items(*served()), (), 1)
    level = central.drill.windows("hall-1", ALL)
    assert level.adds_up
    assert not replace(level, parts={"1": level.parts["1"]}).adds_up


def test_the_timeline_of_a_ticket_has_every_fact_with_its_identity_and_its_clock(central: Central):
    press = DeviceRecord("e660583883265039", 1, 7, 3, 500, "00")
    story = served()
    cause = replace(story[2], cause=press.identity)
    record = replace(entry_of(11, press), at_ms=story[1].at_ms)
    tail = [
        replace(story[8], boot="boot-2"),
        replace(story[9], boot="boot-2", at_ms=story[9].at_ms + 60_000),
    ]
    old_pad = replace(entry_of(1, RatingUnbound(story[0].stream, 8, 1)), stream="0000beef")
    central.store.commit(items(*story[:2], cause, *story[3:8], *tail, record), (), 1)
    central.store.commit(items(old_pad), (), 2)
    found = timeline(central.reader, "hall-1", story[0].stream, 3)
    assert found is not None
    assert [(one.type, one.n) for one in found.lines] == [
        ("ticket.issued", 3),
        ("ticket.called", 7),
        ("service.started", 8),
        ("service.finished", 9),
        ("rating.given", 10),
        ("device.record", 11),
        ("rating.unbound", 1),
    ]
    clocks = [one.clock for one in found.lines]
    assert clocks == ["first", "steady", "steady", "restarted", "set", "restarted", "other"]
    assert [one.window for one in found.lines][1:4] == ["2", "2", "2"]
    assert found.lines[0].cause == found.lines[5].identity == press.identity
    for one in found.lines:
        where = "SELECT identity, type, data FROM fact WHERE stream = ? AND n = ?"
        for identity, kind, data in database_of(central.path).select(where, one.stream, one.n):
            assert (identity, kind, json.loads(data)) == (one.identity, one.type, one.data)


def test_there_is_no_timeline_of_what_is_no_ticket_or_another_halls(central: Central):
    story = served()
    central.store.commit(items(*story), (), 1)
    assert timeline(central.reader, "hall-1", story[0].stream, 8) is None
    assert timeline(central.reader, "h9", story[0].stream, 3) is None


def test_what_a_pad_has_kept_over_a_change_of_disks_is_in_the_tickets_too(central: Central):
    story = served()
    old_pad = replace(entry_of(1, RatingUnbound(story[0].stream, 8, 1)), stream="0000beef")
    central.store.commit(items(*story[:9], old_pad), (), 1)
    tickets, rows = central.drill.tickets("hall-1", "2", "2026-11-22")
    assert [one.tally["level_1"] for one in rows] == [1]
    assert tickets.adds_up
