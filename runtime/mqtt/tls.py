"""Who the broker is, and who we are. There is no way to leave the check out."""

import re
import ssl
from typing import Final

from runtime.mqtt.broker import Broker
from runtime.mqtt.errors import TlsError, TlsTrouble

_FOUND: Final = {
    9: TlsTrouble.NOT_YET,
    10: TlsTrouble.EXPIRED,
    18: TlsTrouble.UNKNOWN_CA,
    19: TlsTrouble.UNKNOWN_CA,
    20: TlsTrouble.UNKNOWN_CA,
    21: TlsTrouble.UNKNOWN_CA,
    62: TlsTrouble.HOST_NAME,
    64: TlsTrouble.HOST_NAME,
}
"""X509_V_ERR_… of OpenSSL: 18 to 21 are a certificate that signed itself, or an unknown signer."""

_ALERT: Final = re.compile(
    r"alert (certificate|bad certificate|unsupported certificate|unknown ca|handshake failure"
    r"|access denied)",
    re.IGNORECASE,
)
"""What the other side says when it does not take our certificate. With TLS 1.3 that comes after the
handshake, as a failure of the first read."""


def context_of(broker: Broker) -> ssl.SSLContext | None:
    """For a connection to this broker; None: without TLS. Raises TlsError.

    The files are read each time, so that renewed ones are in force at the next connection.
    """
    if broker.tls_ca is None:
        return None
    try:
        context = ssl.create_default_context(cafile=str(broker.tls_ca))
    except (OSError, ssl.SSLError) as error:
        raise TlsError(TlsTrouble.FILES, f"{broker.tls_ca}: {_said(error)}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if broker.tls_certificate is not None and broker.tls_key is not None:
        names = f"{broker.tls_certificate}, {broker.tls_key}"
        try:  # with a passphrase given, OpenSSL does not ask for one at a terminal
            context.load_cert_chain(broker.tls_certificate, broker.tls_key, password="")
        except (OSError, ssl.SSLError) as error:
            raise TlsError(TlsTrouble.FILES, f"{names}: {_said(error)}") from error
    return context


def trouble_of(error: ssl.SSLError) -> TlsError:
    """What went wrong in a handshake."""
    text = _said(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return TlsError(_FOUND.get(error.verify_code, TlsTrouble.OTHER), error.verify_message)
    return TlsError(TlsTrouble.NOT_TRUSTED if is_alert(text) else TlsTrouble.OTHER, text)


def is_alert(text: str) -> bool:
    """Whether the broker has said that it does not take our certificate."""
    return _ALERT.search(text) is not None


def _said(error: OSError) -> str:
    return error.strerror or str(error)
