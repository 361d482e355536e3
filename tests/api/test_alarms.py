"""Open alarms over HTTP: who sees them, who may say that they were seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from gateway.alarm_words import sentence
from gateway.hall.alarm_nouns import Alarm
from gateway.hall.alarms import Change, Clear, Raise
from gateway.store.commands import ChangeAlarms
from insight.alarms import MANNERS
from protocol.facts.alarm import AlarmKind
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PADS, PLAN, START


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as one:
        yield one


def change(desk: Desk, *changes: Change) -> int:
    desk.store.commit(ChangeAlarms(changes))
    return desk.store.n


def alarms(desk: Desk, who: str = "leader boss") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get("/alarms", who).json()["alarms"]
    return found


def test_an_alarm_is_listed_seen_and_over(desk: Desk):
    n = change(desk, Raise("long_wait", "A", 1900, 1800, 2, "lunch"))
    (one,) = alarms(desk)
    assert (one["alarm"], one["value"], one["limit"]) == (n, 1900, 1800)
    assert (one["period"], one["seen_by"], one["yours"]) == ("lunch", None, True)
    assert "31 分钟" in one["zh"]
    done = desk.done(f"/alarms/{n}/acknowledge", "guide sun")
    assert (done["type"], done["data"]) == ("alarm.acknowledged", {"alarm": n, "staff": "sun"})
    assert alarms(desk)[0]["seen_by"] == "sun"
    assert desk.refused(f"/alarms/{n}/acknowledge", "leader boss") == (409, "seen_already")
    change(desk, Clear(n, done["n"]))
    assert alarms(desk) == []
    assert desk.refused(f"/alarms/{n}/acknowledge", "leader boss") == (404, "no_such_alarm")


def test_the_worst_is_first_and_of_equals_the_oldest(desk: Desk):
    change(
        desk,
        Raise("long_wait", "A", 1, 1, 2),
        Raise("uplink", "central", 1, 1, 1),
        Raise("printer", "printer", 1, 1, 2),
        Raise("device", PADS["1"], 1, 1, 3),
    )
    assert [one["kind"] for one in alarms(desk)] == ["device", "long_wait", "printer", "uplink"]


def test_everybody_sees_what_concerns_them(desk: Desk):
    n = change(desk, Raise("printer", "printer", 1, 1, 2), Raise("bad_rating", "7", 2, 1, 3))
    kinds = {who: {one["kind"] for one in alarms(desk, who)} for who in ("guide g", "technician t")}
    assert kinds == {"guide g": {"printer", "bad_rating"}, "technician t": {"printer"}}
    assert [one["yours"] for one in alarms(desk, "guide g")] == [False, True]
    assert desk.refused(f"/alarms/{n}/acknowledge", "guide g") == (403, "not_your_alarm")
    assert desk.refused(f"/alarms/{n}/acknowledge", "leader") == (403, "sign_in_first")
    desk.done(f"/alarms/{n - 1}/acknowledge", "technician t")
    for who in ("clerk c1", "kiosk door"):
        assert desk.get("/alarms", who).status_code == 403
        assert desk.refused(f"/alarms/{n}/acknowledge", who)[0] == 403


@pytest.mark.parametrize("about", ["A", "1", PADS["1"], "d000000000000001", "line-2", "gone"])
@pytest.mark.parametrize("kind", get_args(AlarmKind))
def test_every_kind_has_its_sentences_whatever_hall_toml_has_no_more(kind: AlarmKind, about: str):
    zh, en = sentence(PLAN, Alarm(kind, about, 61, 60, 2, START, START, 1))
    assert zh.endswith("。")
    assert en.endswith(".")


def test_every_kind_has_its_manner():
    assert set(MANNERS) == set(get_args(AlarmKind))
