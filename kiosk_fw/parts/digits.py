"""Four seven-segment digits on a MAX7219, segments driven raw so that letters can be shown."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import SPI, Pin

DIGITS = 4

BAUD = 1_000_000  # the chip takes ten times that; the cable to the digits does not

_DECODE = 0x09  # 0: the segments are ours
_INTENSITY = 0x0A
_SCAN_LIMIT = 0x0B
_RUNNING = 0x0C
_TEST = 0x0F
_MIDDLING = 7  # of 15; readable on a desk without blinding the clerk

# Bit 7 is the point, bits 6 to 0 the segments A to G. K, M, V, W, X are as near as seven come.
_NUMBERS = b"\x7e\x30\x6d\x79\x33\x5b\x5f\x70\x7f\x7b"
_LETTERS = (
    b"\x77\x1f\x4e\x3d\x4f\x47\x5e\x37\x06\x38\x57\x0e\x54"  # A to M
    b"\x15\x1d\x67\x73\x05\x5b\x0f\x3e\x1c\x2a\x49\x3b\x6d"  # N to Z
)
_DASH = 0x01
_UNKNOWN = 0x08  # a low bar: a character was meant here that has no shape


def segments(character: int) -> int:
    """Segments of an ASCII code: digits, letters, dash and blank; anything else a low bar."""
    if 48 <= character <= 57:
        return _NUMBERS[character - 48]
    if 65 <= character <= 90:
        return _LETTERS[character - 65]
    if 97 <= character <= 122:
        return _LETTERS[character - 97]
    if character == 32:
        return 0
    return _DASH if character == 45 else _UNKNOWN


class Digits:
    """The display; digit 0 of the chip is the leftmost. Sends a digit only when it changes."""

    def __init__(self, spi: "SPI", cs: "Pin") -> None:
        self._spi = spi
        self._cs = cs  # low while the chip listens; it takes over on the rise
        self._cs.value(1)
        self._out = bytearray(2)
        self._shown = bytearray(DIGITS)
        for register, value in (
            (_TEST, 0),
            (_DECODE, 0),
            (_SCAN_LIMIT, DIGITS - 1),
            (_INTENSITY, _MIDDLING),
        ):
            self._send(register, value)
        for place in range(DIGITS):
            self._send(place + 1, 0)
        self._send(_RUNNING, 1)

    def show(self, text: bytes) -> None:
        """Show 4 ASCII characters; fewer stand left, the rest is dark."""
        for place in range(DIGITS):
            shape = segments(text[place]) if place < len(text) else 0
            if shape != self._shown[place]:
                self._send(place + 1, shape)
                self._shown[place] = shape

    def _send(self, register: int, value: int) -> None:
        self._out[0] = register
        self._out[1] = value
        self._cs.value(0)
        self._spi.write(self._out)
        self._cs.value(1)
