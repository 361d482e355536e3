"""What a board does when power comes, when its program fails, and what that costs."""

from pathlib import Path
from struct import unpack

from hw_sim.board import PWRON_RESET, WDT_RESET, Board
from hw_sim.line import Line
from hw_sim.nor import FileNor
from protocol import records
from protocol.device_link import FACE
from protocol.journal import Journal
from tests.kiosk_fw.conftest import UID, MakeBoard
from tests.kiosk_fw.host import Host

MODELS = ("dispenser", "rating_pad", "call_pad")

# Half of the simulated heap (380 KB of 64-bit words stand for the Pico's 190): frames, garbage
# between collections and a fragmented heap need the other half.
MOST_HEAP = 190 * 1024


def program(path: Path, body: str) -> Path:
    path.write_text(body)
    return path


def test_every_boot_is_numbered_and_says_what_caused_it(make_board: MakeBoard, host: Host) -> None:
    board = make_board("call_pad")
    for cause in (PWRON_RESET, WDT_RESET, PWRON_RESET):
        board.power_on(cause)
        host.start()
        host.wait_for(lambda: host.boot_seq in host.records)
        host.stop()
        board.power_cut()
    boots = [unpack("<IB", payload) for payload in host.of_kind(records.BOOT)]
    assert boots == [(1, PWRON_RESET), (2, WDT_RESET), (3, PWRON_RESET)]


def test_a_board_after_boot_leaves_half_of_the_heap_free(tmp_path: Path) -> None:
    for number, model in enumerate(MODELS):
        with Board(f"{number:016x}", model, tmp_path) as board:
            board.power_on()
            assert board.wait_for(lambda b: b.implementation is not None)
            assert board.heap() < MOST_HEAP, model


def test_the_heap_does_not_grow_with_what_it_does(make_board: MakeBoard, host: Host) -> None:
    board = make_board("dispenser")
    board.power_on()
    host.start()
    host.settle()
    before = board.heap()
    for number in range(150):
        host.set(FACE, b"\xff" + f"number {number}".encode())
    assert board.heap() < before + 2048


def test_an_error_is_printed_and_the_board_starts_anew(
    tmp_path: Path, line: Line, host: Host
) -> None:
    """The face that breaks it is gone after the reset: it is out of service, not half alive."""
    breaks = program(
        tmp_path / "breaks.py",
        "from kiosk_fw import main\n"
        "from kiosk_fw.call_pad import CallPad\n"
        "def trip(self, key, seen):\n"
        "    raise RuntimeError('a fault that nobody thought of')\n"
        "CallPad.pressed = trip\n"
        "main.run('call_pad')\n",
    )
    with Board(UID, "call_pad", tmp_path, line, program=breaks) as board:
        board.power_on()
        host.start()  # it answers: its tasks run
        board.press(0)
        assert board.wait_for(lambda b: b.resets == 1)
        assert "RuntimeError: a fault that nobody thought of" in board.output
        assert board.wait_for(lambda b: b.digits() == "----")
        assert board.alive


def test_a_wedged_program_is_bitten_by_the_watchdog(tmp_path: Path, line: Line, host: Host) -> None:
    wedges = program(
        tmp_path / "wedges.py",
        "import time\n"
        "from kiosk_fw import main\n"
        "from kiosk_fw.call_pad import CallPad\n"
        "main.WATCHDOG_MS = 300\n"
        "CallPad.pressed = lambda self, key, seen: time.sleep(60)\n"
        "main.run('call_pad')\n",
    )
    with Board(UID, "call_pad", tmp_path, line, program=wedges) as board:
        board.power_on()
        host.start()  # it answers: its tasks run
        board.press(0)
        assert board.wait_for(lambda b: b.watchdog_bites == 1)
        assert board.wait_for(lambda b: b.digits() == "----")


def test_an_unknown_model_says_which_there_are(tmp_path: Path, line: Line) -> None:
    wrong = program(tmp_path / "wrong.py", "from kiosk_fw import main\nmain.run('printer')\n")
    with Board(UID, "call_pad", tmp_path, line, program=wrong) as board:
        board.power_on()
        said = "ValueError: No board is a 'printer': it is dispenser, rating_pad or call_pad."
        assert board.wait_for(lambda b: said in b.output)


def test_a_boot_that_found_no_room_is_made_up_for(make_board: MakeBoard, host: Host) -> None:
    """Without a BOOT record nobody could tell fresh requests from old ones: none are taken."""
    board = make_board("dispenser")
    with FileNor(board.flash_path, writable=True) as nor:
        journal = Journal(nor, 16, lambda: 7)
        while journal.room:
            journal.append(records.TICKET, 5, records.ticket_payload(0, 1))
        full = journal.next
    host.acks = False
    board.power_on()
    host.start()
    assert host.boot_seq == 0
    host.acks = True
    assert board.wait_for(lambda b: b.resets == 1, 10)
    host.start()
    assert host.boot_seq == full
