"""Open alarms in sentences that anybody may read: of a bad rating neither window nor clerk."""

from typing import Final

from gateway.hall import kinds
from gateway.hall.alarm_nouns import Alarm
from gateway.hall.plan import NAMELESS, CallPad, HallPlan, RatingPad
from protocol.facts.alarm import LINE, Severity

SEVERITIES: Final[dict[Severity, tuple[str, str, str]]] = {
    1: ("▲", "留意", "look at it"),
    2: ("▲▲", "处理", "do something"),
    3: ("▲▲▲", "紧急", "do it now"),
}
"""A sign and a word in both languages: whoever sees no colours sees how bad it is."""

_BAD: Final = {1: ("不满意", "bad"), 2: ("非常不满意", "very bad")}
"""By levels below 基本满意."""


def sentence(plan: HallPlan, alarm: Alarm) -> tuple[str, str]:
    """What is the matter, with the value and the limit of when it was raised or became worse."""
    value, limit, about = alarm.value, alarm.limit, alarm.about
    match alarm.kind:
        case "long_wait":
            zh, en = _business(plan, about)
            return (
                f"{zh}有人等候达到 {value // 60} 分钟（限 {limit // 60} 分钟）。",
                f"Somebody has waited {value // 60} min for {en} (limit {limit // 60}).",
            )
        case "bad_rating":
            zh, en = _BAD.get(value, _BAD[2])
            return (
                f"收到“{zh}”评价一件，请值班领导核实。",
                f"A {en} rating was given: a leader looks into it.",
            )
        case "congestion":
            return (
                f"大厅拥堵，达到承载的 {value}%（限 {limit}%）。",
                f"The hall is congested: {value} % of what it bears (limit {limit} %).",
            )
        case "idle_with_queue":
            window = _window(plan, about)
            return (
                f"{window}空闲，而有 {value} 人等候可由它叫号。",
                f"Window {about} idles while it could call {_people(value)}.",
            )
        case "no_window":
            zh, en = _business(plan, about)
            return (
                f"{zh}有 {value} 人等候，没有开着的窗口可办。",
                f"No open window serves {_people(value)} waiting for {en}.",
            )
        case "opinion_overdue":
            return (
                f"意见簿 {about} 号意见 {value} 天未答复（限 {limit} 天）。",
                f"Comment book: entry {about} has had no answer for {value} days (limit {limit}).",
            )
        case "case_overdue":
            return (
                f"{about} 号差评的处置已 {value} 天（限 {limit} 天）。",
                f"Case {about} is overdue: {value} days gone by (limit {limit}).",
            )
        case "device":
            return _device(plan, about)
        case "printer":
            named_zh, named_en = _printer(about)
            return (
                f"打印机{named_zh}不能出票，请检查纸、盖和电源。",
                f"{named_en} prints no tickets: look at its paper, cover and power.",
            )
        case "paper_low":
            named_zh, named_en = _printer(about)
            return (
                f"打印机{named_zh}的纸快用完，请备好新纸卷。",
                f"{named_en} runs low on paper: have a new roll at hand.",
            )
        case "uplink":
            return (
                "数据传不到中心，都保存在本机。",
                "Nothing reaches the city; all of it is kept here.",
            )
        case "disk":
            return (
                "网关磁盘将满，设备上的按键暂不受理，请清理磁盘。",
                "The gateway's disk is nearly full and boards are not read: free space on it.",
            )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _business(plan: HallPlan, code: str) -> tuple[str, str]:
    one = plan.business.get(code)
    if one is None:
        return f"业务 {code} ", f"business {code}"
    return f"{code} {one.name}", one.name_en or f"business {code}"


def _window(plan: HallPlan, id: str) -> str:
    one = plan.window.get(id)
    return one.name if one is not None else f"{id} 号窗口"


def _printer(name: str) -> tuple[str, str]:
    """Where a hall has one without a name nobody asks which."""
    if name == NAMELESS:
        return "", "The printer"
    return f"“{name}”", f"Printer {name}"


def _device(plan: HallPlan, about: str) -> tuple[str, str]:
    role = plan.role.get(about)
    if about.startswith(LINE):
        line = about.removeprefix(LINE)
        return (
            f"第 {line} 条线路的端口不能用，其上的设备都停了。",
            f"The port of line {line} cannot be used, nor any board on it.",
        )
    if role is None:
        return f"设备 {about} 停用。", f"Board {about} serves nobody."
    kind = kinds.OF_ROLE[type(role)]
    if not isinstance(role, CallPad | RatingPad):
        return f"{kind.zh}停用（{about}）。", f"The {kind.en} serves nobody ({about})."
    return (
        f"{_window(plan, role.window)}的{kind.zh}停用（{about}）。",
        f"The {kind.en} at window {role.window} serves nobody ({about}).",
    )
