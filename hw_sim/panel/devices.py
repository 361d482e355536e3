"""The boards as they stand in the hall: what they show, and keys that move pins of real VMs."""

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from nicegui import run, ui

from hw_sim.hall import Shown, SimHall
from hw_sim.panel.drawing import screen_html, switch, turn
from hw_sim.panel.words import CALL_KEYS, LEVELS
from hw_sim.vm_process import VmError
from screens.console.tags import Tag
from screens.faces import face_svg

PRESS_MS = 80.0
BEEP_SHOWN_S = 0.8
_LOW_HZ = 600  # below it is the sound for "not taken"


class Part(Protocol):
    """A drawn part that can follow its board."""

    def show(self, shown: Shown) -> None: ...


class Key:
    """A key with its lamp. The lamp is told by its sign and in words, not by colour alone."""

    def __init__(
        self, press: Callable[[], object], test_id: str, zh: str, en: str, drawing: str = ""
    ) -> None:
        self._name = f"{zh} {en}".strip()
        self._button = Tag("button", classes="key").mark_as(test_id).attribute("type", "button")
        self._button.on("click", press, args=[])
        with self._button:
            self._lamp = Tag("span", "○", "lamp").attribute("aria-hidden", "true")
            if drawing:
                ui.html(drawing, sanitize=False).classes("face")
            Tag("span", zh, "zh")
            Tag("span", en, "en")
        self._lit: bool | None = None
        self.light(False)

    def light(self, lit: bool) -> None:
        if lit == self._lit:
            return
        self._lit = lit
        self._lamp.say("●" if lit else "○")
        self._button.classes(add="lit" if lit else "", remove="" if lit else "lit")
        self._button.attribute("aria-label", f"{self._name}：{'灯亮 lit' if lit else '灯灭 dark'}")
        self._button.attribute("data-lit", "yes" if lit else "no")


class Keys:
    """All keys of a board."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = tuple(keys)

    def show(self, shown: Shown) -> None:
        for key, lit in zip(self._keys, shown.lamps, strict=False):
            key.light(lit)


class Screen:
    """The green glass of a dispenser."""

    def __init__(self, test_id: str) -> None:
        self._glass = ui.html("", sanitize=False).classes("screen")
        self._glass.props(f"data-testid={test_id} role=img")
        self._lines: tuple[str, ...] | None = None

    def show(self, shown: Shown) -> None:
        if shown.screen != self._lines:
            self._lines = shown.screen
            self._glass.set_content(screen_html(shown.screen))
            self._glass.props["aria-label"] = "\n".join(shown.screen)
            self._glass.classes(add="" if shown.on else "off", remove="off" if shown.on else "")


class Digits:
    """Four red digits."""

    def __init__(self, test_id: str) -> None:
        self._digits = Tag("output", "", "digits").mark_as(test_id)

    def show(self, shown: Shown) -> None:
        self._digits.say(shown.digits.ljust(4))


class Buzzer:
    """What the buzzer said last, for a moment."""

    def __init__(self) -> None:
        self._sign = Tag("span", "", "beep").attribute("role", "status")

    def show(self, shown: Shown) -> None:
        beep = shown.beep
        if beep is None or time.monotonic() - beep[0] > BEEP_SHOWN_S:
            self._sign.say("")
        else:
            self._sign.say("♪ 低音 low" if beep[1] < _LOW_HZ else "♪ 嘀 beep")


class Plugs:
    """A board's power switch and its plug in the serial line."""

    def __init__(self, hall: SimHall, uid: str) -> None:
        self._hall, self._uid = hall, uid
        with ui.element("div").classes("foot"):
            self._power = switch(f"power-{uid}", self._turn)
            self._cable = switch(f"cable-{uid}", self._plug)

    def show(self, shown: Shown) -> None:
        plugged = self._hall.is_plugged(self._uid)
        turn(self._power, shown.on, "电源 power：" + ("开 on" if shown.on else "关 off"))
        turn(self._cable, plugged, "线缆 cable：" + ("已插 in" if plugged else "已拔 out"))

    async def _turn(self) -> None:
        on = self._hall.boards[self._uid].alive
        try:
            await run.io_bound(self._hall.set_power, self._uid, not on)
        except VmError as trouble:
            ui.notify(str(trouble), type="negative")

    async def _plug(self) -> None:
        plugged = self._hall.is_plugged(self._uid)
        await run.io_bound(self._hall.set_cable, self._uid, not plugged)


class Device:
    """One board with all its parts."""

    def __init__(self, hall: SimHall, uid: str, zh: str, en: str, heading: str = "h3") -> None:
        """heading: the level of its title; h3 within a window."""
        self._hall, self._uid = hall, uid
        self.box = ui.element("section").classes("device")
        with self.box, Tag(heading, classes="title"):
            Tag("span", zh)
            Tag("span", en, "en")
            Tag("span", uid, "uid")
            self._parts: list[Part] = [Buzzer()]

    def has(self, *parts: Part) -> "Device":
        """These parts are drawn in its box; the plugs come last."""
        self._parts += [*parts, Plugs(self._hall, self._uid)]
        return self

    def refresh(self) -> None:
        """Draw what has changed."""
        shown = self._hall.shown(self._uid)
        for part in self._parts:
            part.show(shown)


def dispenser(hall: SimHall, uid: str, codes: tuple[str | None, ...], suffix: str) -> Device:
    """A dispenser with its businesses printed beside the keys."""
    names = {business.code: business for business in hall.spec.plan.businesses}
    device = Device(hall, uid, "取号机", "ticket dispenser", "h2")
    with device.box:
        screen = Screen(f"screen{suffix}")
        with ui.element("div").classes("keys dispenser-keys"):
            keys = []
            for index in range(8):
                business = names.get(codes[index] or "") if index < len(codes) else None
                zh = f"{business.code} {business.name}" if business else "—"
                en = business.name_en if business else ""
                keys.append(Key(_press(hall, uid, index), f"key-dispenser{suffix}-{index}", zh, en))
        return device.has(screen, Keys(keys))


def call_pad(hall: SimHall, uid: str, window: str) -> Device:
    """The clerk's pad."""
    device = Device(hall, uid, "叫号器", "call pad")
    with device.box:
        digits = Digits(f"digits-{window}")
        with ui.element("div").classes("keys call-keys"):
            keys = [
                Key(_press(hall, uid, index), f"key-call-{window}-{name}", zh, en)
                for index, (name, zh, en) in enumerate(CALL_KEYS)
            ]
        return device.has(digits, Keys(keys))


def rating_pad(hall: SimHall, uid: str, window: str) -> Device:
    """The taxpayer's pad."""
    device = Device(hall, uid, "评价器", "rating pad")
    with device.box:
        with ui.element("div").classes("keys rating-keys"):
            keys = [
                Key(
                    _press(hall, uid, index),
                    f"key-rating-{window}-{level}",
                    zh,
                    en,
                    face_svg(level),
                )
                for index, (level, zh, en) in enumerate(LEVELS)
            ]
        return device.has(Keys(keys))


def _press(hall: SimHall, uid: str, key: int) -> Callable[[], object]:
    board = hall.boards[uid]
    return lambda: board.press(key, PRESS_MS)
