"""What the gateway says of the hall, asked once a second for all open pages together."""

import threading
import urllib.request
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ValidationError

EVERY_S = 1.0
_TIMEOUT_S = 2.0

NO_GATEWAY = (
    "没有连接网关：设备显示暂停服务。",
    "No gateway is named, so every board is out of service: start one, or use --gateway-url.",
)
NOT_REACHED = (
    "连不上网关，排队数字暂不显示。",
    "The gateway does not answer, so no figures are shown.",
)
NOT_READ = (
    "网关的回答读不懂，排队数字暂不显示。",
    "The gateway's answer cannot be read: is it of another version?",
)


class Business(BaseModel):
    code: str
    name: str
    name_en: str
    waiting: int


class Window(BaseModel):
    id: str
    name: str
    state: Literal["idle", "called", "serving"]
    ticket: str | None


class Part(BaseModel):
    health: Literal["ok", "fault", "unknown", "absent"]
    zh: str
    en: str


class Live(BaseModel):
    """The part of /api/v1/live that the panel shows."""

    day: str | None
    businesses: tuple[Business, ...]
    windows: tuple[Window, ...]
    printer: Part


@dataclass(frozen=True)
class News:
    """Either `live`, or a sentence why there is none, in both languages."""

    live: Live | None
    fault: tuple[str, str] = ("", "")


class Feed:
    """Asks in a thread of its own; `news` is the last answer."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        """Of the gateway; None: none is named."""
        self._closed = threading.Event()
        self.news = News(None, NO_GATEWAY if url is None else NOT_REACHED)
        self._thread = threading.Thread(target=self._run, name="panel feed", daemon=True)
        if url is not None:
            self._thread.start()

    def close(self) -> None:
        """Ask no more."""
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(EVERY_S):
            news = self._ask()
            if news != self.news:
                self.news = news

    def _ask(self) -> News:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/live", timeout=_TIMEOUT_S) as answer:
                return News(Live.model_validate_json(answer.read()))
        except OSError:
            return News(None, NOT_REACHED)
        except ValidationError:
            return News(None, NOT_READ)
