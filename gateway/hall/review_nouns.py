"""What a hall keeps in mind of a sampled service."""

from dataclasses import dataclass

from protocol.facts.review import Verdict


@dataclass(frozen=True, slots=True)
class Review:
    """Of a service that was drawn, named by its n."""

    day: str
    """Business day of the service."""
    staff: str | None
    """Token of the clerk who served."""
    verdict: Verdict | None = None
    """None: nobody has looked yet."""
    corrections: int = 0
