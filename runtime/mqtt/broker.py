"""Where a broker is and how to enter, as `[uplink]` of hall.toml and `[broker]` of central.toml
have it."""

from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, ValidationInfo, field_validator

from protocol.settings import Host, NamesAFile, Port, Table, Text

PLAIN: Final = 1883
TLS: Final = 8883
"""TCP ports that IANA has given to MQTT."""

FileName = Annotated[Path, NamesAFile]


class Broker(Table):
    """An MQTT broker. With `tls_ca` the connection is TLS, and never otherwise."""

    host: Host
    port: Port | None = None
    """None: 1883, with TLS 8883."""
    password: str | None = None
    username: Annotated[Text | None, Field(validate_default=True)] = None
    tls_ca: FileName | None = None
    """PEM: who may have signed the broker's certificate. Its name must be `host`."""
    tls_certificate: Annotated[FileName | None, Field(validate_default=True)] = None
    """PEM: our own, by which the broker knows us."""
    tls_key: Annotated[FileName | None, Field(validate_default=True)] = None
    """PEM, without a passphrase."""

    @property
    def door(self) -> int:
        """The TCP port."""
        return self.port or (PLAIN if self.tls_ca is None else TLS)

    def beside(self, folder: Path) -> Self:
        """Relative paths are relative to the folder of the file that they stand in."""
        paths = {name: getattr(self, name) for name in ("tls_ca", "tls_certificate", "tls_key")}
        whole = {name: folder / path for name, path in paths.items() if path is not None}
        return self.model_copy(update=whole)

    @field_validator("username")
    @classmethod
    def _whose(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("password") is not None:
            raise ValueError("say whose the password is, or remove the password")
        return value

    @field_validator("tls_certificate")
    @classmethod
    def _with_tls(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("tls_ca") is None:
            raise ValueError("give tls_ca too: without it there is no TLS")
        return value

    @field_validator("tls_key")
    @classmethod
    def _both(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        certificate = info.data.get("tls_certificate")
        if value is not None and certificate is None:
            raise ValueError("give tls_certificate too, or remove the key")
        if value is None and certificate is not None:
            raise ValueError("name the file with the key of tls_certificate here")
        return value
