"""The boards' own journals, and whether the gateway has all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from protocol import facts, records
from protocol.journal import SECTOR, Journal
from tools.audit.gateway import Gateway
from tools.audit.report import Report, UnusableError
from tools.flash_image import FlashImage

Identity = tuple[str, int, int]
"""uid, journal, seq"""

Record = tuple[int, int, bytes]
"""kind, ticks, payload"""


def journals(folder: Path, report: Report) -> Iterator[tuple[Identity, Record]]:
    """Every record in the flash images UID.flash. Raises UnusableError if there are none."""
    images = sorted(folder.glob("*.flash"))
    if not images:
        raise UnusableError(
            f"{folder} holds no board: expected {folder}/UID.flash. Without copies of their flash"
            " say --no-boards."
        )
    for path in images:
        uid = path.stem
        image = path.read_bytes()
        if not image or len(image) % SECTOR:
            raise UnusableError(f"{path} is no flash image: {len(image)} bytes, no whole sectors.")
        try:
            journal = Journal(FlashImage(image), len(image) // SECTOR, _no_journal)
        except _NoJournalError:
            if image.strip(b"\xff"):
                report.differ(f"board {uid}: its flash holds no readable journal")
            continue
        for seq in range(journal.first, journal.next):
            try:
                yield (uid, journal.journal, seq), journal.read(seq)
            except IndexError:
                report.differ(f"board {uid}: seq {seq} is missing in its own journal")


def compare(written_by_boards: dict[Identity, Record], gateway: Gateway, report: Report) -> None:
    """Each record that a board still has must be at the gateway, as the board wrote it; or at
    central, of what was there before the gateway's disk was lost (audit.central)."""
    continued = gateway.continued
    kept: dict[Identity, Record] = {}
    for row in gateway.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.DeviceRecord):
            payload = bytes.fromhex(fact.payload)
            kept[fact.uid, fact.journal, fact.seq] = (fact.kind, fact.ticks, payload)
    for (uid, journal, seq), written in written_by_boards.items():
        name = f"record {seq} of board {uid}, journal {journal:08x}"
        held = kept.get((uid, journal, seq))
        if held is None and seq <= continued.get((uid, journal), 0):
            continue
        if held is None:
            report.lose(f"{name}, is not at the gateway")
        elif held != written and written[0] != records.VOID:
            # A slot may read well once and fail later; what the gateway took then is the record.
            report.differ(f"{name}, differs: board {written}, gateway {held}")


class _NoJournalError(Exception):
    """The image would have to be formatted."""


def _no_journal() -> NoReturn:
    raise _NoJournalError
