"""The real gateway on a real disk of a few megabytes, which fills up and is given room again."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from protocol.device_link import DISPENSER
from tests.devices.boards_on_pty import PtyBoard, PtyLine
from tests.gateway.hall_with_spares import TICKETS
from tests.gateway.test_main import gateway
from tests.waiting import stays_away, wait_for
from tools.audit import gateway as audit
from tools.audit.report import Report

SIZE_MB, LEAST_MB = 32, 8

MOST_NUMBERS = 2000
"""More than fit into what the database has already taken of the disk."""

TOML = """
[hall]
id = "hall-01"
name = "城东办税服务厅"
first_day = "automatic"
[[business]]
code = "A"
name = "发票业务"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A"]
[web]
port = 0
[store]
path = "disk/gateway.db"
least_free_mb = {least}
[[line]]
port = "{port}"
[[board]]
uid = "{uid}"
role = "dispenser"
keys = ["A"]
"""


class Disk:
    """A file system of its own, with ballast on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, leave_mb: float) -> None:
        """Until so much is free; at 0 not even a byte."""
        block = bytes(4096)
        with self._ballast.open("ab", buffering=0) as ballast, suppress(OSError):
            while shutil.disk_usage(self.folder).free > leave_mb * 1_000_000:
                ballast.write(block)  # OSError: there is no room

    def free(self) -> None:
        """Somebody has tidied up."""
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "small-disk", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk of its own can be mounted here: {error}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Hall:
    """What a person at the dispenser sees, and somebody who looks at the page."""

    def __init__(self, board: PtyBoard, client: httpx.Client, db: Path) -> None:
        self.board, self.client, self._db = board, client, db

    def live(self) -> dict[str, Any]:
        """GET /api/v1/live."""
        answer = self.client.get("/api/v1/live")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    @property
    def healthy(self) -> bool:
        """By GET /healthz."""
        return self.client.get("/healthz").status_code == 200

    def wait_until_served(self) -> None:
        """A key may be pressed."""
        wait_for(lambda: self.board.link.is_open)
        wait_for(lambda: self.acknowledged)

    @property
    def acknowledged(self) -> bool:
        """All that the board has."""
        return self.board.link.acked == self.board.journal.next - 1

    def gets_a_number(self) -> bool:
        """Whoever presses now. A key that was pressed at the same screen before is the same wish,
        so it may need a second one."""
        before = self.live()["tickets"]
        self.board.press(0)
        wait_for(lambda: self.acknowledged)
        return bool(self.live()["tickets"] > before)

    def alarms(self) -> set[str]:
        """Kinds of those that stand."""
        return {alarm["kind"] for alarm in self.live()["alarms"]}

    def page(self) -> str:
        """Of everybody, whatever the disk says."""
        answer = self.client.get("/")
        assert answer.status_code == 200
        return answer.text

    def kiosk(self) -> str:
        """A token for one."""
        answer = self.client.post("/api/v1/tokens", json={"name": "kiosk", "duty": "kiosk"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["secret"])

    def take_numbers(self, kiosk: str) -> int:
        """By the API, until one is refused; how many were given out before."""
        for given in range(MOST_NUMBERS):
            headers = {"Idempotency-Key": f"key-{given}", "Authorization": f"Bearer {kiosk}"}
            answer = self.client.post("/api/v1/tickets", json={"business": "A"}, headers=headers)
            if answer.status_code == 503:
                assert "nothing" in answer.text.lower()
                return given
            assert answer.status_code == 201, answer.text
        raise AssertionError("a full disk has taken everything")

    def judge(self) -> None:
        """What `taxhall audit` says of the file by itself, and that no record is missing."""
        report = Report()
        kept = audit.read(self._db, report)
        audit.check(kept, report)
        assert report.clean, report.as_json()
        records = [row.identity for row in kept.rows if row.entry.fact.TYPE == "device.record"]
        last = self.board.journal.next - 1
        journal = f"{TICKETS}-{self.board.journal.journal:08x}"
        assert records == [f"{journal}-{seq}" for seq in range(1, last + 1)]


@contextmanager
def on_it(disk: Disk, line: PtyLine, board: PtyBoard) -> Iterator[Hall]:
    """A hall whose gateway has its store there."""
    toml = TOML.format(port=line.port, uid=TICKETS, least=LEAST_MB)
    process = gateway(disk.folder.parent, toml)
    try:
        assert process.stdout is not None
        page = process.stdout.readline().split()[-1].rstrip("/")
        token = (disk.folder / "web-token").read_text("ascii").strip()
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=page, headers=headers, timeout=30) as client:
            yield Hall(board, client, disk.folder / "gateway.db")
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert "Traceback" not in log
    finally:
        process.kill()
        process.communicate()


@pytest.mark.timeout(300)
def test_a_disk_that_fills_up_loses_nothing_and_the_hall_goes_on_when_there_is_room(
    disk: Disk,
) -> None:
    board = PtyBoard(TICKETS, DISPENSER)
    with PtyLine([board]) as line, on_it(disk, line, board) as hall:
        hall.wait_until_served()
        kiosk = hall.kiosk()
        board.press(0)
        wait_for(lambda: hall.live()["tickets"] == 1 and hall.acknowledged)

        disk.fill(LEAST_MB - 1)
        board.press(0)
        assert stays_away(lambda: hall.acknowledged, 2.0)
        assert hall.live()["store"]["health"] == "fault"
        assert hall.live()["tickets"] == 1
        assert hall.page()
        wait_for(lambda: "disk" in hall.alarms())

        disk.fill(0)
        board.press(0)
        given = 1 + hall.take_numbers(kiosk)
        assert stays_away(lambda: hall.acknowledged, 2.0)
        assert hall.live()["tickets"] == given, "what was given out is kept"
        assert 'data-testid="store"' in hall.page()
        assert not hall.healthy

        disk.free()
        wait_for(lambda: hall.healthy)
        wait_for(lambda: hall.acknowledged)
        hall.wait_until_served()
        assert hall.live()["tickets"] >= given
        wait_for(hall.gets_a_number)
        wait_for(lambda: "disk" not in hall.alarms(), 120)
        hall.judge()
