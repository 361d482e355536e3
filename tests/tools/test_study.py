"""Simulated days under the real rules: nobody is lost or works without rest, and seeds repeat."""

import json
from dataclasses import replace
from datetime import date

import pytest

from insight.scope import HALL
from insight.windows import spells
from protocol.stamp import Stamp
from tools import study
from tools.study import arms, main, model
from tools.study.arms import ARMS, Arm, Outcome, know, run
from tools.study.compare import FIGURES, Study, paired
from tools.study.floor import Floor

ON = date(2026, 3, 2)
DAY = model.day("a day of the tests")


@pytest.fixture(scope="module")
def known():
    return know(1, ON)


@pytest.fixture(autouse=True, scope="module")
def quick():
    """What a hall knows of two days before is enough here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arms, "BEFORE", 2)
        yield


@pytest.mark.parametrize("name", ARMS)
def test_everybody_is_served_or_has_left_and_is_counted_once(name: str, known):
    found = run(ARMS[name], DAY, ON, known)
    hall = found.tallies[HALL]
    never_came = sum(v.travel_s == float("inf") for v in DAY.visitors) if ARMS[name].told else 0
    too_late = len(DAY.visitors) - hall["finished"] - hall["invalid"] - hall["cancelled"]
    assert hall["issued"] == len(DAY.visitors)
    assert never_came <= too_late <= never_came + 3, "who checks in when all windows have closed"
    assert found.figures["hours"] > 0


def test_a_day_is_the_same_whenever_it_is_told(known):
    first, again = (run(ARMS["both"], model.day("again"), ON, known) for _ in range(2))
    assert first.figures == again.figures
    assert first.followed == again.followed
    assert model.day("again") == model.day("again") != model.day("another")


def test_the_same_people_come_to_every_arm(known):
    ignored, followed = (run(ARMS[name], DAY, ON, known) for name in ("ignored", "followed"))
    assert ignored.tallies[HALL]["issued"] == followed.tallies[HALL]["issued"]
    assert not ignored.given
    assert followed.given


def test_nobody_serves_for_long_without_a_rest(monkeypatch: pytest.MonkeyPatch, known):
    seen: list[Floor] = []
    outcome = arms._outcome

    def kept(floor: Floor, *rest: object) -> Outcome:
        seen.append(floor)
        return outcome(floor, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(arms, "_outcome", kept)
    run(ARMS["followed"], DAY, ON, known)
    (floor,) = seen
    told = spells((Stamp.of(entry), entry.fact) for entry in floor.entries)
    open_spells = [one for one in told if one.mode == "open" and one.until_ms is not None]
    longest_ms = max((one.until_ms or 0) - one.since_ms for one in open_spells)
    longest_service_ms = 1000 * max(v.handling_s for v in DAY.visitors)
    assert longest_ms <= 1000 * model.LONGEST_SPELL_S + longest_service_ms + 600_000
    meals = [one for one in told if one.mode == "paused"]
    assert meals


def test_windows_that_nobody_opens_serve_nobody(known):
    """A study whose staff does not come cannot be told as if it had."""
    nobody = replace(DAY, ill=None, visitors=DAY.visitors[:3])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arms, "ROSTER", {})
        with pytest.raises(RuntimeError, match="left waiting"):
            run(Arm(), nobody, ON, known)


def test_the_interval_is_students_of_the_daily_differences():
    found = paired([10.0, 10.0, 10.0, 10.0], [11.0, 12.0, 13.0, 14.0])
    assert (found.mean, found.days) == (2.5, 4)
    assert found.low == pytest.approx(2.5 - 2.0543, abs=1e-3)
    assert found.is_seen
    with pytest.raises(ValueError, match="One day"):
        paired([1.0], [2.0])


def test_the_command_tells_every_arm_beside_the_claim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(model, "PEOPLE", 60.0)
    assert main(["advice", "--days", "2", "--seed", "3"]) == 0
    told = capsys.readouterr()
    assert "is a model" in told.out
    assert "| followed |" in told.out
    assert "followed less two_more" in told.out
    assert "day 2 of 2" in told.err


def test_programs_are_told_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Waits of 20 and 22 minutes without the advice, of 10 and 13 with it."""

    def made_up(*_: object) -> Study:
        def days(*waits: float) -> list[Outcome]:
            return [Outcome(dict.fromkeys(FIGURES, wait), {}) for wait in waits]

        return Study(3, {arm: days(20, 22) for arm in ARMS} | {"followed": days(10, 13)})

    monkeypatch.setattr(study, "compare", made_up)
    assert main(["advice", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["arms"]) == list(ARMS)
    wait = found["arms"]["followed"]["wait_min"]
    assert (wait["mean"], wait["difference"]["mean"]) == (11.5, -9.5)
    assert wait["difference"]["low"] == pytest.approx(-9.5 - 12.706 * 0.5, abs=1e-3)
    assert found["beyond_hours"]["wait_min"]["mean"] == -9.5
    assert found["claim"]["invalid"] == {"before": 30.0, "after": 0.0}


@pytest.mark.parametrize("days", ["1", "0", "x", "2000"])
def test_one_day_is_no_study(days: str):
    with pytest.raises(SystemExit):
        main(["advice", "--days", days])
