"""Records, and the flash that holds them."""

from binascii import crc32
from typing import Any

from protocol import records
from protocol.journal import SECTOR, SLOT, Journal
from tools.flash_image import FlashImage
from tools.vectors.sample import JOURNAL, LATER, RECORDS


def record_vectors() -> list[dict[str, Any]]:
    """Every kind of record, and one that this version does not know."""
    return [
        {
            "name": f"kind {kind}",
            "kind": kind,
            "ticks": ticks,
            "payload": payload.hex(),
            "wire": records.encode(kind, ticks, payload).hex(),
        }
        for kind, ticks, payload in RECORDS + LATER
    ]


def journal_vectors() -> list[dict[str, Any]]:
    """The flash after a few records, and after a sector has been filled."""
    found = []
    for name, rows in (("a few", RECORDS), ("into the second sector", RECORDS * 19)):
        nor = FlashImage.blank(2)
        journal = Journal(nor, 2, lambda: JOURNAL)
        for row in rows:
            journal.append(*row)
        shown = [0, SLOT, 3 * SLOT, SECTOR]
        found.append(
            {
                "name": name,
                "sectors": 2,
                "journal": JOURNAL,
                "append": [[kind, ticks, payload.hex()] for kind, ticks, payload in rows],
                "flash": [[at, nor.content[at : at + SLOT].hex()] for at in shown],
                "crc32_of_flash": crc32(nor.content),
            }
        )
    return found
