"""`taxhall`: one program, one sub-command for each part.

A part is imported only when it is called, so that a hall's machine needs nothing of the
simulator, and `taxhall --help` nothing at all.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata

ROOMS = (
    *("protocol", "kiosk_fw", "insight", "screens", "runtime"),
    *("gateway", "central", "hw_sim", "tools"),
)
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command: `module` has a `main(arguments) -> exit code`; `install` is what it needs."""

    name: str
    line: str
    module: str
    install: str = "taxhall"


COMMANDS = (
    Command("gateway", "run the gateway of one hall", "gateway.main"),
    Command("central", "run the city's central", "central.main"),
    Command("sim", "run simulated boards, printer and people", "hw_sim.main", "taxhall[sim]"),
    Command("demo", "run a whole hall on this machine, and audit it", "tools.demo", "taxhall[sim]"),
    Command("audit", "compare what boards, gateway and central hold", "tools.audit"),
    Command("report", "a hall's figures of a day or month, and its staff's", "tools.report"),
    Command("recommendations", "a hall's register of recommendations", "tools.recommendations"),
    Command("scores", "freeze a month's scores, prove and explain them", "tools.scores"),
    Command("export", "a month's figures as tables for a spreadsheet", "tools.export"),
    Command("chaos", "break everything, and audit", "tools.chaos", "taxhall[sim]"),
    Command("bench", "measure figures beside their floors", "tools.bench", "taxhall[sim]"),
    Command(
        "papers", "a hall's papers as pictures, without a printer", "tools.papers", "taxhall[sim]"
    ),
    Command("tour", "walk through a demo and write docs/tour.md", "tools.tour", "taxhall[dev]"),
    Command("staffing", "windows and people that days to come need", "tools.staffing"),
    Command("study", "try the system's own advice on simulated days", "tools.study"),
    Command("day", "open a business day at a running gateway", "tools.day"),
    Command("adopt", "let a board take another's place in the hall", "tools.adopt"),
    Command("staff", "who may sign in at a running gateway", "tools.staff"),
    Command("city-staff", "who may sign in at the city's central", "tools.city_staff"),
    Command("city-command", "what the city asks of its halls", "tools.city_command"),
    Command("api-token", "let a kiosk or program ask a running gateway", "tools.api_token"),
    Command("printer", "find, ask and try ticket printers", "tools.printer"),
    Command("provision", "draw a key for a board", "tools.provision"),
)


def build_parser() -> argparse.ArgumentParser:
    """Reads the sub-command; what follows it is for the sub-command itself."""
    width = max(len(command.name) for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="taxhall",
        description="Queue tickets, calls and service ratings for tax service halls.",
        epilog="commands:\n"
        + "\n".join(f"  {command.name:<{width}}  {command.line}" for command in COMMANDS)
        + "\n\n`taxhall COMMAND --help` tells a command's own options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=metadata.version("taxhall"))
    parser.add_argument(
        "command", metavar="COMMAND", choices=[command.name for command in COMMANDS]
    )
    parser.add_argument("arguments", metavar="...", nargs=argparse.REMAINDER)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the sub-command that `argv` names (default: the process's own arguments)."""
    parsed = build_parser().parse_args(argv)
    command = next(command for command in COMMANDS if command.name == parsed.command)
    try:
        run: Callable[[list[str]], int] = import_module(command.module).main
        return run(parsed.arguments)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if not missing or missing in ROOMS:
            raise  # a fault of ours, not a package to install
        print(
            f"taxhall {command.name} needs the Python package {missing!r}, which is not installed."
            f" Install it with: pip install '{command.install}'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
