"""The gateway's screens: one small live page, its JSON, metrics, and the opening of a day."""

from gateway.web.app import create_app
from gateway.web.opening import DayNotOpenedError
from gateway.web.server import WebServer
from gateway.web.view import LiveView

__all__ = ["DayNotOpenedError", "LiveView", "WebServer", "create_app"]
