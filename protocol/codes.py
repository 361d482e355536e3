"""Codes that people carry: on a phone's screen, on paper, or read aloud to a guide.

A code is the 6 bytes of a number and the first 6 bytes of an HMAC-SHA256 over it under the hall's
key, as 20 characters. So a dispenser knows a good one from a mistyped or invented one by itself,
with the gateway away. What a code is for, a booking or a ticket, is part of what is sealed: one
never passes for the other. The subject of an identity document is kept under the same key.

The number names a fact in its stream: the last 2 bytes of the stream's name, then the 4 of n. A
hall that begins a new stream counts n from 1 again under the old key; there an old paper, which any
dispenser knows for a good one, opens nothing, but for one such stream in 65,536.

The alphabet is Crockford's: digits and capitals without I, L, O and U. RFC 4648 has the letters I,
L and O, and digits that begin at 2, so that a 0 or a 1 which somebody reads for them has no
meaning; here each is taken for what was meant. QR codes hold these characters in 5.5 bits each.
Runs unchanged on CPython and MicroPython.
"""

from protocol.checks import KEY_BYTES, Hmac, same

BOOKING = b"booking"  # the number names its `booking.made`
TICKET = b"ticket"  # the number names its `ticket.issued`
OPINION = b"opinion"  # the number names its `opinion.submitted`

ID_BYTES = 6
SEAL_BYTES = 6  # a machine that tries a code a second would need nine million years
LENGTH = 20  # 12 bytes are 96 bits; the last 4 of the 100 are zero
SUBJECT_BYTES = 12  # two people of a city of 100 million share one with a chance of 1 in 10**13

_N_BITS = 32
_STREAM_BITS = 8 * ID_BYTES - _N_BITS
_SUBJECT = b"subject"
_DIGITS = "0123456789"
_IDENTITY = _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = {"I": "1", "L": "1", "O": "0"}
_SPARE_BITS = 5 * LENGTH - 8 * (ID_BYTES + SEAL_BYTES)


def number_of(stream: str, n: int) -> int:
    """What a code of fact n of this stream, 8 hex digits, holds.

    Raises ValueError for an n that is negative or of more than 32 bits.
    """
    if not 0 <= n < 1 << _N_BITS:
        raise ValueError("a code holds an n of 32 bits, not %d" % n)
    return (int(stream, 16) & (1 << _STREAM_BITS) - 1) << _N_BITS | n


def n_of(stream: str, number: int) -> "int | None":
    """The n that a number names in this stream; None if it is of another one."""
    n = number & (1 << _N_BITS) - 1
    return n if number == number_of(stream, n) else None


def make(key: bytes, kind: bytes, number: int) -> str:
    """The code with this number: 20 capitals and digits, without hyphens.

    Raises ValueError for a number that is negative or of more than 48 bits.
    """
    if not 0 <= number < 1 << 8 * ID_BYTES:
        raise ValueError("a code holds a number of 48 bits, not %d" % number)
    name = number.to_bytes(ID_BYTES, "big")
    value = int.from_bytes(name + _seal(key, kind, name), "big") << _SPARE_BITS
    shifts = range(5 * (LENGTH - 1), -1, -5)
    return "".join([_LETTERS[value >> shift & 31] for shift in shifts])


def read(key: bytes, kind: bytes, text: str) -> "int | None":
    """The number in a code of this kind; None if it is no code, of another kind or hall.

    Small letters, spaces and hyphens do not matter, nor O for 0 and I or L for 1.
    """
    value = 0
    length = 0
    for letter in _plain(text):
        place = _LETTERS.find(_MEANT.get(letter, letter))
        length += 1
        if place < 0 or length > LENGTH:
            return None
        value = value << 5 | place
    if length < LENGTH or value & (1 << _SPARE_BITS) - 1:
        return None
    whole = (value >> _SPARE_BITS).to_bytes(ID_BYTES + SEAL_BYTES, "big")
    name = whole[:ID_BYTES]
    if not same(whole[ID_BYTES:], _seal(key, kind, name)):
        return None
    return int.from_bytes(name, "big")


def is_identity(text: str) -> bool:
    """Whether it can be the number of an identity document: 6 to 18 letters, 6 of them digits.

    Of a resident identity number (GB 11643-1999) the check digit must be right. A number that
    begins with 9 may be that of a company instead, whose last digit is another sum.
    """
    plain = _plain(text)
    digits = len([letter for letter in plain if letter in _DIGITS])
    if digits < 6 or len(plain) > 18 or [one for one in plain if one not in _IDENTITY]:
        return False
    if len(plain) < 18 or plain[0] == "9" or not plain[:17].isdigit():
        return True
    total = 0
    for digit in plain[:17]:
        total = (total * 2 + int(digit)) % 11
    return plain[17] == "10X98765432"[total * 2 % 11]


def subject(key: bytes, identity: str) -> bytes:
    """The 12 bytes under which a hall knows whoever has this identity number, and nothing else.

    Small letters, spaces and hyphens do not matter. Only who has the key can find the number
    again, by trying all there are: so the key is as secret as a list of them.
    """
    return _of(key, _SUBJECT, _plain(identity).encode())[:SUBJECT_BYTES]


def _plain(text: str) -> str:
    return "".join([letter for letter in text.upper() if letter not in " -"])


def _seal(key: bytes, kind: bytes, name: bytes) -> bytes:
    return _of(key, kind, name)[:SEAL_BYTES]


def _of(key: bytes, label: bytes, data: bytes) -> bytes:
    """The label has no zero byte, so no two pairs of label and data are one text."""
    if len(key) != KEY_BYTES:
        raise ValueError("a hall's key has %d bytes, not %d" % (KEY_BYTES, len(key)))
    return Hmac(key).of(b"taxhall " + label + b"\0" + data)
