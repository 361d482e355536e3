"""Whether central is there. No I/O, no clock."""

from protocol.uplink import CentralState, read


class Presence:
    """What central's workers have said on this connection."""

    def __init__(self) -> None:
        self._said: dict[str, CentralState] = {}

    @property
    def online(self) -> bool:
        """One of them takes facts."""
        return any(state.online for state in self._said.values())

    def hear(self, topic: str, payload: bytes) -> bool:
        """True when what is in flight is to be sent again: it went to nobody, or to a process that
        is gone. Raises UplinkError; what cannot be read does not turn one off that is online.
        """
        if not payload:
            return False  # the retained message was cleared, which says nothing of central
        heard, was = read(CentralState, payload), self._said.get(topic)
        if not heard.online and was is not None and was.online and heard.session != was.session:
            return False  # the will of an earlier connection, spoken late
        self._said[topic] = heard
        began = heard.online and heard != was
        ended = not heard.online and was is not None and was.online
        return self.online and (began or ended)

    def disconnected(self) -> None:
        """Nothing is known of them."""
        self._said.clear()
