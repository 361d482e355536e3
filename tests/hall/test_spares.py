"""When a spare takes a dead board's place by itself: only if nobody could doubt it."""

from dataclasses import replace

import pytest

from gateway.hall.places import Sighting
from gateway.hall.spares import SETTLED_S, SILENT_S, Look, Verdict, verdicts
from gateway.hall.state import EMPTY, HallState
from protocol import device_link
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, SPARES, Hall

NOW = 1000.0
GONE, SPARE = PADS["1"], SPARES[0]
MODELS = {
    DISPENSER: device_link.DISPENSER,
    **dict.fromkeys(PADS.values(), device_link.CALL_PAD),
    **dict.fromkeys(RATING.values(), device_link.RATING_PAD),
}


def there(uid: str, model: int, since: float = 0.0) -> Sighting:
    return Sighting(uid, model, answers=True, since=since, fits=True)


def gone(uid: str, since: float | None = NOW - SILENT_S) -> Sighting:
    return Sighting(uid, MODELS[uid], answers=False, since=since)


def look(*changed: Sighting) -> Look:
    """A hall in which all is well but that a call pad is dead and a spare one is plugged in."""
    usual = [
        *(there(uid, model) for uid, model in MODELS.items()),
        gone(GONE),
        there(SPARE, device_link.CALL_PAD, NOW - SETTLED_S),
        *changed,
    ]
    return Look(NOW, {one.uid: one for one in usual}, NOW - SILENT_S, frozenset(), automatic=True)


def verdict(looked: Look, state: HallState = EMPTY, uid: str = SPARE) -> Verdict:
    return verdicts(PLAN, state, looked)[uid]


def test_the_only_spare_takes_the_only_place_that_is_empty() -> None:
    found = verdicts(PLAN, EMPTY, look())
    assert found.keys() == {SPARE}
    assert found[SPARE].place == GONE
    assert not found[SPARE].urgent


NOT_YET = {
    "the old board was silent for less than ten seconds": look(gone(GONE, NOW - SILENT_S + 0.1)),
    "the gateway is up, or its lines are well, for less": replace(
        look(), well_since=NOW - SILENT_S + 0.1
    ),
    "the same, and the old board was never heard": replace(
        look(gone(GONE, None)), well_since=NOW - SILENT_S + 0.1
    ),
    "the spare came this moment": look(there(SPARE, device_link.CALL_PAD, NOW - SETTLED_S + 0.1)),
}


@pytest.mark.parametrize("looked", NOT_YET.values(), ids=NOT_YET.keys())
def test_nobody_is_adopted_too_soon(looked: Look) -> None:
    assert verdict(looked).place is None
    assert not verdict(looked).urgent, "it will come by itself"
    later = replace(looked, now=NOW + 1)
    assert verdict(later).place == GONE


DOUBTS = {
    "two windows are vacant": look(gone(PADS["2"])),
    "another one fell silent just now": look(gone(PADS["2"], NOW)),
    "two spares are plugged in": look(there(SPARES[1], device_link.CALL_PAD)),
    "two spares, one with old firmware": look(
        replace(there(SPARES[1], device_link.CALL_PAD), fits=False)
    ),
    "a line is in trouble": replace(look(), well_since=None),
    "the place is sealed and the spare is not": replace(look(), keyed={GONE}),
    "hall.toml says no": replace(look(), automatic=False),
}


@pytest.mark.parametrize("looked", DOUBTS.values(), ids=DOUBTS.keys())
def test_whatever_leaves_a_doubt_is_left_to_a_person_who_is_told_what_to_type(
    looked: Look,
) -> None:
    found = verdict(looked)
    assert found.place is None
    assert found.urgent
    for words in (found.zh, found.en):
        assert f"taxhall adopt {SPARE} " in words
        assert "call_pad 1" in words
    assert "1号窗口的叫号器" in found.zh
    assert "call pad of window 1" in found.en


def test_a_spare_with_a_key_takes_a_sealed_place() -> None:
    sealed = replace(there(SPARE, device_link.CALL_PAD), sealed=True)
    assert verdict(replace(look(sealed), keyed={GONE})).place == GONE


def test_a_spare_for_a_spare_is_held_to_the_seal_of_both() -> None:
    hall = Hall()
    hall.adopt(SPARES[1], GONE)
    for keyed in ({GONE}, {SPARES[1]}):
        assert verdict(replace(look(), keyed=keyed), hall.state).urgent


def test_a_board_of_another_kind_or_version_takes_nothing() -> None:
    assert verdict(look(there(SPARE, device_link.RATING_PAD))).place is None
    old = replace(there(SPARE, device_link.CALL_PAD), fits=False)
    assert verdicts(PLAN, EMPTY, look(old)) == {}


def test_with_all_places_served_a_spare_is_a_spare() -> None:
    found = verdict(look(there(GONE, device_link.CALL_PAD)))
    assert (found.place, found.urgent) == (None, False)
    assert "备机" in found.zh


def test_a_kind_that_the_hall_has_no_place_for_is_told_as_that() -> None:
    found = verdict(look(there(SPARE, 9)))
    assert (found.place, found.urgent) == (None, False)
    assert "[[board]]" in found.en


def test_a_board_that_was_replaced_takes_its_own_place_back_and_no_other() -> None:
    hall = Hall()
    hall.adopt(SPARE, GONE)
    old_is_back = there(GONE, device_link.CALL_PAD)
    spare_unplugged = Sighting(SPARE, device_link.CALL_PAD, since=NOW - SILENT_S)
    found = verdict(look(old_is_back, spare_unplugged), hall.state, GONE)
    assert found.place == GONE
    other_died = verdict(look(old_is_back, gone(PADS["2"])), hall.state, GONE)
    assert other_died.place is None
    assert other_died.urgent
    idle = verdict(look(old_is_back), hall.state, GONE)
    assert (idle.place, idle.urgent) == (None, False)
    assert "接替" in idle.zh


def test_a_spare_that_stood_there_before_may_stand_there_again() -> None:
    hall = Hall()
    hall.adopt(SPARE, GONE)
    hall.adopt(GONE, GONE)
    assert verdict(look(), hall.state).place == GONE


def test_a_spare_that_was_forgotten_on_the_line_counts_from_when_the_lines_are_well() -> None:
    hall = Hall()
    hall.adopt(SPARES[1], GONE)  # and is heard no more at all
    assert verdict(look(), hall.state).place == GONE
    soon = replace(look(), well_since=NOW - SILENT_S + 0.1)
    assert verdict(soon, hall.state).place is None
