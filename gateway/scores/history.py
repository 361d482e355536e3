"""What became of a month's scores so far: its versions, the appeals, and what was decided."""

from gateway.hall.plan import HallPlan
from gateway.store.read import Reader
from gateway.store.scored import line_of
from insight.score_history import READS, history_from
from insight.score_history import History as History
from insight.score_lines import Line


class ScoresError(Exception):
    """There are no scores to be told; the text is a sentence."""


def history_of(reader: Reader, month: str) -> History:
    """Raises StoreError."""
    return history_from(reader.of_types(READS), month)


def kept_lines(reader: Reader, month: str, version: int) -> list[Line]:
    """The rows of a frozen month, by token. Raises StoreError, ValueError for a row that is none
    of ours."""
    sql = "SELECT staff, told, trace FROM score WHERE month = ? AND version = ? ORDER BY staff"
    return [line_of(row) for row in reader.select(sql, month, version)]


def kept_line(reader: Reader, month: str, version: int, staff: str) -> Line | None:
    """The row of one person. Raises StoreError."""
    sql = "SELECT staff, told, trace FROM score WHERE month = ? AND version = ? AND staff = ?"
    found = reader.select(sql, month, version, staff)
    return line_of(found[0]) if found else None


def groups_of(reader: Reader, plan: HallPlan) -> dict[str, str]:
    """Token → group, of everybody whom hall.toml names in one. Raises ScoresError for a name that
    nobody has."""
    tokens = {}
    for token, name in reader.select("SELECT token, name FROM account"):
        tokens[name] = tokens[token] = token
    found = {}
    for group in plan.quality.score_groups:
        for name in group.staff:
            if name not in tokens:
                raise ScoresError(
                    f"hall.toml 的考核组 {group.code} 中没有此账号：{name}。 Nobody has the account"
                    f" {name}, whom the score group {group.code} of hall.toml names: correct it"
                    " there (taxhall staff list)."
                )
            found[tokens[name]] = group.code
    return found
