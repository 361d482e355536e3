"""Starts a board: journal, BOOT record, parts, tasks. On the board, main.py holds two lines:

import kiosk_fw.main
kiosk_fw.main.run("dispenser")
"""

import asyncio
import os
import sys

import machine
from machine import PWM, SPI, UART, WDT, Pin

from kiosk_fw import FIRMWARE, board
from kiosk_fw.bus import Bus, Presence
from kiosk_fw.clock import Clock
from kiosk_fw.flash import open_nor
from kiosk_fw.parts.buzzer import Buzzer
from kiosk_fw.parts.keys import Keys
from kiosk_fw.parts.lamps import Lamps
from kiosk_fw.storage import FileSink, device_key
from protocol import records
from protocol.device_link import DeviceLink
from protocol.journal import Full, Journal
from protocol.upload import Upload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kiosk_fw.call_pad import CallPad
    from kiosk_fw.dispenser import Dispenser
    from kiosk_fw.rating_pad import RatingPad

    Role = CallPad | Dispenser | RatingPad

TICK_MS = 100  # how stale the screen may be; the watchdog is fed from the same loop
WATCHDOG_MS = 5000  # longer than the slowest erase (400 ms), shorter than a person's patience


def random32() -> int:
    """Thirty-two bits of the chip's entropy."""
    return int.from_bytes(os.urandom(4), "little")


def run(model: str) -> None:
    """Be a "dispenser", a "rating_pad" or a "call_pad" until the power goes.

    Whatever goes wrong is printed to the technician's port and the board starts anew: a board
    that goes on after an error it does not know could show what is not true. Ctrl-C leaves to
    the prompt; the watchdog then has its say within 5 s.
    """
    try:
        asyncio.run(_serve(model))
    except Exception as trouble:
        sys.print_exception(trouble)
        machine.reset()


async def _serve(model: str) -> None:
    clock = Clock()
    journal = Journal(open_nor(), board.JOURNAL_SECTORS, random32)
    boot_seq = note_boot(journal, clock.now(), machine.reset_cause())
    buzzer = Buzzer(PWM(Pin(board.BUZZER), freq=1000, duty_u16=0))
    role, key_pins = _role(model, clock, journal, buzzer)
    keys = Keys([Pin(number, Pin.IN, Pin.PULL_UP) for number in key_pins], clock)
    who = machine.unique_id(), role.MODEL, FIRMWARE
    files = Upload(FileSink())
    link = DeviceLink(*who, journal, boot_seq, role.on_set, random32, device_key(), files)
    uart = UART(board.UART, board.BAUD, tx=Pin(board.UART_TX), rx=Pin(board.UART_RX), rxbuf=512)
    bus = Bus(uart, Pin(board.UART_DRIVE, Pin.OUT), link, clock, machine.reset)
    watchdog = WDT(timeout=WATCHDOG_MS)

    async def tick() -> None:
        presence = Presence(link)
        led = Pin(board.LED, Pin.OUT)
        while True:
            watchdog.feed()
            polled = presence.polled(clock.now())
            led.value(polled)
            role.tick(polled and boot_seq > 0)
            bus.rest_if_alone()
            if not boot_seq and journal.room:
                print("The journal has room again: starting anew to note the boot.")
                machine.reset()
            await asyncio.sleep_ms(TICK_MS)

    # gather ends with the first error of any of them; a task alone would die in silence.
    await asyncio.gather(
        tick(), bus.run(), buzzer.run(), keys.run(lambda key: role.pressed(key, link.seen))
    )


def note_boot(journal: Journal, now: int, cause: int) -> int:
    """Append this boot's BOOT record and return its seq, or 0 if the journal is full.

    A request is only fresh or stale within a boot, so without the record none may be taken.
    """
    try:
        return journal.append(records.BOOT, now, records.boot_payload(next_boot(journal), cause))
    except Full:
        return 0


def next_boot(journal: Journal) -> int:
    """The number of the boot after the last one noted.

    When the ring no longer holds one, the oldest seq stands in: every boot used up a seq, so it
    is above all numbers given before.
    """
    for seq in range(journal.next - 1, journal.first - 1, -1):
        kind, _, payload = journal.read(seq)
        if kind == records.BOOT:
            return int.from_bytes(payload[:4], "little") + 1
    return journal.first


def _role(
    model: str, clock: Clock, journal: Journal, buzzer: Buzzer
) -> "tuple[Role, tuple[int, ...]]":
    """The board's role and its key pins. Only the parts that the model has are loaded."""
    if model == "dispenser":
        from kiosk_fw.dispenser import Dispenser
        from kiosk_fw.parts.screen import BAUD, Screen

        screen = Screen(_spi(BAUD), Pin(board.SPI_CS, Pin.OUT))
        lamps = _lamps(board.DISPENSER_LAMPS)
        return Dispenser(clock, journal, lamps, buzzer, screen), board.DISPENSER_KEYS
    if model == "rating_pad":
        from kiosk_fw.rating_pad import RatingPad

        return RatingPad(clock, journal, _lamps(board.RATING_LAMPS), buzzer), board.RATING_KEYS
    if model == "call_pad":
        from kiosk_fw.call_pad import CallPad
        from kiosk_fw.parts.digits import BAUD, Digits

        digits = Digits(_spi(BAUD), Pin(board.SPI_CS, Pin.OUT))
        lamps = _lamps(board.CALL_LAMPS)
        return CallPad(clock, journal, lamps, buzzer, digits), board.CALL_KEYS
    raise ValueError("No board is a %r: it is dispenser, rating_pad or call_pad." % model)


def _lamps(numbers: "tuple[int, ...]") -> Lamps:
    return Lamps([Pin(number, Pin.OUT) for number in numbers])


def _spi(baud: int) -> SPI:
    # Neither chip speaks back; without miso=None the driver would take GP8, which is a key.
    return SPI(board.SPI, baud, sck=Pin(board.SPI_SCK), mosi=Pin(board.SPI_MOSI), miso=None)
