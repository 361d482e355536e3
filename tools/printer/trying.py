"""The printers of a hall, asked and tried while its gateway is stopped.

A head on the network takes one host at a time, a serial port or USB head one program: what a
running gateway holds would be taken from it, or would look as if it were away.
"""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from gateway.config import Config, ConfigError, load
from gateway.config.printers import PrinterTable
from gateway.printing.layout import Papers
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Profile
from gateway.printing.slips import SelfTestSlip
from gateway.printing.status import Condition
from gateway.printing.wires.wire import Wire
from gateway.store.errors import StoreError, StoreTakenError
from gateway.store.lock import StoreLock

ASKED, SEE_TO_IT, NOT_ASKED = 0, 1, 2

_REMEDIES: Final = {
    "host": "ping 该地址；开机时按住走纸键，打印机会打印自己的地址\n"
    "Ping it; switched on with the feed button held down, it prints its own address.",
    "serial": "运行用户须属于 dialout 组，且没有别的程序占用串口；波特率以打印机自检页为准\n"
    "The user must be in group dialout and no other program have the port; the baud is on the"
    " printer's own test page.",
    "usb": "taxhall printer find 会列出已插的打印机；权限见 docs/operations.md 的 udev 规则\n"
    "taxhall printer find lists what is plugged in; for the right to use it see the udev rule in"
    " docs/operations.md.",
    "file": "运行用户须属于 lp 组；文件必须已存在\n"
    "The user must be in group lp, and the file must be there.",
    "cups": "lpstat -p 说明队列状态，cupsenable 重新启用\n"
    "lpstat -p tells how the queue is, cupsenable starts it again.",
}


def status(file: Path) -> int:
    """Print how each printer is; 1 if somebody has to see to one, 2 if they were not asked."""
    config = _ready(file)
    if config is None:
        return NOT_ASKED
    return max(_status_of(table) for table in config.printer)


def test(file: Path, name: str | None) -> int:
    """Print a page; 0 if the head says that it is on paper, or cannot say, 1 if not."""
    config = _ready(file)
    if config is None:
        return NOT_ASKED
    tables = [table for table in config.printer if name in (None, table.name)]
    if len(tables) != 1:
        names = "、".join(table.name for table in config.printer)
        print(f"请用 --printer 指定一台：{names}")
        print(f"Name one with --printer: {names}")
        return NOT_ASKED
    return _try(tables[0], config.papers.open(), ZoneInfo(config.hall.timezone))


def _ready(file: Path) -> Config | None:
    """The hall's settings; None, and a sentence, if its printers are not to be asked now."""
    try:
        config = load(file)
        if not config.printer:
            print("hall.toml 中没有 [[printer]]：先运行 taxhall printer find")
            print("hall.toml has no [[printer]]: begin with taxhall printer find")
            return None
        runs = _gateway_runs(config.store.path)
    except (ConfigError, StoreError) as trouble:
        print(trouble)
        return None
    if not runs:
        return config
    print("网关正在运行并占用打印机：状态见设备页面；停止网关后再试")
    print(
        "The gateway runs and has the printers, each of which takes one program at a time: see the"
        " devices' console, or stop the gateway and try again."
    )
    return None


def _gateway_runs(store: Path) -> bool:
    if not store.exists():
        return False
    try:
        StoreLock(store).release()
    except StoreTakenError:
        return True
    return False


class _Asked:
    """A printer, and why it could not be reached if it could not."""

    def __init__(self, table: PrinterTable) -> None:
        self.table = table
        self.profile = table.model()
        self.address = table.address()
        self.trouble = ""
        self.answers = self.profile.real_time
        self.printer = HeadPrinter(self._connect, self.profile)

    def _connect(self) -> Wire:
        try:
            wire = self.address.connect()
        except OSError as trouble:
            self.trouble = str(trouble)
            raise
        self.answers = self.answers and wire.two_way
        return wire

    def tell(self, zh: str, en: str) -> None:
        """One line in each language, under the printer's name and place."""
        print(f"{self.table.name} ({self.table.profile}, {self.address.place})")
        for line in (zh, en, self.trouble):
            if line:
                print(f"  {line}")
        if self.trouble:
            way = next(way for way in _REMEDIES if getattr(self.table, way) is not None)
            for line in _REMEDIES[way].splitlines():
                print(f"  {line}")


def _status_of(table: PrinterTable) -> int:
    asked = _Asked(table)
    condition = asked.printer.condition()
    asked.printer.close()
    if condition is Condition.UNKNOWN and not asked.answers:
        asked.tell("可以发送，但它不回报状态", "It can be sent tickets; how it is it cannot say")
        return ASKED
    asked.tell(condition.zh, condition.en)
    return ASKED if condition in (Condition.OK, Condition.NEAR_END) else SEE_TO_IT


def _try(table: PrinterTable, papers: Papers, zone: ZoneInfo) -> int:
    asked = _Asked(table)
    outcome = asked.printer.print(
        papers.lay_out(page(table.name, asked.profile, zone), asked.printer.roll)
    )
    asked.printer.close()
    asked.tell(*_told(outcome))
    well = outcome.verdict is Verdict.CONFIRMED or outcome.reason is Reason.MUTE
    return ASKED if well else SEE_TO_IT


def _told(outcome: Outcome) -> tuple[str, str]:
    if outcome.verdict is Verdict.CONFIRMED:
        return "已打印，打印机已确认", "Printed: the printer says so"
    if outcome.reason is Reason.MUTE:
        return (
            "已发送；这台打印机不能确认，请看纸上是否完整",
            "Sent; it never says what it printed: look whether the page is whole",
        )
    zh, en = outcome.condition.zh, outcome.condition.en
    if outcome.verdict is Verdict.FAILED:
        return f"没有打印：{zh}", f"Nothing was printed: {en}"
    return (
        f"已发送但没有确认（{zh}）；若纸是完整的，请换用不要求确认的 profile",
        f"Sent and not confirmed ({en}); if the page is whole, this head does not answer as its"
        ' profile says: take one with done = "never"',
    )


def page(name: str, profile: Profile, zone: ZoneInfo) -> SelfTestSlip:
    """Shows at a glance whether width, Chinese, codes and knife are right. No number stands on it,
    and no store is open, so there is no fact of it."""
    return SelfTestSlip(
        printer=name,
        profile=profile.title,
        coding=profile.coding.value,
        printed_at=f"{datetime.now(zone):%Y-%m-%d %H:%M}",
        version=version("taxhall"),
    )
