"""When to leave a board alone so that it may erase or write its flash. Pure: the time comes in."""

from typing import Final

REST_MS: Final = 450
"""An erase takes 45 ms and 400 at worst, with interrupts off: nothing is heard meanwhile."""

AT_LATEST_MS: Final = 5000
"""How long a board that is in use may be kept from resting. Its ring fills while it waits, so it
must come; and nobody should wait half a second for a number, so it should not come at once."""


class Rest:
    """Due when the board wants it and is idle, or has wanted it for 5 s, or a file waits for it."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._hurry = False

    def wanted(self, wants: bool, now: float) -> None:
        """What its last answer said."""
        if not wants:
            self._since = None
            self._hurry = False
        elif self._since is None:
            self._since = now

    def hurry(self) -> None:
        """The next piece of a file cannot come before."""
        self._hurry = True

    def is_due(self, now: float, idle: bool) -> bool:
        """Whether to send REST now."""
        if self._since is None:
            return False
        return idle or self._hurry or now - self._since >= AT_LATEST_MS

    def granted(self) -> None:
        """It rests; what it wants then, its next answer says."""
        self._since = None
        self._hurry = False
