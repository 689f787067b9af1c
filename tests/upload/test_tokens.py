"""Where tokens come from, and where they go."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from activitylint.upload.tokens import Application, Tokens, TokensError, save

APP = Application("123", "s3cret")
ENVIRONMENT = {"STRAVA_CLIENT_ID": "123", "STRAVA_CLIENT_SECRET": "s3cret", "STRAVA_REFRESH_TOKEN": "old-refresh"}
ANSWER = {"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 21_600}


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "settings" / "tokens.json")


def test_only_the_owner_can_read_the_file(file: str) -> None:
    save(file, APP, ANSWER)
    assert Path(file).stat().st_mode & 0o777 == 0o600
    Tokens({}, file).renew({"access_token": "newer"})
    assert Path(file).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_that_others_can_read_is_refused(file: str) -> None:
    save(file, APP, ANSWER)
    Path(file).chmod(0o640)
    with pytest.raises(TokensError, match="chmod 600"):
        Tokens({}, file)


def test_a_rotated_refresh_token_is_saved_and_used_in_the_next_run(file: str) -> None:
    save(file, APP, {"access_token": "old-access", "refresh_token": "old-refresh"})
    tokens = Tokens({}, file)
    assert tokens.grant()["refresh_token"] == "old-refresh"
    tokens.renew(ANSWER)
    assert tokens.access == "new-access"
    again = Tokens({}, file)
    assert (again.access, again.grant()["refresh_token"]) == ("new-access", "new-refresh")


def test_the_file_comes_before_the_refresh_token_that_it_replaces(file: str) -> None:
    tokens = Tokens(ENVIRONMENT, file)
    assert tokens.grant()["refresh_token"] == "old-refresh"
    tokens.renew(ANSWER)
    assert Tokens(ENVIRONMENT, file).grant()["refresh_token"] == "new-refresh"
    other = {**ENVIRONMENT, "STRAVA_REFRESH_TOKEN": "of-another-athlete"}
    assert Tokens(other, file).grant()["refresh_token"] == "of-another-athlete"


def test_the_secret_and_the_token_of_the_environment_are_not_written(file: str) -> None:
    Tokens(ENVIRONMENT, file).renew(ANSWER)
    text = Path(file).read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert "old-refresh" not in text


def test_an_access_token_of_the_environment_is_not_mixed_with_the_file(file: str) -> None:
    save(file, APP, ANSWER)
    tokens = Tokens({"STRAVA_ACCESS_TOKEN": "mine"}, file)
    assert tokens.access == "mine"
    with pytest.raises(TokensError, match="no refresh token"):
        tokens.grant()


def test_nothing_is_asked_for_if_the_answer_could_not_be_saved(tmp_path: Path) -> None:
    tokens = Tokens(ENVIRONMENT, str(tmp_path / "folder" / "tokens.json"))
    (tmp_path / "folder").touch()
    with pytest.raises(TokensError, match="cannot be saved"):
        tokens.grant()


def test_tokens_that_another_run_has_renewed_are_taken_over(file: str) -> None:
    save(file, APP, {"access_token": "old-access", "refresh_token": "old-refresh"})
    one, other = Tokens({}, file), Tokens({}, file)
    assert not one.renewed_elsewhere()
    one.renew(ANSWER)
    assert other.renewed_elsewhere()
    assert other.access == "new-access"


@pytest.mark.parametrize("content", ["", "[1]", "{", "null"])
def test_a_file_without_tokens_is_a_sentence(file: str, content: str) -> None:
    save(file, APP, ANSWER)
    Path(file).write_text(content, encoding="utf-8")
    with pytest.raises(TokensError, match="activitylint upload login"):
        Tokens({}, file)


def test_no_text_has_a_token(file: str) -> None:
    save(file, APP, ANSWER)
    tokens = Tokens({}, file)
    shown = f"{tokens!r} {tokens} {APP!r} {vars(tokens)['_application']!r}"
    assert not any(secret in shown for secret in ("new-access", "new-refresh", "s3cret"))
    assert tokens.hide("new-access, new-refresh and s3cret") == "***, *** and ***"


def test_an_answer_without_a_token_keeps_the_old_ones(file: str) -> None:
    save(file, APP, ANSWER)
    with pytest.raises(TokensError):
        Tokens({}, file).renew({"access_token": None, "message": "no"})
    assert json.loads(Path(file).read_text(encoding="utf-8"))["refresh_token"] == "new-refresh"
