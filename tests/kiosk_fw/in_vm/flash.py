"""Run by test_in_vm.py: the NOR interface over a block device, and the guard of the journal."""

# mypy: ignore-errors
# MicroPython, not CPython.

from kiosk_fw import flash
from protocol import records
from protocol.journal import Journal


def a_slot_is_programmed_without_touching_its_neighbours():
    nor = flash.open_nor()
    nor.program(4096 + 256 + 32, b"\x0f" * 32)
    nor.program(4096 + 256 + 64, b"\xf0" * 32)
    page = bytearray(256)
    nor.read(4096 + 256, page)
    assert page == b"\xff" * 32 + b"\x0f" * 32 + b"\xf0" * 32 + b"\xff" * 160
    nor.erase(4096)
    nor.read(4096 + 256, page)
    assert page == b"\xff" * 256


def a_program_across_pages_is_an_error():
    nor = flash.open_nor()
    try:
        nor.program(240, b"\0" * 32)
    except ValueError:
        return
    raise AssertionError("taken")


def the_journal_lives_on_it():
    nor = flash.open_nor()
    journal = Journal(nor, 16, lambda: 7)
    for n in range(300):
        journal.append(records.TICKET, n, records.ticket_payload(1, n))
    again = Journal(nor, 16, lambda: 8)
    assert (again.journal, again.first, again.next) == (7, 1, 301)
    assert again.read(200) == (records.TICKET, 199, records.ticket_payload(1, 199))


def a_file_system_over_all_of_the_storage_is_noticed():
    # statvfs of a Pico: block size, fragment size, blocks, ...
    assert flash.overlaps((4096, 4096, 352, 300, 300, 0, 0, 0, 0, 255))
    assert not flash.overlaps((4096, 4096, 336, 300, 300, 0, 0, 0, 0, 255))


a_slot_is_programmed_without_touching_its_neighbours()
a_program_across_pages_is_an_error()
the_journal_lives_on_it()
a_file_system_over_all_of_the_storage_is_noticed()
print("ok")
