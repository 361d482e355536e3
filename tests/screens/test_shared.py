"""What many look at in one moment is made once, and never from before the news."""

import pytest

from screens.shared import MOMENT_S, Shared


def test_one_moment_is_made_once_and_news_end_it() -> None:
    made, news, now = [0], [0], [0.0]

    def make() -> int:
        made[0] += 1
        return made[0]

    shared = Shared(make, lambda: news[0], lambda: now[0])
    assert [shared(), shared()] == [1, 1]
    news[0] += 1
    assert shared() == 2
    now[0] += MOMENT_S / 2
    assert shared() == 2
    now[0] += MOMENT_S
    assert shared() == 3


def test_a_fault_is_told_to_each_and_not_kept() -> None:
    faults = [OSError("no"), OSError("no")]

    def make() -> int:
        if faults:
            raise faults.pop()
        return 1

    shared = Shared(make, lambda: 0, lambda: 0.0)
    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            shared()
    assert shared() == 1
