"""Asks on a pty and does nothing else: `python -m tools.bench.rig.bare_loop PORT COUNT BYTES`.

Prints the processor seconds that it took.
"""

import os
import select
import sys
import time
from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Ask COUNT times with BYTES bytes, each time until something is answered."""
    port, count, size = argv[0], int(argv[1]), int(argv[2])
    request = bytes(size)
    fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
    waiting = select.poll()
    waiting.register(fd, select.POLLIN)
    begin = time.process_time()
    for _ in range(count):
        os.write(fd, request)
        waiting.poll()
        os.read(fd, 512)
    print(time.process_time() - begin)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
