"""/api/v1/live: the view as JSON, with ages instead of moments of a private clock."""

from dataclasses import asdict
from typing import Any

from gateway.web.view import DeviceView, LiveView


def as_json(view: LiveView, age_s: float) -> dict[str, Any]:
    """The view, its age in ms, and for every board since how many seconds it is as it is."""
    body = asdict(view)
    del body["as_of_mono"]
    body["facts"] = dict(view.facts)
    body["age_ms"] = round(age_s * 1000)
    body["devices"] = [_device(device, view.as_of_mono) for device in view.devices]
    return body


def _device(device: DeviceView, as_of_mono: float) -> dict[str, Any]:
    body = asdict(device)
    since = body.pop("since_mono")
    body["since_s"] = None if since is None else round(max(0.0, as_of_mono - since), 1)
    body["journal"] = None if device.journal is None else f"{device.journal:08x}"
    return body
