"""A reading of the hall with its age: what is too old is a fault, never a number."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.web.view import LiveView

_log = logging.getLogger(__name__)

STALE_S = 3.5
"""A figure older than this is not shown. The page asks every second, so a hall that stands still is
seen within five seconds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`view` as read, its age in seconds, and, where it must not be shown, why."""

    view: LiveView | None
    age_s: float
    fault_zh: str = ""
    fault_en: str = ""

    @property
    def usable(self) -> bool:
        """Whether the view's figures may be shown as the present."""
        return self.view is not None and not self.fault_en


Read = Callable[[], Reading]


def reader(live: Callable[[], LiveView], clock: Callable[[], float] = time.monotonic) -> Read:
    """Ask `live` and judge the answer's age by `clock` (seconds, monotonic)."""

    def read() -> Reading:
        try:
            view = live()
        except Exception:  # any fault of the hall must reach the person who looks at the page
            _log.exception("The hall could not be read for its page")
            return Reading(
                None,
                0.0,
                "读不到大厅数据，数字暂不可信；请查看网关日志。",
                "The hall's data cannot be read, so no figures are shown; see the gateway's log.",
            )
        age = max(0.0, clock() - view.as_of_mono)
        if age > STALE_S:
            return Reading(
                view,
                age,
                f"数据已停止更新 {age:.0f} 秒，数字暂不可信。",
                f"The data has stood still for {age:.0f} s, so no figures are shown.",
            )
        return Reading(view, age)

    return read
