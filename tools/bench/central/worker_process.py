"""A worker's store in a process of its own: `python -m tools.bench.central.worker_process URL FIRST
STEP EACH`. It reads the messages of the halls FIRST, FIRST + STEP …, says `ready`, waits for a line
on stdin, commits them, and says how many were stored, the seconds of its own processor time, and
time.monotonic() at both ends.

What it has read is put out of the collector's sight: a worker holds one group, and not all of
them, which looked through again and again took half of the time. Else it collects as a worker does.
"""

import gc
import json
import sys
import time

from central.config import Store as Settings
from central.store import open_store
from runtime.garbage import YOUNG
from tools.bench.rig import arrivals


def main(url: str, first: str, step: str, each: str) -> int:
    """Once."""
    groups = arrivals.groups(range(int(first), arrivals.HALLS + 1, int(step)), int(each))
    store = open_store(Settings(url=url))
    gc.freeze()
    gc.set_threshold(*YOUNG)
    print("ready", flush=True)
    sys.stdin.readline()
    begun, busy = time.monotonic(), time.process_time()
    stored = sum(store.commit(group, [], 1_767_574_800_000).stored for group in groups)
    told = {
        "begun": begun,
        "ended": time.monotonic(),
        "processor": time.process_time() - busy,
        "stored": stored,
    }
    print(json.dumps(told), flush=True)
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
