"""What four 7-segment digits behind a MAX7219 show.

The chip shifts 16 bits in, register then value, and takes the last 16 when its load pin rises.
Undecoded segments: bit 7 is the point, bits 6..0 are A, B, C, D, E, F, G.
"""

DIGITS = 4

_DECODE_MODE, _SCAN_LIMIT, _SHUTDOWN, _DISPLAY_TEST = 0x9, 0xB, 0xC, 0xF

_POINT = 0x80

# What people read: capitals, whatever shape a letter takes on seven segments. Where two signs are
# one shape (S and 5, Z and 2) the digit stands.
_SHAPES = (
    ("0123456789", "7e 30 6d 79 33 5b 5f 70 7f 7b"),
    ("ABCDEFGHIJKLM", "77 1f 4e 3d 4f 47 5e 37 06 3c 57 0e 54"),
    ("NOPQRTUVWXY", "15 1d 67 73 05 0f 3e 1c 2a 49 3b"),
    (" -_", "00 01 08"),
)
_SIGNS = {
    shape: sign
    for signs, shapes in _SHAPES
    for sign, shape in zip(signs, bytes.fromhex(shapes), strict=True)
}

UNKNOWN = "?"


class Max7219:
    def __init__(self) -> None:
        self._registers = bytearray(16)
        self._shifted = bytearray(2)

    def write(self, data: bytes) -> None:
        """Take bytes; they count once `load` rises."""
        self._shifted[:] = (bytes(self._shifted) + data)[-2:]

    def load(self) -> None:
        """Chip-select rose: the last 16 bits go to their register."""
        self._registers[self._shifted[0] & 0x0F] = self._shifted[1]

    def text(self) -> str:
        """Four signs as people read them, left to right; a lit point follows its sign."""
        if self._registers[_DISPLAY_TEST] & 1:
            return "8." * DIGITS
        if not self._registers[_SHUTDOWN] & 1:
            return " " * DIGITS
        return "".join(self._sign(digit) for digit in range(DIGITS))

    def _sign(self, digit: int) -> str:
        if digit > self._registers[_SCAN_LIMIT] & 7:
            return " "
        if self._registers[_DECODE_MODE] >> digit & 1:
            return UNKNOWN  # Code B is not what the firmware means to use
        segments = self._registers[1 + digit]
        point = "." if segments & _POINT else ""
        return _SIGNS.get(segments & ~_POINT, UNKNOWN) + point
