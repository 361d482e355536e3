"""`taxhall provision`: what lies where afterwards, and what the technician reads."""

import stat
from pathlib import Path

import pytest

from gateway.devices.keys import FILE, load_keys
from gateway.hall_key import load_or_make_hall_key
from kiosk_fw import storage
from tools.provision import main

UID = "e6614c311b7e8a00"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_gateway_and_board_get_the_same_key_and_the_screen_does_not(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "device.key"
    assert main(["--data", str(data), UID, "--out", str(out)]) == 0
    key = load_keys(data)[UID]
    assert out.read_bytes() == key
    for path in (out, data / FILE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = capsys.readouterr()
    assert key.hex() not in said.out + said.err
    for words in (f"mpremote fs cp {out} :device.key + reset", f"rm {out}", "Restart the gateway"):
        assert words in said.out
    monkeypatch.chdir(tmp_path)  # to a board, its own file system is where it stands
    assert storage.device_key() == key


def test_a_uid_may_be_typed_in_capitals(data: Path, tmp_path: Path) -> None:
    assert main(["--data", str(data), UID.upper(), "--out", str(tmp_path / "device.key")]) == 0
    assert load_keys(data).keys() == {UID}


@pytest.mark.parametrize(
    ("uid", "more", "words"),
    [
        ("e661", [], "16 hex digits"),
        (UID, ["--out", "."], "is there already"),
        (UID, ["--out", "gone/device.key"], "cannot be written"),
        (UID, ["--data", "gone"], "cannot be written"),
    ],
)
def test_a_key_that_cannot_be_put_anywhere_is_not_drawn(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    uid: str,
    more: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(data)
    assert main([uid, *more]) == 1
    said = capsys.readouterr().out
    assert words in said
    assert len(said.splitlines()) == 1
    assert list(data.iterdir()) == []


def test_a_board_gets_another_key_only_if_somebody_means_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "device.key"
    arguments = ["--data", str(data), UID, "--out", str(out)]
    assert main(arguments) == 0
    first = out.read_bytes()
    assert main(arguments) == 1
    assert "is there already" in capsys.readouterr().out.splitlines()[-1]
    out.unlink()
    assert main(arguments) == 1
    assert "--again" in capsys.readouterr().out
    assert not out.exists()
    assert load_keys(data)[UID] == first
    assert main([*arguments, "--again"]) == 0
    assert load_keys(data)[UID] == out.read_bytes() != first


def test_a_dispenser_with_a_scanner_gets_the_halls_key(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "hall.key"
    assert main(["--scanner", "--data", str(data), "--out", str(out)]) == 0
    key = load_or_make_hall_key(data)
    assert out.read_bytes() == key
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert key.hex() not in said
    assert f"mpremote fs cp {out} :hall.key + reset" in said
    monkeypatch.chdir(tmp_path)
    assert storage.hall_key() == key
    assert main(["--scanner", "--data", str(data), "--out", str(tmp_path / "second.key")]) == 0
    assert (tmp_path / "second.key").read_bytes() == key


def test_a_halls_key_that_cannot_be_used_is_put_nowhere(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "hall-key").touch(mode=0o600)
    out = tmp_path / "hall.key"
    assert main(["--scanner", "--data", str(data), "--out", str(out)]) == 1
    assert "hall-key is empty" in capsys.readouterr().out
    assert not out.exists()


def test_the_same_dispenser_gets_the_citys_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = tmp_path / "city-key", tmp_path / "city.key"
    given.touch(mode=0o600)
    given.write_text("ab" * 32 + "\n")
    assert main(["--city", str(given), "--out", str(out)]) == 0
    assert out.read_bytes() == b"\xab" * 32
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert "abab" not in said
    assert f"mpremote fs cp {out} :city.key + reset" in said
    monkeypatch.chdir(tmp_path)
    assert storage.city_key() == b"\xab" * 32
    given.chmod(0o644)
    assert main(["--city", str(given), "--out", str(tmp_path / "second.key")]) == 1
    assert not (tmp_path / "second.key").exists()


@pytest.mark.parametrize("arguments", [[], ["--scanner", UID], ["--scanner", "--city", "f"]])
def test_it_is_said_whose_key_is_meant(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "name a board by its uid, or say --scanner or --city" in capsys.readouterr().err
