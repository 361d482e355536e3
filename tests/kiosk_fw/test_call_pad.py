"""The clerk's pad: acts in service only, and shows dashes when it is not."""

from struct import unpack

from hw_sim.board import Board
from protocol import records
from protocol.device_link import FACE
from tests.kiosk_fw.conftest import MakeBoard
from tests.kiosk_fw.host import Host

FOUR = sum(1 << key - 1 for key in (records.NEXT, records.FINISH, records.HOLD, records.PAUSE))
LIT = (True, False, False, False, True, True, True)
DARK = (False,) * 7


def in_service(board: Board, host: Host, number: bytes = b"A012") -> int:
    board.power_on()
    host.start()
    seen = host.set(FACE, bytes((FOUR,)) + number)
    assert board.wait_for(lambda b: b.digits() == number.decode() and b.lamps() == LIT)
    return seen


def test_every_press_is_written_with_its_action_and_the_face_seen(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("call_pad")
    seen = in_service(board, host)
    for key in (*range(7), 0):
        board.press(key).result(5)
    host.wait_for(lambda: len(host.of_kind(records.KEY)) == 8)
    actions = [records.NEXT, records.RECALL, records.NO_SHOW, records.START, records.FINISH]
    actions += [records.HOLD, records.PAUSE]
    pressed = [unpack("<BI", payload) for payload in host.of_kind(records.KEY)]
    assert pressed == [(action, seen) for action in [*actions, records.NEXT]]


def test_a_press_leaves_its_own_lamp_until_the_next_face(make_board: MakeBoard, host: Host) -> None:
    board = make_board("call_pad")
    in_service(board, host)
    board.press(0).result(5)
    assert board.wait_for(lambda b: b.lamps() == (True, *DARK[1:]))
    host.set(FACE, bytes((FOUR,)) + b"A013")
    assert board.wait_for(lambda b: b.lamps() == LIT and b.digits() == "A013")


def test_without_the_gateway_it_shows_dashes_and_takes_nothing(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("call_pad")
    in_service(board, host)
    host.stop()
    assert board.wait_for(lambda b: b.digits() == "----" and b.lamps() == DARK, 3)
    board.press(0).result(5)
    assert board.wait_for(lambda b: b.beeps and b.beeps[-1].frequency < 500)
    host.go_on()
    assert board.wait_for(lambda b: b.digits() == "A012" and b.lamps() == LIT)
    host.settle()
    assert host.of_kind(records.KEY) == []


def test_a_face_of_another_length_is_not_taken(make_board: MakeBoard, host: Host) -> None:
    board = make_board("call_pad")
    in_service(board, host)
    assert type(host.try_set(99, FACE, b"\x01A0123")).__name__ == "Busy"
    assert board.digits() == "A012"
