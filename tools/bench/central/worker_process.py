"""A worker's store in a process of its own: `python -m tools.bench.central.worker_process URL FIRST
STEP EACH`. It reads the messages of the halls FIRST, FIRST + STEP …, says `ready`, waits for a line
on stdin, commits them, and says the seconds that it took and time.monotonic() at both ends."""

import json
import sys
import time

from central.config import Store as Settings
from central.store import open_store
from tools.bench.rig import arrivals


def main(url: str, first: str, step: str, each: str) -> int:
    """Once."""
    groups = arrivals.groups(range(int(first), arrivals.HALLS + 1, int(step)), int(each))
    store = open_store(Settings(url=url))
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    stored = sum(store.commit(group, [], 1_767_574_800_000).stored for group in groups)
    print(json.dumps({"begun": begun, "ended": time.monotonic(), "stored": stored}), flush=True)
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
