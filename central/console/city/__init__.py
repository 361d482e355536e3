"""The city's own pages: the wall, the figures from the city down to one ticket, and the curves."""

from nicegui import ui

_STYLE = '<link rel="stylesheet" href="/static/city.css">'


def dress() -> None:
    """Let a page have the style of these."""
    ui.add_head_html(_STYLE)
