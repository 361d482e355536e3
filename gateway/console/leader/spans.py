"""Lengths of time in words, counted down or up."""

from typing import Final

from screens.languages import Words

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


def lasted(say: Words, ms: int) -> str:
    """In the one or two largest units: `3 d 4 h`, `12 min`."""
    ms = max(0, ms)
    if ms >= DAY_MS:
        return say("{d} d {h} h", d=ms // DAY_MS, h=ms % DAY_MS // HOUR_MS)
    if ms >= HOUR_MS:
        return say("{h} h {m} min", h=ms // HOUR_MS, m=ms % HOUR_MS // MINUTE_MS)
    if ms >= MINUTE_MS:
        return say("{m} min", m=ms // MINUTE_MS)
    return say("{s} s", s=ms // 1000)


def left(say: Words, ms: int) -> str:
    """How long there still is; below 0: for how long it has been over."""
    if ms < 0:
        return say("{time} over", time=lasted(say, -ms))
    return say("{time} left", time=lasted(say, ms))
