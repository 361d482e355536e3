"""Which pin does what, per model, for a Raspberry Pi Pico or Pico 2 (GP numbers).

GP23, GP24 and GP29 are not on the Pico's header; GP25 is its own lamp. Both the screen and the
digits sit on SPI1, whose GP26 and GP27 no key or lamp needs.
"""

UART = 0
UART_TX = 0
UART_RX = 1
UART_DRIVE = 2  # RS-485 transceiver, DE and /RE joined: 1 while the board speaks
BAUD = 115200  # 11.5 bytes a millisecond: a full frame takes 22 ms

LED = 25  # lit while the gateway polls this board

BUZZER = 19

SCANNER_UART = 1  # of the dispenser; it is only heard, yet the driver wants both pins
SCANNER_TX = 20
SCANNER_RX = 21  # the one pin of UART 1 that no key needs

SPI = 1
SPI_SCK = 26
SPI_MOSI = 27
SPI_CS = 22

DISPENSER_KEYS = (3, 4, 5, 6, 7, 8, 9, 10)  # to ground when pressed; business keys, top first
DISPENSER_LAMPS = (11, 12, 13, 14, 15, 16, 17, 18)  # 1 is lit; one in each key

RATING_KEYS = (3, 4, 5, 6, 7)  # levels 5 (very satisfied, 非常满意) to 1
RATING_LAMPS = (11, 12, 13, 14, 15)  # same order

# Next, recall, no-show, start, finish, hold, pause: action number less one. A pad with five keys
# leaves the last two open, which reads as never pressed.
CALL_KEYS = (3, 4, 5, 6, 7, 8, 9)
CALL_LAMPS = (11, 12, 13, 14, 15, 16, 17)  # same order

JOURNAL_SECTORS = 16  # 64 KB, about 2,000 records
JOURNAL_START = 1344 * 1024  # in the chip's storage area: the end of a Pico's 1408 KB
