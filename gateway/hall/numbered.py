"""An immutable mapping from fact numbers to values that stays cheap to change when it is large."""

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import Any, Final, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

V = TypeVar("V")

_BITS: Final = 8  # 256 neighbours a block: a change copies one block and the list of blocks


class Numbered(Mapping[int, V]):
    """n → value. `put` and `keep` give a new mapping; the old one stays as it was.

    A state is replaced at every fact, and a hall has some ten thousand services in mind. Copying
    a plain dictionary of that size for every fact would make a restart quadratic.
    """

    __slots__ = ("_blocks", "_length")

    def __init__(self, items: Mapping[int, V] | None = None) -> None:
        blocks: dict[int, dict[int, V]] = {}
        for n, value in (items or {}).items():
            blocks.setdefault(n >> _BITS, {})[n] = value
        self._blocks = blocks
        self._length = len(items or ())

    def put(self, n: int, value: V) -> "Numbered[V]":
        """The same mapping with n → value."""
        block = self._blocks.get(n >> _BITS, {})
        changed: Numbered[V] = Numbered()
        changed._blocks = {**self._blocks, n >> _BITS: {**block, n: value}}
        changed._length = self._length + (n not in block)
        return changed

    def changed(self, n: int, change: Callable[[V], V]) -> "Numbered[V]":
        """The same mapping, with the value at n changed; where nothing is, nothing comes to be.

        What is forgotten stays forgotten: a start folds old facts by the rules of now, which may
        have forgotten already what a fact is about.
        """
        return self.put(n, change(self[n])) if n in self else self

    def without(self, n: int) -> "Numbered[V]":
        """The same mapping, and nothing at n."""
        if n not in self:
            return self
        block = {**self._blocks[n >> _BITS]}
        del block[n]
        changed: Numbered[V] = Numbered()
        changed._blocks = {**self._blocks, n >> _BITS: block}
        changed._length = self._length - 1
        return changed

    def keep(self, wanted: Callable[[V], bool]) -> "Numbered[V]":
        """Only the values that are wanted."""
        return Numbered({n: value for n, value in self.items() if wanted(value)})

    def items(self) -> ItemsView[int, V]:
        """Block by block, without a look-up for each n: rules go through a day's tickets."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """In the same way."""
        return _Values(self)

    def since(self, first: int) -> Iterator[tuple[int, V]]:
        """Numbers from `first` on, with their values; what is far below is not looked at."""
        for block, values in self._blocks.items():
            if block >= first >> _BITS:
                yield from ((n, value) for n, value in values.items() if n >= first)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In JSON it is an object with its numbers as keys."""
        (value,) = get_args(source)
        plain = core_schema.dict_schema(core_schema.int_schema(), handler.generate_schema(value))
        return core_schema.no_info_after_validator_function(
            cls,
            plain,
            serialization=core_schema.plain_serializer_function_ser_schema(
                dict, return_schema=plain
            ),
        )

    def __getitem__(self, n: int) -> V:
        return self._blocks[n >> _BITS][n]

    def __iter__(self) -> Iterator[int]:
        for block in self._blocks.values():
            yield from block

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return f"Numbered({dict(self)!r})"


class _Items(ItemsView[int, V]):
    _mapping: Numbered[V]

    def __iter__(self) -> Iterator[tuple[int, V]]:
        for block in self._mapping._blocks.values():
            yield from block.items()


class _Values(ValuesView[V]):
    _mapping: Numbered[V]

    def __iter__(self) -> Iterator[V]:
        for block in self._mapping._blocks.values():
            yield from block.values()
