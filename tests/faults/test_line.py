"""Messages that come twice, out of order, or not at all although the hall has their PUBACK."""

import pytest

from tests.faults.city import City
from tests.faults.line import Weather, bad_line


def through(city: City, weather: Weather, people: int) -> dict[str, int]:
    """People in both halls while the line to the broker is so; what was counted."""
    with bad_line(city.broker.port, weather) as line:
        city.connect(line.port)
        for _ in range(people // 5):
            city.serve(5)  # few at a time, so that they travel in many messages
        city.settle(90)
        for hall in city.halls:
            hall.part()
    counts = city.judge() | {"twice": line.twice, "late": line.late, "dropped": line.dropped}
    print(weather, counts)
    return counts


def test_messages_that_come_twice_and_out_of_order_are_counted_once(city: City) -> None:
    counts = through(city, Weather(twice=0.5, late=0.4), 60)
    assert counts["twice"] > 5
    assert counts["late"] > 5


def test_a_broker_that_acknowledges_and_drops_at_random_loses_nothing(city: City) -> None:
    counts = through(city, Weather(dropped=0.25), 60)
    assert counts["dropped"] > 5
    assert counts["resent"] > 0


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_line_with_everything_wrong_loses_and_doubles_nothing(city: City) -> None:
    counts = through(city, Weather(twice=0.4, late=0.4, dropped=0.3), 1_000)
    assert counts["dropped"] > 50
