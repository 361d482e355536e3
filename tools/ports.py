"""TCP ports for who names one before it is used, or uses one again after a restart.

They lie below the range from which the system gives ports to clients, each process of a test run in
a thousand of its own, so nobody takes one in between.
"""

import itertools
import os
import socket
from typing import Final

FIRST: Final = 20_000
SPAN: Final = 1_000

_turn = itertools.count(os.getpid() * 37 % SPAN)
"""Another beginning for each process, so that two runs on one machine seldom meet."""


def free_port() -> int:
    """A port that nobody holds, and that nobody is given by chance. Raises OSError."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 10
    for _ in range(SPAN):
        port = FIRST + worker * SPAN + next(_turn) % SPAN
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free for this process")
