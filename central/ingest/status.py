"""How a worker is doing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IngestStatus:
    """How taking in is going; counts since the program started."""

    online: bool = False
    problem: str = "not started"
    """Why it is not online, as a sentence's end; empty while it is."""
    messages: int = 0
    rows: int = 0
    duplicates: int = 0
    quarantined: int = 0
    groups: int = 0
    """Transactions."""
    replies: int = 0
    """Of halls, to commands."""
    started_ms: int = 0
    """When the program did, by its machine's clock; unix ms."""
