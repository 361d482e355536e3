"""`taxhall provision`: the keys that are put on a board over its own USB, and never sent there.

A board's own key, under which it and the gateway believe each other; and the hall's, by which a
dispenser with a scanner knows good codes; and the city's, under which it knows people.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from gateway import hall_key
from gateway.devices.keys import FILE, KeysError, provision
from runtime.city_key import load_city_key
from runtime.secret_file import SecretError


def main(argv: list[str]) -> int:
    """Write the key; 0 when the file for the board holds it, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(
        prog="taxhall provision",
        description="Draw a key for a board: into board-keys beside the gateway's database, and"
        " into a file for the board itself. Or, with --scanner, write the hall's key for a"
        " dispenser that has one. The key is never shown. Run it as the gateway's user.",
    )
    parser.add_argument(
        "uid", nargs="?", help="of the board, 16 hex digits, as the hall's page shows it"
    )
    parser.add_argument(
        "--data", type=Path, default=Path("."), metavar="DIR", help="folder of the database"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="device.key, hall.key or city.key")
    parser.add_argument("--again", action="store_true", help="although it has a key already")
    parser.add_argument("--scanner", action="store_true", help="the hall's key, for any dispenser")
    parser.add_argument(
        "--city", type=Path, metavar="KEY_FILE", help="the city's key, for the same dispensers"
    )
    options = parser.parse_args(argv)
    if (options.uid is not None) + options.scanner + (options.city is not None) != 1:
        parser.error("name a board by its uid, or say --scanner or --city")
    usual = "hall.key" if options.scanner else "device.key"
    out = options.out or Path("city.key" if options.city else usual)
    try:
        if options.city:
            _for_people(options.city, out)
        elif options.scanner:
            _for_scanner(options.data, out)
        else:
            _for_board(options.data, options.uid.lower(), out, options.again)
    except (KeysError, SecretError) as error:
        print(error)
        return 1
    return 0


def _for_board(data: Path, uid: str, out: Path, again: bool) -> None:
    _provision(data, uid, out, again)
    print(f"Board {uid} has a key: in {data / FILE} for the gateway, in {out} for it.")
    _say_how(out, "device.key")
    print("Restart the gateway: from then on it believes this board under its seal alone.")


def _for_people(city: Path, out: Path) -> None:
    _write(out, lambda: load_city_key(city))
    print(f"The city's key of {city} is in {out} for dispensers that have a scanner.")
    _say_how(out, "city.key")


def _for_scanner(data: Path, out: Path) -> None:
    _write(out, lambda: hall_key.load_or_make_hall_key(data))
    print(f"The hall's key is in {data / hall_key.FILE} for the gateway, in {out} for dispensers.")
    _say_how(out, "hall.key")


def _write(out: Path, key: Callable[[], bytes]) -> None:
    """A file with a key, or none. Raises KeysError and what `key` raises."""
    with _new(out) as file:
        try:
            _put(file, key())
        except SecretError:
            out.unlink()
            raise
        except OSError as error:
            out.unlink()
            raise KeysError(f"{out} could not be written ({error.strerror}).") from error


def _say_how(out: Path, name: str) -> None:
    print(f"Put it on the board, over the board's own USB: mpremote fs cp {out} :{name} + reset")
    print(f"Then remove it here: rm {out}")


def _provision(data: Path, uid: str, out: Path, again: bool) -> None:
    """The board's file first, since it must be there before a key counts. Raises KeysError."""
    with _new(out) as file:
        try:
            key = provision(data, uid, again)
        except BaseException:
            out.unlink()
            raise
        try:
            _put(file, key)
        except OSError as error:
            out.unlink()
            raise KeysError(
                f"{out} could not be written ({error.strerror}): board {uid} has a key that nobody"
                " can put on it. Run the same again with --again."
            ) from error


def _new(out: Path) -> BinaryIO:
    """A file that nobody else may read at any moment. Raises KeysError."""
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeysError(
            f"{out} is there already: put it on its board and remove it, or name another file by"
            " --out. No key was drawn."
        ) from error
    except OSError as error:
        raise KeysError(f"{out} cannot be written ({error.strerror}). No key was drawn.") from error
    return open(descriptor, "wb")


def _put(file: BinaryIO, key: bytes) -> None:
    file.write(key)
    file.flush()
    os.fsync(file.fileno())
