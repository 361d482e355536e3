"""How long a hall, or a worker of central, waits before it tries again."""

from collections.abc import Callable

from runtime.mqtt.backoff import Backoff


def drawing(draw: Callable[[], float]) -> Backoff:
    return Backoff(1.0, 30.0, 10.0, draw)


def test_the_bound_doubles_to_the_longest_and_each_wait_is_drawn_below_it():
    longest = drawing(lambda: 1.0)
    assert [longest.wait(0.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    half = drawing(lambda: 0.5)
    assert [half.wait(0.0) for _ in range(3)] == [0.5, 1, 2]
    assert drawing(lambda: 0.0).wait(0.0) == 0.0


def test_a_connection_that_lived_begins_anew_and_one_that_died_at_once_does_not():
    backoff = drawing(lambda: 1.0)
    for _ in range(4):
        backoff.wait(9.9)
    assert backoff.wait(9.9) == 16
    assert backoff.wait(10.0) == 1


def test_halls_that_lost_the_broker_together_do_not_come_back_together():
    halls = [drawing(iter([i / 10] * 9).__next__) for i in range(10)]
    for _ in range(5):
        waits = [hall.wait(0.0) for hall in halls]
    assert len(set(waits)) == 10
    assert max(waits) - min(waits) > 10


def test_where_a_try_is_of_no_use_soon_the_bound_is_the_longest_until_a_connection_lived():
    backoff = drawing(lambda: 1.0)
    assert [backoff.rest(), backoff.wait(0.0), backoff.wait(10.0)] == [30, 30, 1]
