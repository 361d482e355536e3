"""The voice of the hall board, in a real browser with real sound: one call after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from gateway.board.rules import Spell, VoiceRules
from protocol.stamp import Moment
from screens.server import WebServer
from tests.board.boards import FakeHall, record
from tests.browser.axe import faults, small_targets
from tests.browser.board.board import LANDSCAPE, served, size
from tests.browser.chromium import Browser, browser

pytestmark = pytest.mark.timeout(240)

HEAR = """
window.heard = [];
['playing', 'ended'].forEach(function (what) {
  document.addEventListener(what, function (event) {
    window.heard.push([what, event.target.currentSrc.replace(/^.*voice[/]/, ''),
      performance.now(), event.target.volume]);
  }, true);
});
"""

SPEAKER = """
window.heard = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: function () { return [{lang: 'en-US'}, {lang: 'zh-CN'}]; },
  cancel: function () {},
  speak: function (one) {
    window.heard.push(['playing', one.text, performance.now(), one.volume, one.voice.lang]);
    setTimeout(function () {
      window.heard.push(['ended', one.text, performance.now(), one.volume]);
      one.onend();
    }, 300);
  }
}});
"""
"""A browser that has voices, which headless ones have not."""


@dataclass
class Sound:
    what: str
    begun_ms: float
    ended_ms: float
    volume: float


def heard(page: Browser) -> list[Sound]:
    """What has been played to its end, in the order of its beginnings."""
    events = page.driver.execute_script("return window.heard")
    found: list[Sound] = []
    for one in events:
        if one[0] == "playing":
            found.append(Sound(one[1], one[2], float("inf"), one[3]))
        else:
            found[-1].ended_ms = one[2]
    return [one for one in found if one.what != "silence.wav" and one.ended_ms < float("inf")]


def assert_one_after_the_other(sounds: list[Sound]) -> None:
    for before, after in pairwise(sounds):
        assert before.ended_ms <= after.begun_ms, (before, after)


@pytest.fixture(scope="module")
def loud() -> Iterator[Browser]:
    """A kiosk's browser, which plays unasked."""
    with browser("--autoplay-policy=no-user-gesture-required") as found:
        found.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HEAR})
        yield found


@pytest.fixture
def clips(tmp_path: Path) -> str:
    record(tmp_path / "zh", "please A B 0 1 2 3 4 to window")
    return str(tmp_path)


Listening = Callable[..., None]


@pytest.fixture
def listening() -> Iterator[Listening]:
    """Opens the board of a hall in a page, with its voice on."""
    servers: list[WebServer] = []

    def opened(page: Browser, hall: FakeHall, query: str = "") -> None:
        servers.append(served(hall))
        size(page, LANDSCAPE)
        page.open(f"{servers[-1].url}/board?voice=on{query}")

    yield opened
    for server in servers:
        server.stop()


def shown(page: Browser, what: str) -> bool:
    return page.driver.find_element("id", what).is_displayed()


def test_three_quick_calls_and_a_recall_are_said_one_after_the_other(
    loud: Browser, listening: Listening, clips: str
) -> None:
    hall = FakeHall(voice=VoiceRules(clips=clips, volume=60))
    listening(loud, hall)
    loud.until("it listens", lambda: shown(loud, "voice-on"), 15)
    ns = [hall.call(label, window).n for label, window in (("A012", "1"), ("B001", "2"))]
    ns.append(hall.call("A013", "3").n)
    loud.until("all are said", lambda: len(heard(loud)) == 9, 40)
    again = hall.call("A012", "1", again=True).n
    loud.until("it is said again", lambda: len(heard(loud)) == 12, 20)
    sounds = heard(loud)
    wanted = [each for n in (*ns, again) for each in ("chime.wav", f"{n}.wav", f"{n}.wav")]
    assert [one.what for one in sounds] == wanted
    assert_one_after_the_other(sounds)
    assert {one.volume for one in sounds} == {0.6}
    words = [one for one in sounds if one.what != "chime.wav"]
    assert all(one.ended_ms - one.begun_ms > 500 for one in words), "each to its end"
    loud.driver.refresh()
    loud.until("it listens again", lambda: shown(loud, "voice-on"), 15)
    late = hall.call("B002", "2").n
    loud.until("the new call is said", lambda: len(heard(loud)) == 3, 20)
    assert {one.what for one in heard(loud)} == {"chime.wav", f"{late}.wav"}, "none said twice"


def test_quiet_hours_are_silent_and_so_is_another_part_of_the_hall(
    loud: Browser, listening: Listening, clips: str
) -> None:
    voice = VoiceRules(clips=clips, chime=False, repeat=1, quiet=(Spell("12:00", "13:00"),))
    hall = FakeHall(voice=voice)
    noon = Moment(1_795_406_400_000 + 60_000, "b1", 1_000_000)  # 12:01 on the hall's wall
    hall.moment = noon
    listening(loud, hall, "&windows=1,3")
    loud.until("it says that it is quiet", lambda: shown(loud, "voice-quiet"), 15)
    hall.call("A011")
    asked = hall.bell.count
    loud.until("it is shown", lambda: "A011" in loud.text("label"))
    assert heard(loud) == []
    hall.moment = replace(noon, wall_ms=noon.wall_ms + 3_600_000, mono_ms=noon.mono_ms + 3_600_000)
    hall.bell.ring()
    assert hall.bell.count > asked
    loud.until("the hour is over", lambda: shown(loud, "voice-on"), 15)
    hall.call("A012", "2")
    n = hall.call("A013", "3").n
    loud.until("its own call is said", lambda: len(heard(loud)) == 1, 15)
    assert [one.what for one in heard(loud)] == [f"{n}.wav"]


def test_a_browser_that_plays_nothing_unasked_has_one_big_button(
    chromium: Browser, listening: Listening, clips: str
) -> None:
    run = chromium.driver.execute_cdp_cmd
    script = run("Page.addScriptToEvaluateOnNewDocument", {"source": HEAR})
    hall = FakeHall(voice=VoiceRules(clips=clips, chime=False, repeat=1))
    listening(chromium, hall)
    try:
        chromium.until("the button is there", lambda: shown(chromium, "voice-start"), 15)
        n = hall.call("A012").n
        chromium.until("it is shown", lambda: "A012" in chromium.text("label"))
        chromium.keep("board-voice-button")
        assert faults(chromium) == []
        assert small_targets(chromium) == []
        assert heard(chromium) == []
        chromium.driver.find_element("id", "voice-start").click()
        chromium.until("what waited is said", lambda: len(heard(chromium)) == 1, 15)
        assert heard(chromium)[0].what == f"{n}.wav"
        assert not shown(chromium, "voice-start")
    finally:
        run("Page.removeScriptToEvaluateOnNewDocument", script)


def test_a_browser_with_chinese_voices_speaks_itself(loud: Browser, listening: Listening) -> None:
    run = loud.driver.execute_cdp_cmd
    script = run("Page.addScriptToEvaluateOnNewDocument", {"source": SPEAKER})
    hall = FakeHall(voice=VoiceRules(languages=("zh", "en"), chime=False, repeat=1))
    listening(loud, hall)
    try:
        loud.until("it listens", lambda: shown(loud, "voice-on"), 15)
        hall.call("A012", "1")
        hall.call("B001", "2")
        loud.until("both are said", lambda: len(heard(loud)) == 4, 15)
        assert [one.what for one in heard(loud)] == [
            "请 A 0 1 2 号到 1 号窗口",
            "Ticket A 0 1 2, please go to window 1.",
            "请 B 0 0 1 号到 2 号窗口",
            "Ticket B 0 0 1, please go to window 2.",
        ]
        assert_one_after_the_other(heard(loud))
        lang = "return window.heard.map(function (one) { return one[4]; })"
        spoken = [one for one in loud.driver.execute_script(lang) if one]
        assert spoken == ["zh-CN", "en-US"] * 2
    finally:
        run("Page.removeScriptToEvaluateOnNewDocument", script)


def test_a_voice_that_is_missing_is_told_and_the_board_goes_on(
    loud: Browser, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.board.speech.shutil.which", lambda _: None)
    hall = FakeHall(voice=VoiceRules(by="espeak", chime=False, repeat=1))
    listening(loud, hall)
    loud.until("it is told", lambda: "apt install espeak-ng" in loud.text("voice-trouble"), 15)
    assert "没有语音" in loud.text("voice-trouble")
    for label in ("A012", "A013"):
        hall.call(label)
        loud.until("it is shown all the same", lambda one=label: one in loud.text("label"), 10)
    loud.keep("board-voice-missing")
    assert faults(loud) == []
