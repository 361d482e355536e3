"""Whose turn it is: people are answered quickly, and nobody starves."""

import itertools

from gateway.devices.schedule import Pace, Schedule

EXCHANGE_MS = 3.0


def turns(boards: int, active: int, ms: float) -> list[list[float]]:
    """When each board was asked on a line that is never free; the first ones are active."""
    schedule = Schedule(boards)
    for i, turn in enumerate(schedule.turns):
        turn.pace = Pace.ACTIVE if i < active else Pace.IDLE
    asked: list[list[float]] = [[] for _ in range(boards)]
    now = 0.0
    while now < ms:
        chosen, wait = schedule.next(now)
        if chosen is None:
            now += max(wait, 0.1)
            continue
        asked[chosen].append(now)
        now += EXCHANGE_MS
    return asked


def longest(asked: list[float]) -> float:
    return max(b - a for a, b in itertools.pairwise(asked))


def test_an_idle_board_waits_little_though_six_are_in_use() -> None:
    asked = turns(32, 6, 5000)
    assert max(longest(board) for board in asked[6:]) < 26 * EXCHANGE_MS * 1.5 + 2 * EXCHANGE_MS


def test_boards_in_use_are_not_kept_waiting_by_the_round() -> None:
    asked = turns(32, 2, 5000)
    assert max(longest(board) for board in asked[:2]) <= Pace.ACTIVE + 3 * EXCHANGE_MS


def test_a_board_in_use_alone_keeps_its_pace() -> None:
    (asked,) = turns(1, 1, 1000)
    assert longest(asked) <= Pace.ACTIVE + 0.2
