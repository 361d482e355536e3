"""What became of a paper, in words: of a number, and of a slip wherever one is asked for."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from gateway.hall import slips
from gateway.hall.paper_nouns import PaperState
from gateway.hall.plan import NAMELESS
from gateway.hall.slip_nouns import Slip
from gateway.hall.state import HallState
from protocol.facts import SlipAsked
from screens.console.tags import Tag
from screens.languages import Words

Print = Callable[[object], Awaitable[None]]
"""Wishes for a paper, and says what came of that."""

STATES: Final[Mapping[PaperState, tuple[str, str]]] = {
    PaperState.COMING: ("正在打印…", "Being printed …"),
    PaperState.PRINTED: ("已打印", "Printed"),
    PaperState.UNKNOWN: ("不知是否打印出来", "Not known whether it came out"),
    PaperState.FAILED: ("未打印出来", "No paper came out"),
    PaperState.MUTE: ("已送打印机，该机从不回报", "Sent to the printer, which never answers"),
}

LOOKS: Final[Mapping[PaperState, str]] = {
    PaperState.COMING: "",
    PaperState.PRINTED: "good",
    PaperState.UNKNOWN: "care",
    PaperState.FAILED: "bad",
    PaperState.MUTE: "",
}

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "away": ("连接不上打印机", "the printer cannot be reached"),
    "paper_end": ("打印机缺纸", "the printer is out of paper"),
    "cover_open": ("打印机盖未合上", "the printer's cover is open"),
    "cutter": ("切刀卡住", "the cutter is stuck"),
    "hot": ("打印头过热", "the head is too hot"),
    "error": ("打印机故障", "printer error"),
    "offline": ("打印机脱机", "the printer is offline"),
    "queue": ("打印队列不接收", "the print queue takes nothing"),
    "mute": ("该打印机从不回报", "this printer never answers"),
    "silent": ("打印机未回答", "the printer did not answer"),
    "broken_off": ("打印中断线", "the connection broke meanwhile"),
    "ambiguous": ("打印机回答不清", "the printer's answer was not clear"),
    "restart": ("网关中途停过", "the gateway stopped meanwhile"),
    "stale": ("等候过久", "its turn came too late"),
    "unprintable": ("含不能打印的字符", "it holds a character that cannot be printed"),
    "defect": ("程序出错，见网关日志", "a fault of the program: see the gateway's log"),
}
"""Of `slip.done`; one that is not here stands as it is."""


def told(slip: Slip) -> tuple[str, str]:
    """In Chinese and English: how it is, at which printer if it has a name, and why."""
    zh, en = STATES[slip.state]
    if slip.printer not in ("", NAMELESS):
        zh, en = f"{zh}（{slip.printer}）", f"{en} ({slip.printer})"
    if slip.reason:
        why_zh, why_en = REASONS.get(slip.reason, (slip.reason, slip.reason))
        zh, en = f"{zh}：{why_zh}", f"{en}: {why_en}"
    return zh, en


def slip_of(state: HallState, asked: SlipAsked) -> Slip | None:
    """The last one of this thing that somebody asked for; None: nobody did today."""
    n = next(slips.of_thing(state, asked), None)
    return None if n is None else state.slips[n]


class SlipFate:
    """A line beside the button that asks for the paper; nothing while nobody has."""

    def __init__(self, say: Words, name: str) -> None:
        """name: for browser tests."""
        self._say = say
        self._tag = Tag("span", classes="tag now").attribute("role", "status").mark_as(name)
        self._tag.show(False)

    def draw(self, state: HallState, asked: SlipAsked | None) -> None:
        """How it stands now. asked: what it is a paper of; None: of nothing."""
        slip = None if asked is None else slip_of(state, asked)
        self._tag.show(slip is not None)
        if slip is None:
            return
        self._tag.say(self._say.pick(*told(slip)))
        for look in ("good", "care", "bad"):
            self._tag.dress(look, LOOKS[slip.state] == look)
