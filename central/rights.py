"""Which halls somebody of the city sees: on every page, socket and answer of the API."""

from collections.abc import Collection, Iterable
from typing import Final

from central.config import Config
from central.people.nouns import Account, Duty

READERS: Final[Collection[Duty]] = (Duty.CITY, Duty.COUNTY)
"""Who reads figures, opinions and scores."""

COMMANDERS: Final[Collection[Duty]] = (Duty.ADMINISTRATOR, Duty.CITY)
"""Who asks things of halls: a closing or a notice is the city's word, not a county's."""

EVERYBODY: Final[Collection[Duty]] = tuple(Duty)
"""Who reads the technical state of the halls."""


def sees(config: Config, account: Account, hall: str | None) -> bool:
    """Whether this hall is for whoever has the account; None: what belongs to no hall."""
    if account.duty is not Duty.COUNTY:
        return True
    own = account.county
    return any(one.id == hall and own is not None and one.county == own for one in config.hall)


def own(config: Config, account: Account, halls: Iterable[str]) -> list[str]:
    """Those of these halls that are for whoever has the account."""
    return [hall for hall in halls if sees(config, account, hall)]


def names_of(config: Config, heard: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Chinese and English name by id: expected halls in the order of central.toml, then others
    that were heard."""
    names = {hall.id: (hall.name, hall.name_en or hall.name) for hall in config.hall}
    return names | {hall: (hall, hall) for hall in sorted(heard) if hall not in names}
