"""The stories of a hall, told to a gateway with one rule removed: each must come to a bad end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from gateway.hall import ratings, requests
from gateway.hall.state import HallState
from gateway.store import board_records
from gateway.store.transaction import Transaction
from protocol import facts
from tests.end_to_end import small_hall, test_hall
from tests.end_to_end.small_hall import RATE_2, SmallHall

Patch = pytest.MonkeyPatch
CHINA = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: Patch) -> None:
    """What does not come within three seconds is what these tests wait for."""
    monkeypatch.setattr(small_hall, "PATIENCE_S", 3.0)


class _Whatever:
    """Equal to every face."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


def any_face_will_do(patch: Patch) -> None:
    patch.setattr(requests, "current_face", lambda *_: _Whatever())


def a_press_never_grows_old(patch: Patch) -> None:
    patch.setattr(requests, "FRESH_MS", 1 << 40)


def reboots_do_not_matter(patch: Patch) -> None:
    judge = board_records.TakeRecords._freshness
    patch.setattr(
        board_records.TakeRecords,
        "_freshness",
        lambda self, *rest: judge(replace(self, boot_seq=0), *rest),
    )


def the_wall_clock_rolls_the_day(patch: Patch) -> None:
    run = board_records.TakeRecords.run

    def rolling(self: board_records.TakeRecords, tx: Transaction) -> int:
        today = datetime.fromtimestamp(tx.clock.wall_ms() / 1000, CHINA).date().isoformat()
        if tx.head.state.day is not None and today > tx.head.state.day:
            tx.write(facts.DayOpened(today))
        return run(self, tx)

    patch.setattr(board_records.TakeRecords, "run", rolling)


def a_rating_belongs_to_whoever_is_at_the_window_now(patch: Patch) -> None:
    decide = ratings.decide_rating

    def newest(
        state: HallState, stream: str, rated_stream: str, service: int, level: int
    ) -> ratings.Rating:
        last = state.at(state.services[service].window).last_service
        return decide(state, stream, rated_stream, last or service, level)

    patch.setattr(ratings, "decide_rating", newest)


Story = Callable[[SmallHall], None]

BAD_ENDS: list[tuple[Callable[[Patch], None], Story]] = [
    (any_face_will_do, test_hall.test_five_presses_in_a_stalled_line_are_one_ticket),
    (
        a_press_never_grows_old,
        test_hall.test_a_press_older_than_the_limit_prints_nothing_and_is_expired,
    ),
    (
        reboots_do_not_matter,
        test_hall.test_a_press_from_before_a_reboot_prints_nothing_and_is_expired,
    ),
    (
        the_wall_clock_rolls_the_day,
        lambda hall: test_hall.test_a_clock_stepped_by_a_day_changes_no_outcome(
            hall, test_hall.DAY_MS
        ),
    ),
    (
        a_rating_belongs_to_whoever_is_at_the_window_now,
        test_hall.test_a_late_rating_is_bound_to_its_own_service,
    ),
]


@pytest.mark.parametrize(
    ("remove_rule", "story"), BAD_ENDS, ids=[rule.__name__ for rule, _ in BAD_ENDS]
)
def test_without_its_rule_the_story_ends_badly(
    remove_rule: Callable[[Patch], None],
    story: Story,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remove_rule(monkeypatch)
    with SmallHall(tmp_path) as hall, pytest.raises(AssertionError):
        story(hall)


def test_without_its_flash_a_rating_pressed_in_the_dark_is_lost(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    with SmallHall(tmp_path) as hall:
        board = hall.boards[RATE_2]
        power_on = board.power_on

        def on_an_empty_flash() -> None:
            board.flash_path.write_bytes(b"\xff" * board.flash_path.stat().st_size)
            power_on()

        monkeypatch.setattr(board, "power_on", on_an_empty_flash)
        with pytest.raises(AssertionError):
            test_hall.test_a_rating_with_the_cable_out_then_a_power_cut_arrives_once(hall)
