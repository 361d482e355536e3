"""Which boards, lines and printer a simulated hall consists of: read from the hall's own hall.toml.

One file for the gateway and for its simulator, so that they cannot disagree about a chip id.
"""

from dataclasses import dataclass
from pathlib import Path

from gateway.config import Config, load
from gateway.hall.plan import HallPlan

HOST = "127.0.0.1"


class SpecError(Exception):
    """The hall cannot be simulated; one sentence says why and what to do."""


@dataclass(frozen=True)
class LineSpec:
    """A serial line: where the gateway will look for its port, and the boards on it by uid."""

    port: Path
    baud: int
    uids: tuple[str, ...]


@dataclass(frozen=True)
class PrinterSpec:
    """Where the gateway will look for the ticket printer."""

    port: int
    width_dots: int = 576


@dataclass(frozen=True)
class HallSpec:
    """A hall to simulate. `lines` are in the order of the file."""

    plan: HallPlan
    lines: tuple[LineSpec, ...]
    printer: PrinterSpec | None
    gateway_url: str | None = None
    """Address of the gateway's page, where hall.toml names a port."""


def read(path: Path) -> HallSpec:
    """The hall of a hall.toml. Raises ConfigError, or SpecError for what cannot be simulated."""
    config = load(path)
    for table in config.line:
        if Path(table.port).is_relative_to("/dev"):
            raise SpecError(
                f"{path}: line {table.port} is a port of this machine, and simulated boards are "
                f"reached by a link: name it for example {path.parent.resolve() / 'line-1'}."
            )
    return HallSpec(
        plan=config.plan(),
        lines=tuple(
            LineSpec(path.parent / table.port, table.baud, tuple(config.uids_on(index)))
            for index, table in enumerate(config.line)
        ),
        printer=_printer(path, config),
        gateway_url=f"http://{HOST}:{config.web.port}" if config.web.port else None,
    )


def _printer(path: Path, config: Config) -> PrinterSpec | None:
    if not config.printer:
        return None
    table = config.printer[0]
    if table.host not in (HOST, "localhost"):
        raise SpecError(
            f"{path}: printer {table.name} is at {table.address().place}, and a simulated one is on"
            f" the network of this machine: name {HOST}."
        )
    return PrinterSpec(table.port, table.model().roll.dots)
