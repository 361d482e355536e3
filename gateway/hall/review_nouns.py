"""What a hall keeps in mind of a sampled service."""

from dataclasses import dataclass

from protocol.facts.review import Mistake, Verdict


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
    mistake: Mistake | None = None
    """With "wrong": what."""
    steps: tuple[int, ...] = ()
    """n of each fact that judged it or corrected that."""
