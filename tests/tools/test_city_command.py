"""`taxhall city-command`: kept without a running central, told afterwards, and no identity left."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from central.config import load
from central.store import open_database, open_store
from protocol import codes
from protocol.commands import CloseHall, SetCredit, SetNotices, SetThresholds, read_command
from tests.central.commands.halls import Halls
from tools import city_command

KEY = bytes(range(32))
IDENTITY = "110101199003070011"
TOML = """
[city]
key_file = "city-key"
[[hall]]
id = "h1"
name = "一厅"
[[hall]]
id = "h2"
name = "二厅"
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key = tmp_path / "city-key"
    key.write_text(KEY.hex())
    key.chmod(0o600)
    file = tmp_path / "central.toml"
    file.write_text(TOML, "utf-8")
    return file


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def one(*argv: str) -> tuple[int, str]:
        code = city_command.main([*argv, "--config", str(config)])
        return code, capsys.readouterr().out

    return one


@pytest.fixture
def halls(config: Path) -> Halls:
    store = load(config).store
    halls = Halls(open_database(store), open_store(store))
    halls.now_ms = time.time_ns() // 1_000_000 + 1000
    return halls


def test_a_closing_is_kept_and_listed_with_what_came_of_it(run: Run, halls: Halls):
    code, told = run("close", "2026-12-24", "2026-12-25", "--cause", "power", "--hall", "all")
    assert code == 0
    asking = told.split(":")[0]
    assert "2 厅 halls: 待发送 waiting 2" in run("list")[1]
    halls.births("h1", "h2")
    first, second = halls.due()
    halls.answer(first)
    halls.answer(second, "refused")
    code, told = run("show", asking)
    assert code == 1
    lines = dict(line.split("  ", 1) for line in told.splitlines())
    assert lines["h1"] == "已执行 done  n 1 stream 11111111"
    assert lines["h2"] == "被拒绝 refused  已满。 It is full."


@pytest.mark.parametrize(
    "argv",
    [
        ("notice",),
        ("notice", "--en", "No power."),
        ("notice", "停电", "--en", "No power.", "--en", "No network."),
        ("notice", "停电", "--none"),
        ("close",),
        ("close", "--none", "2026-12-24"),
        ("threshold",),
        ("threshold", "--none", "wait_min=30"),
    ],
    ids=" ".join,
)
def test_nothing_is_withdrawn_by_what_was_left_out(run: Run, halls: Halls, argv: tuple[str, ...]):
    code, told = run(*argv, "--hall", "all")
    assert code == 1
    assert re.search(r"[\u4e00-\u9fff].*。 [A-Z].*--none.*\.|as many", told), told
    halls.births("h1", "h2")
    assert halls.due() == []


@pytest.mark.parametrize(
    ("what", "kind", "nothing"),
    [
        ("notice", SetNotices, ()),
        ("close", CloseHall, ()),
        ("threshold", SetThresholds, {}),
    ],
)
def test_all_that_was_set_is_withdrawn_by_a_word_of_its_own(
    run: Run, halls: Halls, what: str, kind: Callable[[int, object], object], nothing: object
):
    assert run(what, "--none", "--hall", "h1")[0] == 0
    halls.births("h1")
    (due,) = halls.due()
    wanted = read_command(due.topic.split("/")[-1], due.payload).wanted
    assert isinstance(wanted, CloseHall | SetNotices | SetThresholds)
    assert wanted == kind(wanted.version, nothing)


def test_thresholds_and_notices_are_read_from_words(run: Run, halls: Halls):
    assert run("threshold", "wait_min=30", "no_window=5", "--hall", "h1")[0] == 0
    until = "2026-12-24T18:00"
    assert (
        run("notice", "停电", "检修", "--en", "No power", "--until", until, "--hall", "h1")[0] == 0
    )
    halls.births("h1")
    found = {one.topic.split("/")[4]: one for one in halls.due()}
    limits = read_command("threshold.set", found["threshold.set"].payload).wanted
    assert isinstance(limits, SetThresholds)
    assert limits.limits == {"wait_min": 30, "no_window": 5}
    notices = read_command("notice.set", found["notice.set"].payload).wanted
    assert "1798106400000" in str(notices), "the city's time, not the machine's"
    assert [one.en for one in notices.notices] == ["No power", ""]  # type: ignore[union-attr]


def test_a_list_of_credit_leaves_no_identity_behind(
    run: Run, halls: Halls, config: Path, tmp_path: Path
):
    file = tmp_path / "list.txt"
    file.write_text(f"{IDENTITY}\n\n91310000MA1FL0AB12\n", "utf-8")
    code, told = run("credit", str(file), "--hall", "h1")
    assert (code, IDENTITY in told) == (0, False)
    halls.births("h1")
    (due,) = halls.due()
    wanted = read_command("credit.set", due.payload).wanted
    assert isinstance(wanted, SetCredit)
    assert codes.subject(KEY, IDENTITY).hex() in wanted.hashes
    assert len(wanted.hashes) == 2
    file.unlink()
    for left in tmp_path.iterdir():
        assert IDENTITY.encode() not in left.read_bytes(), left


def test_without_the_citys_key_nobody_is_hashed(run: Run, halls: Halls, tmp_path: Path):
    (tmp_path / "city-key").unlink()
    file = tmp_path / "list.txt"
    file.write_text(IDENTITY)
    assert run("credit", str(file), "--hall", "h1")[0] == 1
    assert halls.db.select("SELECT count(*) FROM asking") == [(0,)]


def test_a_bundle_goes_out_in_parts(run: Run, halls: Halls, tmp_path: Path):
    bundle = tmp_path / "bundle"
    bundle.write_bytes(bytes(400_000))
    assert run("firmware", "1.4.0", str(bundle), "--hall", "h1")[0] == 0
    halls.births("h1")
    parts = halls.due()
    assert len(parts) == 2
    halls.answer(parts[0])
    assert "1/2" in run("show", run("list")[1].split()[0])[1]


def test_a_booking_waits_for_the_halls_word(run: Run, halls: Halls):
    halls.births("h1")

    def hall() -> None:
        while not (found := halls.due()):
            time.sleep(0.02)
        halls.answer(found[0])

    thread = threading.Thread(target=hall)
    thread.start()
    code, told = run("book", "invoice", "2099-12-24T09:00", "--hall", "h1", "--wait", "20")
    thread.join()
    assert (code, "已执行 done" in told) == (0, True)
    assert run("cancel", "11111111", "1", "--hall", "h1")[0] == 0


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("close", "2026-12-24", "--hall", "h7"), "no hall h7"),
        (("close", "24.12.", "--hall", "h1"), "days.0"),
        (("threshold", "wait_min", "--hall", "h1"), "NAME=NUMBER"),
        (("threshold", "bogus=1", "--hall", "h1"), "no limit bogus"),
        (("notice", "停电", "--until", "soon", "--hall", "h1"), "no time"),
        (("credit", "no-such-file", "--hall", "h1"), "cannot be read"),
        (("cancel", "11111111", "1", "--hall", "all"), "one hall"),
        (("show", "none"), "no such command"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_kept(
    run: Run, halls: Halls, argv: tuple[str, ...], told: str
):
    code, said = run(*argv)
    assert (code, told in said) == (1, True), said
    assert halls.db.select("SELECT count(*) FROM asking") == [(0,)]


def test_a_programs_secret_fits_its_table(run: Run, config: Path):
    code, told = run("program", "portal")
    assert code == 0
    config.write_text(TOML + told[told.index("[[program]]") :], "utf-8")
    (program,) = load(config).program
    secret = re.search(r"this once: (\S+)", told)
    assert secret is not None
    assert program.id == "portal"
    assert city_command.digest_of(secret[1]) == program.secret_sha256


def test_a_place_is_asked_for_by_its_hour(run: Run) -> None:
    code, said = run("book", "A", "2026-12-24", "--hall", "h1")
    assert code == 1
    assert "names no hour" in said
