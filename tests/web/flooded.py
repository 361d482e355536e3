"""A program for the flood test: a page, and a neighbour in the same process who needs files.

It prints its address; at the end of its input it prints how
often the neighbour got no file, and how much memory it ever had (kB).
"""

import resource
import socket
import sys
import threading
from pathlib import Path

from gateway.web import create_app
from screens.server import WebServer
from tests.web.halls import ASKER, Hall, deeds

MOST_FILES = 1024


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, hard))
    hall = Hall()
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    refused: list[OSError] = []
    end = threading.Event()

    def neighbour() -> None:
        """As a printer is connected anew and a port is opened again."""
        while not end.wait(0.005):
            try:
                for one in socket.socketpair():
                    one.close()
                with open("/dev/null", "rb"):
                    pass
            except OSError as error:
                refused.append(error)

    thread = threading.Thread(target=neighbour)
    thread.start()
    print(server.url, flush=True)
    sys.stdin.read()
    end.set()
    thread.join()
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(len(refused), peak, flush=True)


if __name__ == "__main__":
    main()
