"""Settings and globs made to use much time. The command runs in its own process, with limits on time and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from hostile.running import run
from paths import FIXTURES

GPX: Final = (FIXTURES / "samples" / "ride.gpx").read_bytes()
SIZE: Final = 250_000

SHAPES: Final = {
    "words in one line": "activitylint " * (SIZE // 13),
    "brackets": "[" * SIZE,
    "nested arrays": "a = " + "[" * SIZE,
    "nested tables": "a = " + "{a = " * (SIZE // 5),
    "quotes": '"""' * (SIZE // 3),
    "escaped quotes": 'a = "' + '\\"' * (SIZE // 2),
    "dotted key": ".".join("a" * (SIZE // 2)) + " = 1",
    "dotted header": f"[{'.'.join('a' * (SIZE // 2))}]",
    "dotted keys": "".join(f"k{row}.{'.'.join('a' * 31)} = 1\n" for row in range(SIZE // 72)),
    "unknown keys": "".join(f"k{row} = 1\n" for row in range(SIZE // 10)),
    "unknown rules": "[severity]\n" + "".join(f"k{row} = 'info'\n" for row in range(SIZE // 16)),
    "one long unknown rule": f"select = ['{'T' * SIZE}']",
    "many selectors": "ignore = [" + "'TIM', " * (SIZE // 7) + "]",
    "many globs": "exclude = [" + "".join(f"'*{row}*', " for row in range(SIZE // 12)) + "]",
    "per file": "".join(f"[per-file.'{row}']\nignore = ['TIM']\n" for row in range(SIZE // 40)),
    "digits": "jobs = 0." + "9" * SIZE,
}


def check(folder: Path, *arguments: str) -> bytes:
    """Lint a file in a folder that has settings; return standard error."""
    (folder / "rides").mkdir()
    (folder / "rides" / "good.gpx").write_bytes(GPX)
    ended = run("lint", *(arguments or ("rides",)), cwd=folder)
    assert ended.status in {0, 2}, ended.stderr[-1000:]
    assert b"Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["activitylint.toml", "pyproject.toml"])
def test_no_settings_file_takes_long(shape: str, name: str, tmp_path: Path) -> None:
    prefix = "" if name == "activitylint.toml" else "# activitylint\n"
    (tmp_path / name).write_text(prefix + SHAPES[shape], encoding="ascii")
    assert len(check(tmp_path)) < 10_000


def test_a_pyproject_for_other_tools_is_searched_in_linear_time(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool " * 1_000_000, encoding="ascii")
    assert check(tmp_path) == b""


def test_a_key_with_too_many_parts_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "activitylint.toml").write_text(f"# a.b\n{'.'.join('a' * 20_000)} = 1", encoding="ascii")
    assert b"activitylint.toml: the key in line 2 has more than 32 parts; fix it" in check(tmp_path)


def test_a_settings_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "activitylint.toml").write_text("# " + "x" * 256_000, encoding="ascii")
    assert b"activitylint.toml: has more than 256 KB; move the settings to a smaller" in check(tmp_path)


def test_globs_with_many_wildcards_take_bounded_time(tmp_path: Path) -> None:
    stars = "*a" * 100 + "*b"
    folders = "**/*/" * 100 + "x"
    (tmp_path / "activitylint.toml").write_text(
        f"exclude = ['{stars}', '{folders}']\n[per-file.'{stars}']\nname = 'x'\n", encoding="ascii"
    )
    deep = tmp_path.joinpath(*["a"] * 60)
    deep.mkdir(parents=True)
    (deep / f"{'a' * 240}.gpx").write_bytes(GPX)
    assert check(tmp_path, ".", f"{stars}.gpx", f"{folders}.gpx").count(b"no file has this name") == 2
