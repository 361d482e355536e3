"""/api/v1/live: the view as JSON, with ages instead of moments of a private clock."""

from dataclasses import asdict
from typing import Any

from gateway.web.view import DeviceView, LiveView
from gateway.web.wrong import wrong


def as_json(view: LiveView, age_s: float) -> dict[str, Any]:
    """The view, its age in ms, how many seconds boards and alarms are as they are, and all that is
    wrong."""
    body = asdict(view)
    del body["as_of_mono"]
    body["facts"] = dict(view.facts)
    body["age_ms"] = round(age_s * 1000)
    body["devices"] = [_device(device, view.as_of_mono) for device in view.devices]
    body["alarms"] = [
        _with_age(asdict(alarm), alarm.since_mono, view.as_of_mono) for alarm in view.alarms
    ]
    body["wrong"] = [asdict(one) for one in wrong(view)]
    return body


def _with_age(body: dict[str, Any], since: float | None, as_of: float) -> dict[str, Any]:
    del body["since_mono"]
    body["since_s"] = None if since is None else round(max(0.0, as_of - since), 1)
    return body


def _device(device: DeviceView, as_of_mono: float) -> dict[str, Any]:
    body = _with_age(asdict(device), device.since_mono, as_of_mono)
    body["journal"] = None if device.journal is None else f"{device.journal:08x}"
    return body
