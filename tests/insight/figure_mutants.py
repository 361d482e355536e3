"""Ways to make figures and alarms that lack a rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import sqrt
from types import ModuleType
from typing import Any

from insight import alarms, figures, live, measures, windows
from insight.alarms import MANNERS, Manner, Watch
from insight.live import OpenWindow, Pressure
from insight.measures import BY_ID, Value, rated
from insight.tally import Spread, Tally
from protocol.facts import StaffLoggedIn, WindowPaused
from tests.hall.patches import Patch
from tests.insight import test_live, test_measures, test_windows


def swaps(patch: Patch, name: str, other: Any, *modules: ModuleType) -> None:
    """A function is another one wherever it is called by its name."""
    for module in modules:
        patch.setattr(module, name, other)


def measures_so(patch: Patch, id: str, of: Callable[[Tally], Value]) -> None:
    """One measure is computed in another way."""
    patch.setitem(BY_ID, id, replace(BY_ID[id], of=of))


def round_ranks_down(patch: Patch) -> None:
    def percentile_s(self: Spread, percent: int) -> int | None:
        return self._at(max(1, percent * self.n // 100)) if self.n else None

    patch.setattr(Spread, "percentile_s", percentile_s)


def take_the_upper_middle(patch: Patch) -> None:
    patch.setattr(
        Spread, "median_s", property(lambda self: self._at(self.n // 2 + 1) if self.n else None)
    )


def lose_the_milliseconds(patch: Patch) -> None:
    spread = Tally.spread
    patch.setattr(
        Tally,
        "spread",
        lambda self, name, ms, times=1: spread(self, name, ms // 1000 * 1000, times),
    )


def keep_zeros(patch: Patch) -> None:
    def count(self: Tally, name: str, times: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + times

    patch.setattr(Tally, "count", count)
    patch.setattr(Tally, "add", _add_and_keep)


def _add_and_keep(self: Tally, other: Tally, times: int = 1) -> None:
    for name, number in other.counts.items():
        self.counts[name] = self.counts.get(name, 0) + times * number


def take_nothing_for_zero(patch: Patch) -> None:
    swaps(patch, "share", lambda part, whole: part / whole if whole else 0.0, measures)


def call_the_middle_level_bad(patch: Patch) -> None:
    measures_so(patch, "F10.bad", measures._levels(1, 2, 3))
    measures_so(patch, "F10.good", measures._levels(4, 5))


def call_the_unrated_satisfied(patch: Patch) -> None:
    def of(tally: Tally) -> Value:
        bad = tally["level_1"] + tally["level_2"]
        n = max(tally["offered"], rated(tally))
        return figures.share(n - bad, n), n

    measures_so(patch, "F10.good", of)


def take_part_by_being_asked(patch: Patch) -> None:
    measures_so(
        patch, "F10.participation", lambda t: (figures.share(t["offered"], t["offered"]), 1)
    )


def very_satisfied_of_all_who_were_asked(patch: Patch) -> None:
    measures_so(patch, "F10.very", measures._share("level_5", "offered"))


def plain(good: int, n: int) -> tuple[float, float] | None:
    """The share for its bounds."""
    return (good / n, good / n) if n else None


def take_the_share_for_its_bound(patch: Patch) -> None:
    swaps(patch, "wilson", plain, measures)


def bound_without_the_middle(patch: Patch) -> None:
    """Wald's interval: of one good rating it is 100 % sure."""

    def wald(good: int, n: int) -> tuple[float, float] | None:
        if not n:
            return None
        p = good / n
        half = figures.Z_95 * sqrt(p * (1 - p) / n)
        return p - half, p + half

    swaps(patch, "wilson", wald, figures, test_measures)


def leave_who_left_to_those_called(patch: Patch) -> None:
    measures_so(patch, "F16.left", measures._share("invalid", "called"))


def take_a_login_for_an_opening(patch: Patch) -> None:
    patch.setattr(windows, "_MODES", {**windows._MODES, StaffLoggedIn: "open"})


def take_a_pause_for_open(patch: Patch) -> None:
    patch.setattr(windows, "_MODES", {**windows._MODES, WindowPaused: "open"})


def count_hours_after_hours(patch: Patch) -> None:
    def overlap_ms(spell: windows.Spell, hours: Any, now_ms: int) -> int:
        return (now_ms if spell.until_ms is None else spell.until_ms) - spell.since_ms

    swaps(patch, "overlap_ms", overlap_ms, windows)


def rate_only_windows_that_opened(patch: Patch) -> None:
    rate = windows.open_rate

    def other(found: Any, installed: Any, *rest: Any) -> windows.OpenRate:
        found = list(found)
        return rate(found, {spell.window for spell in found}, *rest)

    swaps(patch, "open_rate", other, windows, test_windows)


def leave_a_level_at_once(patch: Patch) -> None:
    patch.setattr(live, "LEAVE_AFTER_MS", 0)


def leave_a_level_at_its_beginning(patch: Patch) -> None:
    patch.setattr(live, "LEAVE_BELOW", 0.0)


def reach_a_level_slowly(patch: Patch) -> None:
    """As slowly as it is left."""
    after = live.Congestion.next

    def other(self: live.Congestion, value: float, now_ms: int) -> live.Congestion:
        found = after(self, value, now_ms)
        higher = live.LEVELS.index(found.level) > live.LEVELS.index(self.level)
        return self if higher and now_ms < live.LEAVE_AFTER_MS else found

    patch.setattr(live.Congestion, "next", other)


def press_on_all_windows(patch: Patch) -> None:
    """Windows that can serve nobody who waits share the work."""
    pressure = live.pressure

    def other(people: Any, windows: Any, handling_s: Any) -> Pressure:
        return replace(pressure(people, windows, handling_s), windows=len(windows))

    swaps(patch, "pressure", other, live, test_live)


def send_to_any_window(patch: Patch) -> None:
    def may_call(window: OpenWindow, business: str, only: str | None) -> bool:
        return business in window.businesses

    swaps(patch, "_may_call", may_call, live)


def tell_the_wait_of_those_ahead_alone(patch: Patch) -> None:
    eta_s = live.eta_s

    def other(ahead: Any, own: str, windows: int, idle: int, handling_s: Any) -> float | None:
        return eta_s(ahead[:-1], own, windows, idle, handling_s)

    swaps(patch, "eta_s", other, live, test_live)


def manners(patch: Patch, **change: Any) -> None:
    """All alarms behave in another way."""
    changed: Mapping[Any, Manner] = {
        kind: replace(manner, **change) for kind, manner in MANNERS.items()
    }
    patch.setattr(alarms, "MANNERS", changed)


def clear_at_the_limit(patch: Patch) -> None:
    manners(patch, clear_below=1.0, clear_after_ms=0)


def raise_at_once(patch: Patch) -> None:
    manners(patch, raise_after_ms=0)


def never_escalate(patch: Patch) -> None:
    manners(patch, escalate_after_ms=None)


def let_a_bad_rating_pass(patch: Patch) -> None:
    patch.setattr(alarms, "UNTIL_ACKNOWLEDGED", frozenset())


def escalate_what_was_seen(patch: Patch) -> None:
    patch.setattr(Watch, "acknowledged", lambda self, about, now_ms: self)


def raise_at_each_reading(patch: Patch) -> None:
    step = Watch.step

    def other(self: Watch, readings: Any, now_ms: int) -> Any:
        _, changes = step(Watch({}, {}), readings, now_ms)
        return step(self, readings, now_ms)[0], changes

    patch.setattr(Watch, "step", other)
