"""The description of the API is true: a program that knows nothing else tries to prove it wrong."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.clock import SystemClock
from gateway.config import load
from gateway.gateway import Gateway
from tests.gateway.test_config import GOOD

EXAMPLES = 5

CHECKS = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 422, 429, "5xx"]

# No schema can say which passwords are too common, nor that a change must change something.
[[operations]]
include-path-regex = "^/api/v1/(me|staff.*)$"
checks.positive_data_acceptance.enabled = false
"""


KIOSKS_ALONE = (
    "codes/.*|tickets/[^/]+/(rating|rating-reasons|follow-up-rating)"
    "|questions|exit-question|topics|items|queue|slots"
)
ADMINISTRATORS_ALONE = "session|me|tokens.*"
HALL = "^/api/v1/({})$"
ITS_OWN = {
    "kiosk": [
        "--include-path-regex",
        HALL.format(f"{KIOSKS_ALONE}|tickets|bookings|opinions|triages"),
    ],
    "administrator": ["--include-path-regex", HALL.format(f"{ADMINISTRATORS_ALONE}|staff.*")],
    "leader": ["--exclude-path-regex", HALL.format(f"{KIOSKS_ALONE}|{ADMINISTRATORS_ALONE}")],
}
"""In a short run each duty asks what it is there for: together everything, hardly a thing twice.
`make test-long` lets everybody ask everything."""


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """As a hall runs it, without a board."""
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
    text = text.replace("[hall]\n", '[hall]\nfirst_day = "automatic"\n', 1)
    (tmp_path / "hall.toml").write_text(text, "utf-8")
    running = Gateway(load(tmp_path / "hall.toml"), SystemClock(), "test")
    running.start()
    try:
        yield running
    finally:
        running.stop()


def secret_of(gateway: Gateway, duty: str) -> str:
    """A token of this duty; the administrator's is the file's."""
    own = (gateway.config.store.path.parent / "web-token").read_text("ascii").strip()
    if duty == "administrator":
        return own
    made = httpx.post(
        f"{gateway.web.url}/api/v1/tokens",
        json={"name": "tester", "duty": duty},
        headers={"Authorization": f"Bearer {own}"},
    )
    return str(made.json()["secret"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("duty", ["leader", "kiosk", "administrator"])
def test_schemathesis_finds_nothing(
    gateway: Gateway, tmp_path: Path, duty: str, pytestconfig: pytest.Config
):
    asked = [] if pytestconfig.getoption("--long") else ITS_OWN[duty]
    (tmp_path / "schemathesis.toml").write_text(CHECKS, "utf-8")
    found = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{gateway.web.url}/openapi.json",
            f"--header=Authorization: Bearer {secret_of(gateway, duty)}",
            f"--max-examples={EXAMPLES}",
            "--phases=examples,coverage,fuzzing",
            "--seed=1",
            "--no-color",
            *asked,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
    assert re.search(r"(\d+) generated, \1 passed", found.stdout), found.stdout
    with gateway.store.reader() as reader:
        assert reader.first_broken() is None


def test_the_three_of_them_leave_nothing_unasked(gateway: Gateway):
    paths = httpx.get(f"{gateway.web.url}/openapi.json").json()["paths"]
    (_, kiosk), (_, administrator), (_, others) = ITS_OWN.values()
    for path in paths:
        by = (re.search(kiosk, path), re.search(administrator, path), not re.search(others, path))
        assert any(by), path
