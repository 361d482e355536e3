"""A real gateway whose files may not grow any more, as on a full disk."""

import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.gateway.test_config import GOOD
from tests.gateway.test_main import gateway
from tests.waiting import wait_for

PORTLESS = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
AUTOMATIC = PORTLESS.replace("[hall]", '[hall]\nfirst_day = "automatic"')


@pytest.mark.timeout(60)
def test_a_full_disk_shows_everywhere_and_is_over_by_itself(tmp_path: Path) -> None:
    with gateway(tmp_path, AUTOMATIC) as process:
        assert process.stdout is not None
        page = process.stdout.readline().split()[-1].rstrip("/")
        token = (tmp_path / "web-token").read_text("ascii").strip()
        client = httpx.Client(
            base_url=page, headers={"Authorization": f"Bearer {token}"}, timeout=10
        )
        opened = client.get("/api/v1/live").json()["day"]
        assert client.get("/healthz").status_code == 200

        most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, most[1]))
        day = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
        refused = client.post("/api/v1/day", json={"day": day})
        assert refused.status_code == 503
        assert "nothing was kept" in refused.json()["detail"]
        sick = client.get("/healthz")
        assert sick.status_code == 503
        assert "Free space on the disk" in sick.json()["detail"]
        live = client.get("/api/v1/live").json()
        assert (live["store"]["health"], live["day"]) == ("fault", opened)
        assert 'data-testid="store"' in client.get("/").text, "people are told in plain words"
        metrics = client.get("/metrics").text
        assert "taxhall_store_up 0.0" in metrics
        assert "taxhall_store_failed_groups_total 1.0" in metrics

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, most)
        wait_for(lambda: client.get("/healthz").status_code == 200, 15)
        assert client.post("/api/v1/day", json={"day": day}).status_code == 201
        client.close()
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    assert log.count("does not take writes") == 1
    assert log.count("takes writes again") == 1
    assert "Traceback" not in log
