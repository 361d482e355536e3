"""Taking a number."""

from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.faces import face_of, notice_of
from gateway.hall.plan import Board, Business, CallPad, Dispenser, HallPlan, PlanError
from gateway.hall.requests import BEFORE_REBOOT, FRESH_MS
from protocol import records
from protocol.facts import RequestExpired, RequestRefused, TicketIssued
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, Hall


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    return hall


def refused(reason: reasons.Reason, board: str = DISPENSER) -> RequestRefused:
    return RequestRefused(board, reason.code)


def test_each_business_counts_from_one(hall: Hall):
    labels = [
        fact.label for key in (0, 0, 1, 0) if isinstance(fact := hall.take(key), TicketIssued)
    ]
    assert labels == ["A001", "A002", "B001", "A003"]


def test_the_paper_says_how_many_wait_for_the_same_business(hall: Hall):
    hall.take(0)
    hall.take(1)
    assert hall.take(0) == TicketIssued("2026-11-23", "A", 2, DISPENSER, ahead=1)


def test_five_presses_in_a_stalled_line_are_one_ticket(hall: Hall):
    outcomes = [hall.take(0, seen=0) for _ in range(5)]
    assert isinstance(outcomes[0], TicketIssued)
    assert outcomes[1:] == [refused(reasons.STALE_SCREEN)] * 4
    assert len(hall.state.tickets) == 1


def test_a_press_refused_as_stale_takes_no_face_away(hall: Hall):
    hall.take(0)
    face = hall.face(DISPENSER)
    hall.take(0, seen=0)
    assert hall.face(DISPENSER) == face
    assert isinstance(hall.take(0), TicketIssued)


def test_a_press_of_ten_seconds_ago_counts_and_one_older_does_not(hall: Hall):
    assert isinstance(hall.take(0, fresh=10_000), TicketIssued)
    assert hall.take(0, fresh=10_001) == RequestExpired(DISPENSER, "too_old", stale=False)
    assert len(hall.state.tickets) == 1


def test_whoever_pressed_too_late_sees_a_new_face_that_says_so(hall: Hall):
    hall.take(0, fresh=FRESH_MS + 1)
    face = hall.face(DISPENSER)
    assert face.cmd_id == hall.n
    assert "按键已超时" in face.value[1:].decode("gb2312")


def test_a_backlog_of_old_presses_does_not_take_the_next_persons_face(hall: Hall):
    hall.take(0, fresh=60_000, seen=0)
    shown = hall.face(DISPENSER).cmd_id
    for age in (59_000, 58_000):
        outcome = hall.take(0, fresh=age, seen=0)
        assert outcome == RequestExpired(DISPENSER, "too_old", stale=True)
    assert isinstance(hall.take(0, seen=shown), TicketIssued)


def test_a_press_before_a_reboot_expires_and_leaves_the_new_face_in_place(hall: Hall):
    shown = hall.face(DISPENSER).cmd_id
    for _ in range(3):
        outcome = hall.take(0, fresh=BEFORE_REBOOT)
        assert outcome == RequestExpired(DISPENSER, "before_reboot", stale=False)
    assert isinstance(hall.take(0, seen=shown), TicketIssued)


def test_past_999_the_number_grows_to_four_digits(hall: Hall):
    labels = [fact.label for _ in range(1001) if isinstance(fact := hall.take(0), TicketIssued)]
    assert labels[998:] == ["A999", "A1000", "A1001"]
    hall.pad("1", records.NEXT)
    assert hall.face(PADS["1"]).value[1:] == b"A001"
    for _ in range(999):
        hall.pad("1", records.NO_SHOW)
        hall.pad("1", records.NEXT)
    assert hall.face(PADS["1"]).value[1:] == b"1000"


def test_no_number_before_the_day_is_open():
    assert Hall().take(0) == refused(reasons.NO_DAY_OPEN)


@pytest.mark.parametrize("key", [2, 4, 255])
def test_a_key_without_a_business_gives_no_number(hall: Hall, key: int):
    assert hall.take(key) == refused(reasons.KEY_WITHOUT_BUSINESS)


@pytest.mark.parametrize("payload", [b"", b"\0" * 4, b"\0" * 6, b"\xff" * 22])
@pytest.mark.parametrize("kind", [records.TICKET, records.KEY, records.RATING])
def test_a_record_that_cannot_be_read_is_refused_and_kept(hall: Hall, kind: int, payload: bytes):
    assert hall.record(DISPENSER, kind, payload) == refused(reasons.MALFORMED)


def test_a_board_that_nobody_configured_is_refused(hall: Hall):
    payload = records.ticket_payload(0, 0)
    stranger = "e" * 16
    assert hall.record(stranger, records.TICKET, payload) == refused(reasons.NO_ROLE, stranger)
    assert face_of(PLAN, hall.state, stranger) is None


@pytest.mark.parametrize(
    ("uid", "kind"),
    [(DISPENSER, records.KEY), (PADS["1"], records.TICKET), (RATING["1"], records.TICKET)],
)
def test_a_board_in_the_wrong_place_is_refused(hall: Hall, uid: str, kind: int):
    assert hall.record(uid, kind, records.key_payload(1, 0)) == refused(reasons.WRONG_ROLE, uid)


@pytest.mark.parametrize("kind", [records.VOID, records.BOOT, records.CLOCK, 6, 255])
def test_records_that_ask_for_nothing_have_no_outcome(hall: Hall, kind: int):
    assert hall.record(DISPENSER, kind, b"\x01") is None


def test_the_dispenser_shows_the_number_and_lights_the_keys_in_use(hall: Hall):
    assert hall.face(DISPENSER).value[0] == 0b1011
    hall.take(0)
    face = hall.face(DISPENSER)
    assert face.cmd_id == hall.n
    assert face.value[1:17].decode("gb2312") == "请取票 A001     "
    assert len(face.value) == 1 + 48


def test_the_notice_counts_who_waits_and_is_aligned_for_the_font_chip(hall: Hall):
    hall.take(0)
    hall.take(3)
    notice = notice_of(PLAN, hall.state, DISPENSER)
    assert notice is not None
    assert notice.decode("gb2312") == "现在等候 2  人  "
    assert len(notice) == 16
    assert notice.index("人".encode("gb2312")) % 2 == 0


def test_the_notice_of_a_closed_day_is_not_a_zero():
    notice = notice_of(PLAN, Hall().state, DISPENSER)
    assert notice is not None
    assert b"0" not in notice


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"businesses": (Business("A", "甲"), Business("A", "乙"))}, "two entries for business A"),
        ({"boards": (Board("u", CallPad("9")),)}, "stands at window 9"),
        ({"boards": (Board("u", Dispenser(("Z",))),)}, "names business Z"),
        ({"boards": (Board("u", Dispenser((None,) * 9)),)}, "has 9 keys"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(change: dict[str, Any], sentence: str):
    parts: dict[str, Any] = {"hall": "h", "name": "厅", "windows": (), "boards": ()}
    with pytest.raises(PlanError, match=sentence):
        HallPlan(**({"businesses": (Business("A", "甲"),)} | parts | change))
