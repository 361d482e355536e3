"""What people write, and the lists and bundles that come from files."""

import base64
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from central.commands import asked, wanted
from central.commands.city_key import city_key
from central.commands.errors import CommandError
from central.store import Database
from protocol import codes
from protocol.commands import COMMANDS, MOST_HASHES, OfferFirmware, SetCredit

KEY = bytes(range(32))


def test_settings_are_those_that_have_a_version():
    assert {name for name in COMMANDS if asked.is_setting(name)} == {
        *("hall.close", "notice.set", "threshold.set", "credit.set", "firmware.offer")
    }


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("no.such", {}, "no such command"),
        ("credit.set", {"hashes": []}, "city-command"),
        ("day.restore", {}, "no such command"),
        ("notice.set", {"notices": [{"zh": ""}]}, "notices.0.zh"),
        ("notice.set", {"notices": [], "version": 7}, "has no version"),
        ("hall.close", {"days": ["24.12."]}, "days.0"),
        ("hall.close", {"days": ["2026-12-24"], "cause": "fun"}, "cause"),
        ("threshold.set", {"limits": {"wait_min": "30"}}, "limits.wait_min"),
        ("threshold.set", {"limits": {"wait_min": 30, "bogus": 1}}, "no limit bogus.*wait_min"),
        ("threshold.set", {"limits": {"wait_min": 601}}, "wait_min.*1 to 600, and not 601"),
        ("hall.close", {"days": ["2026-02-28", "2026-02-30"]}, "2026-02-30"),
        ("booking.make", {"business": "a"}, "day"),
        ("booking.cancel", {"stream": "x", "booking": 1}, "stream"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(name: str, data: dict[str, Any], told: str):
    with pytest.raises(CommandError, match=told):
        wanted.wanted_of(name, data)


def parts(made: Sequence[Any]) -> list[SetCredit]:
    return cast("list[SetCredit]", list(made))


def test_a_list_of_credit_is_of_hashes_alone_each_once_and_sorted():
    identities = ["91310000MA1FL0AB12", "", *(f"11010119900307{n:04}" for n in range(20))] * 2
    (one,) = parts(wanted.credit(KEY, identities)(7))
    assert one.hashes == tuple(
        sorted({codes.subject(KEY, identity).hex() for identity in identities if identity})
    )
    assert (one.version, one.part, one.parts) == (7, 1, 1)
    assert not any(identity in str(one) for identity in identities if identity)


def test_an_empty_list_is_one_part_and_a_long_one_several(monkeypatch: pytest.MonkeyPatch):
    assert [part.hashes for part in parts(wanted.credit(KEY, [])(1))] == [()]
    monkeypatch.setattr(wanted, "MOST_HASHES", 3)
    made = parts(wanted.credit(KEY, [f"{n:018}" for n in range(7)])(1))
    assert [len(part.hashes) for part in made] == [3, 3, 1]
    assert [(part.part, part.parts) for part in made] == [(1, 3), (2, 3), (3, 3)]
    assert MOST_HASHES == 10_000


def test_an_identity_is_neither_told_nor_logged_nor_stored(
    db: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    identity = "110101199003070011"
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(CommandError) as no:
            wanted.credit(KEY, [identity, identity * 4])
        asking = asked.Asking("m", "credit.set", ("h1",), wanted.credit(KEY, [identity]), None)
        asked.ask(db, asking, 1)
    assert "Line 2" in str(no.value)
    assert identity not in str(no.value)
    assert identity not in caplog.text
    for file in tmp_path.iterdir():
        assert identity.encode() not in file.read_bytes(), file


def test_a_bundle_is_cut_into_pieces_and_is_whole_again(monkeypatch: pytest.MonkeyPatch):
    bundle = bytes(range(256)) * 40
    monkeypatch.setattr(wanted, "_PIECE", 3000)
    made = cast("list[OfferFirmware]", list(wanted.firmware("1.4.0", bundle)(2)))
    assert [one.part for one in made] == [1, 2, 3, 4]
    assert b"".join(base64.b64decode(one.piece) for one in made) == bundle
    assert {one.digest for one in made} == {hashlib.sha256(bundle).hexdigest()}
    for name, data in (("1.4.0", b""), ("a b", b"x")):
        with pytest.raises(CommandError):
            wanted.firmware(name, data)


def test_the_longest_piece_fits_into_one_message():
    made = list(wanted.firmware("1", bytes(400_000))(1))
    assert len(made) == 2


def test_the_citys_key_has_no_default(tmp_path: Path):
    file = tmp_path / "city-key"
    for path in (None, file):
        with pytest.raises(CommandError):
            city_key(path)
    file.write_text(KEY.hex() + "\n")
    file.chmod(0o644)
    with pytest.raises(CommandError, match="readable by other users"):
        city_key(file)
    file.chmod(0o600)
    assert city_key(file) == KEY
    file.write_text("secret")
    with pytest.raises(CommandError, match="hex digits"):
        city_key(file)
