"""Frozen scores over HTTP: a leader sees them all, everybody else the own, nobody another's."""

from typing import Any

import pytest

from gateway.hall import scores as rules
from gateway.hall import wishes
from gateway.scores import Scores, ScoresError
from gateway.web import scores as about_scores
from gateway.web.ways import WAYS
from tests.api.desk import Desk
from tests.hall.hall import PLAN
from tests.scores.months import LI, MONTH, WANG, November, filled

PATH = f"/scores/{MONTH}"


@pytest.fixture
def hall(desk: Desk) -> November:
    one = filled(desk.store, desk.clock)
    one.end()
    return one


def freeze(desk: Desk, who: str = "leader zhao") -> Any:
    answer = desk.post(PATH, who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_open_month_is_refused_with_the_hall_s_reason(desk: Desk):
    filled(desk.store, desk.clock)
    assert desk.refused(PATH, "leader zhao") == (409, "month_open")


def test_a_month_is_frozen_once_by_a_leader_or_an_administrator(desk: Desk, hall: November):
    for who in ("clerk wang", "guide sun", "technician t", "kiosk door"):
        assert desk.refused(PATH, who) == (403, "not_your_duty")
    assert desk.get(PATH, "leader zhao").status_code == 404
    first = freeze(desk)
    assert (first["version"], first["people"], first["again"]) == (1, 2, False)
    assert freeze(desk, "administrator") == {**first, "again": True}
    assert desk.post("/scores/2026-13", "leader zhao").status_code == 422
    assert desk.post("/scores/2026-10", "leader zhao").status_code == 409


def test_everybody_sees_the_own_score_with_every_fact_behind_it(desk: Desk, hall: November):
    freeze(desk)
    told = desk.get(f"{PATH}/{WANG}", f"clerk {WANG}").json()
    (version,) = told["versions"]
    assert version["score"]["served"] == 32
    assert [one["n"] for one in told["facts"]] == hall.services[WANG]
    assert told["facts"][0]["rating"]["level"] == 5
    assert told["n"] == desk.store.n
    of_another = desk.get(f"{PATH}/{LI}", f"clerk {WANG}")
    assert (of_another.status_code, of_another.json()["code"]) == (403, "not_your_score")
    assert desk.get(f"{PATH}/{LI}", "guide sun").status_code == 403
    assert desk.get(f"{PATH}/{LI}", "leader zhao").status_code == 200
    assert desk.get(f"{PATH}/chen", "leader zhao").status_code == 404
    assert desk.get(PATH, f"clerk {WANG}").status_code == 403


def test_an_appeal_goes_its_way(desk: Desk, hall: November):
    freeze(desk)
    about = {"month": MONTH, "about": hall.services[WANG][0], "words": "忘按结束"}
    assert desk.refused("/score-appeals", f"clerk {LI}", about) == (409, "not_behind_it")
    appeal = desk.done("/score-appeals", f"clerk {WANG}", about)["n"]
    decide = f"/score-appeals/{appeal}/decide"
    words = {"words": "属实", "upheld": True}
    assert desk.refused(decide, f"leader {WANG}", words) == (403, "your_own_score")
    (waits,) = desk.get(PATH, "leader zhao").json()["appeals"]
    assert (waits["appeal"], waits["upheld"]) == (appeal, None)
    desk.done(decide, "leader zhao", words)
    told = desk.get(PATH, "leader zhao").json()
    assert (told["version"], told["owed"]) == (1, True)
    assert freeze(desk)["version"] == 2
    told = desk.get(PATH, "leader zhao").json()
    assert (told["version"], told["owed"], told["appeals"][0]["upheld"]) == (2, False, True)
    assert [one["rank"] for one in told["scores"]] == [1, 2]
    own = desk.get(f"{PATH}/{WANG}", f"clerk {WANG}").json()
    assert [one["version"] for one in own["versions"]] == [1, 2]


def test_a_month_that_takes_long_is_frozen_once_however_often_it_is_asked(
    desk: Desk, hall: November, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(about_scores, "WAIT_S", 0.0)
    answers = [desk.post(PATH, "leader zhao") for _ in range(3)]
    assert answers[0].status_code == 202
    assert answers[0].json() == {"month": MONTH, "busy": True}
    monkeypatch.undo()
    assert freeze(desk)["version"] == 1
    with desk.store.reader() as reader:
        assert len(reader.of_types(["score.frozen"])) == 1


def test_a_gateway_that_stops_freezes_nothing_half(desk: Desk, hall: November):
    scores = Scores(desk.store, PLAN)
    scores.stop()
    with pytest.raises(ScoresError, match="nothing was frozen"):
        scores.begin(MONTH).result(10)
    assert desk.store.state.frozen == {}


def test_every_wish_about_scores_has_a_way():
    wished = {wish for wish in wishes.RULES if wish.__module__ == rules.__name__}
    assert wished == {rules.AppealScore, rules.DecideScore}
    assert wished <= {way.wish for way in WAYS}
