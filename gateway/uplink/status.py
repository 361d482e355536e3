"""How the way to central is, in sentences for the duty leader."""

from dataclasses import dataclass
from enum import Enum


class Condition(Enum):
    """What the uplink is doing."""

    STOPPED = "stopped"
    CONNECTING = "connecting"
    BROKER_AWAY = "broker_away"
    REFUSED = "refused"
    CENTRAL_AWAY = "central_away"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    DELIVERED = "delivered"
    DIFFERS = "differs"
    STORE_FAULT = "store_fault"
    DEFECT = "defect"


FAULTS = frozenset(Condition) - {
    Condition.STOPPED,
    Condition.CONNECTING,
    Condition.SENDING,
    Condition.DELIVERED,
}


@dataclass(frozen=True)
class Status:
    """The uplink now. `waiting` is how many rows central has not confirmed; None: not known."""

    condition: Condition = Condition.STOPPED
    detail: str = ""
    """What the broker, the network or the store said, as it was said."""
    retry_s: int = 0
    through: int = 0
    waiting: int | None = None
    refused_acks: int = 0
    """Acknowledgements whose digest did not agree, since the program started."""
    unreadable: int = 0
    """Messages of central that could not be read, since the program started."""

    @property
    def fault(self) -> bool:
        """True when a person should look at it. Nothing is lost meanwhile: rows wait on disk."""
        return self.condition in FAULTS

    @property
    def zh(self) -> str:
        """The sentence, Chinese."""
        return _ZH[self.condition].format(s=self, waiting=self._waiting("条数未知"))

    @property
    def en(self) -> str:
        """The sentence, English."""
        return _EN[self.condition].format(s=self, waiting=self._waiting("an unknown number of"))

    def _waiting(self, unknown: str) -> str:
        return unknown if self.waiting is None else str(self.waiting)


_ZH = {
    Condition.STOPPED: "上行未启动。",
    Condition.CONNECTING: "正在连接中心的消息服务器；数据保存在本机，待上传 {waiting} 条。",
    Condition.BROKER_AWAY: "连不上中心的消息服务器（{s.detail}），{s.retry_s} 秒后重试；"
    "数据保存在本机，待上传 {waiting} 条。",
    Condition.REFUSED: "中心的消息服务器拒绝本厅登录（{s.detail}），请检查用户名和密码；"
    "数据保存在本机，待上传 {waiting} 条。",
    Condition.CENTRAL_AWAY: "中心未在线，暂不上传；数据保存在本机，待上传 {waiting} 条。",
    Condition.SENDING: "正在上传，待中心确认 {waiting} 条。",
    Condition.UNCONFIRMED: "中心 {s.detail} 秒没有确认；数据保存在本机，待确认 {waiting} 条。",
    Condition.DELIVERED: "中心已确认全部数据。",
    Condition.DIFFERS: "中心的校验值与本厅不一致（{s.detail}），未予确认，请联系技术人员核对；"
    "数据保存在本机，待确认 {waiting} 条。",
    Condition.STORE_FAULT: "本机数据库读写出错（{s.detail}），{s.retry_s} 秒后重试。",
    Condition.DEFECT: "上行程序出错（{s.detail}），请联系技术人员；{s.retry_s} 秒后重试，"
    "数据保存在本机，待上传 {waiting} 条。",
}

_EN = {
    Condition.STOPPED: "The uplink is not running.",
    Condition.CONNECTING: "Connecting to central's message broker. Facts are kept here, "
    "{waiting} to send.",
    Condition.BROKER_AWAY: "Central's message broker cannot be reached ({s.detail}); next try in "
    "{s.retry_s} s. Facts are kept here, {waiting} to send.",
    Condition.REFUSED: "Central's message broker refuses this hall ({s.detail}): check user name "
    "and password. Facts are kept here, {waiting} to send.",
    Condition.CENTRAL_AWAY: "Central is not online, so nothing is sent. Facts are kept here, "
    "{waiting} to send.",
    Condition.SENDING: "Sending; central has yet to confirm {waiting}.",
    Condition.UNCONFIRMED: "Central has confirmed nothing for {s.detail} s. Facts are kept here, "
    "{waiting} unconfirmed.",
    Condition.DELIVERED: "Central has confirmed everything.",
    Condition.DIFFERS: "Central's digest does not agree with this hall's ({s.detail}). Nothing was "
    "confirmed; a technician must compare the two. Facts are kept here, {waiting} unconfirmed.",
    Condition.STORE_FAULT: "This gateway's database fails ({s.detail}); next try in {s.retry_s} s.",
    Condition.DEFECT: "The uplink has a defect ({s.detail}): show a technician the gateway's log. "
    "Next try in {s.retry_s} s. Facts are kept here, {waiting} to send.",
}
