"""A program for the flood test: a page, and a neighbour in the same process who needs files.

argv[1] is `gateway` or `central`. It prints its address; at the end of its input it prints how
often the neighbour got no file, and how much memory it ever had (kB).
"""

import resource
import socket
import sys
import threading
from pathlib import Path

from fastapi import FastAPI

from central.door import server_of
from gateway.web import WebServer, create_app
from tests.web.halls import ASKER, Hall, deeds

MOST_FILES = 256


def _gateway() -> str:
    hall = Hall()
    server = WebServer(create_app(hall.live, deeds(), ASKER, hall.clock), "127.0.0.1", 0)
    server.start()
    return server.url


def _central() -> str:
    app = FastAPI()

    @app.get("/healthz")
    def health() -> dict[str, bool]:
        return {"ok": True}

    listener = socket.create_server(("127.0.0.1", 0))
    server = server_of(app)
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    return "http://{}:{}".format(*listener.getsockname())


def main(room: str) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, hard))
    url = _gateway() if room == "gateway" else _central()
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
    print(url, flush=True)
    sys.stdin.read()
    end.set()
    thread.join()
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(len(refused), peak, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
