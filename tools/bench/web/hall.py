"""A hall with many windows, its gateway as a program, and somebody to act in it over the API."""

import itertools
import json
import os
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.bench.case import BenchError
from tools.processes import Program, ProgramError

WINDOWS: Final = 10
READY_S: Final = 60.0
PASSWORD: Final = "of the bench alone 1"

_HALL: Final = """
[hall]
id = "bench"
name = "试验办税服务厅"
name_en = "Bench Tax Hall"
first_day = "automatic"
[rules]
recall_gap_s = 0
[web]
port = 0
[booking]
days_min = 0
weekdays = [1, 2, 3, 4, 5, 6, 7]
[[business]]
code = "A"
name = "发票业务"
name_en = "Invoices"
[[business]]
code = "B"
name = "纳税申报"
name_en = "Filing"
[[item]]
code = "invoice"
name = "发票领用"
name_en = "Collecting invoices"
business = "A"
papers = [{ code = "id", name = "经办人身份证件", name_en = "Identity card" }]
[[line]]
port = "no-board-here"
"""

_KEYS = itertools.count(1)


@dataclass(frozen=True)
class WebHall:
    """A running gateway."""

    url: str
    pid: int
    administrator: str
    """Secret of its own token."""
    leader: str
    """Secret of a token of the leader's account."""
    kiosk: str

    def ask(self, path: str, body: object = None, secret: str = "") -> Any:
        """JSON of the API, asked by the leader or by another secret. Raises BenchError."""
        headers = {"Authorization": f"Bearer {secret or self.leader}"}
        data = None
        if body is not None:
            headers |= {
                "Content-Type": "application/json",
                "Idempotency-Key": f"bench-{next(_KEYS)}",
            }
            data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise BenchError(f"{path}: {error.read().decode('utf-8', 'replace')}") from error

    def take_number(self) -> tuple[int, str, str]:
        """n, label and code of a new ticket."""
        done = self.ask("/tickets", {"business": "A"}, self.kiosk)
        return done["n"], done["label"], done["code"]

    def cpu_s(self) -> float:
        """Seconds of processor that the gateway has taken until now."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def web_hall(parent: Path) -> Iterator[WebHall]:
    """A new one. Raises BenchError when it does not start."""
    with tempfile.TemporaryDirectory(dir=parent) as place:
        folder = Path(place)
        (folder / "log").mkdir()
        windows = "".join(
            f'[[window]]\nid = "{n}"\nname = "{n}号窗口"\nbusinesses = ["A", "B"]\n'
            for n in range(1, WINDOWS + 1)
        )
        (folder / "hall.toml").write_text(_HALL + windows, "utf-8")
        config = str(folder / "hall.toml")
        program = Program("gateway", ("tools.cli", "gateway", "--config", config), folder)
        try:
            program.wait_until(lambda: program.said("gateway ready"), READY_S)
            told = program.log.read_text("utf-8")
            url = told.rsplit("gateway ready: ", 1)[1].split()[0].rstrip("/")
            yield _with_people(url, program.process.pid, folder)
        except ProgramError as error:
            raise BenchError(str(error)) from error
        finally:
            program.stop()


def _with_people(url: str, pid: int, folder: Path) -> WebHall:
    own = (folder / "web-token").read_text("ascii").strip()
    hall = WebHall(url, pid, own, own, own)
    account = {"name": "leader", "shown": "陈值班", "duty": "leader", "password": PASSWORD}
    leader = hall.ask("/staff", account)["token"]
    as_leader = {"name": "leader", "duty": "leader", "account": leader}
    secret = hall.ask("/tokens", as_leader)["secret"]
    kiosk = hall.ask("/tokens", {"name": "kiosk", "duty": "kiosk"})["secret"]
    return WebHall(url, pid, own, secret, kiosk)
