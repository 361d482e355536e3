"""Which rows of a stream were taken in, in whatever order and however often they came."""

from bisect import bisect_right


class Seen:
    """Whole numbers from 1, kept as the ranges they form: a stream without a hole is one range."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, n: int) -> bool:
        """Whether it is new."""
        at = bisect_right(self._firsts, n) - 1
        if at >= 0 and n <= self._lasts[at]:
            return False
        after_left = at >= 0 and self._lasts[at] == n - 1
        before_right = at + 1 < len(self._firsts) and self._firsts[at + 1] == n + 1
        if after_left and before_right:
            self._lasts[at] = self._lasts.pop(at + 1)
            del self._firsts[at + 1]
        elif after_left:
            self._lasts[at] = n
        elif before_right:
            self._firsts[at + 1] = n
        else:
            self._firsts.insert(at + 1, n)
            self._lasts.insert(at + 1, n)
        return True

    def __contains__(self, n: int) -> bool:
        at = bisect_right(self._firsts, n) - 1
        return at >= 0 and n <= self._lasts[at]

    @property
    def last(self) -> int:
        """The biggest; 0 of nothing."""
        return self._lasts[-1] if self._lasts else 0

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """First and last of each range."""
        return list(zip(self._firsts, self._lasts, strict=True))
