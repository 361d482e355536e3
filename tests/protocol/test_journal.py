"""The flash ring: what was appended is there, under its own number, whatever power does."""

from binascii import crc32
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import pack

import pytest

from hw_sim import torn
from protocol import records
from protocol.journal import MAGIC, PER_SECTOR, SLOT, Full, Journal
from tests.protocol.ram_nor import SECTOR, PowerCut, RamNor

SECTORS = 4


def mount(nor: RamNor, number: int = 7, sectors: int = SECTORS) -> Journal:
    return Journal(nor, sectors, lambda: number)


def rating(i: int) -> bytes:
    return records.rating_payload(i.to_bytes(8, "little"), 1 + i % 5)


def test_a_fresh_flash_becomes_a_journal_with_the_number_drawn_and_begins_at_one() -> None:
    journal = mount(RamNor(SECTORS), number=0xDEADBEEF)
    assert (journal.journal, journal.first, journal.next) == (0xDEADBEEF, 1, 1)


def test_records_keep_their_number_and_bytes_over_reboots() -> None:
    nor = RamNor(SECTORS)
    for i in range(1, 301):
        assert mount(nor, number=i).append(records.RATING, i, rating(i)) == i
    journal = mount(nor)
    assert journal.journal == 1
    for i in range(1, 301):
        assert journal.read(i) == (records.RATING, i, rating(i))


def test_a_full_ring_refuses_and_keeps_all_it_has() -> None:
    journal = mount(RamNor(SECTORS))
    for i in range(SECTORS * PER_SECTOR):
        journal.append(records.RATING, i, rating(i))
    with pytest.raises(Full):
        journal.append(records.RATING, 0, rating(0))
    assert journal.room == 0
    assert journal.read(1) == (records.RATING, 0, rating(0))


def test_only_sectors_whose_records_are_all_acknowledged_are_erased() -> None:
    journal = mount(RamNor(SECTORS))
    for i in range(SECTORS * PER_SECTOR):
        journal.append(records.RATING, i, rating(i))
    assert not journal.reclaim(PER_SECTOR - 1)
    assert journal.first == 1
    assert journal.reclaim(PER_SECTOR)
    assert journal.first == PER_SECTOR + 1
    assert journal.append(records.RATING, 0, rating(0)) == SECTORS * PER_SECTOR + 1


def test_a_ring_that_wrapped_many_times_still_numbers_on() -> None:
    nor = RamNor(SECTORS)
    journal = mount(nor)
    for i in range(1, 10 * SECTORS * PER_SECTOR):
        journal.reclaim(journal.next - 1)
        assert journal.append(records.KEY, i, records.key_payload(1, i)) == i
    again = mount(nor)
    assert (again.first, again.next) == (journal.first, journal.next)


def test_numbers_outside_the_ring_are_an_index_error() -> None:
    journal = mount(RamNor(SECTORS))
    journal.append(records.RATING, 1, rating(1))
    for seq in (0, 2, 1 << 31):
        with pytest.raises(IndexError):
            journal.read(seq)


def test_a_worn_cell_costs_one_slot_and_no_record() -> None:
    nor = RamNor(SECTORS)
    journal = mount(nor)
    nor.image[3 * SLOT + 1] &= 0xF0  # slot 3 of sector 0: seq 3 cannot take its byte any more
    assert [journal.append(records.RATING, i, rating(i)) for i in (1, 2, 3)] == [1, 2, 4]
    assert journal.read(3)[0] == records.VOID
    assert mount(nor).read(4) == (records.RATING, 3, rating(3))


def fill(journal: Journal, sectors: int) -> None:
    for i in range(sectors * PER_SECTOR):
        journal.append(records.RATING, i, rating(i))


def test_a_sector_whose_header_cannot_be_written_is_left_aside() -> None:
    nor = RamNor(SECTORS)
    journal = mount(nor)
    nor.image[SECTOR + 5] &= 0x00  # sector 1 cannot hold its header any more
    fill(journal, 2)
    assert journal.next == 2 * PER_SECTOR + 1
    again = mount(nor)
    assert (again.first, again.next) == (1, journal.next)
    assert again.read(PER_SECTOR + 1) == (records.RATING, PER_SECTOR, rating(PER_SECTOR))


def test_a_sector_that_lost_its_header_is_read_as_void_and_the_rest_stays() -> None:
    nor = RamNor(SECTORS)
    fill(mount(nor), 3)
    nor.image[SECTOR] = 0
    journal = mount(nor)
    assert (journal.first, journal.next) == (1, 3 * PER_SECTOR + 1)
    kinds = {journal.read(seq)[0] for seq in range(PER_SECTOR + 1, 2 * PER_SECTOR + 1)}
    assert kinds == {records.VOID}
    assert journal.read(2 * PER_SECTOR + 1)[0] == records.RATING
    assert journal.append(records.RATING, 0, rating(0)) == 3 * PER_SECTOR + 1


@pytest.mark.parametrize("operation", [0, 1])
@pytest.mark.parametrize("mode", torn.MODES)
def test_an_erase_that_was_cut_leaves_no_half_of_a_sector_behind(operation: int, mode: str) -> None:
    nor = RamNor(SECTORS)
    journal = mount(nor)
    fill(journal, SECTORS)
    nor.cut_at, nor.mode = nor.operations + operation, mode
    with pytest.raises(PowerCut):
        journal.reclaim(PER_SECTOR)
    again = mount(RamNor(SECTORS, nor.image))
    for seq in range(again.first, again.next):
        assert again.read(seq)[0] == records.RATING, seq
    assert again.first in (1, PER_SECTOR + 1)


SMALL = 3  # sectors of the ring whose every operation is cut
PRESSES = (SMALL + 1) * PER_SECTOR + 40
UNACKED = PER_SECTOR * 3 // 2  # the host's disk lags so far behind that the ring has to wait

Record = tuple[int, int, bytes]
VOID: Record = (records.VOID, 0, b"")

CUTS = [(mode, 0) for mode in torn.MODES if mode != torn.RANDOM]
CUTS += [(torn.RANDOM, seed) for seed in range(1, 9)]
FEWER_CUTS = CUTS[:5]
"""Each mode once: how power fails the second time, in a short run."""


@dataclass
class Board:
    """What is known outside when power fails. A record counts as told once append returned."""

    told: dict[int, Record] = field(default_factory=dict)
    acked: int = 0
    doing: Record = VOID

    def work(self, nor: RamNor) -> None:
        """Be pressed and read until the ring has gone round."""
        journal = mount(nor, sectors=SMALL)
        for i in range(1, PRESSES + 1):
            self.doing = VOID
            self.acked = max(0, journal.next - 1 - UNACKED)
            journal.reclaim(self.acked)
            self.doing = (records.RATING, i, records.rating_payload(i.to_bytes(8, "little"), 1))
            self.told[journal.append(*self.doing)] = self.doing


def contents(journal: Journal) -> dict[int, Record]:
    return {seq: journal.read(seq) for seq in range(journal.first, journal.next)}


def check_recovery(board: Board, image: bytearray, whole_sector: bool) -> None:
    """Mount what is left, go on, mount again: nothing told is lost, no number means two things.

    whole_sector: what was cut was an erase or a header; then the ring goes on until it is full.
    """
    journal = mount(RamNor(SMALL, image), number=8, sectors=SMALL)
    found = contents(journal)
    if board.told:
        last = max(board.told)
        assert journal.journal == 7
        assert last < journal.next <= last + 2
        assert journal.first <= board.acked + 1
    for seq, record in found.items():
        assert record in ((board.told[seq],) if seq in board.told else (VOID, board.doing))
    later: Record = (records.KEY, 5, records.key_payload(records.NEXT, 1))
    for _ in range(journal.room if whole_sector and board.told else 1):
        found[journal.next] = later
        assert journal.append(*later) == max(found)
    again = mount(RamNor(SMALL, image), number=9, sectors=SMALL)
    assert (again.journal, contents(again)) == (journal.journal, found)


def check_second_cut(board: Board, image: bytearray, cuts: list[tuple[str, int]]) -> None:
    """Power fails once more at every operation that the recovery takes."""
    recovery = RamNor(SMALL, bytearray(image))
    mount(recovery, number=8, sectors=SMALL)
    for operation in range(recovery.operations):
        for mode, seed in cuts:
            nor = RamNor(SMALL, bytearray(image), cut_at=operation, mode=mode, seed=seed)
            with pytest.raises(PowerCut):
                mount(nor, number=8, sectors=SMALL)
            check_recovery(board, nor.image, whole_sector=True)


def torn_images(nor: RamNor, address: int, old: bytes, new: bytes) -> Iterator[bytearray]:
    for mode, seed in CUTS:
        image = bytearray(nor.image)
        image[address : address + len(new)] = torn.torn(old, new, mode, len(new) // 2, seed)
        yield image


ONE_IN = 12
"""Of the slots inside a sector, in a short run; they differ in nothing but their place."""
EDGE = 2
"""Slots that are cut in any run at either end of a sector, beside its header and its erase."""


def is_cut(address: int, one_in: int) -> bool:
    """Whether power fails at the operation on this address."""
    slot = address % SECTOR // SLOT
    return slot % one_in == 0 or min(slot, PER_SECTOR - slot) <= EDGE


@pytest.mark.parametrize("one_in", [ONE_IN, pytest.param(1, marks=pytest.mark.long)])
def test_power_cut_at_flash_operations_loses_no_record_and_reuses_no_number(one_in: int) -> None:
    board = Board()
    nor = RamNor(SMALL)
    cut = []

    def power_fails(address: int, old: bytes, new: bytes) -> None:
        if not is_cut(address, one_in):
            return
        cut.append(address)
        for image in torn_images(nor, address, old, new):
            check_second_cut(board, image, CUTS if one_in == 1 else FEWER_CUTS)
            check_recovery(board, image, whole_sector=address % SECTOR == 0)

    nor.before = power_fails
    board.work(nor)
    assert nor.operations > PRESSES
    assert nor.erases > SMALL
    assert len(cut) * one_in >= PRESSES
    assert min(contents(mount(nor, sectors=SMALL))) > PER_SECTOR


class WeakNor(RamNor):
    """Bytes that were programmed as power went read well until the start after the next one."""

    weak: tuple[int, bytes] | None = None

    def program(self, address: int, data: bytes) -> None:
        if self.weak is not None and address == self.weak[0]:
            self.weak = None  # the same bits again, and with power this time
        super().program(address, data)

    def fail_in_program(self, address: int, data: bytes) -> None:
        super().program(address, data)
        self.weak = address, b"\xff" * len(data)

    def fade(self) -> None:
        if self.weak is not None:
            address, half = self.weak
            self.image[address : address + len(half)] = half


def test_a_header_that_was_weak_is_made_firm_before_a_record_stands_behind_it() -> None:
    nor = WeakNor(SECTORS)
    fill(mount(nor), 1)
    head = pack("<III", MAGIC, 7, PER_SECTOR + 1)
    nor.fail_in_program(SECTOR, head + pack("<I", crc32(head)))
    journal = mount(nor)
    shown = [journal.append(records.RATING, i, rating(i)) for i in range(20)]
    nor.fade()
    again = mount(nor)
    assert again.next == shown[-1] + 1
    assert [again.read(seq) for seq in shown] == [(records.RATING, i, rating(i)) for i in range(20)]
