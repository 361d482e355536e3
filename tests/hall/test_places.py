"""Which chip stands in which place, and who may take whose."""

from dataclasses import replace

import pytest

from gateway.hall import places, reasons
from gateway.hall.faces import face_of, notice_of, prompt_of
from gateway.hall.fold import fold
from gateway.hall.places import Sighting, Wish, chip_at, decide_adopt, place_of, role_of
from gateway.hall.plan import Board, CallPad, Dispenser, RatingPad
from gateway.hall.reasons import Reason
from protocol import device_link, records
from protocol.facts import DeviceAdopted, RatingGiven, RequestRefused, TicketCalled, TicketIssued
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, SPARES, STREAM, Hall

PAD, SPARE = PADS["1"], SPARES[0]


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    return hall


def press(hall: Hall, uid: str, action: int, seen: int | None = None) -> object:
    payload = records.key_payload(action, hall.face(uid).cmd_id if seen is None else seen)
    return hall.record(uid, records.KEY, payload)


def test_a_spare_that_takes_a_call_pads_place_calls_for_its_window(hall: Hall) -> None:
    hall.take(0)
    hall.adopt(SPARE, PAD)
    assert role_of(PLAN, hall.state, SPARE) == CallPad("1")
    assert isinstance(press(hall, SPARE, records.NEXT), TicketCalled)
    assert hall.face(SPARE).value.endswith(b"A001")


def test_a_replaced_board_has_no_role_shows_nothing_and_is_told_so(hall: Hall) -> None:
    hall.take(0)
    seen = hall.face(PAD).cmd_id
    hall.adopt(SPARE, PAD)
    assert role_of(PLAN, hall.state, PAD) is None
    for shown in (face_of(PLAN, hall.state, PAD), notice_of(PLAN, hall.state, PAD)):
        assert shown is None
    refused = RequestRefused(PAD, reasons.NO_ROLE.code)
    assert press(hall, PAD, records.NEXT, seen) == refused
    assert press(hall, PAD, records.NEXT) == refused


def test_a_replaced_rating_pads_last_rating_is_true_and_the_new_one_asks_on(hall: Hall) -> None:
    hall.take(0)
    service = hall.serve("1")
    hall.adopt(SPARE, RATING["1"])
    assert prompt_of(PLAN, hall.state, RATING["1"], STREAM) is None
    assert prompt_of(PLAN, hall.state, SPARE, STREAM) not in (None, b"")
    assert hall.rate("1", service, 4) == RatingGiven(service, "1", 4)
    assert prompt_of(PLAN, hall.state, SPARE, STREAM) == b""


def test_the_newest_board_wins_and_the_first_one_may_come_back(hall: Hall) -> None:
    first, second = SPARES
    for chip in (first, second, PAD):
        hall.adopt(chip, PAD)
        assert chip_at(PLAN, hall.state, PAD) == chip
        others = {first, second, PAD} - {chip}
        assert [place_of(PLAN, hall.state, uid) for uid in others] == [None, None]
    assert not hall.state.adopted
    assert {places.last_place(PLAN, hall.state, uid) for uid in SPARES} == {PAD}
    assert places.last_place(PLAN, hall.state, "f" * 16) is None
    assert fold(hall.stamped) == hall.state


def test_a_press_of_before_the_adoption_has_no_effect_on_either_board(hall: Hall) -> None:
    hall.adopt(SPARE, DISPENSER)
    stale = RequestRefused(SPARE, reasons.STALE_SCREEN.code)
    taken = records.ticket_payload(0, 0)  # with the screen that a board has that was told nothing
    assert hall.record(SPARE, records.TICKET, taken) == stale
    shown = hall.face(SPARE)
    taken = records.ticket_payload(0, shown.cmd_id)
    assert isinstance(hall.record(SPARE, records.TICKET, taken), TicketIssued)
    hall.adopt(DISPENSER, DISPENSER)
    back = hall.face(DISPENSER)
    assert back.cmd_id == hall.n
    assert back.value == shown.value, "what it told somebody before is old"


def test_a_new_hall_toml_is_believed_where_it_gives_the_adopted_board_a_place(hall: Hall) -> None:
    """Somebody writes the new uid into the file, for the dead one or for a window of its own."""
    hall.adopt(SPARE, PAD)
    others = tuple(board for board in PLAN.boards if board.uid != PAD)
    corrected = replace(PLAN, boards=(*others, Board(SPARE, CallPad("1"))))
    assert place_of(corrected, hall.state, SPARE) == SPARE
    assert place_of(corrected, hall.state, PAD) is None
    assert places.last_place(corrected, hall.state, PAD) == PAD, "so it is still read out"
    moved = replace(PLAN, boards=(*PLAN.boards, Board(SPARE, CallPad("2"))))
    assert role_of(moved, hall.state, SPARE) == CallPad("2")
    assert chip_at(moved, hall.state, PAD) is None


def test_a_board_whose_place_left_hall_toml_has_none_and_is_still_read_out(hall: Hall) -> None:
    hall.adopt(SPARE, PAD)
    smaller = replace(PLAN, boards=tuple(board for board in PLAN.boards if board.uid != PAD))
    assert role_of(smaller, hall.state, SPARE) is None
    assert places.last_place(smaller, hall.state, SPARE) == PAD


def seen(*sightings: Sighting) -> dict[str, Sighting]:
    return {one.uid: one for one in sightings}


def new(model: int = device_link.CALL_PAD, **more: bool) -> Sighting:
    more = {"answers": True, "fits": True, **more}
    return Sighting(SPARE, model, since=0.0, **more)


OLD_ANSWERS = Sighting(PAD, device_link.CALL_PAD, True, 0.0, fits=True)


@pytest.mark.parametrize(
    ("place", "heard", "keyed", "reason"),
    [
        ("f" * 16, seen(new()), "", places.UNKNOWN_PLACE),
        (SPARE, seen(new()), "", places.UNKNOWN_PLACE),
        (PAD, seen(), "", places.NOT_HEARD),
        (PAD, seen(new(answers=False)), "", places.NOT_HEARD),
        (PAD, seen(new(device_link.RATING_PAD)), "", places.WRONG_KIND),
        (PAD, seen(new(fits=False)), "", places.NOT_SERVED),
        (PAD, seen(new(), OLD_ANSWERS), "", places.TAKEN),
        (PAD, seen(new()), PAD, places.UNSEALED),
        (PAD, seen(new(sealed=True)), PAD, None),
        (PAD, seen(new()), "", None),
    ],
)
def test_who_may_not_take_a_place_is_told_why(
    hall: Hall, place: str, heard: dict[str, Sighting], keyed: str, reason: Reason | None
) -> None:
    keys = {keyed} - {""}
    decided = decide_adopt(PLAN, hall.state, Wish(SPARE, place, "person"), heard, keys)
    assert decided == (reason or DeviceAdopted(SPARE, place, "person"))
    forced = decide_adopt(PLAN, hall.state, Wish(SPARE, place, "person", True), heard, keys)
    may_be_meant = reason in (None, places.TAKEN, places.UNSEALED)
    assert isinstance(forced, DeviceAdopted) == may_be_meant


def test_a_board_has_one_place_at_a_time(hall: Hall) -> None:
    hall.adopt(SPARE, PAD)
    heard = seen(new())
    again = decide_adopt(PLAN, hall.state, Wish(SPARE, PAD, "person", True), heard, ())
    other = decide_adopt(PLAN, hall.state, Wish(SPARE, PADS["2"], "person", True), heard, ())
    assert (again, other) == (places.STANDS_THERE, places.STANDS_ELSEWHERE)


def test_a_place_that_was_sealed_stays_so_after_a_spare_with_a_key_took_it(hall: Hall) -> None:
    hall.adopt(SPARES[1], PAD)
    for keyed in (PAD, SPARES[1]):
        wish = Wish(SPARE, PAD, "automatic")
        assert decide_adopt(PLAN, hall.state, wish, seen(new()), {keyed}) == places.UNSEALED


@pytest.mark.parametrize(
    ("name", "model", "place"),
    [
        (PAD, None, PAD),
        ("dispenser", None, DISPENSER),
        ("call_pad 2", None, PADS["2"]),
        (" rating_pad  1 ", None, RATING["1"]),
        ("window 2", device_link.RATING_PAD, RATING["2"]),
        ("window 2", device_link.CALL_PAD, PADS["2"]),
        ("window 2", device_link.DISPENSER, places.UNKNOWN_PLACE),
        ("window 3", device_link.CALL_PAD, places.UNKNOWN_PLACE),
        ("call_pad", None, places.UNKNOWN_PLACE),
        ("printer 1", None, places.UNKNOWN_PLACE),
        ("", None, places.UNKNOWN_PLACE),
    ],
)
def test_a_place_is_named_as_people_name_it(
    name: str, model: int | None, place: str | Reason
) -> None:
    assert places.place_named(PLAN, name, model) == place


def test_two_places_of_one_name_are_told_apart_by_their_uid() -> None:
    both = replace(
        PLAN,
        boards=(*PLAN.boards, Board("f" * 16, Dispenser(("A",))), Board("e" * 16, CallPad("1"))),
    )
    assert places.place_named(both, "dispenser", None) == places.MANY_PLACES
    assert places.place_named(both, "call_pad 1", None) == places.MANY_PLACES
    assert places.place_name(both, PAD) == PAD
    assert places.place_name(both, PADS["2"]) == "call_pad 2"
    assert "f" * 16 in places.place_words(both, "f" * 16)[1]
    assert places.place_words(both, RATING["1"]) == (
        "1号窗口的评价器",
        "the rating pad of window 1",
    )
    assert isinstance(both.role[RATING["1"]], RatingPad)
