"""Paths that lead nowhere, never end or change while they are read: each is reported, and none blocks the run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from hostile.running import run
from paths import FIXTURES
from sampling import sampled

GPX = (FIXTURES / "samples" / "ride.gpx").read_bytes()
NOBODY = 65534


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _two_links(path: Path) -> None:
    other = path.with_name("other.fit")
    path.symlink_to(other.name)
    other.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("missing.fit")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


UNREADABLE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pipe without a writer": (_pipe, "is not a regular file"),
    "a link to itself": (_loop, "Too many levels of symbolic links"),
    "two links to each other": (_two_links, "Too many levels of symbolic links"),
    "a link to nothing": (_nowhere, "No such file or directory"),
    "an endless device": (_link_to("/dev/zero"), "is not a regular file"),
    "a terminal": (_link_to("/dev/tty"), ""),
    "a socket": (_socket, ""),
}


@pytest.mark.parametrize(
    "name",
    sampled(UNREADABLE, len(UNREADABLE)),
)
def test_an_unreadable_file_is_reported_and_the_others_are_linted(name: str, tmp_path: Path) -> None:
    make, says = UNREADABLE[name]
    make(tmp_path / "bad.fit")
    (tmp_path / "good.gpx").write_bytes(GPX)
    for jobs in ("1", "2"):
        ended = run("lint", "--isolated", "--format", "json", "--jobs", jobs, "bad.fit", "good.gpx", cwd=tmp_path)
        assert ended.status == 2
        assert [file["status"] for file in ended.files] == ["failed", "ok"]
        assert says in ended.files[0]["failure"]
    ended = run("inspect", "bad.fit", "good.gpx", cwd=tmp_path)
    assert ended.status == 2
    assert ended.stderr.startswith(b"bad.fit: ")
    assert says.encode() in ended.stderr
    assert ended.stdout.startswith(b"good.gpx: GPX")


@pytest.mark.parametrize("target", sampled(("pipe", "/dev/zero", "large.toml", "."), 4))
def test_an_endless_or_huge_baseline_is_refused(target: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(65_000_000)
    (tmp_path / "activitylint.toml").write_text(f"baseline = '{target}'\n", encoding="ascii")
    (tmp_path / "good.gpx").write_bytes(GPX)
    ended = run("lint", "good.gpx", cwd=tmp_path)
    assert ended.status == 2
    assert f"the baseline {target} cannot be read: ".encode() in ended.stderr
    assert b"None" not in ended.stderr


def test_a_folder_that_contains_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "good.gpx").write_bytes(GPX)
    ended = run("lint", "--isolated", "--format", "json", ".", cwd=tmp_path)
    assert (ended.status, len(ended.files)) == (0, 1)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX users")
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("lint", ["rides"]),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in (
                ("lint", ["rides/**/*.gpx"]),
                ("lint", ["rides/*/*.gpx", "rides/ride.gpx"]),
                ("lint", ["rides/closed", "rides/ride.gpx"]),
                ("lint", ["--only-activities", "--files-from", "list"]),
                ("inspect", ["rides"]),
                ("fix", ["rides"]),
            )
        ),
    ],
)
def test_a_folder_without_permission_is_reported_like_a_file(
    command: str, arguments: list[str], tmp_path: Path
) -> None:
    """Root may read everything, so if we are root, run the command as another user.

    That user may not be able to read our modules, so the other file is one that it cannot read either.
    """
    for above in [tmp_path, *tmp_path.parents]:
        if above.stat().st_mode & 0o1 == 0 and above.stat().st_uid == os.getuid():
            above.chmod(0o755)
    closed = tmp_path / "rides" / "closed"
    closed.mkdir(parents=True)
    (closed / "ride.gpx").write_bytes(GPX)
    (tmp_path / "rides" / "ride.gpx").write_bytes(GPX)
    (tmp_path / "rides" / "ride.gpx").chmod(0)
    (tmp_path / "list").write_bytes(b"rides/closed\nrides/ride.gpx\n")
    closed.chmod(0)
    user = NOBODY if os.getuid() == 0 else -1
    try:
        ended = run(command, *arguments, cwd=tmp_path, user=user)
    finally:
        closed.chmod(0o755)
    assert ended.status == 2
    output = (ended.stdout + ended.stderr).decode()
    for path in ("rides/closed", "rides/ride.gpx"):
        assert re.search(rf"^{path}: (failed: )?Permission denied", output, re.MULTILINE)


def _zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _lines(path: Path) -> None:
    path.write_bytes(b"a\n" * 1_000_001)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_zeros, "more than 64 MB"),
        pytest.param(_lines, "more than 1,000,000 names", marks=pytest.mark.slow),
        pytest.param(_pipe, "is a pipe that nobody writes", marks=pytest.mark.slow),
    ],
)
def test_a_list_of_files_without_end_is_refused(make: Callable[[Path], None], says: str, tmp_path: Path) -> None:
    make(tmp_path / "list")
    ended = run("lint", "--files-from", "list", cwd=tmp_path)
    assert ended.status == 2
    assert says in b" ".join(ended.stderr.split()).decode()


@pytest.mark.parametrize("names", sampled(("good.gpx\n", ""), 2))
@pytest.mark.parametrize(
    "how", ["mkfifo list; (printf '{names}' > list &) ; {lint} list", "{lint} <(printf '{names}')"]
)
def test_a_list_of_files_may_come_through_a_pipe(how: str, names: str, tmp_path: Path) -> None:
    (tmp_path / "good.gpx").write_bytes(GPX)
    lint = f"{sys.executable} -m activitylint lint --isolated --files-from"
    command = ["bash", "-c", how.format(names=names, lint=lint)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert ("1 file checked" if names else "no files checked") in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("change", ["grows", "shrinks", "is another"])
def test_a_file_that_changes_while_it_is_read_gets_a_report(change: str, tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx"
    path.write_bytes(GPX * 200)
    stop = threading.Event()

    def changing() -> None:
        while not stop.is_set():
            if change == "grows":
                with path.open("ab") as file:
                    file.write(GPX)
                if path.stat().st_size > 20_000_000:
                    path.write_bytes(GPX)
            elif change == "shrinks":
                path.write_bytes(GPX[: len(GPX) // 2])
                path.write_bytes(GPX * 200)
            else:
                path.write_bytes(b'{"sets": []}')
                path.write_bytes(GPX)

    thread = threading.Thread(target=changing)
    thread.start()
    try:
        ended = run("lint", "--isolated", "--format", "json", path, cwd=tmp_path)
    finally:
        stop.set()
        thread.join()
    assert ended.status in {0, 1}
    assert [file["status"] for file in ended.files] in (["ok"], ["violations"])
    assert "LNT001" not in ended.codes


TARGETS = ("file://{folder}/secret.txt", "http://127.0.0.1:{port}/x.dtd", "ftp://127.0.0.1:{port}/x")
DECLARED = (
    '<!DOCTYPE gpx [<!ENTITY a SYSTEM "{target}">]>',
    '<!DOCTYPE gpx SYSTEM "{target}">',
    '<!DOCTYPE gpx PUBLIC "-//x//y" "{target}" [<!ENTITY % b SYSTEM "{target}"> %b;]>',
    '<?xml-stylesheet href="{target}"?><!DOCTYPE gpx [<!ENTITY a SYSTEM "{target}">]>',
)


@pytest.mark.network
def test_nothing_that_a_file_names_is_read_or_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret", encoding="ascii")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for number, (declared, target) in enumerate(product(DECLARED, TARGETS)):
            address = target.format(folder=tmp_path, port=server.getsockname()[1])
            text = GPX.decode().replace("<gpx", declared.replace("{target}", address) + "\n<gpx", 1)
            schema = f'xsi:schemaLocation="http://www.topografix.com/GPX/1/1 {address}" '
            text = text.replace("<gpx ", f"<gpx {schema}", 1).replace("<trk>", "<trk><name>&a;</name>", 1)
            (tmp_path / f"{number}.gpx").write_text(text, encoding="utf-8")
        names = sorted(path.name for path in tmp_path.glob("*.gpx"))
        for command in (["lint", "--isolated", "--show-all", "--extend-select", "INT"], ["inspect"]):
            ended = run(*command, *names, cwd=tmp_path)
            assert b"the secret" not in ended.stdout + ended.stderr
        with pytest.raises(BlockingIOError):
            server.accept()
