"""What a taxpayer lives through in front of the dispenser; real firmware, real flash image."""

import time
from struct import unpack

import pytest

from hw_sim.board import Board, FlashCut
from hw_sim.nor import FileNor
from protocol import records
from protocol.device_link import FACE, NOTICE
from protocol.journal import PER_SECTOR, SLOT, Journal
from tests.kiosk_fw.conftest import MakeBoard
from tests.kiosk_fw.host import Host

TEXT = "请按键取号  " + " " * 4 + "A 办税 Tax".ljust(14)
LAMPS = 0b0000_0111
FACE_VALUE = bytes((LAMPS,)) + TEXT.encode("gb2312")
SCREEN = ("请按键取号", "A 办税 Tax", "", "")

DARK = (False,) * 8
LIT = (True, True, True, False, False, False, False, False)

OUT_OF_SERVICE = ("    暂停服务", "  请咨询导税员", " Out of service", "Please ask staff")

LOW_HZ = 500  # a beep below it says no


def is_out_of_service(board: Board) -> bool:
    return board.screen() == OUT_OF_SERVICE and board.lamps() == DARK


def in_service(board: Board, host: Host) -> int:
    """Power on, open, show the face; returns its command id."""
    board.power_on()
    host.start()
    seen = host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT and b.screen() == SCREEN)
    return seen


def heard_no(board: Board, times: int = 1) -> bool:
    return sum(beep.frequency < LOW_HZ for beep in board.beeps) >= times


def test_before_the_gateway_has_spoken_it_sends_people_to_the_guide(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    board.power_on()
    assert board.wait_for(is_out_of_service)
    while not heard_no(board):  # a finger may be there before the keys are
        board.press(0).result(5)
    host.start()
    host.settle()
    assert is_out_of_service(board)  # polled, but there is no face yet
    assert [kind for kind, _, _ in host.records.values()] == [records.BOOT]
    assert host.boot_seq == 1


def test_a_press_names_the_face_that_the_person_saw(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    seen = in_service(board, host)
    board.press(1).result(5)
    assert board.wait_for(lambda b: b.lamps() == (False, True, *(False,) * 6))
    assert board.wait_for(lambda b: b.screen() == ("", "    请稍候", " Please wait", ""))
    host.wait_for(lambda: host.of_kind(records.TICKET))
    assert unpack("<BI", host.of_kind(records.TICKET)[0]) == (1, seen)
    assert not heard_no(board)

    later = host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)
    board.press(0).result(5)
    host.wait_for(lambda: len(host.of_kind(records.TICKET)) == 2)
    assert unpack("<BI", host.of_kind(records.TICKET)[1]) == (0, later)


def test_a_dark_key_is_refused_aloud_and_written_nowhere(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    board.press(5).result(5)
    assert board.wait_for(heard_no)
    host.settle()
    assert host.of_kind(records.TICKET) == []
    assert board.lamps() == LIT


def test_two_keys_at_once_are_one_request(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    first, second = board.press(0), board.press(2)
    first.result(5)
    second.result(5)
    assert board.wait_for(heard_no)
    host.settle()
    assert len(host.of_kind(records.TICKET)) == 1


def test_a_stuck_key_is_one_press(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    board.hold(0).result(5)
    host.wait_for(lambda: host.of_kind(records.TICKET))
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)
    board.press(1).result(5)  # the others go on
    host.wait_for(lambda: len(host.of_kind(records.TICKET)) == 2)
    host.set(FACE, FACE_VALUE)
    board.release(0).result(5)
    host.settle()
    assert [key for key, *_ in host.of_kind(records.TICKET)] == [0, 1]


def test_a_key_held_while_power_comes_back_is_no_press(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    board.hold(0).result(5)
    in_service(board, host)
    host.settle()
    board.release(0).result(5)
    host.settle()
    board.press(0).result(5)
    host.wait_for(lambda: host.of_kind(records.TICKET))
    host.settle()
    assert len(host.of_kind(records.TICKET)) == 1


def test_a_double_tap_is_one_wish_and_the_next_person_waits_a_second(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    board.press(0).result(5)
    host.wait_for(lambda: host.of_kind(records.TICKET))
    host.set(FACE, FACE_VALUE)
    answered = time.monotonic()
    for _ in range(4):
        board.press(0).result(5)
    assert time.monotonic() - answered < 1, "too slow to try this"
    assert board.wait_for(lambda b: b.lamps() == LIT)
    host.settle()
    assert len(host.of_kind(records.TICKET)) == 1
    board.press(0).result(5)
    host.wait_for(lambda: len(host.of_kind(records.TICKET)) == 2)


def test_a_number_is_news_for_eight_seconds_and_then_the_next_person_is_invited(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    assert not board.wait_for(lambda b: "for a ticket" in b.screen()[2], 6)
    assert board.wait_for(lambda b: "for a ticket" in b.screen()[2], 4)
    assert board.lamps() == LIT


def test_a_notice_keeps_the_fourth_line_through_new_faces(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    host.set(NOTICE, "纸尽 No paper".encode("gb2312"))
    assert board.wait_for(lambda b: b.screen()[3] == "纸尽 No paper")
    board.press(0).result(5)
    assert board.wait_for(lambda b: "请稍候" in b.screen()[1])
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.screen()[3] == "纸尽 No paper")
    host.set(NOTICE, b"")
    assert board.wait_for(lambda b: b.screen()[3] == "")


def test_a_silent_gateway_puts_it_out_of_service_and_the_next_poll_back(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    host.stop()
    assert not board.wait_for(is_out_of_service, 1.5)
    assert board.wait_for(is_out_of_service, 2)
    board.press(0).result(5)
    assert board.wait_for(heard_no)
    host.go_on()
    assert board.wait_for(lambda b: b.lamps() == LIT)
    host.settle()
    assert host.of_kind(records.TICKET) == []


@pytest.mark.parametrize(
    ("written", "left_behind"),
    [(32, [records.TICKET]), (9, [records.VOID]), (0, [])],
    ids=["whole record", "torn record", "no record"],
)
def test_power_fails_between_the_journal_and_the_lamp(
    make_board: MakeBoard, host: Host, written: int, left_behind: list[int]
) -> None:
    """Nobody saw a lamp. What the flash holds is delivered all the same: one fact or a VOID."""
    board = make_board("dispenser")
    boot, ticket = 1, 2  # seqs, and slots of the first page: slot 0 is the sector's header
    # At the first boot 16 sectors lose their header and are erased, one is begun; then BOOT.
    cut = FlashCut(operation=16 * 2 + 1 + 1, after_bytes=ticket * SLOT + written)
    board.power_on(cut=cut)
    host.acks = False
    host.start()
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)
    seen_lamps: set[tuple[bool, ...]] = set()
    board.on_change = lambda b: seen_lamps.add(b.lamps())
    board.press(0)
    assert board.wait_for(lambda b: not b.alive)
    board.on_change = None
    assert seen_lamps <= {LIT, DARK}  # never the lamp of the pressed key alone
    host.stop()
    board.power_on()
    host.start()
    host.wait_for(lambda: host.boot_seq in host.records)
    kinds = [host.records[seq][0] for seq in sorted(host.records)]
    assert kinds == [records.BOOT, *left_behind, records.BOOT]
    assert min(host.records) == boot


def test_a_full_journal_refuses_requests_until_the_gateway_has_drained_it(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    with FileNor(board.flash_path, writable=True) as nor:
        journal = Journal(nor, 16, lambda: 7)
        while journal.room > PER_SECTOR + 3:
            journal.append(records.TICKET, 5, records.ticket_payload(0, 1))
    host.acks = False
    board.power_on()
    host.start()
    host.set(FACE, FACE_VALUE)
    for _ in range(2):  # BOOT took one of the three
        assert board.wait_for(lambda b: b.lamps() == LIT)
        board.press(0).result(5)
        host.set(FACE, FACE_VALUE)
    assert board.wait_for(is_out_of_service)
    board.press(0).result(5)
    assert board.wait_for(heard_no)
    host.acks = True
    assert board.wait_for(lambda b: b.lamps() == LIT and b.screen() == SCREEN, 10)
