"""What somebody lives through who holds a code or a document to the dispenser's scanner."""

from collections.abc import Callable
from struct import unpack

import pytest

from hw_sim.board import Board
from protocol import codes, records
from protocol.device_link import FACE
from tests.kiosk_fw.conftest import MakeBoard
from tests.kiosk_fw.host import Host
from tests.kiosk_fw.test_dispenser import (
    DARK,
    FACE_VALUE,
    LIT,
    SCREEN,
    heard_no,
    in_service,
    is_out_of_service,
)

KEY = bytes(range(32))
CITIZEN = "11010519491231002X"
BAD_CODE = ("    无效的码", "  请咨询导税员", " Not valid here", "")
IDENTIFIED = ("    已读证件", "  请按业务键", "Now press a key", "")
WAITING = ("", "    请稍候", " Please wait", "")

WithKey = Callable[[], Board]


@pytest.fixture
def board(make_board: MakeBoard) -> Board:
    board = make_board("dispenser")
    (board.files / "hall.key").write_bytes(KEY)
    return board


def scans(host: Host) -> list[bytes]:
    return host.of_kind(records.SCAN)


@pytest.mark.parametrize(
    ("kind", "what", "before"),
    [
        (codes.BOOKING, records.BOOKING_CODE, ""),
        (codes.TICKET, records.TICKET_CODE, ""),
        (
            codes.TICKET,
            records.TICKET_CODE,
            "https://fuwu.shijiazhuang.chinatax.example/hall-01/t/",
        ),
    ],
)
def test_a_good_code_is_a_wish_upon_the_face_of_now(
    board: Board, host: Host, kind: bytes, what: int, before: str
) -> None:
    seen = in_service(board, host)
    board.scan(before + codes.make(KEY, kind, 4711).lower())
    assert board.wait_for(lambda b: b.screen() == WAITING and b.lamps() == DARK)
    host.wait_for(lambda: scans(host))
    assert scans(host) == [records.code_payload(what, seen, 4711)]
    assert not heard_no(board)
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)


@pytest.mark.parametrize(
    "text",
    [
        codes.make(bytes(32), codes.BOOKING, 4711),
        codes.make(KEY, codes.BOOKING, 4711)[:-1] + "1",
        "https://example.com/" + "a" * 30,
        "110105194912310021",
        "票号 A001",
    ],
    ids=["another hall's", "misread", "an address", "a misread document", "not ASCII"],
)
def test_what_is_no_good_code_is_said_so_and_written_nowhere(
    board: Board, host: Host, text: str
) -> None:
    in_service(board, host)
    board.scan(text)
    assert board.wait_for(lambda b: b.screen() == BAD_CODE and heard_no(b))
    host.settle()
    assert scans(host) == []
    assert board.lamps() == LIT
    board.press(0).result(5)
    host.wait_for(lambda: host.of_kind(records.TICKET))
    assert board.wait_for(lambda b: b.screen() == WAITING)


def test_after_a_document_a_key_asks_for_a_number_under_its_keyed_hash(
    board: Board, host: Host
) -> None:
    seen = in_service(board, host)
    board.scan(CITIZEN)
    assert board.wait_for(lambda b: b.screen() == IDENTIFIED)
    host.settle()
    assert scans(host) == []
    board.press(1).result(5)
    host.wait_for(lambda: scans(host))
    assert scans(host) == [records.subject_payload(1, seen, codes.subject(KEY, CITIZEN))]
    assert host.of_kind(records.TICKET) == []
    assert CITIZEN.encode() not in board.flash_path.read_bytes()
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)
    board.press(1).result(5)  # the next person has shown nothing
    host.wait_for(lambda: host.of_kind(records.TICKET))
    assert unpack("<BI", host.of_kind(records.TICKET)[0])[0] == 1


def test_people_are_known_under_the_citys_key_where_the_board_has_it(
    board: Board, host: Host
) -> None:
    """And codes under the hall's, which no other hall has."""
    city = bytes(range(1, 33))
    (board.files / "city.key").write_bytes(city)
    in_service(board, host)
    board.scan(CITIZEN)
    assert board.wait_for(lambda b: b.screen() == IDENTIFIED)
    board.press(2)
    assert board.wait_for(lambda _: len(scans(host)) == 1)
    assert scans(host)[0].endswith(codes.subject(city, CITIZEN))


def test_a_document_is_forgotten_when_another_code_is_held_there(board: Board, host: Host) -> None:
    in_service(board, host)
    board.scan(CITIZEN)
    assert board.wait_for(lambda b: b.screen() == IDENTIFIED)
    board.scan("nothing of ours")
    assert board.wait_for(lambda b: b.screen() == BAD_CODE)
    board.press(1).result(5)
    host.wait_for(lambda: host.of_kind(records.TICKET))
    assert scans(host) == []


def test_the_boards_word_on_a_bad_code_stands_for_four_seconds(board: Board, host: Host) -> None:
    in_service(board, host)
    board.scan("nothing of ours")
    assert board.wait_for(lambda b: b.screen() == BAD_CODE)
    assert not board.wait_for(lambda b: b.screen() == SCREEN, 3)
    assert board.wait_for(lambda b: b.screen() == SCREEN, 3)


def test_while_a_wish_waits_and_out_of_service_no_code_is_taken(board: Board, host: Host) -> None:
    board.power_on()
    assert board.wait_for(is_out_of_service)
    code = codes.make(KEY, codes.BOOKING, 1)
    while not heard_no(board):
        board.scan(code)
        board.wait_for(heard_no, 0.2)
    host.start()
    host.set(FACE, FACE_VALUE)
    assert board.wait_for(lambda b: b.lamps() == LIT)
    board.press(0).result(5)
    refusals = len(board.beeps)
    board.scan(code)
    assert board.wait_for(lambda b: len(b.beeps) > refusals)
    host.settle()
    assert scans(host) == []


def test_without_the_halls_key_a_scanner_is_not_listened_to(
    make_board: MakeBoard, host: Host
) -> None:
    board = make_board("dispenser")
    in_service(board, host)
    board.scan(codes.make(KEY, codes.BOOKING, 1))
    host.settle()
    assert scans(host) == []
    assert board.screen() == SCREEN
    assert not heard_no(board)


def test_a_board_without_a_scanner_has_none_to_hold_a_code_to(make_board: MakeBoard) -> None:
    with pytest.raises(RuntimeError, match="has no scanner"):
        make_board("call_pad").scan("x")
