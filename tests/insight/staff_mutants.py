"""Ways to advise, to plan staff and to score people that lack a rule."""

from dataclasses import replace
from math import ceil, inf
from typing import Any

from insight import advice, erlang, forecast, scores
from insight.advice import Now
from insight.erlang import Expected, Load
from tests.hall.patches import Patch
from tests.insight import test_erlang, test_forecast
from tests.insight.figure_mutants import plain, swaps


def count_a_window_for_each_of_its_businesses(patch: Patch) -> None:
    def load(now: Now, windows: Any, code: str) -> Load:
        return next(business.load for business in now.businesses if business.code == code)

    patch.setattr(advice, "_load", load)


def get_up_for_whoever_has_just_come(patch: Patch) -> None:
    patch.setattr(advice, "MOVE_AFTER_S", 0.0)


def wait_as_often_as_calls_are_lost(patch: Patch) -> None:
    """Erlang B for Erlang C."""

    def other(load: Load, windows: int) -> Expected | None:
        a = load.erlangs
        if windows <= a:
            return None
        blocked = 1.0
        for k in range(1, windows + 1):
            blocked = a * blocked / (k + a * blocked)
        return Expected(windows, blocked, blocked * load.handling_s / (windows - a), a / windows)

    swaps(patch, "erlang_c", other, test_erlang)


def be_patient_twice_as_long(patch: Patch) -> None:
    states = erlang._states
    patch.setattr(
        erlang, "_states", lambda per_s, serve, leave, n: states(per_s, serve, leave / 2, n)
    )


def promise_an_end_of_the_queue(patch: Patch) -> None:
    """Windows that are as busy as they can be have an answer."""
    erlang_c = erlang.erlang_c

    def other(load: Load, windows: int) -> Expected | None:
        return erlang_c(load, windows) or Expected(windows, 1.0, 0.0, 1.0)

    swaps(patch, "erlang_c", other, test_erlang)


def add_somebody_for_a_rounding_error(patch: Patch) -> None:
    swaps(patch, "staff_needed", lambda windows, away: ceil(windows / (1 - away)), test_erlang)


def forecast_the_day_from_itself(patch: Patch) -> None:
    rolling = forecast.rolling_origin

    def other(method: Any, history: Any, last: int) -> Any:
        return rolling(lambda _, day: method(history, day), history, last)

    swaps(patch, "rolling_origin", other, test_forecast)


def choose_the_model_whatever_it_is_worth(patch: Patch) -> None:
    choose = forecast.choose

    def other(history: Any, last: int = 20) -> Any:
        return replace(choose(history, last), name="poisson", method=forecast.poisson)

    swaps(patch, "choose", other, test_forecast)


def win_by_haste(patch: Patch) -> None:
    patch.setattr(scores, "CAP", inf)


def win_by_one_rating(patch: Patch) -> None:
    patch.setattr(scores, "LEAST_RATINGS", 1)


def score_by_the_share(patch: Patch) -> None:
    swaps(patch, "wilson", plain, scores)


def rank_whoever_served_one(patch: Patch) -> None:
    patch.setattr(scores, "LEAST_SERVED", 0)


def forget_the_rush(patch: Patch) -> None:
    patch.setattr(scores, "RUSH", ())


def keep_what_an_appeal_took_out(patch: Patch) -> None:
    one = scores._one

    def other(staff: str, person: Any, done: Any, *rest: Any) -> Any:
        kept = [replace(d, service=replace(d.service, appealed_away=False)) for d in done]
        return one(staff, person, kept, *rest)

    patch.setattr(scores, "_one", other)


def compare_hard_work_with_easy(patch: Patch) -> None:
    def means_s(done: Any) -> dict[str, float]:
        each = [(one.item, (one.service.handling_ms or 0) / 1000) for one in done]
        mean = sum(took for _, took in each) / len(each) if each else 0.0
        return {item: mean for item, _ in each}

    patch.setattr(scores, "means_s", means_s)
