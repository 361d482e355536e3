"""Central: what its workers take into PostgreSQL, and whether its figures are the halls' own."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.central.city import city_30
from tools.bench.central.ingesting import ingest_1, ingest_2

CASES: Final[Mapping[str, Case]] = {
    "ingest-1": ingest_1,
    "ingest-2": ingest_2,
    "city-30": city_30,
}
