"""What is wrong with the machines of the hall now, in one list.

Every page and figure that sums the hall up reads it from here: a page that says that all is well
says it of everything that the gateway knows. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.web.view import DeviceView, Health, Link, LiveView, WindowView
from gateway.web.words import LINKS, ROLES
from screens.languages import Words

MOST_NAMED: Final = 12
"""Boards that one sentence names; of the rest it says how many they are."""

_UNHEARD: Final = {
    Link.SILENT: ("无应答，请检查电源和接线。", "No answer: check power and cable."),
    Link.NEVER: (
        "网关启动以来从未应答，请检查电源和接线，以及 hall.toml 里的编号。",
        "No answer since the gateway started: check power and cable, and the uid in hall.toml.",
    ),
}
"""Of boards of which nobody knows more."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing, with its name and a sentence that says what to do, in both languages."""

    of_zh: str
    of_en: str
    """Empty where the sentence names it."""
    zh: str
    en: str


def line(say: Words, one: Wrong) -> str:
    """As a page says it."""
    of = say.pick(one.of_zh, one.of_en)
    told = say.pick(one.zh, one.en)
    return f"{of}{say.pick('：', ': ')}{told}" if of else told


def wrong(view: LiveView) -> tuple[Wrong, ...]:
    """All of it; empty: every machine of which anything is known is well, and nobody has to see to
    anything. What nobody knows to be well stands here too."""
    return (
        *_store(view),
        *_notices(view),
        *_lines(view),
        *_boards(view),
        *_printers_and_uplink(view),
    )


def _store(view: LiveView) -> Iterator[Wrong]:
    if view.store.health is not Health.OK:
        yield Wrong("数据库", "Database", view.store.zh, view.store.en)


def _notices(view: LiveView) -> Iterator[Wrong]:
    for one in view.notices:
        yield Wrong("", "", one.zh, one.en)


def _lines(view: LiveView) -> Iterator[Wrong]:
    for one in view.lines:
        if one.health is not Health.OK:
            yield Wrong(f"线路 {one.port}", f"Line {one.port}", one.zh, one.en)


def _boards(view: LiveView) -> Iterator[Wrong]:
    """Those of which the same is to be said are told of together, and those that are lost with
    their line by its sentence alone: a cable that is out is one thing, not thirty-two."""
    windows = {one.id: one for one in view.windows}
    of_lines = {(one.zh, one.en) for one in view.lines}
    alike: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in view.devices:
        told = _told(one)
        if told is not None and told not in of_lines:
            alike.setdefault(told, []).append(_called(one, windows.get(one.window or "")))
    for told, called in alike.items():
        yield Wrong(*_together(called), *told)


def _told(device: DeviceView) -> tuple[str, str] | None:
    """What is to be said of a board; None: it is well."""
    if device.zh:
        return device.zh, device.en
    return None if device.link is Link.ONLINE else _UNHEARD.get(device.link, LINKS[device.link])


def _printers_and_uplink(view: LiveView) -> Iterator[Wrong]:
    several = len(view.printers) > 1
    for one in view.printers:
        if not one.well:
            name = f" {one.name}" if several else ""
            yield Wrong(f"打印机{name}", f"Printer{name}", one.zh, one.en)
    if view.uplink.health not in (Health.OK, Health.ABSENT):
        yield Wrong("上传市局", "To the city", view.uplink.zh, view.uplink.en)


def _called(device: DeviceView, window: WindowView | None) -> tuple[str, str]:
    """`1号窗口叫号器`, `call pad at window 1`; a board that stands at none by its uid too."""
    zh, en = ROLES[device.role]
    if window is not None:
        return f"{window.name}{zh}", f"{en} at window {window.id}"
    return f"{zh} {device.uid}", f"{en} {device.uid}"


def _together(called: Sequence[tuple[str, str]]) -> tuple[str, str]:
    zh = "、".join(one for one, _ in called[:MOST_NAMED])
    en = ", ".join(one for _, one in called[:MOST_NAMED])
    more = len(called) - MOST_NAMED
    if more > 0:
        return f"{zh}等共 {len(called)} 台", f"{en} and {more} more"
    return zh, en[:1].upper() + en[1:]
