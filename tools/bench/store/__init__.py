"""The gateway's store: what a fact costs that many callers want on the disk at once."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.store.appending import append_32

CASES: Final[Mapping[str, Case]] = {"append-32": append_32}
