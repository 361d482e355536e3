"""A measure along days and quarter hours (F27)."""

from insight.book import Rollup
from insight.curves import against, alike, along_days, along_the_day
from insight.measures import BY_ID
from insight.scope import HALL, Scope, slot
from insight.tally import Tally

ISSUED, WAIT = BY_ID["issued"], BY_ID["F2.mean"]


def tally(issued: int, wait_s: int = 60) -> Tally:
    made = Tally()
    made.count("issued", issued)
    for _ in range(issued):
        made.spread("wait", wait_s * 1000)
    return made


def day(*numbers: int) -> dict[Scope, Tally]:
    """Numbers of each quarter hour from nine o'clock on."""
    slots = {slot(9 * 60 + 15 * i): tally(n, 60 * (i + 1)) for i, n in enumerate(numbers)}
    return {HALL: tally(sum(numbers)), **slots}


def test_a_day_has_its_peak_and_valley_among_the_quarter_hours_with_people_enough():
    curve = along_the_day({"2026-11-23": day(6, 30, 4, 8)}, ISSUED, {})
    assert [point.at for point in curve.points] == ["09:00", "09:15", "09:30", "09:45"]
    assert curve.extremes.peak is not None
    assert curve.extremes.valley is not None
    assert (curve.extremes.peak.at, curve.extremes.valley.at) == ("09:15", "09:00")
    assert curve.trend is None


def test_a_mean_of_fewer_than_five_people_is_not_told():
    curve = along_the_day({"2026-11-23": day(6, 30, 4)}, WAIT, {})
    assert [point.value for point in curve.points] == [60, 120, None]
    assert [point.n for point in curve.points] == [6, 30, 4]


def test_a_day_stands_beside_the_days_that_are_alike_as_their_mean():
    before: Rollup = {"2026-11-02": day(10, 20), "2026-11-09": day(20, 20)}
    curve = along_the_day({"2026-11-23": day(18, 20)}, ISSUED, before)
    assert [point.value for point in curve.usual] == [15, 20]
    assert against(curve.points, curve.usual) == {"09:00": 3, "09:15": 0}
    assert curve.alike == ("2026-11-02", "2026-11-09")


def test_days_are_alike_by_weekday_and_place_to_the_deadline():
    days = [f"2026-{month:02d}-{day:02d}" for month in (9, 10, 11) for day in range(1, 31)]
    found = alike("2026-11-23", days)
    assert found, "mondays well after the deadline"
    assert all(other < "2026-11-23" for other in found)
    assert "2026-11-16" not in found, "the deadline itself"
    assert "2026-11-09" not in found, "five working days before it"
    assert alike("2026-09-01", days) == []


def test_a_month_has_a_trend_and_a_missing_day_no_zero():
    rollup: Rollup = {f"2026-11-{i:02d}": day(10 * i) for i in range(1, 11)}
    curve = along_days(rollup, ISSUED)
    assert [point.value for point in curve.points] == [10 * i for i in range(1, 11)]
    assert curve.trend is not None
    assert curve.trend.per_point == 10
    assert curve.curve[4] == 50
    assert along_days({}, ISSUED).points == []
