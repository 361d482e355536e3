"""Numbers for sixteen clients at once, over HTTP, from the gateway as a hall runs it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

import httpx

from tools.bench.case import Aim, BenchError, Options, Row, percentile
from tools.bench.rig.http_clients import Asked, ask_all, post
from tools.bench.ticket.paper import commits_ms
from tools.processes import Program, ProgramError

CLIENTS: Final = 16
EACH: Final = 250
WARM_UP: Final = 20
READY_S: Final = 30.0

_HALL: Final = """
[hall]
id = "bench"
name = "试验厅"
first_day = "automatic"
[web]
port = 0
[[business]]
code = "A"
name = "发票业务"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A"]
[[line]]
port = "no-board-here"
"""

_BODY: Final = b'{"business": "A"}'


def issue_16(options: Options, runs: int = 3) -> Row:
    """How long a client waits for its number."""
    asked = [_issue(options) for _ in range(runs)]
    bare = _bare()
    took = list(chain(*(one.took_ms for one in asked)))
    commit_ms = percentile(commits_ms(options.folder), 99)
    return Row(
        "issue-16",
        percentile(took, 99),
        "ms p99",
        percentile(bare.took_ms, 99) + commit_ms,
        f"{percentile(bare.took_ms, 99):.1f} ms p99 of the same clients at the same web server when"
        f" it answers without looking, and {commit_ms:.1f} ms p99 of a plain commit with"
        " synchronous=FULL; counted from sending the request to the end of the answer",
        Aim(50),
        {"tickets": len(took), "runs": runs, "p50": round(percentile(took, 50), 1)},
    )


def issue_rate_16(options: Options, runs: int = 3) -> Row:
    """How many numbers a second."""
    rates = sorted(_issue(options).rate for _ in range(runs))
    bare = _bare()
    return Row(
        "issue-rate-16",
        rates[len(rates) // 2],
        "tickets/s",
        bare.rate,
        "answers a second of the same web server to the same clients when it looks at nothing and"
        " keeps nothing; the figure is the median of the runs",
        Aim(500, at_least=True),
        {"runs": runs, "least": round(rates[0]), "most": round(rates[-1])},
    )


def _issue(options: Options) -> Asked:
    with _gateway(options.folder) as (port, token):

        def request(client: int, number: int) -> bytes:
            key = f"{client}-{number}"
            who = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
            return post("/api/v1/tickets", who, _BODY)

        def warm(client: int, number: int) -> bytes:
            return request(client + CLIENTS, number)

        ask_all(port, CLIENTS, WARM_UP, warm)
        return ask_all(port, CLIENTS, EACH, request)


@contextmanager
def _gateway(parent: Path) -> Iterator[tuple[int, str]]:
    """A new hall's gateway; its port, and a kiosk's token."""
    with tempfile.TemporaryDirectory(dir=parent) as place:
        folder = Path(place)
        (folder / "log").mkdir()
        (folder / "hall.toml").write_text(_HALL, "utf-8")
        config = str(folder / "hall.toml")
        program = Program("gateway", ("tools.cli", "gateway", "--config", config), folder)
        try:
            program.wait_until(lambda: program.said("gateway ready"), READY_S)
            url = program.log.read_text("utf-8").rsplit("gateway ready: ", 1)[1].split()[0]
            yield httpx.URL(url).port or 0, _kiosk(url, folder)
        except ProgramError as error:
            raise BenchError(str(error)) from error
        finally:
            program.stop()


def _kiosk(url: str, folder: Path) -> str:
    admin = (folder / "web-token").read_text("ascii").strip()
    answer = httpx.post(
        f"{url}api/v1/tokens",
        json={"name": "bench", "duty": "kiosk"},
        headers={"Authorization": f"Bearer {admin}"},
        timeout=READY_S,
    )
    answer.raise_for_status()
    return str(answer.json()["secret"])


def _bare() -> Asked:
    command = [sys.executable, "-m", "tools.bench.rig.bare_http"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        port = int(one.stdout.readline())
        headers = {"Authorization": "Bearer " + "x" * 43, "Idempotency-Key": "1-1"}
        request = post("/api/v1/tickets", headers, json.dumps({"business": "A"}).encode())
        ask_all(port, CLIENTS, WARM_UP, lambda *_: request)
        return ask_all(port, CLIENTS, EACH, lambda *_: request)
