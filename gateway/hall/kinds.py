"""The three kinds of board: what a role is called, on the link, in hall.toml and by people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.hall.plan import CallPad, Dispenser, RatingPad, Role
from protocol import device_link


@dataclass(frozen=True)
class Kind:
    """One of them."""

    role: type[Role]
    model: int
    """As a board says it in I_AM."""
    name: str
    """As hall.toml says it."""
    zh: str
    en: str


KINDS: Final = (
    Kind(Dispenser, device_link.DISPENSER, "dispenser", "取号机", "ticket dispenser"),
    Kind(CallPad, device_link.CALL_PAD, "call_pad", "叫号器", "call pad"),
    Kind(RatingPad, device_link.RATING_PAD, "rating_pad", "评价器", "rating pad"),
)

OF_ROLE: Final[Mapping[type[Role], Kind]] = {kind.role: kind for kind in KINDS}
OF_MODEL: Final[Mapping[int | None, Kind]] = {kind.model: kind for kind in KINDS}
OF_NAME: Final[Mapping[str, Kind]] = {kind.name: kind for kind in KINDS}
