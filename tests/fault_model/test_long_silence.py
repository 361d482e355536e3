"""Two pads, one of them sealed, in use for years with a gateway; then their cables are out."""

from random import Random

from protocol import records
from protocol.device_link import RATING_PAD
from tests.fault_model.board import SimBoard
from tests.fault_model.hall import Hall
from tests.fault_model.play import drain, hall_of
from tests.fault_model.world import World

SECTORS, PER_SECTOR = 16, 127
LEAST = 900
STEPS = 3
"""Turns of the lines between two ratings: five ratings a second, as long as the hall is open."""


def rate(hall: Hall, pad: SimBoard) -> bool:
    hall.serial += 1
    service = hall.serial.to_bytes(8, "little")
    return pad.press(records.RATING, records.rating_payload(service, 5))


def use_for_years(hall: Hall, pads: list[SimBoard]) -> None:
    """Until the rings have gone round twice, with rests only as the gateway grants them."""
    while any(pad.journal.next < 2 * SECTORS * PER_SECTOR + 60 for pad in pads):
        for pad in pads:
            assert rate(hall, pad)
        for _ in range(STEPS):
            hall.step()
            hall.world.advance(20)


def rate_until_full(hall: Hall, pad: SimBoard) -> int:
    """Ratings taken, with power failing in the flash now and then."""
    taken = 0
    while True:
        if pad.link is None:
            pad.power_on()
        elif hall.dice.random() < 0.01:
            pad.flash.cut_soon(8)
        elif rate(hall, pad):
            taken += 1
        elif pad.link is not None:
            return taken


def test_nine_hundred_ratings_wait_for_the_cable_whatever_power_does_and_arrive_once() -> None:
    world = World(Random(7), PER_SECTOR, SECTORS)
    with hall_of(world) as hall:
        for wire in hall.wires:
            wire.quiet()
        pads = [board for board in hall.boards if board.model == RATING_PAD]
        assert [bool(pad.key) for pad in pads] == [False, True]
        for pad in pads:
            pad.power_on()
        hall.start()
        use_for_years(hall, pads)
        for pad in pads:
            pad.plugged = False
            assert rate_until_full(hall, pad) >= LEAST
        drain(hall)
    assert not world.ledger.findings
    assert not world.ledger.counted["gaps"]
