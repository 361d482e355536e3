"""central.toml, checked before anything starts."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from protocol.uplink import HALL_ID

Port = Annotated[int, Field(ge=1, le=65535)]


class ConfigError(Exception):
    """central.toml cannot be used; one sentence names the file, the key and the remedy."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class City(_Table):
    """Whose central this is."""

    name: str = "本市"
    name_en: str = "City"


class Broker(_Table):
    """The MQTT broker where halls and central meet."""

    host: str = "127.0.0.1"
    port: Port = 1883
    username: str | None = None
    password: str | None = None


class Store(_Table):
    """central.db."""

    path: Path = Path("central.db")


class Web(_Table):
    """Where the page is served."""

    host: str = "127.0.0.1"
    port: Port = 8090


class Hall(_Table):
    """A hall that is expected, so that its silence can be shown."""

    id: str
    name: str
    name_en: str = ""

    @field_validator("id")
    @classmethod
    def _is_a_topic_level(cls, value: str) -> str:
        if not HALL_ID.fullmatch(value):
            raise ValueError("use 1 to 64 letters, digits, '-' or '_', and not the word central")
        return value


class Config(_Table):
    """All of central.toml. Every table may be left out."""

    city: City = City()
    broker: Broker = Broker()
    store: Store = Store()
    web: Web = Web()
    hall: tuple[Hall, ...] = ()

    @field_validator("hall")
    @classmethod
    def _once_each(cls, halls: tuple[Hall, ...]) -> tuple[Hall, ...]:
        ids = [hall.id for hall in halls]
        for hall in ids:
            if ids.count(hall) > 1:
                raise ValueError(f"hall {hall} is listed twice: keep one")
        return halls


def load(path: Path) -> Config:
    """Read central.toml; relative paths in it are relative to the file. Raises ConfigError."""
    try:
        config = Config.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: name one with --config.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        raise ConfigError(f"{path}: {_sentence(error)}") from error
    store = Store(path=path.parent / config.store.path)
    return config.model_copy(update={"store": store})


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key} is not a key of central.toml: remove it or correct its spelling."
    message = first["msg"].removeprefix("Value error, ")
    return f"{key} is not usable: {message}."
