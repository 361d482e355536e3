"""What the city's consoles wear beside what all consoles do."""

from nicegui import ui


def dress() -> None:
    """For the page that is being made."""
    ui.add_head_html('<link rel="stylesheet" href="/static/desk.css">')
