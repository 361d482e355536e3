"""The RP2040's `machine` as the firmware uses it, over a control socket and a UART socket."""

import binascii
import io
import os
import select
import time

import micropython
import sim_control

from hw_sim import wire

PWRON_RESET = 1
WDT_RESET = 3

_GET_FILENO = 10  # MP_STREAM_GET_FILENO: with it poll() waits on the real descriptor
_EINVAL = -22
_WDT_MAX_MS = 8388  # the RP2040's counter holds no more


def unique_id():
    return binascii.unhexlify(os.getenv("SIM_UID"))


def reset_cause():
    return int(os.getenv("SIM_RESET_CAUSE"))


def freq():
    return 125_000_000


def reset():
    """Never returns: the bench kills this process without a finally block, as a reset does."""
    sim_control.send(wire.RESET)
    while True:
        time.sleep(1)


_pins = {}
_levels = {}  # what is outside drives the pin to; a pin not in here floats to its pull


class Pin:
    IN = 0
    OUT = 1
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __new__(cls, number, *args, **kwargs):
        pin = _pins.get(number)
        if pin is None:
            pin = _pins[number] = object.__new__(cls)
            pin._number = number
            pin._mode = cls.IN
            pin._pull = None
            pin._out = None
            pin._handler = None
            pin._trigger = 0
        return pin

    def __init__(self, number, mode=-1, pull=-1, *, value=None):
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None):
        if mode != -1:
            self._mode = mode
        if pull != -1:
            self._pull = pull
        if value is not None:
            self._drive(value)
        elif self._mode == Pin.OUT and self._out is None:
            self._drive(0)

    def _drive(self, level):
        level = 1 if level else 0
        if level != self._out:
            self._out = level
            sim_control.send(wire.PIN_OUT, bytes((self._number, level)))

    def value(self, level=None):
        if level is not None:
            return self._drive(level)
        if self._mode == Pin.OUT:
            return self._out
        sim_control.pump()
        return _levels.get(self._number, 1 if self._pull == Pin.PULL_UP else 0)

    __call__ = value

    def on(self):
        self._drive(1)

    def off(self):
        self._drive(0)

    def toggle(self):
        self._drive(not self._out)

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING):
        self._handler = handler
        self._trigger = trigger


def _edge(number, level):
    pin = _pins.get(number)
    before = _levels.get(number, 1 if pin is None or pin._pull == Pin.PULL_UP else 0)
    _levels[number] = level
    if pin is None or pin._handler is None or level == before:
        return
    if pin._trigger & (Pin.IRQ_RISING if level else Pin.IRQ_FALLING):
        try:
            micropython.schedule(pin._handler, pin)
        except RuntimeError:
            # The queue is four deep here and on the board, where a soft interrupt which finds
            # it full is lost without a word too.
            return


sim_control.on_pin = _edge


class UART(io.IOBase):
    """On a socket: UART0 of the simulated line, which keeps the baud rate, UART1 of the scanner."""

    def __init__(self, id, baudrate=9600, **settings):
        self._fd = int(os.getenv("SIM_UART%d" % id))
        self._file = open(self._fd, "r+b")  # noqa: SIM115
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)

    def init(self, baudrate=9600, **settings):
        return None

    def deinit(self):
        return None

    def ioctl(self, request, argument):
        return self._fd if request == _GET_FILENO else _EINVAL

    def any(self):
        """1 when something waits: the documented minimum, the count is not known."""
        return 1 if self._poll.poll(0) else 0

    def read(self, count=-1):
        return self._file.read(count) or None

    def readinto(self, buffer, count=-1):
        if count >= 0:
            buffer = memoryview(buffer)[:count]
        return self._file.readinto(buffer) or None

    def write(self, data):
        return self._file.write(data)

    def flush(self):
        return None

    def txdone(self):
        return True


class SPI:
    MSB = 1
    LSB = 0

    def __init__(self, id, baudrate=1_000_000, **settings):
        self._bus = id

    def init(self, **settings):
        return None

    def deinit(self):
        return None

    def write(self, data):
        data = bytes(data)
        step = wire.BODY_MAX - 1
        for at in range(0, len(data), step):
            sim_control.send(wire.SPI_OUT, bytes((self._bus,)) + data[at : at + step])


class PWM:
    def __init__(self, pin, *, freq=0, duty_u16=0):
        self._pin = pin._number if isinstance(pin, Pin) else pin
        self._freq = freq
        self._duty = duty_u16
        self._tell()

    def _tell(self):
        sim_control.send(
            wire.TONE,
            bytes((self._pin,))
            + self._freq.to_bytes(4, "little")
            + self._duty.to_bytes(2, "little"),
        )

    def freq(self, hertz=None):
        if hertz is None:
            return self._freq
        if not 8 <= hertz <= 62_500_000:
            raise ValueError("the RP2040 makes 8 Hz to 62.5 MHz")
        self._freq = hertz
        self._tell()

    def duty_u16(self, duty=None):
        if duty is None:
            return self._duty
        self._duty = duty
        self._tell()

    def deinit(self):
        self._duty = 0
        self._tell()


class WDT:
    """The bench keeps the deadline: a wedged VM could not."""

    def __init__(self, id=0, timeout=5000):
        if not 1 <= timeout <= _WDT_MAX_MS:
            raise ValueError("the RP2040's watchdog counts 1 to 8388 ms")
        sim_control.send(wire.WATCHDOG, timeout.to_bytes(2, "little"))

    def feed(self):
        sim_control.send(wire.FEED)
