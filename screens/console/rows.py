"""Rows that stay while what they tell stays: a page sends what has changed, and nothing else."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Protocol, TypeVar

from screens.console.tags import Tag

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", contravariant=True)
S = TypeVar("S")


class Row(Protocol[T]):
    """One row."""

    @property
    def tag(self) -> Tag:
        """Its element."""

    def draw(self, told: T, /) -> None:
        """Tell this."""


class Rows(Generic[K, S]):
    """The children of one element."""

    def __init__(self, within: Tag, make: Callable[[K], Row[S]]) -> None:
        """make: a new row, drawn by the first `draw`."""
        self._within, self._make = within, make
        self._rows: dict[K, Row[S]] = {}
        self._told: dict[K, S] = {}

    def draw(self, told: Sequence[tuple[K, S]]) -> None:
        """Show these in this order, and no others."""
        for gone in self._rows.keys() - {key for key, _ in told}:
            self._rows.pop(gone).tag.delete()
            del self._told[gone]
        for place, (key, one) in enumerate(told):
            self._place(key, place)
            if key not in self._told or self._told[key] != one:
                self._rows[key].draw(one)
                self._told[key] = one

    def _place(self, key: K, place: int) -> None:
        if key not in self._rows:
            with self._within:
                self._rows[key] = self._make(key)
        tag, children = self._rows[key].tag, self._within.default_slot.children
        if children[place] is not tag:
            tag.move(self._within, place)
