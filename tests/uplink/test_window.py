"""Which rows go when, told without a network."""

from collections.abc import Callable

import pytest

from gateway.uplink.settings import Timing
from gateway.uplink.window import Window
from protocol.uplink import AHEAD, BATCH, IN_FLIGHT

TIMING = Timing(stall=30.0, hole=2.0)


def opened(through: int = 0) -> Window:
    window = Window(TIMING)
    window.open(through, now=0.0)
    return window


def test_a_puback_gives_room_on_the_wire_but_frees_no_row():
    window = opened()
    for mid in range(IN_FLIGHT):
        assert window.room() > 0
        window.put(mid + 1, mid, now=0.0)
    assert window.room() == 0
    window.landed(0)
    assert window.room() == AHEAD - IN_FLIGHT
    assert window.base == 0


def test_a_hall_never_runs_more_than_the_window_ahead_of_central():
    window = opened(through=100)
    window.put(100 + AHEAD, 1, now=0.0)
    window.landed(1)
    assert window.room() == 0
    window.acked(101, 101, now=0.1)
    assert window.room() == 1


def test_rows_that_central_has_passed_over_go_again_when_the_hole_has_stood():
    window = opened()
    window.put(10, 1, now=0.0)
    window.acked(4, 10, now=0.1)
    assert not window.fill(now=2.0)
    assert window.deadline(now=2.0) == pytest.approx(0.1 + TIMING.hole)
    assert window.fill(now=2.1)
    assert (window.base, window.sent) == (4, 4)


def test_what_a_slower_worker_still_holds_is_not_sent_again():
    """Two workers, of which the second is always a step behind: there is a hole at every word."""
    window = opened()
    window.put(1000, 1, now=0.0)
    for step in range(1, 100):
        window.acked(step * 10, step * 10 + 20, now=step * 0.1)
        assert not window.fill(now=step * 0.1 + TIMING.hole / 2)
    assert (window.sent, window.resent) == (1000, 0)


def test_a_hole_is_filled_once_while_the_filling_is_on_its_way():
    window = opened()
    window.put(10, 1, now=0.0)
    window.acked(4, 10, now=0.1)
    assert window.fill(now=2.1)
    window.put(10, 2, now=2.2)
    assert not window.fill(now=9.9), "central has said nothing since"
    window.acked(4, 10, now=3.0)
    assert not window.fill(now=4.1)
    assert window.fill(now=4.2)
    assert (window.sent, window.resent) == (4, 2)


def test_a_hole_that_closes_by_itself_is_not_filled():
    window = opened()
    window.put(10, 1, now=0.0)
    window.acked(4, 8, now=0.1)
    window.acked(8, 8, now=0.2)
    assert not window.fill(now=9.0)


def test_an_acknowledgement_without_a_hole_sends_nothing_again():
    window = opened()
    window.put(10, 1, now=0.0)
    window.acked(4, 4, now=0.1)
    assert window.sent == 10
    assert window.resent == 0


def test_thirty_seconds_without_progress_send_everything_unconfirmed_again():
    window = opened(through=5)
    assert not window.stalled(now=1000.0), "nothing is on its way, so nothing is stalled"
    window.put(9, 1, now=1000.0)
    assert not window.stalled(now=1029.9)
    assert window.stalled(now=1030.0)
    assert window.sent == 5


def test_presses_that_keep_coming_do_not_put_the_stall_off():
    window = opened()
    for second in range(30):
        window.put(second + 1, second, now=float(second))
        window.landed(second)
    assert window.stalled(now=30.0)


@pytest.mark.parametrize("through", [0, 3])
def test_a_central_that_was_set_back_gets_its_rows_again(through: int):
    window = opened(through=8)
    window.put(10, 1, now=0.0)
    window.acked(through, through, now=0.1)
    assert not window.believe(now=2.0)
    assert (window.base, window.sent) == (8, 10)
    assert window.deadline(now=0.1) == pytest.approx(2.1)
    assert window.believe(now=2.1)
    assert (window.base, window.sent) == (through, through)
    assert not window.believe(now=9.0)


@pytest.mark.parametrize("higher", [8, 9])
def test_an_acknowledgement_that_was_overtaken_is_not_believed(higher: int):
    window = opened(through=8)
    window.put(10, 1, now=0.0)
    window.acked(3, 3, now=0.1)
    window.acked(higher, higher, now=1.0)
    assert not window.believe(now=99.0)
    assert (window.base, window.sent) == (higher, 10)


def test_what_goes_up_is_waited_for_before_it_is_believed_to_have_gone_back():
    window = opened(through=8)
    window.acked(3, 3, now=0.0)
    window.acked(5, 5, now=1.5)
    assert not window.believe(now=2.5)
    window.acked(5, 5, now=3.0)
    assert window.believe(now=3.5)
    assert window.base == 5


def test_the_lowest_of_those_that_go_back_counts():
    window = opened(through=8)
    window.acked(5, 5, now=0.0)
    window.acked(3, 3, now=1.0)
    assert window.believe(now=2.0)
    assert window.base == 3


def test_rows_that_the_broker_did_not_pass_on_go_again():
    window = opened()
    window.put(4, 1, now=0.0)
    window.put(8, 2, now=0.0)
    assert window.missed(1, now=0.1)
    assert (window.base, window.sent, window.flying) == (0, 0, 1)
    assert not window.missed(7, now=0.1), "that was no message with rows"
    assert window.missed(2, now=0.2)
    assert window.resent == 1


def test_rows_that_central_has_from_an_earlier_connection_are_not_sent():
    window = opened()
    window.acked(50, 50, now=0.1)
    assert window.sent == 50


def test_each_pass_that_brought_nothing_is_given_twice_as_long_and_half_as_many_rows():
    window = opened()
    now, waits, rooms = 0.0, [], []
    for mid in range(6):
        rooms.append(window.room())
        window.put(window.sent + window.room(), mid, now)
        window.landed(mid)
        began = now
        while not window.stalled(now):
            now = window.deadline(now)
        waits.append(now - began)
    assert waits == [30.0, 60.0, 120.0, 240.0, 240.0, 240.0]
    assert rooms == [AHEAD, AHEAD // 2, AHEAD // 4, AHEAD // 8, BATCH, BATCH]
    window.acked(1, 1, now)
    window.put(1 + window.room(), 9, now)
    assert not window.stalled(now + TIMING.stall - 0.1)
    assert window.stalled(now + TIMING.stall)


def test_what_went_to_a_central_that_was_started_again_goes_again_at_once():
    window = opened()
    window.lost()
    assert not window.fill(now=0.0), "nothing is on its way"
    for step in range(1, 4):
        window.put(step * 100, step, now=float(step))
        window.lost()
        assert window.deadline(now=float(step)) <= step
        assert window.fill(now=float(step))
        assert window.sent == window.base
        window.put(step * 100, 10 + step, now=float(step))
        window.acked(step * 50, step * 50, now=step + 0.5)


def test_rows_that_are_acknowledged_meanwhile_are_not_lost():
    window = opened()
    window.put(10, 1, now=0.0)
    window.lost()
    window.acked(10, 10, now=0.1)
    window.put(12, 2, now=0.2)
    assert not window.fill(now=1.0)


def asks_for_passes(window: Window, now: float, old: int) -> None:
    window.lost()


def shows_holes(window: Window, now: float, old: int) -> None:
    window.acked(window.base, window.base + 5, now)


def goes_back_and_forth(window: Window, now: float, old: int) -> None:
    """By acknowledgements that were true once, which a broker may repeat."""
    back = window.base == old or window._doubted is not None
    window.acked(0 if back else old, old, now)


@pytest.mark.parametrize("word", [asks_for_passes, shows_holes, goes_back_and_forth])
def test_a_central_that_asks_again_and_again_does_not_fill_the_line(
    word: Callable[[Window, float, int], None],
):
    """For ten minutes, ten times a second, and no row of it is news."""
    window, old = opened(through=5000), 5000
    now, sent, mid = 0.0, 0, 0
    while now < 600.0:
        word(window, now, old)
        window.believe(now)
        window.fill(now)
        window.stalled(now)
        while (room := min(BATCH, window.room(), old + AHEAD - window.sent)) > 0:
            mid += 1
            sent += room
            window.put(window.sent + room, mid, now)
            window.landed(mid)
        now += 0.1
    passes = 5 + 600 / TIMING.stall
    assert AHEAD < sent < 2 * AHEAD * passes, "back and forth are two"


def seconds_until_drained(rows: int, row_s: float, most_s: float) -> float:
    """With a central that takes all that waits as one group, each row costing it so long, known or
    not, and tells of it at the group's end."""
    window = opened()
    now, busy_until, mid = 0.0, 0.0, 0
    group: list[int] = []
    waiting: list[int] = []
    highest = 0
    while window.base < rows and now < most_s:
        window.stalled(now)
        while (room := min(window.room(), rows - window.sent, BATCH)) > 0:
            waiting += range(window.sent + 1, window.sent + room + 1)
            mid += 1
            window.put(window.sent + room, mid, now)
            window.landed(mid)
        if now >= busy_until:
            if group:
                highest = max(highest, *group)
                window.acked(highest, highest, now)
            group, waiting = waiting, []
            busy_until = now + row_s * len(group)
        now += 1.0
    return now


def test_a_central_that_is_slower_than_the_stall_is_not_buried_under_repetitions():
    rows, row_s = 8 * AHEAD, 0.1
    least_s = rows * row_s
    assert seconds_until_drained(rows, row_s, 20 * least_s) < 3 * least_s
