"""The gateway's screens: one small live page, its JSON, metrics, and what may be asked of it."""

from gateway.web.app import create_app
from gateway.web.deeds import Deeds
from gateway.web.opening import DayNotOpenedError
from gateway.web.view import LiveView

__all__ = ["DayNotOpenedError", "Deeds", "LiveView", "create_app"]
