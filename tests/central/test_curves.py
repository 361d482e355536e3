"""Curves are sums of what is over, break where nothing is known, and are drawn without a script."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from central.chart import Chart, Mark, nice, svg
from central.city import City
from central.series import series
from insight.measures import BY_ID
from protocol.facts import DayOpened, Fact, TicketIssued
from tests.central.places import city_of, store_at
from tests.central.stories import items
from tests.insight.test_rollups import entry_of

ISSUED = BY_ID["issued"]
NUMBERS = {"2026-10-30": 7, "2026-11-02": 5, "2026-11-06": 6, "2026-11-09": 9, "2026-11-13": 0}
TODAY = date(2026, 11, 13)


@pytest.fixture
def city(path: Path) -> Iterator[City]:
    store, n = store_at(path), 0
    for day, numbers in NUMBERS.items():
        told: tuple[Fact, ...] = (
            DayOpened(day),
            *(TicketIssued(day, "A", number, "d1", 0) for number in range(1, numbers + 1)),
        )
        for fact in told:
            n += 1
            store.commit(items(entry_of(n, fact)), (), 1)
    store.close()
    made = city_of(path, ZoneInfo("Asia/Shanghai"))
    yield made
    made.stop()


def test_points_are_sums_of_days_weeks_and_months_that_are_over(city: City):
    def points(step: str, last: date = TODAY) -> dict[str, float | None]:
        found = series(city, ["hall-1"], None, ISSUED, step, last, TODAY)  # type: ignore[arg-type]
        return {point.at: point.value for point in found.curve.points}

    assert points("day") == {day: n for day, n in NUMBERS.items() if day < "2026-11-13"}
    assert points("week") == {"2026-W44": 7, "2026-W45": 11}
    assert points("month") == {"2026-10": 7}
    assert points("week", date(2026, 11, 5)) == {"2026-W44": 7}
    assert sum(filter(None, points("quarter", date(2026, 11, 9)).values())) == 9
    assert points("quarter") == {}, "a day without a number has no point, and no zero"


def test_halls_that_have_told_nothing_are_named(city: City):
    found = series(city, ["hall-1", "h9"], None, ISSUED, "day", TODAY, TODAY)
    assert found.untold == {"h9": 4}
    assert series(city, ["hall-1"], "1", ISSUED, "day", TODAY, TODAY).curve.points[0].value == 0


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))


def test_a_line_breaks_where_nothing_is_known():
    found = drawn(Chart("t", "d", ["1", "2", "3", "4"], [1.0, 2.0, None, 4.0]))
    assert len(found.findall("polyline[@class='line']")) == 2
    assert len(found.findall("circle[@class='dot']")) == 3


def test_what_people_have_written_is_escaped_and_readers_are_told():
    found = drawn(Chart("<b>", "a & b", ["<i>"], [3.0], marks=[Mark(0, "<u>", True)], axis=str))
    assert (found.findtext("title"), found.findtext("desc")) == ("<b>", "a & b")
    assert "<u>" in [text.text for text in found.findall("text")]
    assert found.get("role") == "img"


def test_nothing_at_all_is_drawn_as_an_empty_frame():
    assert drawn(Chart("t", "d", [], [])).findall("polyline") == []
    assert drawn(Chart("t", "d", ["1"], [0.0])).findall("circle")


@pytest.mark.parametrize(("most", "top"), [(7, 8), (10, 10), (11, 15), (0.42, 0.5), (99, 100)])
def test_an_axis_ends_at_a_round_number(most: float, top: float):
    assert nice(most) == pytest.approx(top)


def test_every_mark_stays_in_the_picture():
    marks = [Mark(0, "m" * 20, True), Mark(9, "m" * 20, False)]
    found = drawn(Chart("t", "d", [str(n) for n in range(10)], [9.0] * 9 + [0.0], marks=marks))
    for text in found.findall("text[@class='mark']"):
        assert 90 <= float(text.get("x", "0")) <= 870
        assert 0 <= float(text.get("y", "0")) <= 340


def test_a_week_is_not_over_on_its_sunday(city: City):
    sunday, monday = date(2026, 11, 15), date(2026, 11, 16)
    found = series(city, ["hall-1"], None, ISSUED, "week", sunday, sunday)
    assert found.last == "2026-11-08"
    assert series(city, ["hall-1"], None, ISSUED, "week", sunday, monday).last == "2026-11-15"
