"""What a board asks a hall for over HTTP: its part of the hall, and what its loudspeaker says."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from gateway.board.call import Call
from gateway.board.rules import VoiceRules
from gateway.board.speech import Speech
from screens.server import WebServer
from tests.board.boards import FakeHall


@pytest.fixture
def asked() -> Iterator[tuple[FakeHall, httpx.Client]]:
    hall = FakeHall(voice=VoiceRules(repeat=1))
    server = WebServer(hall.app(), "127.0.0.1", 0)
    server.start()
    with httpx.Client(base_url=server.url) as client:
        yield hall, client
    server.stop()


def test_a_part_of_the_hall_has_its_own_windows_and_their_businesses(
    asked: tuple[FakeHall, httpx.Client],
) -> None:
    _, client = asked
    whole = client.get("/board/part").text
    part = client.get("/board/part?windows=1").text
    assert "B004" in whole
    assert "wait-C" in whole
    assert "B004" not in part
    assert "wait-C" not in part
    assert "A012" in part
    unknown = client.get("/board?windows=1,9")
    assert unknown.status_code == 404
    assert "9" in unknown.text
    assert "data-follow" not in unknown.text
    assert client.get("/board/part?windows=1,9").status_code == 404
    assert client.get("/board/part?windows=1;2").status_code == 422


def test_the_loudspeaker_is_told_once_and_waits_for_news(
    asked: tuple[FakeHall, httpx.Client],
) -> None:
    hall, client = asked
    n = hall.call("A012", "3").n
    first = client.get("/board/voice").json()
    assert first["say"]["n"] == n
    assert first["say"]["wav"] == f"/board/voice/{n}.wav"
    assert first["say"]["texts"] == [{"lang": "zh-CN", "text": "请 A 0 1 2 号到 3 号窗口"}]
    begun = time.monotonic()
    after = client.get(
        "/board/voice", params={"after": first["after"]}, headers={"Prefer": "wait=2"}
    ).json()
    assert after["say"] is None
    assert time.monotonic() - begun > 1.5, "it has waited for news"
    assert client.get("/board/voice?after=another-999999").json()["say"]["n"] == n
    assert client.get("/board/voice/4711.wav").status_code == 404
    for known in ("chime", "silence"):
        answer = client.get(f"/board/voice/{known}.wav")
        assert answer.headers["content-type"] == "audio/wav"
        assert answer.content[:4] == b"RIFF"


def test_a_slow_voice_takes_one_thread_of_the_pages_and_no_more(
    asked: tuple[FakeHall, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, client = asked
    within, most = [0], [0]

    def slow(_: Speech, __: Call) -> bytes:
        within[0] += 1
        most[0] = max(most[0], within[0])
        time.sleep(0.05)
        within[0] -= 1
        return b"sound"

    monkeypatch.setattr(Speech, "wav", slow)
    path = f"/board/voice/{hall.call('A012').n}.wav"
    with ThreadPoolExecutor(6) as many:
        got = list(many.map(lambda _: client.get(path).content, range(6)))
    assert got == [b"sound"] * 6
    assert most == [1]


def test_only_the_one_board_with_loudspeakers_speaks(asked: tuple[FakeHall, httpx.Client]) -> None:
    _, client = asked
    assert "voice.js" not in client.get("/board").text
    assert "voice.js" in client.get("/board?voice=on").text
