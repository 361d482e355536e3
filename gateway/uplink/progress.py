"""How the way to central stands while central is online."""

from dataclasses import dataclass

from gateway.uplink.settings import Timing
from gateway.uplink.status import Condition
from runtime.mqtt import NO_SUBSCRIBERS


@dataclass
class Progress:
    """Rows may wait for central's word only so long. Times are monotonic seconds."""

    timing: Timing
    missed: int | None = None
    """The reason code of the last message with facts that did not land; None: they do."""
    _confirmed: int = -1
    _confirmed_at: float = 0.0

    def look(self, through: int, last: int, now: float) -> tuple[Condition, str]:
        """What is to be told, with its detail, while central has rows up to `through` of `last`."""
        if through >= last or through != self._confirmed:
            self._confirmed, self._confirmed_at = through, now
        if through >= last:
            return Condition.DELIVERED, ""
        if self.missed is not None:
            unheard = self.missed == NO_SUBSCRIBERS
            return Condition.UNHEARD if unheard else Condition.UNTAKEN, str(self.missed)
        silent = now - self._confirmed_at
        if silent < self.timing.unconfirmed:
            return Condition.SENDING, ""
        return Condition.UNCONFIRMED, f"{silent:.0f}"
