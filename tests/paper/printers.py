"""The printers of the judge's hall: four models, each with what the gateway is told of it."""

from typing import Final

from gateway.printing.profile import Done, Profile
from hw_sim.paper.model import CLONE_58, EPSON_T82, MUTE_58, XPRINTER_80, Model

MODELS: Final[dict[str, Model]] = {
    "门口": EPSON_T82,
    "中间": XPRINTER_80,
    "里面": CLONE_58,
    "角落": MUTE_58,
}
"""Without the time that paper takes."""

PROFILES: Final[dict[str, Profile]] = {
    "门口": Profile("numbers its jobs", asb=True, clears=True, done=Done.PROCESS_ID),
    "中间": Profile("tells its paper", clears=True),
    "里面": Profile("forgets nothing", width_mm=58),
    "角落": Profile("mute", width_mm=58, real_time=False, done=Done.NEVER),
}

BOARDS: Final = tuple(f"{n:016x}" for n in range(7))
"""Two dispensers beside each printer, one beside the last."""

BESIDE: Final = dict(zip(MODELS, (BOARDS[:2], BOARDS[2:4], BOARDS[4:6], BOARDS[6:]), strict=True))
