"""The figures of the references, and what is said where there is nothing to measure."""

import pytest

from insight.figures import NONE_YET, wilson
from insight.measures import BY_ID, MEASURES
from insight.scope import HALL
from insight.tally import Tally
from insight.words import WORDS

DAY = ("2026-11-23", "2026-11-23")


def tally(**counts: int) -> Tally:
    made = Tally()
    for name, times in counts.items():
        made.count(name, times)
    return made


def value(id: str, of: Tally) -> float | None:
    return BY_ID[id].figure(of, HALL, DAY).value


def test_the_ratings_of_nujiang_2020():
    """Offered 11,808, rated 10,288, of these 10,256 very satisfied."""
    nujiang = tally(offered=11_808, level_5=10_256, level_4=32)
    assert value("F10.participation", nujiang) == pytest.approx(0.8713, abs=5e-5)
    assert value("F10.very", nujiang) == pytest.approx(0.9969, abs=5e-5)


def test_every_measure_has_its_words_and_all_words_are_of_a_measure():
    assert list(WORDS) == [measure.id for measure in MEASURES]
    for words in WORDS.values():
        assert all((words.zh, words.en, words.means_zh, words.means_en))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_of_nothing_there_is_no_share_and_no_mean(measure):
    figure = measure.figure(Tally(), HALL, DAY)
    assert figure.n == 0
    if measure.unit == "people":
        assert figure.value == 0
    else:
        assert figure.value is None
        assert figure.reason == NONE_YET


def test_one_rating_of_five_is_not_better_than_two_hundred_of_which_one_is_less():
    once = wilson(1, 1)
    often = wilson(199, 200)
    assert once is not None
    assert often is not None
    assert once[0] < often[0]


def test_wilsons_bounds_hold_the_share_and_close_in_upon_it():
    widths = []
    for n in (1, 10, 100, 1000):
        bounds = wilson(n * 9 // 10, n)
        assert bounds is not None
        low, high = bounds
        assert 0 <= low <= (n * 9 // 10) / n <= high <= 1
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="more good ones"):
        wilson(2, 1)


def test_medians_and_percentiles_are_exact_to_a_second():
    made = Tally()
    for seconds in (60, 120, 180, 1000):
        made.spread("wait", seconds * 1000 + 400)
    assert value("F2.median", made) == 150
    assert value("F2.p90", made) == 1000
    assert value("F2.mean", made) == pytest.approx(340.4)


def test_what_is_added_and_taken_back_leaves_nothing():
    one, other = tally(issued=2, level_5=1), tally(issued=1)
    one.spread("wait", 5_300)
    whole = Tally()
    whole.add(one)
    whole.add(other)
    assert whole["issued"] == 3
    assert Tally.from_json(whole.as_json()) == whole
    whole.add(other, -1)
    whole.add(one, -1)
    assert not whole


def test_numbers_told_afterwards_are_a_share_of_the_numbers_and_of_nothing_that_was_pressed():
    made = tally(issued=4, back_entered=1, offered=2, level_5=2)
    made.spread("wait", 60_000)
    found = {one.id: one.figure(made, HALL, DAY) for one in MEASURES}
    assert found["issued"].inferred == found["F16.left"].inferred == 0.25
    assert found["F10.good"].inferred == found["F2.mean"].inferred == 0
    assert all(0 <= one.inferred <= 1 for one in found.values())
