"""The pause after wrong passwords."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall.here import Duty
from screens.people.errors import PausedError, WrongError
from screens.people.pauses import FREE, LONGEST_MS, MOST_STRANGERS, Pauses, pause_ms
from tests.people.staff import DAY, MINUTE, OTHER, PASSWORD, ROOT, Staff


class Now:
    ms = 0

    def __call__(self) -> int:
        return self.ms


def wait_s(pauses: Pauses, name: str = "wang", member: bool = True) -> int:
    with pytest.raises(PausedError) as told:
        pauses.attempt(name, member=member)
    return told.value.wait_s


@pytest.mark.parametrize("member", [True, False])
def test_five_wrong_ones_cost_a_minute_and_more_cost_more(member: bool) -> None:
    now = Now()
    pauses = Pauses(now)
    waits = []
    for _ in range(FREE):
        pauses.attempt("wang", member=member)
    for _ in range(6):
        waits.append(wait_s(pauses, member=member))
        now.ms += waits[-1] * 1000 - 1
        assert wait_s(pauses, member=member) == 1
        now.ms += 1
        pauses.attempt("wang", member=member)
    assert waits == [60, 120, 240, 480, 900, 900]


def test_a_right_password_begins_the_count_anew() -> None:
    pauses = Pauses(Now())
    for _ in range(3):
        for _ in range(FREE):
            pauses.attempt("wang", member=True)
        pauses.right("wang")


def test_the_pause_of_one_is_not_that_of_another() -> None:
    pauses = Pauses(Now())
    for _ in range(FREE):
        pauses.attempt("wang", member=True)
    assert wait_s(pauses) == 60
    pauses.attempt("li", member=True)


def test_names_without_end_are_not_kept_without_end() -> None:
    pauses = Pauses(Now())
    for _ in range(FREE):
        pauses.attempt("wang", member=True)
    for n in range(MOST_STRANGERS * 2):
        pauses.attempt(f"stranger {n}", member=False)
    assert len(pauses._strangers) == MOST_STRANGERS
    assert wait_s(pauses) == 60, "a flood of strangers ended somebody's pause"


@given(st.integers(0, 40), st.integers(-400 * DAY, 400 * DAY))
def test_no_wall_clock_makes_a_pause_longer_than_it_is(failures: int, since: int) -> None:
    now = Now()
    pauses = Pauses(now)
    pauses.remember("wang", failures, 1_795_000_000_000, 1_795_000_000_000 + since)
    now.ms += pause_ms(failures)
    pauses.attempt("wang", member=True)
    assert pause_ms(failures) <= LONGEST_MS


def wrong(staff: Staff, times: int, name: str = "wang") -> None:
    for _ in range(times):
        with pytest.raises(WrongError):
            staff.people.sign_in(name, OTHER)


@pytest.mark.parametrize("jump", [-DAY, 0, DAY])
def test_a_wall_clock_that_jumps_neither_lifts_a_pause_nor_makes_it_longer(
    staff: Staff, jump: int
) -> None:
    staff.add("wang")
    wrong(staff, FREE)
    staff.clock.wall += jump
    staff.passes(MINUTE - 1)
    with pytest.raises(PausedError):
        staff.people.sign_in("wang", PASSWORD)
    staff.passes(1)
    assert staff.people.sign_in("wang", PASSWORD)


def test_a_restart_forgets_no_wrong_password(staff: Staff) -> None:
    staff.add("wang")
    wrong(staff, FREE - 1)
    staff.come_again()
    wrong(staff, 1)
    staff.come_again()
    with pytest.raises(PausedError) as told:
        staff.people.sign_in("wang", PASSWORD)
    assert told.value.wait_s == 60
    staff.clock.wall -= DAY
    staff.come_again()
    staff.passes(MINUTE)
    assert staff.people.sign_in("wang", PASSWORD)
    assert staff.rows("SELECT failures FROM account") == [(0,)]


def test_a_name_that_nobody_has_is_paused_like_any_other(staff: Staff) -> None:
    staff.add("li", password=None)
    for name in ("nobody", "li"):
        wrong(staff, FREE, name)
        with pytest.raises(PausedError) as told:
            staff.people.sign_in(name, OTHER)
        assert told.value.wait_s == 60


def test_an_administrator_ends_a_pause_by_a_new_password(staff: Staff) -> None:
    wang = staff.add("wang", Duty.LEADER)
    wrong(staff, FREE)
    assert wang.staff is not None
    staff.people.change(ROOT, wang.staff, OTHER)
    assert staff.people.sign_in("wang", OTHER)
