"""The rating pad: one answer for the service that was shown, with or without a gateway."""

from struct import pack
from time import monotonic, sleep

from hw_sim.board import Board
from hw_sim.nor import FileNor
from kiosk_fw.service import RESERVE
from protocol import records
from protocol.device_link import PROMPT
from protocol.journal import Journal
from tests.kiosk_fw.conftest import MakeBoard
from tests.kiosk_fw.host import Host

FIRST = pack("<II", 0x5EED, 41)
SECOND = pack("<II", 0x5EED, 42)

ALL = (True,) * 5
DARK = (False,) * 5


def only(key: int) -> tuple[bool, ...]:
    return tuple(i == key for i in range(5))


def asking(board: Board, host: Host, service: bytes = FIRST) -> None:
    board.power_on()
    host.start()
    host.set(PROMPT, service)
    assert board.wait_for(lambda b: b.lamps() == ALL)


def low_beeps(board: Board) -> int:
    return sum(beep.frequency < 500 for beep in board.beeps)


def test_the_first_press_is_final(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(1).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(1))
    board.press(4).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.wait_for(lambda: host.of_kind(records.RATING))
    host.settle()
    assert host.of_kind(records.RATING) == [FIRST + b"\x04"]
    assert board.lamps() == only(1)


def test_without_a_prompt_keys_are_refused(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    board.power_on()
    host.start()
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.set(PROMPT, FIRST)
    assert board.wait_for(lambda b: b.lamps() == ALL)
    host.set(PROMPT, b"")
    assert board.wait_for(lambda b: b.lamps() == DARK)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 2)
    host.settle()
    assert host.of_kind(records.RATING) == []


def test_a_rating_with_the_cable_out_arrives_when_it_is_back(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    host.stop()
    assert not board.wait_for(lambda b: b.lamps() != ALL, 2.5)
    board.press(0).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(0))
    board.power_cut()  # and a power cut on top
    board.power_on()
    host.start()
    host.wait_for(lambda: host.of_kind(records.RATING))
    assert host.of_kind(records.RATING) == [FIRST + b"\x05"]


def test_after_a_restart_nothing_is_taken_before_a_gateway_has_asked(
    make_board: MakeBoard, host: Host
) -> None:
    """So a journal that is given up at the opening of a session holds nobody's press unread."""
    board = make_board("rating_pad")
    asking(board, host)
    host.stop()
    board.power_cut()
    board.power_on()
    assert board.wait_for(lambda b: b.ready)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    assert board.lamps() == DARK
    host.start()
    host.settle()
    assert host.of_kind(records.RATING) == []


def test_a_service_rated_before_a_reboot_is_not_asked_again(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(3).result(5)
    host.wait_for(lambda: host.of_kind(records.RATING))
    host.stop()
    board.power_cut()
    board.power_on()
    host.start()
    host.set(PROMPT, FIRST)
    assert not board.wait_for(lambda b: b.lamps() != DARK, 1)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.set(PROMPT, SECOND)
    assert board.wait_for(lambda b: b.lamps() == ALL)
    board.press(0).result(5)
    host.wait_for(lambda: len(host.of_kind(records.RATING)) == 2)
    assert host.of_kind(records.RATING) == [FIRST + b"\x02", SECOND + b"\x05"]


def test_the_answer_is_seen_for_a_few_seconds_and_not_by_whoever_comes_next(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(1).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(1))
    host.set(PROMPT, b"")  # the gateway has the rating, and asks about nobody
    assert not board.wait_for(lambda b: b.lamps() != only(1), 2)
    assert board.wait_for(lambda b: b.lamps() == DARK, 4)


def running(board: Board) -> bool:
    """A light goes along the keys."""
    lit: set[tuple[bool, ...]] = set()
    until = monotonic() + 6
    while monotonic() < until and len(lit) < 4:
        lit.add(board.lamps())
        sleep(0.02)
    return len(lit) >= 4 and ALL not in lit


def test_after_a_bad_answer_a_key_says_what_it_was_about_once(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(4).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(4))
    host.set(PROMPT, b"")  # the gateway has the rating, and asks about nobody
    assert running(board)
    board.press(2).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(2))
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.wait_for(lambda: host.of_kind(records.TAGS))
    host.settle()
    assert host.of_kind(records.RATING) == [FIRST + b"\x01"]
    assert host.of_kind(records.TAGS) == [FIRST + bytes((records.ATTITUDE,))]
    assert board.wait_for(lambda b: b.lamps() == DARK, 6)


def test_a_key_that_is_hit_twice_is_no_reason(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(3).result(5)
    board.press(3).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.wait_for(lambda: host.of_kind(records.RATING))
    host.settle()
    assert host.of_kind(records.TAGS) == []


def test_the_next_question_ends_the_one_about_reasons(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(3).result(5)
    assert running(board)
    host.set(PROMPT, SECOND)
    assert board.wait_for(lambda b: b.lamps() == ALL)
    host.set(PROMPT, b"")
    assert board.wait_for(lambda b: b.lamps() == DARK)
    assert not board.wait_for(lambda b: b.lamps() != DARK, 1)
    host.set(PROMPT, SECOND)
    assert board.wait_for(lambda b: b.lamps() == ALL)
    board.press(0).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(0))
    host.wait_for(lambda: len(host.of_kind(records.RATING)) == 2)
    assert host.of_kind(records.RATING) == [FIRST + b"\x02", SECOND + b"\x05"]
    assert host.of_kind(records.TAGS) == []


def test_a_good_answer_is_not_asked_about(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    asking(board, host)
    board.press(2).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(2))
    assert not board.wait_for(lambda b: b.lamps() != only(2), 2.5)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.settle()
    assert host.of_kind(records.TAGS) == []


def test_reasons_take_no_room_that_ratings_may_need(make_board: MakeBoard, host: Host) -> None:
    board = make_board("rating_pad")
    with FileNor(board.flash_path, writable=True) as nor:
        journal = Journal(nor, 16, lambda: 7)
        while journal.room > RESERVE + 2:  # one for BOOT, one for a rating
            journal.append(records.RATING, 5, records.rating_payload(bytes(8), 5))
    host.acks = False
    asking(board, host)
    board.press(4).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(4))
    assert board.wait_for(lambda b: b.lamps() == DARK, 6)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)


def test_the_last_slots_are_for_ratings_and_then_nothing_lights(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("rating_pad")
    with FileNor(board.flash_path, writable=True) as nor:
        journal = Journal(nor, 16, lambda: 7)
        while journal.room > 2:  # one for BOOT, one for a rating
            journal.append(records.RATING, 5, records.rating_payload(bytes(8), 5))
    host.acks = False
    asking(board, host)
    board.press(0).result(5)
    assert board.wait_for(lambda b: b.lamps() == only(0))
    host.set(PROMPT, SECOND)
    assert board.wait_for(lambda b: b.lamps() == DARK)
    board.press(0).result(5)
    assert board.wait_for(lambda b: low_beeps(b) == 1)
    host.acks = True
    assert board.wait_for(lambda b: b.lamps() == ALL, 10)  # the question is still open
