"""What one board shows: outputs that it is set to, and the facts that it showed them."""

from concurrent.futures import Future
from dataclasses import dataclass, field

from gateway.devices.keeper import Keeper, Output


@dataclass
class Showing:
    """Of one board. An output is set until the board has confirmed it, and told to the store until
    that has kept it."""

    uid: str
    keeper: Keeper
    setting: tuple[int, Output] | None = None
    """Which output the last request sets, and to what."""
    _delivered: dict[int, Output] = field(default_factory=dict)
    _told: "list[tuple[int, Future[int | None]]]" = field(default_factory=list)
    """Outputs whose showing is a fact that is not committed yet."""

    def begin(self) -> None:
        """A new session: nobody knows what the board shows."""
        self._delivered.clear()
        self._told.clear()

    def next(self, *, awaited: bool) -> tuple[int, Output] | None:
        """An output that the board does not show as it should; None while it shows all.

        awaited: one for which somebody stands there, or one for which nobody does.
        """
        for output, wanted in self.keeper.outputs(self.uid).items():
            if wanted.awaited is awaited and self._delivered.get(output) != wanted:
                return output, wanted
        return None

    def shown(self) -> None:
        """The board has confirmed what the last request set."""
        assert self.setting is not None
        output, shown = self.setting
        self._delivered[output] = shown
        told = self.keeper.shown(self.uid, output, shown.value)
        if told is not None:
            self._told.append((output, told))

    def take_note(self) -> int:
        """Look at what was told. Gives how much of it the store could not keep: that is shown
        again, and so told again."""
        failed = 0
        for output, told in [entry for entry in self._told if entry[1].done()]:
            self._told.remove((output, told))
            if told.cancelled() or told.exception() is not None:
                self._delivered.pop(output, None)
                failed += 1
        return failed
