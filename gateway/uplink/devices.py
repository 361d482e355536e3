"""How the hall's boards are, told to central as it changes."""

from collections.abc import Sequence
from typing import Final, Protocol

from protocol.uplink import DeviceState, device_state_topic, write
from runtime.mqtt import Connection

LOOK_S: Final = 1.0
"""Seconds between two looks: what changes more often is told as it is then."""


class Devices(Protocol):
    """Knows how the boards are. Called from the uplink's thread only."""

    def states(self) -> Sequence[DeviceState]:
        """Of each board once. The same state is the same, also in when it began."""


class NoDevices:
    """A hall of which nobody tells."""

    def states(self) -> Sequence[DeviceState]:
        """See Devices."""
        return ()


class DeviceTeller:
    """Publishes what has changed since it was said on this connection; at first, everything."""

    def __init__(self, devices: Devices, hall: str) -> None:
        self._devices = devices
        self._hall = hall
        self._said: dict[str, DeviceState] = {}
        self._look_at = 0.0

    @property
    def look_at(self) -> float:
        """Monotonic seconds of the next look."""
        return self._look_at

    def work(self, wire: Connection, now: float) -> None:
        """Look, if it is time, and say what is new, to be retained. Raises WireError."""
        if now < self._look_at:
            return
        self._look_at = now + LOOK_S
        states = self._devices.states()
        for state in states:
            if self._said.get(state.uid) != state:
                wire.publish(device_state_topic(self._hall, state.uid), write(state), retain=True)
        self._said = {state.uid: state for state in states}

    def disconnected(self) -> None:
        """The next broker may know nothing of it."""
        self._said.clear()
        self._look_at = 0.0
