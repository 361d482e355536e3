"""How much memory a process of this machine has."""

import os
from pathlib import Path


def rss(pid: int | None = None) -> int:
    """Bytes that are resident; of this process unless another is named. 0 where /proc is not."""
    try:
        fields = Path(f"/proc/{pid or os.getpid()}/statm").read_text("ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
