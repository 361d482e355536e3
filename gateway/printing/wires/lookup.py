"""Where a name leads. The system's own look-up may wait half a minute for a name server that is
away, and nothing breaks it off: so it waits in a thread of its own, and nobody else does.
"""

import socket
import threading
from collections.abc import Sequence
from typing import Final

from gateway.printing.wires.wire import CONNECT_S

Place = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int | bytes, ...]]
"""As getaddrinfo gives it."""


class _Lookup:
    """One question to the system, and its answer once there is one."""

    def __init__(self, host: str, port: int) -> None:
        self._asked = host, port
        self._places: Sequence[Place] = ()
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"look up {host}", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def places(self, timeout_s: float) -> Sequence[Place]:
        self._thread.join(timeout_s)
        if not self.over:
            raise TimeoutError(f"no name server told where {self._asked[0]} is")
        if self._trouble is not None:
            raise self._trouble
        return self._places

    def _run(self) -> None:
        try:
            self._places = socket.getaddrinfo(*self._asked, type=socket.SOCK_STREAM)
        except Exception as trouble:  # it is for whoever asked
            self._trouble = trouble


_gate: Final = threading.Lock()
_under_way: Final[dict[tuple[str, int], _Lookup]] = {}
"""One for each name at most, however often somebody tries again meanwhile."""


def places(host: str, port: int) -> Sequence[Place]:
    """All addresses of a name, at least one. Raises OSError within `CONNECT_S` if nobody knows it,
    and what getaddrinfo does for what cannot be a name."""
    with _gate:
        for asked in [asked for asked, one in _under_way.items() if one.over]:
            del _under_way[asked]
        lookup = _under_way.get((host, port))
        if lookup is None:
            lookup = _under_way[host, port] = _Lookup(host, port)
    return lookup.places(CONNECT_S)
