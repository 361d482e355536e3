"""The flash ring: what was appended is there, under its own number, whatever power does."""

import pytest

from protocol import records
from protocol.journal import PER_SECTOR, SLOT, Full, Journal
from tests.protocol.ram_nor import SECTOR, PowerCut, RamNor

SECTORS = 4


def mount(nor: RamNor, number: int = 7) -> Journal:
    return Journal(nor, SECTORS, lambda: number)


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


def scenario(nor: RamNor, kept: dict[int, int]) -> None:
    """Press, acknowledge and reclaim as a board does; `kept` holds what was shown to people."""
    journal = mount(nor)
    for i in range(3 * PER_SECTOR):
        journal.reclaim(journal.next - 1 - PER_SECTOR // 2)
        kept[journal.append(records.RATING, i, rating(i))] = i


@pytest.mark.parametrize(("keep", "tail"), [(0, False), (2, False), (4, False), (1, True)])
def test_power_cut_at_every_flash_operation_loses_no_record_and_reuses_no_number(
    keep: int, tail: bool
) -> None:
    clean = RamNor(SECTORS)
    scenario(clean, {})
    for cut in range(0, clean.operations, 3):
        nor = RamNor(SECTORS, cut_at=cut, keep=keep, tail=tail)
        kept: dict[int, int] = {}
        with pytest.raises(PowerCut):
            scenario(nor, kept)
        journal = mount(RamNor(SECTORS, nor.image), number=8)
        for seq, i in kept.items():
            if seq >= journal.first:
                assert journal.read(seq) == (records.RATING, i, rating(i)), (cut, seq)
        if kept:
            assert journal.journal == 7
            assert journal.first <= max(kept) - PER_SECTOR // 2 or journal.first == 1
            assert journal.next in (max(kept) + 1, max(kept) + 2)


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
@pytest.mark.parametrize(("keep", "tail"), [(0, False), (1, False), (2, True), (4, False)])
def test_an_erase_that_was_cut_leaves_no_half_of_a_sector_behind(
    operation: int, keep: int, tail: bool
) -> None:
    nor = RamNor(SECTORS)
    journal = mount(nor)
    fill(journal, SECTORS)
    nor.cut_at, nor.keep, nor.tail = nor.operations + operation, keep, tail
    with pytest.raises(PowerCut):
        journal.reclaim(PER_SECTOR)
    again = mount(RamNor(SECTORS, nor.image))
    for seq in range(again.first, again.next):
        assert again.read(seq)[0] == records.RATING, seq
    assert again.first in (1, PER_SECTOR + 1)
