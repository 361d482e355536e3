"""Rows of a list that changes: each keeps its elements, and only what differs is sent."""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, Protocol, TypeVar

from nicegui.element import Element

Item = TypeVar("Item")
ItemOf = TypeVar("ItemOf", contravariant=True)


class Row(Protocol[ItemOf]):
    """Drawn once, then brought up to date."""

    @property
    def root(self) -> Element:
        """Its outermost element."""

    def show(self, item: ItemOf, /) -> None:
        """Bring it up to date."""


class Rows(Generic[Item]):
    """The rows within one element, in the order of the items."""

    def __init__(
        self,
        within: Element,
        key: Callable[[Item], Hashable],
        make: Callable[[Item], Row[Item]],
    ) -> None:
        """key: what a row keeps while it is the same one; make: draws one, within the element."""
        self._within, self._key, self._make = within, key, make
        self._rows: dict[Hashable, Row[Item]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def draw(self, items: Iterable[Item]) -> None:
        """Show these."""
        wanted = {self._key(item): item for item in items}
        for gone in [key for key in self._rows if key not in wanted]:
            self._rows.pop(gone).root.delete()
        for key, item in wanted.items():
            if key not in self._rows:
                with self._within:
                    self._rows[key] = self._make(item)
            self._rows[key].show(item)
        if list(self._rows) != list(wanted):
            self._rows = {key: self._rows[key] for key in wanted}
            for place, row in enumerate(self._rows.values()):
                row.root.move(self._within, place)
