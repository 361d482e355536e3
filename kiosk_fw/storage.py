"""The chip's file system: the board's key, the hall's, and files that came over the link."""

import os

from protocol.checks import KEY_BYTES

KEY = "device.key"  # 32 bytes, put there over USB by a technician and never sent anywhere
HALL_KEY = "hall.key"  # 32 bytes, in the same way, for dispensers that have a scanner
CITY_KEY = "city.key"  # likewise, where the hall has it: people are known under it then
PART = "upload.part"
WHOLE = "upload.bin"


def device_key() -> bytes:
    """The board's key, or nothing if it was never provisioned.

    Raises ValueError for a file of another length: going on without a seal would be worse.
    """
    return _key(KEY)


def hall_key() -> bytes:
    """The key of the hall's codes, and of people where there is no other one; or nothing if this
    board has no scanner.

    Raises ValueError for a file of another length.
    """
    return _key(HALL_KEY)


def city_key() -> bytes:
    """The key under which the city knows its taxpayers, or nothing if the hall has none of it.

    Raises ValueError for a file of another length.
    """
    return _key(CITY_KEY)


def _key(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            key = bytes(file.read())
    except OSError:
        return b""
    if len(key) != KEY_BYTES:
        raise ValueError("%s holds %d bytes, not %d: provision it" % (name, len(key), KEY_BYTES))
    return key


class FileSink:
    """Keeps an upload beside the old one until it is whole."""

    def begin(self) -> None:
        """Forget what came before."""
        with open(PART, "wb"):
            pass

    def write(self, data: memoryview) -> None:
        """Keep some more bytes."""
        with open(PART, "ab") as file:
            file.write(data)

    def finish(self) -> None:
        """Let it take the place of the old one, at once and wholly."""
        os.rename(PART, WHOLE)
