"""Where the reader of a visit stands (insight.visits), between two of its facts."""

from dataclasses import dataclass

from insight.visit_nouns import Service, Visit
from protocol.stamp import Moment


@dataclass(slots=True)
class Walk:
    """Where the reader stands in a visit."""

    visit: Visit
    queued: Moment | None
    """Since when it is in the queue that it is in, or was called from."""
    early_ms: int
    """Of this queue."""
    business: str
    missed: Moment | None = None
    first: int = 0
    """Of the visit's services, the first one that the stream which is read now has named."""
    spans: tuple[tuple[str, int, int], ...] = ()
    """Streams before it, with the first and the last but one of their services."""
    called: Moment | None = None
    """When it was called in the stream before; the call that comes next is that very one."""
    resumed: Service | None = None
    """What ran when the disk was lost; the service that is started next is that very one."""
