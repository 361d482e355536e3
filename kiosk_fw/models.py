"""The models: which parts each has, on which pins, and what it does with them."""

from machine import SPI, UART, Pin

from kiosk_fw import board
from kiosk_fw.clock import Clock
from kiosk_fw.parts.buzzer import Buzzer
from kiosk_fw.parts.lamps import Lamps
from kiosk_fw.storage import city_key, hall_key
from protocol.journal import Journal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_fw.call_pad import CallPad
    from kiosk_fw.dispenser import Dispenser
    from kiosk_fw.parts.scanner import Scanner
    from kiosk_fw.rating_pad import RatingPad

    Role = CallPad | Dispenser | RatingPad
    Scanned = Callable[[str, int], None]


def make(
    model: str, clock: Clock, journal: Journal, buzzer: Buzzer
) -> "tuple[Role, tuple[int, ...], Scanned | None]":
    """The board's role, its key pins, and who is told what a scanner reads, if it is to be heard.

    Only the parts that the model has are loaded.
    """
    if model == "dispenser":
        from kiosk_fw.dispenser import Dispenser
        from kiosk_fw.parts.screen import BAUD, Screen

        screen = Screen(_spi(BAUD), Pin(board.SPI_CS, Pin.OUT))
        lamps = _lamps(board.DISPENSER_LAMPS)
        key = hall_key()
        dispenser = Dispenser(clock, journal, lamps, buzzer, screen, key, city_key())
        return dispenser, board.DISPENSER_KEYS, dispenser.scanned if key else None
    if model == "rating_pad":
        from kiosk_fw.rating_pad import RatingPad

        return (
            RatingPad(clock, journal, _lamps(board.RATING_LAMPS), buzzer),
            board.RATING_KEYS,
            None,
        )
    if model == "call_pad":
        from kiosk_fw.call_pad import CallPad
        from kiosk_fw.parts.digits import BAUD, Digits

        digits = Digits(_spi(BAUD), Pin(board.SPI_CS, Pin.OUT))
        lamps = _lamps(board.CALL_LAMPS)
        return CallPad(clock, journal, lamps, buzzer, digits), board.CALL_KEYS, None
    raise ValueError("No board is a %r: it is dispenser, rating_pad or call_pad." % model)


def scanner(clock: Clock) -> "Scanner":
    """What reads codes for a dispenser."""
    from kiosk_fw.parts.scanner import BAUD, Scanner

    # Pulled up: with the scanner's plug out the pin would make bytes of the lamps' flicker.
    rx = Pin(board.SCANNER_RX, Pin.IN, Pin.PULL_UP)
    return Scanner(UART(board.SCANNER_UART, BAUD, tx=Pin(board.SCANNER_TX), rx=rx), clock)


def _lamps(numbers: "tuple[int, ...]") -> Lamps:
    return Lamps([Pin(number, Pin.OUT) for number in numbers])


def _spi(baud: int) -> SPI:
    # Neither chip speaks back; without miso=None the driver would take GP8, which is a key.
    return SPI(board.SPI, baud, sck=Pin(board.SPI_SCK), mosi=Pin(board.SPI_MOSI), miso=None)
