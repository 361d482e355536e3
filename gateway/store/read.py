"""Reading what is committed, on a connection that cannot write."""

import json
import sqlite3
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final, Self

from gateway.store import rows
from gateway.store.errors import StoreError
from protocol.envelope import GENESIS, Entry, chain, leaf
from protocol.facts import TicketIssued

MOST_N: Final = (1 << 63) - 1
"""Beyond every row."""


class Reader:
    """A read-only connection of its own; may be shared by threads, which then take turns.

    Every method raises StoreError when the database does not answer.
    """

    def __init__(self, path: Path) -> None:
        self._gate = threading.Lock()
        try:
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise StoreError(f"The store {path} cannot be read: {error}.") from error
        try:
            self._db.execute("PRAGMA busy_timeout = 5000")
            at = rows.meta(self._db)
        except sqlite3.Error as error:
            self._db.close()
            raise StoreError(f"The store {path} cannot be read: {error}.") from error
        if at is None:
            self._db.close()
            raise StoreError(f"The store {path} holds no stream yet.")
        self.at = at

    def entries(self, after: int = 0, limit: int = 1024) -> list[Entry]:
        """Rows after+1, after+2 …, in order, at most `limit`."""
        return [entry for entry, _ in self._rows(after, limit)]

    def numbered(self, ns: Sequence[int]) -> list[Entry]:
        """The facts with these n, in the order of n; at most 1,000 of them are asked for at once.

        Each is one look-up by its key, however many facts there are.
        """
        places = ", ".join("?" * len(ns))
        sql = f"SELECT {rows.COLUMNS} FROM fact WHERE n IN ({places}) ORDER BY n"
        with self._gate:
            return [entry for entry, _ in rows.read(self.at, iter(self._all(sql, *ns)))]

    def telling(
        self, types: Collection[str], after: int = 0, to: int = MOST_N, limit: int = 4096
    ) -> list[Entry]:
        """Rows of these types from after+1 up to `to`, in order, at most `limit`; found by going
        along the rows."""
        return self._of_types("+type", types, after, to, limit)

    def of_types(self, types: Collection[str], after: int = 0, to: int = MOST_N) -> list[Entry]:
        """The same, found by their types: for such as there are few of."""
        return self._of_types("type", types, after, to, -1)

    def digested(self, after: int, limit: int) -> list[tuple[Entry, bytes]]:
        """The same, each with the running digest that stands beside it."""
        return self._rows(after, limit)

    def named(self, identity: str) -> Entry | None:
        """The fact of this identity, None if it is not here."""
        sql = f"SELECT {rows.COLUMNS} FROM fact WHERE identity = ?"
        with self._gate:
            found = list(rows.read(self.at, iter(self._all(sql, identity))))
        return found[0][0] if found else None

    def last(self) -> int:
        """n of the last fact."""
        with self._gate:
            ((n,),) = self._all("SELECT coalesce(max(n), 0) FROM fact")
        return int(n)

    def counts(self) -> dict[str, int]:
        """Facts by type."""
        with self._gate:
            return dict(self._all("SELECT type, count(*) FROM fact GROUP BY type"))

    def count(self, type_: str, after: int = 0, to: int = MOST_N) -> int:
        """Facts of a type in the rows from after+1 up to `to`."""
        sql = "SELECT count(*) FROM fact WHERE type = ? AND n > ? AND n <= ?"
        with self._gate:
            ((found,),) = self._all(sql, type_, after, to)
        return int(found)

    def unprinted(self) -> list[Entry]:
        """`ticket.issued` on paper of which nobody knows yet whether it came out, oldest first."""
        sql = f"""
            SELECT {rows.COLUMNS} FROM fact
            WHERE type = 'ticket.issued' AND n NOT IN (
                SELECT json_extract(data, '$.ticket') FROM fact
                WHERE type IN ('print.confirmed', 'print.uncertain', 'print.failed'))
            ORDER BY n"""
        with self._gate:
            found = [entry for entry, _ in rows.read(self.at, iter(self._all(sql)))]
        return [e for e in found if isinstance(e.fact, TicketIssued) and e.fact.on_paper]

    def slips_to_come(self) -> list[Entry]:
        """`slip.asked` of which nobody knows yet what became of it, oldest first."""
        sql = f"""
            SELECT {rows.COLUMNS} FROM fact
            WHERE type = 'slip.asked' AND n NOT IN (
                SELECT json_extract(data, '$.slip') FROM fact WHERE type = 'slip.done')
            ORDER BY n"""
        with self._gate:
            return [entry for entry, _ in rows.read(self.at, iter(self._all(sql)))]

    def newest(self, types: Sequence[str], before: int, limit: int) -> list[int]:
        """n of the facts of these types below `before`, the newest first."""
        sql = f"""
            SELECT n FROM fact WHERE type IN ({_places(types)}) AND n < ?
            ORDER BY n DESC LIMIT ?"""
        with self._gate:
            return [int(n) for (n,) in self._all(sql, *types, before, limit)]

    def life_of(self, types: Sequence[str], field: str, ns: Sequence[int]) -> list[Entry]:
        """Facts of these types that have one of these n, or that name one in a field; in order."""
        sql = f"""
            SELECT {rows.COLUMNS} FROM fact
            WHERE type IN ({_places(types)}) AND n >= ?
              AND (n IN (SELECT value FROM json_each(?))
                OR json_extract(data, ?) IN (SELECT value FROM json_each(?)))
            ORDER BY n"""
        named = json.dumps(list(ns))
        values = (*types, min(ns, default=0), named, f"$.{field}", named)
        with self._gate:
            return [entry for entry, _ in rows.read(self.at, iter(self._all(sql, *values)))]

    def first_broken(self, after: int = 0, batch: int = 1024) -> int | None:
        """Compute the chain of digests anew from the row after `after` on; n of the first row that
        disagrees, None if none. The row `after` itself is believed."""
        expected, n = GENESIS, after
        for _, digest in self._rows(after - 1, 1) if after else ():
            expected = digest
        while rest := self._rows(n, batch):
            for entry, digest in rest:
                n += 1
                try:
                    expected = chain(expected, leaf(entry))
                except (ValueError, OverflowError):  # a time that no calendar has
                    return n
                if entry.n != n or digest != expected:
                    return n
        return None

    def opened(self, day: str) -> int | None:
        """n of the `day.opened` of an ISO date; None: it never was."""
        sql = "SELECT n FROM fact WHERE type = 'day.opened' AND json_extract(data, '$.day') = ?"
        with self._gate:
            found = self._all(sql, day)
        return int(found[0][0]) if found else None

    def openings(self) -> list[tuple[int, str]]:
        """n and ISO date of each business day, the oldest first."""
        sql = "SELECT n, json_extract(data, '$.day') FROM fact WHERE type = 'day.opened' ORDER BY n"
        with self._gate:
            return [(int(n), str(day)) for n, day in self._all(sql)]

    def digest(self, n: int) -> bytes | None:
        """Of the chain at row n; None: there is no such row."""
        with self._gate:
            found = self._all("SELECT digest FROM fact WHERE n = ?", n)
        return bytes(found[0][0]) if found else None

    def days(self) -> list[str]:
        """Business days, the oldest first."""
        return [day for _, day in self.openings()]

    def days_opened(self, newest: int) -> list[int]:
        """n of the last so many `day.opened`, the newest first."""
        sql = "SELECT n FROM fact WHERE type = 'day.opened' ORDER BY n DESC LIMIT ?"
        with self._gate:
            return [int(n) for (n,) in self._all(sql, newest)]

    def select(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of tables that stand outside the chain of facts."""
        with self._gate:
            return self._all(sql, *values)

    def close(self) -> None:
        """Let go of the file."""
        with self._gate:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _of_types(
        self, by: str, types: Collection[str], after: int, to: int, limit: int
    ) -> list[Entry]:
        marks = ", ".join("?" * len(types))
        sql = (
            f"SELECT {rows.COLUMNS} FROM fact WHERE n > ? AND n <= ? AND {by} IN ({marks})"
            " ORDER BY n LIMIT ?"
        )
        with self._gate:
            found = self._all(sql, after, to, *types, limit)
            return [entry for entry, _ in rows.read(self.at, iter(found))]

    def _rows(self, after: int, limit: int) -> list[tuple[Entry, bytes]]:
        sql = f"SELECT {rows.COLUMNS} FROM fact WHERE n > ? ORDER BY n LIMIT ?"
        with self._gate:
            return list(rows.read(self.at, iter(self._all(sql, after, limit))))

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"The store does not answer: {error}.") from error


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
