"""docs/tour.md, from the stops."""

from collections.abc import Sequence

from tools.tour.stop import Stop

_HEAD = """# A tour of the screens

Every picture is of the demo, whose hall, boards and people are simulated and whose programs are
the real ones. `taxhall tour` walks through it with a browser and writes this page; `make demo` lets
you walk yourself, and prints the addresses and the password of its staff.
"""


def page(stops: Sequence[Stop]) -> str:
    """The whole page."""
    return "\n".join([_HEAD, *map(_stop, stops)])


def _stop(stop: Stop) -> str:
    where = f"`{stop.path}` of {_PROGRAMS[stop.program]}"
    who = f", signed in as {stop.who}" if stop.who else ""
    return (
        f"## {stop.zh} {stop.en}\n\n{stop.told}\n\n"
        f"![{stop.en}](tour/{stop.name}.png)\n\n{where}{who}.\n"
    )


_PROGRAMS = {"panel": "the front panel", "gateway": "the gateway", "central": "the city's central"}
