"""A wrong central.toml is told in one sentence that names the file and the key."""

from pathlib import Path

import pytest

from central.config import ConfigError, load
from central.main import main


def test_an_empty_file_is_enough_for_one_machine(tmp_path: Path):
    file = tmp_path / "central.toml"
    file.write_text("")
    config = load(file)
    assert (config.broker.host, config.store.path) == ("127.0.0.1", tmp_path / "central.db")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[broker]\nprot = 1", "prot of [broker] is not a known key"),
        ("[broker]\nport = 0", "port of [broker] is not usable"),
        ("[broker", "is not TOML"),
        ('[[hall]]\nid = "a"', "name of [[hall]] number 1 is missing; add it"),
        (
            '[[hall]]\nid = "a/b"\nname = "x"',
            "[[hall]] number 1 is not usable (use 1 to",
        ),
        (
            '[[hall]]\nid = "a"\nname = "x"\n' * 2,
            "two [[hall]] tables have id = 'a'",
        ),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "central.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"central\.toml"):
        load(file)
    assert main(["--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match="does not exist"):
        load(tmp_path / "nowhere.toml")
