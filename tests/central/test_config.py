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
        *[
            (f'[{table}]\nhost = "{host}"', f"host of [{table}] is not usable (use a")
            for table in ("web", "broker")
            for host in ("", "a\\u0000b", "a..b", "x" * 70)
        ],
        *[
            (f'[store]\npath = "{path}"', "path of [store] is not usable")
            for path in ("", "a\\u0000b", "..", "here/")
        ],
        ('[store]\npath = "central.toml/x.db"', "name another file as path of [store]"),
        (f'[store]\npath = "{"x" * 300}"', "name another file as path of [store]"),
        ('[web]\nhost = "192.0.2.1"', "choose another [web] host in central.toml"),
        ("a = " + "[" * 3000 + "]" * 3000, "nested too deeply; remove them"),
        ("[web]\nport = " + "9" * 6000, "correct that line"),
        ('[city]\nname = "a\\tb"', "remove the control character"),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "central.toml"
    file.write_text(text)
    assert main(["--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert str(tmp_path) in said or "page" in said, "it does not say which file"
    assert said.count("\n") == 1


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match="does not exist"):
        load(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_is_told_with_its_remedy(tmp_path: Path):
    file = tmp_path / "central.toml"
    file.write_bytes('[city]\nname = "石家庄"\n'.encode("gbk"))
    with pytest.raises(ConfigError, match=r"central\.toml: line 2 is not UTF-8.*save the file"):
        load(file)
    file.write_bytes(b"\xef\xbb\xbf" + '[city]\nname = "石家庄"\n'.encode())
    assert load(file).city.name == "石家庄"


def test_a_folder_in_place_of_the_file_is_told_with_its_remedy(tmp_path: Path):
    with pytest.raises(ConfigError, match="name a file with --config"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[store]\nurl = "postgresql://db/city"\npath = "central.db"', "both path and url"),
        ('[store]\npassword_file = "secret"', "password_file and no url"),
        ('[store]\nurl = "mysql://db/city"', r"url of \[store\]"),
    ],
)
def test_facts_have_one_place(tmp_path: Path, text: str, words: str):
    file = tmp_path / "central.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=words):
        load(file)


def test_a_server_and_its_tallies_beside_the_file(tmp_path: Path):
    file = tmp_path / "central.toml"
    file.write_text('[store]\nurl = "postgresql://db:x@y/city"\npassword_file = "secret"', "utf-8")
    config = load(file)
    assert config.store.password_file == tmp_path / "secret"
    assert config.figures.path == tmp_path / "central-figures.db"
    assert "db:x" not in repr(config)
    file.write_text('[store]\npath = "a/b.db"', "utf-8")
    assert load(file).figures.path == tmp_path / "a" / "b-figures.db"
    file.write_text('[figures]\npath = "here.db"', "utf-8")
    assert load(file).figures.path == tmp_path / "here.db"
