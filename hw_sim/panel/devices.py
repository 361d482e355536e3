"""The boards as they stand in the hall: what they show, and keys that move pins of real VMs."""

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from nicegui import run, ui

from hw_sim.hall import Shown, SimHall
from hw_sim.panel.drawing import Tag, face_svg, screen_html
from hw_sim.panel.words import CALL_KEYS, LEVELS
from hw_sim.vm_process import VmError

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


class Foot:
    """Power switch, cable and what the buzzer said last."""

    def __init__(self, hall: SimHall, uid: str) -> None:
        self._hall, self._uid = hall, uid
        with ui.element("div").classes("foot"):
            self._power = Tag("button", classes="switch").mark_as(f"power-{uid}")
            self._power.attribute("type", "button").attribute("role", "switch")
            self._power.on("click", self._turn, args=[])
            self._cable = Tag("button", classes="switch").mark_as(f"cable-{uid}")
            self._cable.attribute("type", "button").attribute("role", "switch")
            self._cable.on("click", self._plug, args=[])
            self._beep = Tag("span", "", "beep").attribute("aria-hidden", "true")
            Tag("span", uid, "uid")

    def show(self, shown: Shown) -> None:
        self._power.say("电源 power：" + ("开 on" if shown.on else "关 off"))
        self._power.attribute("aria-checked", "true" if shown.on else "false")
        plugged = self._hall.is_plugged(self._uid)
        self._cable.say("线缆 cable：" + ("已插 in" if plugged else "已拔 out"))
        self._cable.attribute("aria-checked", "true" if plugged else "false")
        beep = shown.beep
        if beep is None or time.monotonic() - beep[0] > BEEP_SHOWN_S:
            self._beep.say("")
        else:
            self._beep.say("♪ 低音 low" if beep[1] < _LOW_HZ else "♪ 嘀 beep")

    async def _turn(self) -> None:
        try:
            await run.io_bound(
                self._hall.set_power, self._uid, not self._hall.boards[self._uid].alive
            )
        except VmError as trouble:
            ui.notify(str(trouble), type="negative")

    async def _plug(self) -> None:
        await run.io_bound(self._hall.set_cable, self._uid, not self._hall.is_plugged(self._uid))


class Device:
    """One board with all its parts."""

    def __init__(self, hall: SimHall, uid: str, parts: tuple[Part, ...]) -> None:
        self._hall, self._uid = hall, uid
        self._parts = (*parts, Foot(hall, uid))

    def refresh(self) -> None:
        """Draw what has changed."""
        shown = self._hall.shown(self._uid)
        for part in self._parts:
            part.show(shown)


def dispenser(hall: SimHall, uid: str, codes: tuple[str | None, ...], suffix: str) -> Device:
    """A dispenser with its businesses printed beside the keys."""
    names = {business.code: business for business in hall.spec.plan.businesses}
    with _box("取号机", "ticket dispenser"):
        screen = Screen(f"screen{suffix}")
        with ui.element("div").classes("keys dispenser-keys"):
            keys = []
            for index in range(8):
                business = names.get(codes[index] or "") if index < len(codes) else None
                zh = f"{business.code} {business.name}" if business else "—"
                en = business.name_en if business else ""
                keys.append(Key(_press(hall, uid, index), f"key-dispenser{suffix}-{index}", zh, en))
        return Device(hall, uid, (screen, Keys(keys)))


def call_pad(hall: SimHall, uid: str, window: str) -> Device:
    """The clerk's pad."""
    with _box("叫号器", "call pad"):
        digits = Digits(f"digits-{window}")
        with ui.element("div").classes("keys call-keys"):
            keys = [
                Key(_press(hall, uid, index), f"key-call-{window}-{name}", zh, en)
                for index, (name, zh, en) in enumerate(CALL_KEYS)
            ]
        return Device(hall, uid, (digits, Keys(keys)))


def rating_pad(hall: SimHall, uid: str, window: str) -> Device:
    """The taxpayer's pad."""
    with _box("评价器", "rating pad"):
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
        return Device(hall, uid, (Keys(keys),))


def _box(zh: str, en: str) -> ui.element:
    box = ui.element("section").classes("device")
    with box, Tag("h3"):
        Tag("span", zh)
        Tag("span", en, "en")
    return box


def _press(hall: SimHall, uid: str, key: int) -> Callable[[], object]:
    board = hall.boards[uid]
    return lambda: board.press(key, PRESS_MS)
