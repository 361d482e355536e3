"""Everybody's place, made once for many, is what each is told alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import queue
from gateway.hall.order import order_of
from gateway.hall.standing import ahead_of
from protocol.facts.ticket import Priority
from tests.hall.staffed import MINUTE, opened

PRIORITIES: tuple[Priority, ...] = ("normal", "booked", "credit", "special")


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(PRIORITIES), st.integers(0, 3)),
        max_size=25,
    ),
    calls=st.integers(0, 3),
    later=st.integers(0, 90),
)
def test_everybody_has_the_place_that_each_is_told_alone(
    people: list[tuple[str, Priority, int]], calls: int, later: int
) -> None:
    hall = opened()
    for business, priority, slot in people:
        if priority == "booked":
            hall.booked(business, slot * 20 * MINUTE)
        else:
            hall.issue(business, priority)
    for _ in range(min(calls, len(people))):
        hall.done("3")
    hall.wait(later * MINUTE)
    state, now = hall.state, hall.now
    order = order_of(state, now)
    assert dict(order.ahead) == {n: ahead_of(state, now, n) for n in state.waiting}
    for n in state.waiting:
        mine = queue.key(state.tickets[n])
        others = [other for other in state.waiting if queue.key(state.tickets[other]) < mine]
        on_time = [one for one in others if not queue.is_early(state.tickets[one], now)]
        assert sorted(order.before(mine)) == sorted(on_time)
