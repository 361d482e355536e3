"""The program: what stops its start, and what does not."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from gateway.clock import SystemClock
from gateway.main import main
from gateway.store import OpenDay, Store
from tests.gateway.test_config import GOOD, load

ROOT = Path(__file__).parent.parent.parent
AWAY = '\n[[printer]]\nhost = "127.0.0.1"\nport = 9\n[uplink]\nhost = "127.0.0.1"\nport = 9\n'


Refused = Callable[[str], str]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Refused]:
    """What the program says instead of starting with this file: in this process, whose settings are
    put back afterwards. A process of its own for each spends its time on imports."""
    root, level, interval = logging.getLogger(), logging.getLogger().level, sys.getswitchinterval()
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    handlers, root.handlers = root.handlers, []

    def start(text: str) -> str:
        (tmp_path / "hall.toml").write_text(text, "utf-8")
        code = main(["--config", str(tmp_path / "hall.toml")])
        out, error = capsys.readouterr()
        assert (out, code) == ("", 2)
        return error

    try:
        yield start
    finally:
        root.handlers = handlers
        root.setLevel(level)
        sys.setswitchinterval(interval)
        for number, handler in signals.items():
            signal.signal(number, handler)


def gateway(folder: Path, text: str) -> "subprocess.Popen[str]":
    (folder / "hall.toml").write_text(text, "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "tools.cli", "gateway", "--config", str(folder / "hall.toml")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('["A", "B"]', '["B"]'), ["business A", "no window"]),
        (GOOD.replace("port =", "prot ="), ["[[line]]", "port", "missing"]),
        (GOOD + '[store]\npath = "no/such/folder/x.db"', ["no folder", "create it"]),
        (GOOD + '[store]\npath = "/"', ["path of [store]", "name a file"]),
        (GOOD + '[store]\npath = "../{folder}"', ["is a folder", "name a file in it, such as"]),
        (GOOD + f'[store]\npath = "{"x" * 300}"', ["-lock", "too long"]),
        (GOOD + '[web]\nhost = "no.such.host.invalid"', ["no.such.host", "another [web] host"]),
        (GOOD + '[[printer]]\nhost = "127.0.0..1"', ["host of [[printer]]", "use a name such as"]),
        ("a = " + "[" * 3000, ["hall.toml", "nested too deeply"]),
    ],
)
def test_a_bad_start_is_one_sentence_and_code_two(
    refused: Refused, tmp_path: Path, text: str, words: list[str]
) -> None:
    error = refused(text.replace("{folder}", tmp_path.name))
    assert len(error.strip().splitlines()) == 1
    for word in words:
        assert word in error


def test_neither_line_nor_printer_nor_broker_is_needed_to_run_and_each_is_said(
    tmp_path: Path,
) -> None:
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + AWAY + "[web]\nport = 0\n"
    with gateway(tmp_path, text) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        page = ready.split()[-1]
        end = time.monotonic() + 10
        said = ""
        wanted = ["/dev/taxhall-no-such-port", "check the printer's power", "cannot be reached"]
        while not all(words in said for words in wanted) and time.monotonic() < end:
            said = httpx.get(f"{page}api/v1/live").text
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    for words in wanted:
        assert words in said


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE fact SET data = '{\"day\":1}' WHERE n = 2", ["Fact 2 ", "day.opened", "audit"]),
        ("UPDATE fact SET data = '{\"x\":1}' WHERE n = 2", ["Fact 2 ", "day.opened", "audit"]),
        ("UPDATE fact SET data = '[]' WHERE n = 1", ["Fact 1 ", "stream.opened", "audit"]),
        ("UPDATE fact SET type = 'hall.moved' WHERE n = 1", ["Fact 1 ", "hall.moved", "newer"]),
    ],
)
def test_a_fact_that_cannot_be_read_is_named_with_what_to_do(
    refused: Refused, tmp_path: Path, sql: str, words: list[str]
) -> None:
    path = tmp_path / "gateway.db"
    loaded = load(tmp_path, GOOD)
    with Store.open(path, loaded.plan(), SystemClock()) as store:
        store.submit(OpenDay("2026-11-23")).result(5)
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER fact_never_changes")
        db.execute(sql)
    db.close()
    error = refused(GOOD + "[web]\nport = 0\n")
    assert len(error.strip().splitlines()) == 1
    for word in words:
        assert word in error


def test_a_second_gateway_on_one_store_is_refused(tmp_path: Path) -> None:
    text = GOOD + "[web]\nport = 0\n"
    with gateway(tmp_path, text) as first:
        assert first.stdout is not None
        assert "ready" in first.stdout.readline()
        second = gateway(tmp_path, text)
        _, error = second.communicate(timeout=30)
        assert second.returncode == 2
        assert len(error.strip().splitlines()) == 1
        assert "gateway.db" in error
        first.terminate()
