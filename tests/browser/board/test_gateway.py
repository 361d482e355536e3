"""The board of a real gateway: what is called is on the wall at once, and heard."""

import json
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.board.sound import read
from tests.browser.board.board import LANDSCAPE, size
from tests.browser.chromium import Browser
from tests.browser.hall import HallProgram

pytestmark = pytest.mark.timeout(240)

TOML = """
[rules]
recall_gap_s = 0
[voice]
chime = false
repeat = 1
"""

WATCH = """
new MutationObserver(function () {
  var label = document.querySelector('.label');
  if (label && label.textContent !== window.last) {
    window.last = label.textContent;
    window.shownAt = Date.now();
  }
}).observe(document.getElementById('board'), {childList: true, subtree: true});
"""


class Life:
    """What people do in a hall, by its API."""

    def __init__(self, hall: HallProgram) -> None:
        self.hall = hall
        self.clerk = hall.program_token("clerk", hall.tokens["clerk"])
        self.guide = hall.program_token("guide", hall.tokens["guide"])

    def take(self, business: str) -> str:
        key = f"key-{time.monotonic_ns()}"
        answer = self.hall.ask("/tickets", {"business": business}, self.guide, key)
        return str(answer["label"])

    def at_window(self, verb: str) -> int:
        return int(self.hall.ask(f"/windows/1/{verb}", {}, self.clerk)["n"])

    def call_by_leader(self) -> int:
        """To the window where nobody sits."""
        secret = self.hall.program_token("leader")
        return int(self.hall.ask("/windows/2/call-next", {}, secret)["n"])


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProgram]:
    program = HallProgram(Path(tmp_path_factory.mktemp("board")), TOML)
    yield program
    program.stop()


def test_a_call_is_on_the_wall_at_once_and_names_nobody(
    hall: HallProgram, chromium: Browser
) -> None:
    life = Life(hall)
    size(chromium, LANDSCAPE)
    chromium.hosts()  # of the tests before
    chromium.open(f"{hall.url}/board")
    chromium.until("nobody is called yet", lambda: "还没有叫号" in chromium.text("nobody"), 20)
    for business in "AAB":
        life.take(business)
    people = lambda: chromium.part("wait-A").find_element("class name", "people").text  # noqa: E731
    chromium.until("they wait", lambda: people() == "2")
    assert "暂无窗口办理" in chromium.text("wait-A"), "nobody serves: that is no wait of 0 minutes"
    for verb in ("log-in", "open"):
        life.at_window(verb)
    chromium.until("somebody serves", lambda: "暂无窗口" not in chromium.text("wait-A"), 20)
    chromium.driver.execute_script(WATCH)
    late: list[float] = []
    for label, verbs in (("A001", ()), ("A002", ("no-show",)), ("B001", ("no-show",))):
        for verb in verbs:
            life.at_window(verb)
        n = life.at_window("call-next")
        answered = time.time()
        chromium.until("it is shown", lambda one=label: chromium.text("label") == one, 20)
        late.append(chromium.driver.execute_script("return window.shownAt") / 1000 - answered)
    assert min(late) < 0.5, late  # 0.12 to 0.22 s on a machine with nothing to spare
    assert "1号窗口" in chromium.text("where")
    assert "Window 1" in chromium.text("where")
    fresh = "return document.documentElement.classList.contains('fresh')"
    chromium.until("it is marked as new", lambda: chromium.driver.execute_script(fresh), 11)
    assert life.at_window("recall") > n
    chromium.until("a recall is told", lambda: "再次呼叫" in chromium.text("calling"), 20)
    source = chromium.driver.page_source
    assert "clerk" not in source
    assert hall.tokens["clerk"] not in source
    assert chromium.hosts() <= {hall.url.removeprefix("http://")}
    life.at_window("no-show")
    chromium.until("it is no call any more", lambda: "最近叫号" in chromium.text("calling"), 20)


def test_a_gateway_that_hangs_is_noticed(hall: HallProgram, chromium: Browser) -> None:
    chromium.open(f"{hall.url}/board")
    lost = lambda: chromium.part("lost").is_displayed()  # noqa: E731
    chromium.until("it is there", lambda: not lost())
    hall.gateway.process.send_signal(signal.SIGSTOP)
    try:
        begun = time.monotonic()
        chromium.until("the loss is told", lost, 8)
        assert time.monotonic() - begun < 6
    finally:
        hall.gateway.process.send_signal(signal.SIGCONT)
    chromium.until("it is back", lambda: not lost(), 15)


@pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="needs espeak-ng: apt install espeak-ng"
)
def test_the_gateway_speaks_its_calls(hall: HallProgram) -> None:
    life = Life(hall)
    life.take("B")
    n, told = life.call_by_leader(), _told(hall, "")
    while told["say"]["n"] != n:
        told = _told(hall, f"?after={told['after']}")
    assert told["say"]["texts"][0]["text"].endswith("号到 2 号窗口")
    with urllib.request.urlopen(hall.url + told["say"]["wav"], timeout=10) as answer:
        spoken = read(answer.read())
    assert 2 < spoken.seconds < 9
    assert max(spoken.frames) > 100


def _told(hall: HallProgram, query: str) -> Any:
    with urllib.request.urlopen(f"{hall.url}/board/voice{query}", timeout=10) as answer:
        return json.load(answer)
