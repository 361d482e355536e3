"""How the way to central is, in sentences for the duty leader."""

from dataclasses import dataclass
from enum import Enum

from runtime.mqtt import TlsTrouble


class Condition(Enum):
    """What the uplink is doing."""

    STOPPED = "stopped"
    CONNECTING = "connecting"
    BROKER_AWAY = "broker_away"
    REFUSED = "refused"
    UNTRUSTED = "untrusted"
    CENTRAL_AWAY = "central_away"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    UNHEARD = "unheard"
    UNTAKEN = "untaken"
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
    trouble: TlsTrouble | None = None
    """What is wrong with a certificate, while the condition is UNTRUSTED."""
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
        cure = "" if self.trouble is None else _CURE_ZH[self.trouble]
        return _ZH[self.condition].format(s=self, waiting=self._waiting("条数未知"), cure=cure)

    @property
    def en(self) -> str:
        """The sentence, English."""
        cure = "" if self.trouble is None else _CURE_EN[self.trouble]
        waiting = self._waiting("an unknown number of")
        return _EN[self.condition].format(s=self, waiting=waiting, cure=cure)

    def _waiting(self, unknown: str) -> str:
        return unknown if self.waiting is None else str(self.waiting)


_ZH = {
    Condition.STOPPED: "上行未启动。",
    Condition.CONNECTING: "正在连接中心的消息服务器；数据保存在本机，待上传 {waiting} 条。",
    Condition.BROKER_AWAY: "连不上中心的消息服务器（{s.detail}），{s.retry_s} 秒后重试；"
    "数据保存在本机，待上传 {waiting} 条。",
    Condition.REFUSED: "中心的消息服务器拒绝本厅登录（{s.detail}），请检查用户名和密码；"
    "数据保存在本机，待上传 {waiting} 条。",
    Condition.UNTRUSTED: "与中心的消息服务器之间的证书校验未通过（{s.detail}）：{cure}"
    "{s.retry_s} 秒后重试；数据保存在本机，待上传 {waiting} 条。",
    Condition.UNHEARD: "中心已在线，但没有程序从消息服务器接收本厅的数据，稍后重新发送；"
    "请联系中心技术人员检查接收程序。数据保存在本机，待上传 {waiting} 条。",
    Condition.UNTAKEN: "中心的消息服务器不收本厅的数据（原因码 {s.detail}），稍后重新发送；"
    "请中心技术人员检查本厅的访问权限。数据保存在本机，待上传 {waiting} 条。",
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
    Condition.UNTRUSTED: "This hall and central's message broker do not trust each other "
    "({s.detail}). {cure} Next try in {s.retry_s} s. Facts are kept here, {waiting} to send.",
    Condition.UNHEARD: "Central is online and does not listen: nobody takes this hall's facts from "
    "the message broker. They are sent again; central's technician must look at its workers. Facts "
    "are kept here, {waiting} to send.",
    Condition.UNTAKEN: "Central's message broker does not take this hall's facts (reason code "
    "{s.detail}). They are sent again; central's technician must look at what this hall may write. "
    "Facts are kept here, {waiting} to send.",
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

_CURE_ZH = {
    TlsTrouble.UNKNOWN_CA: "请核对 hall.toml 的 tls_ca 是否为本市签发机构的证书。",
    TlsTrouble.EXPIRED: "请先核对本机时钟；时钟无误，则请中心更换服务器证书。",
    TlsTrouble.NOT_YET: "服务器证书尚未生效，请核对本机时钟。",
    TlsTrouble.HOST_NAME: "请核对 hall.toml 的 host，须与服务器证书上的名称一致。",
    TlsTrouble.NOT_TRUSTED: "服务器可能不认本厅证书，请核对 tls_certificate 和 tls_key，"
    "并查看证书是否过期或已吊销。",
    TlsTrouble.FILES: "证书文件无法使用，请检查该文件，私钥不能带口令。",
    TlsTrouble.OTHER: "请核对 host 和 port，该端口是否使用 TLS。",
}

_CURE_EN = {
    TlsTrouble.UNKNOWN_CA: "Look whether tls_ca of hall.toml is the city's own authority.",
    TlsTrouble.EXPIRED: "Look at this machine's clock first; if it is right, central must renew "
    "the broker's certificate.",
    TlsTrouble.NOT_YET: "The broker's certificate is not valid yet: look at this machine's clock.",
    TlsTrouble.HOST_NAME: "host of hall.toml must be the name in the broker's certificate.",
    TlsTrouble.NOT_TRUSTED: "The broker seems not to take this hall's certificate: look at "
    "tls_certificate and tls_key, and whether it has expired or was revoked.",
    TlsTrouble.FILES: "A certificate's file cannot be used: look at it; a key must have no "
    "passphrase.",
    TlsTrouble.OTHER: "Look at host and port, and whether TLS is spoken there.",
}
