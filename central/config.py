"""central.toml, checked before anything starts."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from protocol.settings import (
    HallId,
    Host,
    NamesAFile,
    Port,
    SettingsError,
    Table,
    Text,
    Timezone,
    decode,
    no_twice,
    parse,
)
from runtime import mqtt

Name = Annotated[Text, Field(min_length=1)]

Days = Annotated[int, Field(strict=True, ge=1, le=60)]
WorkerName = Annotated[Text, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
WORKER_NAME: Final = TypeAdapter(WorkerName)
CountyId = Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
Url = Annotated[Text, Field(pattern=r"^postgres(ql)?://")]


class ConfigError(Exception):
    """central.toml cannot be used; one sentence names the file, the key and the remedy."""


class City(Table):
    """Whose central this is."""

    name: Name = "本市"
    name_en: Text = "City"
    timezone: Timezone = "Asia/Shanghai"
    """Of the times on the page."""
    key_file: Annotated[Path, NamesAFile] | None = None
    """With the key under which taxpayers are hashed, 64 hex digits; the halls have the same. None:
    no list of the best tax credit can be sent."""


class Broker(mqtt.Broker):
    """The MQTT broker where halls and central meet."""

    host: Host = "127.0.0.1"


class Store(Table):
    """Central's database: a file, or a server."""

    path: Annotated[Path, NamesAFile] = Path("central.db")
    """Of SQLite, where there is no `url`."""
    url: Url | None = Field(default=None, repr=False)
    """Of a database of PostgreSQL 15 or newer; then `path` is not given."""
    password_file: Annotated[Path, NamesAFile] | None = None
    """Its password, where neither the url nor ~/.pgpass has it."""


class Figures(Table):
    """Tallies that this process keeps up beside the facts. They may be deleted at any time."""

    path: Annotated[Path, NamesAFile] | None = None
    """None: beside central.db, or `central-figures.db` beside central.toml where a server has the
    facts."""


class Ingest(Table):
    """Who takes in what the halls send."""

    here: bool = True
    """`taxhall central` does, beside its pages; false: only `taxhall central worker` does."""
    name: WorkerName = "1"
    """Of the one beside the pages. It is lasting, and no worker's."""
    shared: bool | None = None
    """Each message goes to one of several workers, by a shared subscription of the broker. Left
    out: workers share, and the one beside the pages hears everything."""


class Web(Table):
    """Where the page is served."""

    host: Host = "127.0.0.1"
    port: Port = 8090


class Hall(Table):
    """A hall that is expected, so that its silence can be shown."""

    id: HallId
    name: Name
    name_en: Text = ""
    active_taxpayers: Annotated[int, Field(strict=True, ge=0)] | None = None
    """Those of its district who bought invoices at least once in the year (F7). Leave it out, as
    `windows`, where nobody knows."""
    windows: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Installed."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Degrees, east and north. With those of every hall the wall has a map."""
    county: CountyId | None = None
    """Where it belongs: whose people see it beside those of the city. None: the city alone."""
    url: Annotated[Text, Field(pattern=r"^https?://[!-~]+$")] | None = None
    """Of the hall's own page, for taxpayers."""


class County(Table):
    """Whose people see its halls, and no others."""

    id: CountyId
    name: Name
    name_en: Text = ""


class Topic(Table):
    """What an entry of a comment book may be about, by the code that the halls use for it."""

    id: Annotated[Text, Field(min_length=1)]
    name: Name
    name_en: Text = ""


class Program(Table):
    """A program of the city that asks things of halls, such as a portal where people book."""

    id: Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
    secret_sha256: Annotated[Text, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of the secret that it shows; `taxhall city-command program` draws one."""
    commands: tuple[Literal["booking.make", "booking.cancel", "notice.set"], ...] = (
        "booking.make",
        "booking.cancel",
    )
    """What it may ask."""
    halls: tuple[HallId, ...] = ()
    """Of which halls; none named: of all."""


class Supervision(Table):
    """Calendar days that the city gives its halls; a hall may give itself fewer."""

    reply_days: Days = 10
    """From an entry of the comment book, or its reopening, to the answer."""
    verify_days: Days = 1
    """From a bad rating: somebody has looked into it."""
    fix_days: Days = 7
    close_days: Days = 15
    review_days: Days = 15
    """From a clerk's appeal against a bad rating."""


class Config(Table):
    """All of central.toml. Every table may be left out."""

    city: City = City()
    broker: Broker = Broker()
    store: Store = Store()
    figures: Figures = Figures()
    ingest: Ingest = Ingest()
    web: Web = Web()
    hall: tuple[Hall, ...] = ()
    county: tuple[County, ...] = ()
    topic: tuple[Topic, ...] = ()
    program: tuple[Program, ...] = ()
    supervision: Supervision = Supervision()


def load(path: Path) -> Config:
    """Read central.toml; relative paths in it are relative to the file. Raises ConfigError."""
    try:
        config = parse(Config, decode(path.read_bytes()))
        no_twice("hall", "id", [hall.id for hall in config.hall])
        no_twice("county", "id", [county.id for county in config.county])
        no_twice("topic", "id", [topic.id for topic in config.topic])
        no_twice("program", "id", [program.id for program in config.program])
        _known_counties(config)
        _one_database(config)
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: name one with --config.") from error
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): name a file with --config that this user"
            " may read."
        ) from error
    except SettingsError as error:
        raise ConfigError(f"{path}: {error}") from error
    return _beside(config, path.parent)


def _beside(config: Config, folder: Path) -> Config:
    """The same, with its files where they are from here."""
    store = config.store
    password = store.password_file and folder / store.password_file
    own = {"path": folder / store.path, "password_file": password}
    key_file = config.city.key_file and folder / config.city.key_file
    tallies = config.figures.path or Path(f"{store.path.stem}-figures.db")
    if config.figures.path is None:
        tallies = store.path.with_name(tallies.name)
    return config.model_copy(
        update={
            "city": config.city.model_copy(update={"key_file": key_file}),
            "store": store.model_copy(update=own),
            "broker": config.broker.beside(folder),
            "figures": Figures(path=folder / tallies),
        }
    )


def _one_database(config: Config) -> None:
    given = config.store.model_fields_set
    if "url" in given and "path" in given:
        raise SettingsError("[store] has both path and url: leave one of them out.")
    if "password_file" in given and "url" not in given:
        raise SettingsError("[store] has a password_file and no url: name one, or leave it out.")


def _known_counties(config: Config) -> None:
    known = [county.id for county in config.county]
    for hall in config.hall:
        if hall.county is not None and hall.county not in known:
            raise SettingsError(
                f"[[hall]] {hall.id} names the county {hall.county}, which no [[county]] has: add"
                " one, or correct the name."
            )
