"""The language of the control socket between a VM and the bench; runs on both interpreters.

VM to bench: kind u8 | length u8 | body. Bench to VM: exactly three bytes, kind | a | b.
Numbers are little-endian. Pins are GPIO numbers.
"""

# VM to bench
STARTED = 1  # version major u8, minor u8, micro u8, then sys.version as text
PIN_OUT = 2  # pin u8, level u8
SPI_OUT = 3  # bus u8, then the bytes, in the order of PIN_OUT: so the chip-select is known
TONE = 4  # pin u8, frequency u32 in Hz, duty u16
WATCHDOG = 5  # timeout u16 in ms; the bench keeps the deadline, because a wedged VM cannot
FEED = 6
RESET = 7
HEAP = 8  # allocated bytes u32, after a collection
EDGE_SEEN = 9  # pin u8
POWER_FAILS = 10  # the flash reached the operation at which power was to fail

BODY_MAX = 255

# Bench to VM
PIN_IN = 65  # pin, level | WANT_SEEN
ASK_HEAP = 66  # 0, 0

WANT_SEEN = 2  # answer EDGE_SEEN once the edge has reached its handler
ORDER_LENGTH = 3
