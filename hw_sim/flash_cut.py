"""Power that fails in the middle of a flash operation, as told to a board's VM."""

from dataclasses import dataclass

from hw_sim import torn


@dataclass(frozen=True)
class FlashCut:
    """Power fails at a flash operation of this boot (0 = the first): program or erase.

    mode: what has reached the cells, one of `torn.MODES`; after_bytes is for "first" and "last",
    seed for "random". An operation is a page of 256 bytes programmed or a sector erased.
    """

    operation: int
    after_bytes: int = 0
    mode: str = torn.FIRST
    seed: int = 0

    def __post_init__(self) -> None:
        if self.mode not in torn.MODES:
            raise ValueError(f"Power fails in one of {', '.join(torn.MODES)}, not {self.mode!r}.")

    def __str__(self) -> str:
        """As SIM_FLASH_CUT tells it to the VM."""
        return f"{self.operation}:{self.mode}:{self.after_bytes}:{self.seed}"
