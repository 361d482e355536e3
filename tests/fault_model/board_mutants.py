"""Boards with one rule removed: of what is freed, and of how the journal is kept."""

from struct import unpack
from typing import Any

import pytest

from protocol import frames, journal, records
from protocol.device_link import DeviceLink
from protocol.journal import Journal
from tests.fault_model import board as board_module
from tests.fault_model.board import SimJournal

Patch = pytest.MonkeyPatch
Reply = tuple[int, bytes] | None


# -- the board frees what is acknowledged


def free_what_was_sent(patch: Patch) -> None:
    """Whatever was said once counts as heard."""
    poll = DeviceLink._poll

    def hasty(self: DeviceLink, body: bytes, now: int) -> Reply:
        answer = poll(self, body, now)
        if answer is not None and answer[0] == frames.EVENTS:
            sent = records.split(answer[1][8:])
            self.acked = unpack("<II", answer[1][:8])[1] + len(sent or ()) - 1
        return answer

    patch.setattr(DeviceLink, "_poll", hasty)


def free_what_was_read_ahead(patch: Patch) -> None:
    """What the host has read and not committed counts as acknowledged."""
    poll = DeviceLink._poll

    def hasty(self: DeviceLink, body: bytes, now: int) -> Reply:
        answer = poll(self, body, now)
        if answer is not None:
            self.acked += body[4]
        return answer

    patch.setattr(DeviceLink, "_poll", hasty)


def keep_acknowledgements_over_sessions(patch: Patch) -> None:
    """What another session acknowledged counts in this one."""
    begin = DeviceLink._open

    def keeping(self: DeviceLink, tag: int, body: bytes, now: int) -> bytes | None:
        acked = self.acked
        answer = begin(self, tag, body, now)
        self.acked = acked
        return answer

    patch.setattr(DeviceLink, "_open", keeping)


def keep_acknowledgements_over_reboots(patch: Patch) -> None:
    """They are written to flash too."""
    kept: dict[tuple[bytes, int], int] = {}
    made, poll = DeviceLink.__init__, DeviceLink._poll

    def make(self: DeviceLink, *arguments: Any) -> None:
        made(self, *arguments)
        self.acked = kept.get((self._uid, self.journal.journal), 0)

    def noted(self: DeviceLink, body: bytes, now: int) -> Reply:
        answer = poll(self, body, now)
        kept[self._uid, self.journal.journal] = self.acked
        return answer

    patch.setattr(DeviceLink, "__init__", make)
    patch.setattr(DeviceLink, "_poll", noted)


def erase_what_is_not_acknowledged(patch: Patch) -> None:
    """Half of the ring is to be blank, whatever it costs."""
    wants = Journal.wants_erase
    patch.setattr(Journal, "wants_erase", lambda self, acked: wants(self, self.next))


# -- the journal


def show_before_it_is_written(patch: Patch) -> None:
    """The lamp first, the flash afterwards."""
    append = Journal.append

    def hasty(self: SimJournal, kind: int, ticks: int, payload: bytes) -> int:
        seq = self.next
        if self.room:
            self.board.wrote(seq, (kind, ticks, payload))
        append(self, kind, ticks, payload)
        return seq

    patch.setattr(SimJournal, "append", hasty)


def count_good_slots(patch: Patch) -> None:
    """The next number is a count of the records, not the place behind the last one."""

    def used(self: Journal, sector: int) -> int:
        base = self._bases[sector]
        seqs = range(base, base + journal.PER_SECTOR)
        return sum(self._read(sector, seq)[0] != records.VOID for seq in seqs)

    patch.setattr(Journal, "_used", used)


def write_over_a_torn_slot(patch: Patch) -> None:
    """A slot that does not read back is free again at the next start."""

    def used(self: Journal, sector: int) -> int:
        base = self._bases[sector]
        good = [
            i + 1
            for i in range(journal.PER_SECTOR)
            if self._read(sector, base + i)[0] != records.VOID
        ]
        return max(good, default=0)

    patch.setattr(Journal, "_used", used)


def read_nothing_back(patch: Patch) -> None:
    """What was programmed counts as written."""

    def program(self: Journal, address: int, data: bytes) -> bool:
        self._nor.program(address, data)
        return True

    patch.setattr(Journal, "_program", program)


def leave_torn_slots_out(patch: Patch) -> None:
    """A slot that does not read back is passed over, and its number with it."""
    poll = DeviceLink._poll

    def passing(self: DeviceLink, body: bytes, now: int) -> Reply:
        answer = poll(self, body, now)
        if answer is None or answer[0] != frames.EVENTS:
            return answer
        found = records.split(answer[1][8:]) or []
        good = [records.encode(*record) for record in found if record[0] != records.VOID]
        return (frames.EVENTS, answer[1][:8] + b"".join(good)) if good else (frames.IDLE, b"")

    patch.setattr(DeviceLink, "_poll", passing)


def erase_without_the_header_first(patch: Patch) -> None:
    """An erase that is cut may leave a header in front of records that are gone."""

    def erase(self: Journal, sector: int) -> None:
        self._bases[sector] = 0
        self._nor.erase(sector * journal.SECTOR)
        self._blank[sector] = True

    patch.setattr(Journal, "_erase", erase)


def note_no_boot(patch: Patch) -> None:
    """A board that starts anew goes on under the BOOT record that it has."""
    note = board_module.note_boot

    def last(journal: Journal, now: int) -> int:
        for seq in range(journal.next - 1, journal.first - 1, -1):
            if journal.read(seq)[0] == records.BOOT:
                return seq
        return note(journal, now)

    patch.setattr(board_module, "note_boot", last)


def write_over_a_torn_slot_unread(patch: Patch) -> None:
    """And what was written over it is not read back."""
    write_over_a_torn_slot(patch)
    read_nothing_back(patch)
