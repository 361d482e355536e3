"""The stops of the tour, in the order in which a visitor walks through hall and city."""

from typing import Final

from tools.tour.stop import Stop

STOPS: Final = (
    Stop(
        "panel",
        "前面板",
        "The front panel",
        "A hall without hardware: every key here presses a pin of a MicroPython VM that runs the"
        " real firmware, cables can be pulled and paper can run out. Simulated people can be sent"
        " home, and the hall is yours.",
        "panel",
        "/",
        size=(1500, 1000),
        ready="[data-testid=counters]",
    ),
    Stop(
        "devices",
        "设备",
        "Devices",
        "For the technician: what is wrong first, then every board, line and printer, and what a"
        " swapped board needs.",
        "gateway",
        "/console/devices",
        who="technician",
        ready="[data-testid=boards]",
    ),
)
