"""What somebody is given who holds a code or a document to a dispenser's scanner."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.requests import BEFORE_REBOOT, FRESH_MS, Freshness, decide_record, subject_of
from gateway.hall.tickets import TakeTicket
from protocol import codes, records
from protocol.facts import (
    DeviceRecord,
    Fact,
    RequestExpired,
    RequestRefused,
    TicketCheckedIn,
    TicketIssued,
)
from tests.hall.booked import MONDAY, PHONE, TUESDAY, BookedHall, booked, on_the_day, plan_with
from tests.hall.hall import DISPENSER, PADS, STREAM

SUBJECT = bytes(range(12))


class ScanHall(BookedHall):
    """Its dispenser has a scanner."""

    def code(self, what: int, number: int, **how: Any) -> Fact | None:
        named = codes.number_of(how.pop("stream", STREAM), number)
        return self._scan(lambda seen: records.code_payload(what, seen, named), **how)

    def named(self, key: int, who: str, **how: Any) -> Fact | None:
        return self._scan(lambda seen: records.subject_payload(key, seen, SUBJECT), who, **how)

    def _scan(
        self,
        payload: Callable[[int], bytes],
        who: str | None = None,
        fresh: Freshness = 0,
        seen: int | None = None,
        uid: str = DISPENSER,
    ) -> Fact | None:
        seen = self.face(uid).cmd_id if seen is None else seen
        record = DeviceRecord(uid, 7, self.n, records.SCAN, 0, payload(seen).hex())
        self.add(record)
        here = Here(self.plan, self.state, self.now, who=who)
        outcome = decide_record(here, record, fresh, STREAM)
        if outcome is not None:
            self.add(outcome, record.identity)
        return outcome


@pytest.fixture
def hall() -> ScanHall:
    hall = ScanHall(plan=plan_with())
    hall.at(MONDAY, "08:00").open(MONDAY)
    return hall


def screen(hall: ScanHall) -> list[str]:
    value = hall.face(DISPENSER).value[1:]
    return [value[at : at + 16].decode("gb2312").rstrip() for at in (0, 16, 32)]


def test_the_code_of_a_booking_gives_its_number_on_paper(hall: ScanHall):
    n = booked(hall, who="w1")
    on_the_day(hall, "09:30")
    issued = hall.code(records.BOOKING_CODE, n)
    assert isinstance(issued, TicketIssued)
    assert (issued.priority, issued.board, issued.who) == ("booked", DISPENSER, "w1")
    assert issued.on_paper
    assert screen(hall)[0] == "请取票 A001"


def test_the_same_code_again_is_told_the_number_that_it_gave(hall: ScanHall):
    n = booked(hall)
    on_the_day(hall, "09:30")
    hall.code(records.BOOKING_CODE, n)
    again = hall.code(records.BOOKING_CODE, n)
    assert again == RequestRefused(DISPENSER, "already_arrived", "A001")
    assert "".join(screen(hall)).replace(" ", "") == "预约已取号,请勿重复A001"
    face = hall.face(DISPENSER)
    hall.open("2026-11-25")
    assert hall.face(DISPENSER) == face, "the number is forgotten, what was told is not"


def test_a_code_held_there_twice_on_one_face_is_one_wish(hall: ScanHall):
    n = booked(hall)
    on_the_day(hall, "09:30")
    assert isinstance(hall.code(records.BOOKING_CODE, n, seen=0), TicketIssued)
    again = hall.code(records.BOOKING_CODE, n, seen=0)
    assert again == RequestRefused(DISPENSER, "stale_screen")


def test_the_code_of_a_phone_ticket_checks_its_owner_in(hall: ScanHall):
    hall.wish(TakeTicket("A", present=False))
    n = hall.n
    assert hall.code(records.TICKET_CODE, n) == TicketCheckedIn(n, "A", DISPENSER, "A001")
    assert screen(hall) == ["已签到 A001", "请等候叫号", "Please wait"]
    assert list(hall.state.waiting) == [n]
    assert hall.code(records.TICKET_CODE, n) == RequestRefused(DISPENSER, "not_away")
    face = hall.face(DISPENSER)
    hall.open(TUESDAY)
    assert hall.face(DISPENSER) == face


def test_a_code_of_what_is_not_there_is_refused(hall: ScanHall):
    assert hall.code(records.BOOKING_CODE, 9) == RequestRefused(DISPENSER, "no_such_booking")
    assert hall.code(records.TICKET_CODE, 9) == RequestRefused(DISPENSER, "no_such_ticket")


@pytest.mark.parametrize(
    "before", [f"{int(STREAM, 16) ^ 1:08x}", "00000000"], ids=["another store", "older version"]
)
def test_a_code_of_before_opens_nothing_now(hall: ScanHall, before: str):
    """Its dispenser knows it for a good one, and another ticket has its n now: after the store was
    replaced, or where an older version printed it, whose codes named no stream."""
    hall.wish(TakeTicket("A", present=False))
    for what in (records.TICKET_CODE, records.BOOKING_CODE):
        refused = hall.code(what, hall.n, stream=before)
        assert refused == RequestRefused(DISPENSER, "code_of_before")
    assert "".join(screen(hall)).replace(" ", "") == "无效的码,请咨询导税员"
    assert not hall.state.waiting


def test_a_document_and_a_key_are_a_number_in_somebodys_name(hall: ScanHall):
    issued = hall.named(1, "w1")
    assert isinstance(issued, TicketIssued)
    assert (issued.business, issued.who, issued.priority) == ("B", "w1", "normal")
    assert hall.named(1, "w1") == RequestRefused(DISPENSER, "has_a_ticket", "B001")
    assert hall.named(2, "w1") == RequestRefused(DISPENSER, "key_without_business")


def test_whoever_has_a_booking_is_given_its_number_without_the_code(hall: ScanHall):
    n = booked(hall, who="w1")
    on_the_day(hall, "09:30")
    named = hall.named(0, "w1")
    assert isinstance(named, TicketIssued)
    assert (named.booking, named.priority) == (n, "booked")
    other = hall.named(1, "w1")
    assert isinstance(other, TicketIssued)
    assert other.booking is None


def test_too_early_for_the_booking_it_is_a_number_like_everybodys(hall: ScanHall):
    booked(hall, who="w1")
    on_the_day(hall, "08:30")
    early = hall.named(0, "w1")
    assert isinstance(early, TicketIssued)
    assert (early.booking, early.priority) == (None, "normal")


def test_a_scan_of_long_ago_or_of_before_a_reboot_has_expired(hall: ScanHall):
    late = hall.code(records.BOOKING_CODE, 9, fresh=FRESH_MS + 1)
    assert late == RequestExpired(DISPENSER, "too_old", stale=False)
    before = hall.code(records.BOOKING_CODE, 9, fresh=BEFORE_REBOOT)
    assert before == RequestExpired(DISPENSER, "before_reboot", stale=False)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        records.code_payload(records.BOOKING_CODE, 0, 1)[:-1],
        records.code_payload(9, 0, 1),
        records.subject_payload(0, 0, SUBJECT[:-1]),
        records.ticket_payload(0, 0),
    ],
)
def test_a_scan_that_cannot_be_read_is_refused(hall: ScanHall, payload: bytes):
    outcome = hall.record(DISPENSER, records.SCAN, payload)
    assert outcome == RequestRefused(DISPENSER, "malformed")


def test_a_call_pad_scans_nothing(hall: ScanHall):
    outcome = hall.code(records.BOOKING_CODE, 1, uid=PADS["1"])
    assert outcome == RequestRefused(PADS["1"], reasons.WRONG_ROLE.code)


def test_only_a_fresh_document_is_looked_up():
    def of(payload: bytes, fresh: Freshness = 0, kind: int = records.SCAN) -> bytes | None:
        return subject_of(DeviceRecord(DISPENSER, 7, 1, kind, 0, payload.hex()), fresh)

    document = records.subject_payload(0, 0, SUBJECT)
    assert of(document) == of(document, FRESH_MS) == SUBJECT
    assert of(document, FRESH_MS + 1) is of(document, BEFORE_REBOOT) is None
    assert of(document[:-1]) is None
    assert of(document, kind=records.KEY) is None
    assert of(records.code_payload(records.BOOKING_CODE, 0, 1)) is None


def test_a_hall_without_bookings_has_a_scanner_too():
    hall = ScanHall(plan=replace(plan_with(), booking=None), by=PHONE)
    hall.at(MONDAY, "08:00").open(MONDAY)
    assert isinstance(hall.named(0, "w1"), TicketIssued)
