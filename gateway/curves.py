"""A curve of F27 as JSON, for the API and for reports alike."""

from dataclasses import asdict
from typing import Any

from insight.curves import Curve, against
from insight.series import Point


def curve_answer(curve: Curve) -> dict[str, Any]:
    """Points with the median around each, and with what is usual at that time of the day."""
    usual = {point.at: point for point in curve.usual}
    more = against(curve.points, curve.usual)
    return {
        "measure": curve.measure.id,
        "unit": curve.measure.unit,
        "alike": list(curve.alike),
        "points": [
            {
                "at": point.at,
                "value": point.value,
                "n": point.n,
                "curve": around,
                "usual": _value(usual.get(point.at)),
                "more": more.get(point.at),
            }
            for point, around in zip(curve.points, curve.curve, strict=True)
        ],
        "peak": _point(curve.extremes.peak),
        "valley": _point(curve.extremes.valley),
        "trend": None
        if curve.trend is None
        else {**asdict(curve.trend), "is_real": curve.trend.is_real},
        "breaks": list(curve.breaks),
    }


def _value(point: Point | None) -> float | None:
    return None if point is None else point.value


def _point(point: Point | None) -> dict[str, Any] | None:
    return None if point is None else {"at": point.at, "value": point.value, "n": point.n}
