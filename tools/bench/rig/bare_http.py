"""Answers every request with the same few bytes, over the gateway's own web server.

`python -m tools.bench.rig.bare_http` says its port, and serves until its standard input ends.
"""

import sys
from typing import Any, Final, cast

from fastapi import FastAPI

from screens.server import WebServer

ANSWER: Final = b'{"n": 1, "type": "ticket.issued", "label": "A001", "again": false, "data": {}}'


async def app(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI application that reads the body and looks at nothing."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


def main() -> int:
    """See the module."""
    server = WebServer(cast(FastAPI, app), "127.0.0.1", 0)
    server.start()
    print(server.port, flush=True)
    sys.stdin.read()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
