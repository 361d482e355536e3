"""Screens without a browser: boards, consoles and phones that ask as their pages do.

A process of its own, so that what it takes is not the gateway's: `python -m
tools.bench.web.followers` reads one line of JSON (`url`, `name`, `password`, `console`, `board`,
`boards`, `consoles`, `phones`: addresses), says `ready`, and then one line of JSON for each text
of `watched: ` that a screen shows: who, what, when (seconds of the monotonic clock, which all
processes of a machine share). It ends with its input.
"""

import ast
import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import socketio

LOST: Final = (OSError, asyncio.IncompleteReadError)
"""The server has closed the connection, as it does with whoever has been silent for long."""
LABEL: Final = re.compile(r"[A-Z]\d{3,}")


class Wire:
    """A connection that is kept between two requests, and begun anew when the server closes it."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._host, self._port = str(place.hostname), int(place.port or 80)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, path: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (the last one of a name) and body of the answer."""
        for _ in range(2):
            try:
                return await self._ask(path, headers or {}, body)
            except LOST:
                self._writer = None
        return await self._ask(path, headers or {}, body)

    async def _ask(
        self, path: str, headers: dict[str, str], body: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        if self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        assert self._reader is not None
        sent = {"Host": f"{self._host}:{self._port}", **headers}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {}
        for line in head[1:-2]:
            name, _, value = line.partition(":")
            told[name.lower()] = value.strip()
        length = int(told.get("content-length", "0"))
        return int(head[0].split()[1]), told, await self._reader.readexactly(length)


class Screens:
    """All of them, telling what they show."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._url = str(order["url"])
        self._shown: dict[str, set[str]] = {}
        self.ready = 0

    def show(self, who: str, text: str) -> None:
        """Tell what was not there before."""
        now = time.monotonic()
        before = self._shown.setdefault(who, set())
        labels = set(LABEL.findall(text))
        for label in labels - before:
            print(json.dumps({"who": who, "label": label, "at": now}))
        self._shown[who] = labels

    async def follow_page(self, who: str, path: str, apart_s: float = 0.0) -> None:
        """As screens/static/follow.js does. apart_s: so long it may be until the first look."""
        await asyncio.sleep(random.uniform(0, apart_s))
        wire = Wire(self._url)
        status, _, body = await wire.ask(path)
        page = body.decode()
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        part, tag = _attribute(page, "data-follow"), ""
        every_s = int(_attribute(page, "data-every") or 200) / 1000
        wait = int(_attribute(page, "data-wait") or 0)
        self.show(who, page)
        self.ready += 1
        while True:
            if not wait:
                await asyncio.sleep(every_s)
            headers = {"If-None-Match": tag} if tag else {}
            if wait:
                headers["Prefer"] = f"wait={wait}"
            try:
                status, told, body = await wire.ask(part, headers)
            except LOST:  # the page looks again
                print(json.dumps({"failed": who}))
                await asyncio.sleep(every_s)
                continue
            if status == 200:
                tag = told.get("etag", "")
                self.show(who, body.decode())
            if wait:
                await asyncio.sleep(every_s)

    async def follow_console(self, who: str, path: str, cookie: str) -> None:
        """As NiceGUI's script does."""
        status, _, body = await Wire(self._url).ask(path, {"Cookie": cookie})
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        page = body.decode()
        found = re.search(r"query: (\{.*?\}),", page)
        assert found is not None, page[:500]
        ids = {"document_id": who, "tab_id": who, "old_tab_id": ""}
        query = {**ast.literal_eval(found[1]), **ids}
        query["implicit_handshake"] = "true"
        client = socketio.AsyncClient(reconnection=False)

        @client.on("*")  # type: ignore[untyped-decorator]
        async def heard(event: str, message: Any) -> None:
            if event == "update":
                self.show(who, json.dumps(message, ensure_ascii=False))

        self.show(who, page)
        await client.connect(
            f"{self._url}?{urlencode(query)}",
            headers={"Cookie": cookie, "Origin": self._url},
            transports=["websocket"],
            socketio_path=f"{path.rpartition('/')[0]}/_nicegui_ws/socket.io",
        )
        self.ready += 1
        await client.wait()
        raise RuntimeError(f"{who} lost its socket")

    async def sign_in(self) -> str:
        """The cookie of a new session."""
        order = self._order
        form = urlencode({"name": order["name"], "password": order["password"]})
        headers = {"Origin": self._url, "Content-Type": "application/x-www-form-urlencoded"}
        _, told, _ = await Wire(self._url).ask("/sign-in", headers, form)
        return told["set-cookie"].partition(";")[0]

    async def watch_itself(self) -> None:
        """Tell when this program is late: what it says of the gateway is then of itself."""
        while True:
            due = time.monotonic() + 0.05
            await asyncio.sleep(0.05)
            late_s = time.monotonic() - due
            if late_s > 0.05:
                print(json.dumps({"late": late_s}))

    async def run(self) -> None:
        """Until the input ends, or a screen fails."""
        order = self._order
        cookie = await self.sign_in() if order["consoles"] else ""
        phones: Sequence[str] = order["phones"]
        consoles = [
            self.follow_console(f"console-{i}", order["console"], cookie)
            for i in range(order["consoles"])
        ]
        boards = [self.follow_page(f"board-{i}", order["board"]) for i in range(order["boards"])]
        hands = [self.follow_page(f"phone-{i}", path, 30.0) for i, path in enumerate(phones)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self.watch_itself())
            come = 0
            for kind in (consoles, boards, hands):
                come += len(kind)
                for screen in kind:
                    group.create_task(screen)
                while self.ready < come:
                    await asyncio.sleep(0.05)
            print("ready")
            await asyncio.to_thread(sys.stdin.read)
            raise asyncio.CancelledError


def _attribute(page: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', page)
    return found[1] if found else ""


def main() -> int:
    """See the module."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    screens = Screens(json.loads(sys.stdin.readline()))
    try:
        asyncio.run(screens.run())
    except asyncio.CancelledError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
