"""Native HTML elements as NiceGUI's, which send an update only when something has changed."""

from typing import Self

from nicegui.elements.mixins.text_element import TextElement


class Tag(TextElement):
    """An HTML element with text; also to be entered with `with`."""

    def __init__(self, tag: str, text: str = "", classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)

    def say(self, text: str) -> None:
        """Change the text."""
        if text != self.text:
            self.set_text(text)

    def attribute(self, name: str, value: str | None) -> Self:
        """Set an HTML attribute; None takes it away."""
        if self.props.get(name) != value:
            if value is None:
                self.props.pop(name, None)
            else:
                self.props[name] = value
            self.update()
        return self

    def dress(self, name: str, worn: bool) -> Self:
        """Wear a CSS class, or not."""
        if worn != (name in self._classes):
            self.classes(add=name if worn else "", remove="" if worn else name)
        return self

    def show(self, shown: bool) -> Self:
        """Hide it from everybody, readers included, or show it."""
        return self.attribute("hidden", None if shown else "hidden")

    def mark_as(self, test_id: str) -> Self:
        """Name it for browser tests."""
        return self.attribute("data-testid", test_id)
