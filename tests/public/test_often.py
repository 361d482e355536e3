"""So much an hour from one connection, and no more than so many connections are remembered."""

from gateway.public.often import HOUR_S, MOST_REMEMBERED, Often


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_hour_later_as_much_is_allowed_again() -> None:
    clock = Clock()
    often = Often(2, clock)
    assert [often.take("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert often.take("10.0.0.2"), "another connection has its own share"
    clock.now = HOUR_S - 1
    assert not often.take("10.0.0.1")
    clock.now = HOUR_S
    assert [often.take("10.0.0.1") for _ in range(3)] == [True, True, False]


def test_what_came_to_nothing_does_not_count() -> None:
    often = Often(1, Clock())
    assert often.take("10.0.0.1")
    often.give_back("10.0.0.1")
    often.give_back("10.0.0.9")
    assert [often.take("10.0.0.1") for _ in range(2)] == [True, False]


def test_all_addresses_of_a_home_are_one() -> None:
    often = Often(1, Clock())
    assert often.take("2001:db8:1:2::1")
    assert not often.take("2001:db8:1:2:ffff::9")
    assert often.take("2001:db8:1:3::1")
    assert often.take("what a proxy says")


def test_memory_is_bounded() -> None:
    often = Often(1, Clock())
    for number in range(MOST_REMEMBERED + 50):
        often.take(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(often._asked) == MOST_REMEMBERED
