"""Why a board is not served, or a line is not well: for people, in both languages."""

from dataclasses import dataclass
from typing import Final

from gateway.hall import kinds
from gateway.hall.plan import Role
from protocol.device_link import VERSION
from protocol.host_link import Unproved


@dataclass(frozen=True)
class Why:
    """What is so and, where somebody can help, what to do."""

    zh: str
    en: str


NOT_HEARD_YET: Final = Why("还没有应答。", "Not heard yet.")
NO_ANSWER: Final = Why("无应答。", "No answer.")
IN_SESSION: Final = Why("会话中。", "In session.")
NEW_JOURNAL: Final = Why(
    "闪存退回了旧状态，正在另起日志。",
    "It begins a new journal, because its flash went back in time.",
)
ISOLATED: Final = Why(
    "没轮到也发送，扰乱别的设备，暂停询问一分钟：请拔下它。",
    "It speaks when others are asked, and is left alone for a minute: unplug it.",
)
CONTRADICTS: Final = Why(
    "应答与它自己的日志矛盾：请更换这台设备。",
    "Its answers contradict its own journal: replace this board.",
)
DEFECT: Final = Why("网关程序出错，见网关日志。", "A defect in the gateway, see its log.")
NO_PLACE: Final = Why(
    "本厅没有它的位置：请写入 hall.toml，或让它接替一处。",
    "It has no place in this hall: add it to hall.toml, or let it take a place.",
)
DAY_COMES_BACK: Final = Why(
    "数据库是新的，正在等上级归还当日数据，稍后再读。",
    "The store is new and waits for the city to give the open day back; it is read after.",
)
UNPROVED: Final = {
    Unproved.NO_KEY_HERE: Why(
        "它加封通信，而网关没有它的密钥：请 taxhall provision。",
        "It speaks sealed, and this gateway has no key for it: provision it.",
    ),
    Unproved.NO_KEY_THERE: Why(
        "它没有密钥，而网关有它的密钥：请把密钥放到设备上。",
        "It has no key, and this gateway has one for it: put the key on the board.",
    ),
    Unproved.OTHER_KEY: Why(
        "它的密钥与网关里的不同：请重新 taxhall provision --again。",
        "Its seal does not fit the key that this gateway has for it: provision it again.",
    ),
}


def went_back(last: int, kept: int) -> Why:
    """Its journal ends at `last`, but more of it is kept here."""
    return Why(
        f"日志止于 {last}，而这里已存到 {kept}：闪存退回了旧状态，已令其另起日志。",
        f"Its journal ends at {last} but {kept} records of it are kept here: its flash went back in"
        " time, and it is told to begin a new journal.",
    )


def wrote_again(seq: int) -> Why:
    """Another record stands in its journal under a number that is kept here."""
    return Why(
        f"日志第 {seq} 条与这里所存的不同：闪存退回了旧状态，已令其另起日志。",
        f"Record {seq} of its journal is not the one that is kept here: its flash went back in"
        " time, and it is told to begin a new journal.",
    )


def other_version(version: int) -> Why:
    """It speaks another version of the link than this program."""
    return Why(
        f"它的通信协议是版本 {version}，网关是版本 {VERSION}：请刷与网关相配的固件。",
        f"It speaks version {version} of the link and this gateway {VERSION}: flash the firmware"
        " that belongs to this gateway.",
    )


def other_kind(model: int, role: Role) -> Why:
    """A board of this model stands where hall.toml has another."""
    kind, wanted = kinds.OF_MODEL.get(model), kinds.OF_ROLE[type(role)]
    zh, en = (kind.zh, kind.en) if kind else (f"型号 {model}", f"board of model {model}")
    return Why(
        f"它是{zh}，而 hall.toml 里写的是{wanted.zh}：请改正那里的 role 或 uid。",
        f"It is a {en}, but hall.toml has it as a {wanted.en}: correct its role or its uid there.",
    )


def babble(suspect: str | None) -> Why:
    """Somebody speaks unasked; suspect: the only board that does not answer, if there is one."""
    if suspect is None:
        return Why(
            "有设备未经询问就发送，干扰全线：请逐一拔下设备，直到安静。",
            "Somebody speaks unasked on this line: pull the boards' plugs one after another until"
            " it is quiet.",
        )
    return Why(
        f"有设备未经询问就发送，干扰全线：请先拔下 {suspect}，只有它不应答。",
        f"Somebody speaks unasked on this line: unplug board {suspect} first, it is the only one"
        " that does not answer.",
    )


def cannot_open(port: str, error: object) -> Why:
    """The system refuses the port."""
    return Why(
        f"串口 {port} 打不开（{error}）：请检查转换器和 hall.toml 里的 port。",
        f"{port} cannot be opened ({error}): check the adapter, and the port in hall.toml.",
    )


def went_away(port: str, error: object) -> Why:
    """The port was there and is not any more."""
    return Why(
        f"串口 {port} 断开了（{error}）：请检查转换器的插头。",
        f"{port} went away ({error}): check the adapter's plug.",
    )


def took_a_part(port: str) -> Why:
    """The system's buffer is full: the adapter does not send."""
    return Why(
        f"串口 {port} 没有发完询问：请检查转换器。",
        f"{port} took only a part of a request: check the adapter.",
    )
