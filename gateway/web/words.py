"""Words for windows, boards and parts in both languages, and durations as people say them."""

from datetime import datetime, tzinfo

from gateway.hall.kinds import KINDS
from gateway.web.view import Health, Link, WindowMode, WindowState, WindowView

ROLES: dict[str | None, tuple[str, str]] = {
    **{kind.name: (kind.zh, kind.en) for kind in KINDS},
    None: ("型号不明", "unknown kind"),
}

WINDOW_STATES = {
    WindowState.IDLE: ("空闲", "idle"),
    WindowState.CALLED: ("正在叫号", "called"),
    WindowState.SERVING: ("办理中", "serving"),
}

WINDOW_MODES = {
    WindowMode.UNSTAFFED: ("无人登录", "nobody logged in"),
    WindowMode.CLOSED: ("未开窗", "closed"),
    WindowMode.PAUSED: ("暂停", "paused"),
}
"""Of a window where nobody stands; who is called or served there matters more than its mode."""

LINKS = {
    Link.ONLINE: ("在线", "online"),
    Link.SILENT: ("无应答", "silent"),
    Link.REFUSED: ("被拒绝", "refused"),
    Link.ISOLATED: ("已隔离", "isolated"),
    Link.NEVER: ("从未连上", "never heard"),
}

SEALS = {
    True: ("加封", "sealed"),
    False: ("未加封", "not sealed"),
    None: ("—", ""),
}

HEALTHS = {
    Health.OK: ("正常", "fine"),
    Health.FAULT: ("故障", "fault"),
    Health.UNKNOWN: ("未知", "unknown"),
    Health.ABSENT: ("未配置", "none"),
}


def window_state(window: WindowView) -> tuple[str, str]:
    """What a window does, or why it does nothing: `暂停：用餐`, `paused: a meal`."""
    if window.state is not WindowState.IDLE or window.mode is WindowMode.OPEN:
        return WINDOW_STATES[window.state]
    zh, en = WINDOW_MODES[window.mode]
    if window.mode is WindowMode.PAUSED:
        return f"{zh}：{window.pause_zh}", f"{en}: {window.pause_en}"
    return zh, en


def duration(seconds: float) -> tuple[str, str]:
    """How long something has lasted, in its largest whole unit: `已 3 分钟`, `for 3 min`."""
    whole = max(0, int(seconds))
    for size, zh, en in ((86400, "天", "d"), (3600, "小时", "h"), (60, "分钟", "min")):
        if whole >= size:
            return f"已 {whole // size} {zh}", f"for {whole // size} {en}"
    return f"已 {whole} 秒", f"for {whole} s"


def clock_time(at_ms: int, zone: tzinfo | None, *, seconds: bool = False) -> str:
    """The time of day of a wall label in the hall's zone (None: this machine's): `09:15`,
    or `09:15:02`."""
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%H:%M:%S" if seconds else "%H:%M")
