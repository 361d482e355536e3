"""Why there is no connection (any more)."""

from enum import Enum


class WireError(Exception):
    """There is no connection (any more); the text says why."""


class RefusedError(WireError):
    """The broker is there and does not want us."""


class NotSpokenError(WireError):
    """The broker does not know this version of MQTT; the next connection speaks an older one.

    At most once for a Spoken, so it may be tried again at once."""


class TlsTrouble(Enum):
    """What is wrong with a certificate, or with TLS itself."""

    UNKNOWN_CA = "unknown_ca"
    """Nobody whom tls_ca names has signed the broker's certificate."""
    EXPIRED = "expired"
    """The broker's certificate is no longer valid, or this machine's clock is wrong."""
    NOT_YET = "not_yet"
    """The broker's certificate is not valid yet, or this machine's clock is wrong."""
    HOST_NAME = "host_name"
    """The broker's certificate is for another host."""
    NOT_TRUSTED = "not_trusted"
    """The broker closed before it answered: it does not take our certificate, or wants one."""
    FILES = "files"
    """A file of ours cannot be read or used."""
    OTHER = "other"


class TlsError(WireError):
    """The two sides do not trust each other, or one of them does not speak TLS."""

    def __init__(self, trouble: TlsTrouble, text: str) -> None:
        super().__init__(text)
        self.trouble = trouble
