"""A hall's uplink in a process of its own: `python -m tools.bench.uplink.hall_process STORE PORT`.

It opens the store, connects, and says on stdout how far central has confirmed, a JSON object a
line: `through`, `s` since it began to send, `rss` in bytes. The last line has `done`.
"""

import json
import sys
import time
from pathlib import Path
from typing import Final

from gateway.clock import SystemClock
from gateway.store import Store
from gateway.uplink import StoreOutbox, Uplink
from runtime.mqtt import Broker
from tools.bench.rig.backlog import PLAN
from tools.bench.rig.memory import rss

LOOK_S: Final = 0.02
TELL_S: Final = 0.5


def main(path: str, port: str) -> int:
    """Until everything is confirmed."""
    with Store.open(Path(path), PLAN, SystemClock()) as store:
        outbox = StoreOutbox(store)
        uplink = Uplink(outbox, Broker(host="127.0.0.1", port=int(port)))
        last, begun, told = store.n, time.monotonic(), 0.0
        uplink.start()
        while store.through < last:
            time.sleep(LOOK_S)
            now = time.monotonic()
            if now - told >= TELL_S:
                told = now
                _say(through=store.through, s=now - begun, rss=rss(), how=str(uplink.status))
        _say(through=last, s=time.monotonic() - begun, rss=rss(), done=True)
        uplink.stop()
        outbox.close()
    return 0


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
