"""Native lists to choose from; what is not among them, whatever a browser sends, is not chosen."""

from collections.abc import Callable, Mapping

from nicegui.events import GenericEventArguments

from screens.console.tags import Tag


class Choosing:
    """A list with its label."""

    def __init__(self, name: str, label: str, changed: Callable[[str], None]) -> None:
        """name: for tests, and of no other list of the page."""
        self._options: dict[str, str] = {}
        self._tags: list[Tag] = []

        def took(event: GenericEventArguments) -> None:
            if isinstance(event.args, str) and event.args in self._options:
                changed(event.args)

        with Tag("p", classes="field"):
            Tag("label", label).attribute("for", f"choose-{name}")
            self._list = Tag("select").attribute("id", f"choose-{name}").mark_as(f"choose-{name}")
            self._list.on("change", took, js_handler="(e) => emit(e.target.value)")

    def offer(self, options: Mapping[str, str], chosen: str) -> None:
        """These, value → text. Drawn anew only where they have changed: the browser keeps what
        somebody has chosen meanwhile."""
        if self._options == options:
            return
        self._options = dict(options)
        self._list.clear()
        with self._list:
            for value, text in options.items():
                one = Tag("option", text).attribute("value", value)
                one.attribute("selected", "selected" if value == chosen else None)
