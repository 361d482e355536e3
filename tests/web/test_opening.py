"""The token file that guards the opening of a day."""

from pathlib import Path

import pytest

from gateway.web.opening import load_or_make_token
from runtime.secret_file import SecretError


def test_the_token_is_made_once_and_for_the_gateway_alone(tmp_path: Path) -> None:
    token = load_or_make_token(tmp_path)
    assert len(token) >= 40
    assert load_or_make_token(tmp_path) == token
    assert (tmp_path / "web-token").stat().st_mode & 0o777 == 0o600


def test_two_halls_have_two_tokens(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert load_or_make_token(one) != load_or_make_token(two)


@pytest.mark.parametrize(
    ("mode", "text", "word"), [(0o644, "abc", "readable by other users"), (0o600, "\n", "empty")]
)
def test_a_token_that_guards_nothing_is_refused_with_a_remedy(
    tmp_path: Path, mode: int, text: str, word: str
) -> None:
    path = tmp_path / "web-token"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(SecretError, match=word) as told:
        load_or_make_token(tmp_path)
    assert str(path) in str(told.value)


def test_a_data_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="gone"):
        load_or_make_token(tmp_path / "gone")
