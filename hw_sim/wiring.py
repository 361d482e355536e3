"""Which part hangs on which pin, read from the firmware's own pin table."""

from dataclasses import dataclass

from kiosk_fw import board as pins

BAUD: int = pins.BAUD
JOURNAL_SECTORS: int = pins.JOURNAL_SECTORS


@dataclass(frozen=True)
class SpiPart:
    """A part on an SPI bus: bus number and GPIO of its chip-select (or load) pin."""

    bus: int
    select: int


@dataclass(frozen=True)
class Wiring:
    """GPIO numbers of one model's parts."""

    keys: tuple[int, ...]
    lamps: tuple[int, ...]
    buzzer: int
    screen: SpiPart | None = None
    digits: SpiPart | None = None
    scanner: bool = False
    """Whether a QR scanner hangs on the second UART."""


_SPI = SpiPart(pins.SPI, pins.SPI_CS)

_MODELS = {
    "dispenser": Wiring(
        pins.DISPENSER_KEYS, pins.DISPENSER_LAMPS, pins.BUZZER, screen=_SPI, scanner=True
    ),
    "rating_pad": Wiring(pins.RATING_KEYS, pins.RATING_LAMPS, pins.BUZZER),
    "call_pad": Wiring(pins.CALL_KEYS, pins.CALL_LAMPS, pins.BUZZER, digits=_SPI),
}


def wiring(model: str) -> Wiring:
    """The wiring of a model. Raises ValueError for one that is not built."""
    try:
        return _MODELS[model]
    except KeyError:
        built = ", ".join(_MODELS)
        raise ValueError(f"There is no board model {model!r}; there are {built}.") from None
