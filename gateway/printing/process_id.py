"""A job with a number of its own (GS ( H, function 48): the head gives it back once all that was
sent before it is printed. So no answer to another job, and no noise, can confirm this one. Pure.
"""

from collections.abc import Iterator
from typing import Final

_DIGITS: Final = b"@ABCDEFGHIJKLMNO`abcdefghijklmno"
"""Bytes that neither begin an unasked frame nor answer DLE EOT, whatever else is lost beside them;
a head takes 20h to 7Eh."""

_PLACES: Final = 4
NUMBERS: Final = len(_DIGITS) ** _PLACES
"""How many jobs there are until a number comes again: years of a hall's tickets."""


def numbers(first: int) -> Iterator[bytes]:
    """A number for each job, for ever. `first` is to differ from start to start of the program, as
    a head may still hold a job of the last one."""
    while True:
        rest, digits = first % NUMBERS, bytearray()
        for _ in range(_PLACES):
            rest, digit = divmod(rest, len(_DIGITS))
            digits.append(_DIGITS[digit])
        yield bytes(digits)
        first += 1


def question(number: bytes) -> bytes:
    """What is sent after the job."""
    return b"\x1d\x28\x48\x06\x00\x30\x30" + number


def answer(number: bytes) -> bytes:
    """What comes back, byte for byte."""
    return b"\x37\x22" + number + b"\x00"
