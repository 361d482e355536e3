"""How much the disk still takes. Before it is full, boards are no longer acknowledged: they keep
what is pressed, each about 2,000 records, while what is here still has room to be sent and looked
after.
"""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

MB: Final = 1_000_000

AGAIN_PERCENT: Final = 110
"""The gateway goes on with so much of the least, or it would stop again at once."""


class Room:
    """Of the file system that the store is on. May be asked by any thread."""

    def __init__(self, least_mb: int, free: Callable[[], int]) -> None:
        """least_mb: with less than this it is low. free: bytes that are free now; OSError: unknown,
        and then it is as it was."""
        self.least_mb = least_mb
        self._free = free
        self._low = False

    def is_low(self) -> bool:
        """Look, and say whether boards are to keep what they have."""
        try:
            free = self._free()
        except OSError as error:
            log.warning("how much the disk still takes is not known: %s", error)
            return self._low
        least = self.least_mb * MB * (AGAIN_PERCENT if self._low else 100) // 100
        low = free < least
        if low is not self._low:
            told = "boards keep what is pressed" if low else "boards are read again"
            log.warning("the disk has %d MB free: %s", free // MB, told)
        self._low = low
        return low


def free_bytes(path: Path) -> int:
    """Bytes that are free where this file is, for this user. Raises OSError."""
    return shutil.disk_usage(path.parent).free
