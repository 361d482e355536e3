"""Starts a board: journal, BOOT record, parts, tasks. On the board, main.py holds two lines:

import kiosk_fw.main
kiosk_fw.main.run("dispenser")
"""

import asyncio
import os
import sys

import machine
from machine import PWM, UART, WDT, Pin

from kiosk_fw import FIRMWARE, board
from kiosk_fw.bus import Bus, Presence
from kiosk_fw.clock import Clock
from kiosk_fw.flash import open_nor
from kiosk_fw.models import make, scanner
from kiosk_fw.parts.buzzer import Buzzer
from kiosk_fw.parts.keys import Keys
from kiosk_fw.storage import FileSink, device_key
from protocol import records
from protocol.device_link import DeviceLink
from protocol.journal import Full, Journal
from protocol.upload import Upload

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
    role, key_pins, scanned = make(model, clock, journal, buzzer)
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

    tasks = [tick(), bus.run(), buzzer.run(), keys.run(lambda key: role.pressed(key, link.seen))]
    if scanned is not None:
        tasks.append(scanner(clock).run(lambda text: scanned(text, link.seen)))
    # gather ends with the first error of any of them; a task alone would die in silence.
    await asyncio.gather(*tasks)


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
