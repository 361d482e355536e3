"""Where the halls are: their positions alone, without any map of others."""

from collections.abc import Sequence
from html import escape
from math import cos, radians
from typing import Final

from nicegui import ui

from central.config import Config
from central.console.city.places import hall_name
from central.console.city.words import RANKS
from central.wall import WallHall
from screens.console.tags import Tag
from screens.languages import Words

WIDTH: Final = 640
HEIGHT: Final = 520
_EDGE: Final = 110

Position = tuple[float, float]


class Map:
    """Drawn where every hall of central.toml has coordinates; else nothing of it is there."""

    def __init__(self, config: Config, say: Words) -> None:
        self._config, self._say = config, say
        self._at = {
            one.id: (one.lon, one.lat)
            for one in config.hall
            if one.lon is not None and one.lat is not None
        }
        self._drawn: ui.html | None = None
        if self._at and len(self._at) == len(config.hall):
            with Tag("section", classes="card map now").mark_as("map"):
                Tag("h2", say("Where they are"))
                self._drawn = ui.html("", sanitize=False)  # all in it is escaped

    def show(self, halls: Sequence[WallHall]) -> None:
        """These halls, each with its sign."""
        if self._drawn is not None:
            self._drawn.set_content(self._svg(halls))

    def _svg(self, halls: Sequence[WallHall]) -> str:
        there = [hall for hall in halls if hall.id in self._at]
        spots = placed([self._at[hall.id] for hall in there])
        title = escape(self._say("Where they are"))
        parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">']
        for hall, (x, y) in zip(there, spots, strict=True):
            sign, word, colour = RANKS[hall.rank]
            name = hall_name(self._config, self._say, hall.id)
            parts.append(
                f'<g class="spot {colour}"><circle cx="{x}" cy="{y}" r="11"/>'
                f'<text x="{x}" y="{y - 18}" text-anchor="middle">{escape(name)}</text>'
                f'<text class="state" x="{x}" y="{y + 30}" text-anchor="middle">'
                f"{sign} {escape(self._say(word))}</text></g>"
            )
        return "".join([*parts, "</svg>"])


def placed(at: Sequence[Position]) -> list[Position]:
    """Degrees east and north as places in the picture, in true proportion: a city is small enough
    for a degree east to be as long everywhere in it."""
    if not at:
        return []
    narrow = cos(radians(sum(lat for _, lat in at) / len(at)))
    flat = [(lon * narrow, lat) for lon, lat in at]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    south, north = min(y for _, y in flat), max(y for _, y in flat)
    room = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    scales = [
        space / length
        for space, length in zip(room, (right - left, north - south), strict=True)
        if length > 0
    ]
    scale = min(scales, default=0.0)
    middle = (left + right) / 2, (south + north) / 2
    return [
        (
            round(WIDTH / 2 + (x - middle[0]) * scale, 1),
            round(HEIGHT / 2 - (y - middle[1]) * scale, 1),
        )
        for x, y in flat
    ]
