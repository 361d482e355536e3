"""`taxhall provision`: draw the key under which a board and the gateway believe each other."""

import argparse
import os
from pathlib import Path
from typing import BinaryIO

from gateway.devices.keys import FILE, KeysError, provision


def main(argv: list[str]) -> int:
    """Draw and write the key; 0 when both files hold it, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(
        prog="taxhall provision",
        description="Draw a key for a board: into board-keys beside the gateway's database, and"
        " into a file for the board itself. The key is never shown. Run it as the gateway's user.",
    )
    parser.add_argument("uid", help="of the board, 16 hex digits, as the hall's page shows it")
    parser.add_argument(
        "--data", type=Path, default=Path("."), metavar="DIR", help="folder of the database"
    )
    parser.add_argument("--out", type=Path, default=Path("device.key"), metavar="FILE")
    parser.add_argument("--again", action="store_true", help="although it has a key already")
    options = parser.parse_args(argv)
    uid = options.uid.lower()
    try:
        _provision(options.data, uid, options.out, options.again)
    except KeysError as error:
        print(error)
        return 1
    print(
        f"Board {uid} has a key: in {options.data / FILE} for the gateway, in {options.out} for it."
    )
    print(
        "Put it on the board, over the board's own USB: "
        f"mpremote fs cp {options.out} :device.key + reset"
    )
    print(f"Then remove it here: rm {options.out}")
    print("Restart the gateway: from then on it believes this board under its seal alone.")
    return 0


def _provision(data: Path, uid: str, out: Path, again: bool) -> None:
    """The board's file first, since it must be there before a key counts. Raises KeysError."""
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeysError(
            f"{out} is there already: put it on its board and remove it, or name another file by"
            " --out. No key was drawn."
        ) from error
    except OSError as error:
        raise KeysError(f"{out} cannot be written ({error.strerror}). No key was drawn.") from error
    with open(descriptor, "wb") as file:
        try:
            key = provision(data, uid, again)
        except BaseException:
            out.unlink()
            raise
        _write(file, key, out, uid)


def _write(file: BinaryIO, key: bytes, out: Path, uid: str) -> None:
    try:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        out.unlink()
        raise KeysError(
            f"{out} could not be written ({error.strerror}): board {uid} has a key that nobody can"
            " put on it. Run the same again with --again."
        ) from error
