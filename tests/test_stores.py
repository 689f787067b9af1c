"""Files in stores: found, read and reported as on a disk, whatever the store does; nothing is written there."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import activitylint
from activitylint.cli import main
from activitylint.cli.paths import Listing, files_of
from activitylint.reports import FORMATS
from activitylint.source import stores
from activitylint.source.ahead import ahead
from activitylint.source.store_pages import flat_listing
from activitylint.source.urls import path_of, shown, without_secrets
from paths import FIXTURES
from store_servers import FORBIDDEN, SECRET, SERVERS, Store

fsspec = pytest.importorskip("fsspec", reason="the extra `stores` is not installed")
DEMO = FIXTURES / "demo"
RACE = (DEMO / "race.fit").read_bytes()
NOW = ["--now", "2026-06-01T00:00:00Z", "--isolated"]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Forget every store, or later tests would start processes in another way."""
    yield
    stores._opened.cache_clear()
    stores.forget()


@pytest.fixture
def memory() -> Iterator[Any]:
    """The store of this process, empty."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


@pytest.fixture
def folder(tmp_path: Path, memory: Any) -> Path:
    """A folder with files of all kinds, and the same in memory://bucket/rides."""
    made = tmp_path / "rides"
    shutil.copytree(DEMO, made)
    (made / "day").mkdir()
    (made / "day" / "[1] of 2.tcx.gz").write_bytes(gzip.compress((DEMO / "run.tcx").read_bytes()))
    (made / ".cache").mkdir()
    (made / ".cache" / "hidden.fit").write_bytes(b"")
    (made / "other.json").write_text("{}", encoding="utf-8")
    (made / "empty.gpx").write_bytes(b"")
    with zipfile.ZipFile(made / "export.zip", "w") as archive:
        archive.write(DEMO / "race.fit", "activities/1.fit")
        archive.writestr("activities/2.fit.gz", gzip.compress((DEMO / "race.fit").read_bytes()))
    for path in made.rglob("*"):
        if path.is_file():
            memory.pipe(f"/bucket/rides/{path.relative_to(made).as_posix()}", path.read_bytes())
    return made


def reports(*words: str) -> Any:
    result = run("lint", "--format", "json", *NOW, *words)
    assert result.exit_code == 1, result.output
    return sorted(json.loads(result.stdout)["files"], key=lambda one: str(one["path"]))


def test_a_prefix_is_linted_as_a_folder(folder: Path) -> None:
    there = json.dumps(reports("memory://bucket/rides"))
    assert json.loads(there.replace("memory://bucket/rides", str(folder))) == reports(str(folder))


@pytest.mark.parametrize(
    "pattern", ["*.gpx", "**/*.fit", "da?", "**", "day/[[]1] of 2.tcx.gz", "day/", "none*", "export.zip!/**/*.gz"]
)
def test_a_glob_finds_the_same_objects_as_files(folder: Path, pattern: str) -> None:
    here = files_of([str(folder / pattern) + "/" * pattern.endswith("/")], (), only_activities=False)
    there = files_of([f"memory://bucket/rides/{pattern}"], (), only_activities=False)
    found = {one.removeprefix(f"{folder}/") for one in here}
    assert {one.removeprefix("memory://bucket/rides/") for one in there} == found


def test_objects_that_are_named_twice_come_once(folder: Path) -> None:
    one = "memory://bucket/rides/race.fit"
    several = ["memory://bucket/rides", one, "memory://bucket/rides/day/", "memory://bucket"]
    found = list(files_of(several, [one], only_activities=False))
    assert len(found) == len(set(found)) == len(list(files_of([str(folder)], (), only_activities=False)))


def test_folders_are_listed_while_the_run_goes_on(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        memory.pipe(f"/bucket/{number:02}/ride.gpx", b"")
    listed: list[str] = []
    real = type(memory).ls

    def ls(self: Any, path: str, **options: Any) -> Any:
        listed.append(path)
        return real(self, path, **options)

    monkeypatch.setattr(type(memory), "ls", ls)
    monkeypatch.setattr("activitylint.cli.paths._KNOWN_FIRST", 2)
    files = Listing(files_of(["memory://bucket"], (), only_activities=False))
    assert (files.complete, len(files.first)) == (False, 2)
    assert len(listed) < 30
    assert len(list(files)) == 40


def test_pages_of_google_are_listed_one_after_the_other() -> None:
    class Files:
        def split_path(self, path: str) -> tuple[str, ...]:
            return (*path.split("/"), "")

        def call(self, *_: str, json_out: bool, prefix: str, maxResults: int, pageToken: str = "0") -> Any:  # noqa: N803
            assert json_out
            number = int(pageToken)
            names = [f"{prefix}{number:02}.fit", f"{prefix}{number:02}/"][:maxResults]
            token = {"nextPageToken": str(number + 1)} if number < 9 else {}
            return {"items": [{"name": name, "size": "12"} for name in names], **token}

    entries = flat_listing("gcsfs", Files(), "rides/day")
    assert entries is not None
    assert [(one["name"], one["size"]) for one in entries] == [
        (f"rides/day/{number:02}.fit", 12) for number in range(10)
    ]


def test_a_bounded_number_of_objects_is_read_at_the_same_time(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [f"memory://bucket/{number:02}.gpx" for number in range(60)]
    for url in urls:
        memory.pipe(url.removeprefix("memory:/"), b"")
    running = 0
    most = 0
    enough = threading.Event()
    lock = threading.Lock()

    def cat_file(*_: Any, **__: Any) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == 16:
                enough.set()
        enough.wait(10)
        with lock:
            running -= 1
        return b""

    monkeypatch.setattr(type(memory), "cat_file", cat_file)
    assert [report.path for report in activitylint.lint_many(urls)] == urls
    assert most == 16


def test_what_is_read_ahead_is_bounded_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Recorder()
    monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor", lambda _: pool)
    found = ahead(abs, range(50), weigh=lambda _: 40_000_000)
    for taken, (number, result) in enumerate(found, start=1):
        assert number == result() == taken - 1
        assert len(pool.sent) - taken <= 1
    assert pool.sent == list(range(50))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError("/bucket/b.gpx"), "the store has no such object"),
        (PermissionError("Access Denied"), "the store does not allow access"),
        (RuntimeError("timed out: https://key:swordfish@host/b.gpx?sig=swordfish"), "timed out: https://host/b.gpx"),
        (OSError("no answer: /info?access_token=swordfish (4)"), "no answer: /info?access_token=... (4)"),
        (ValueError(), "ValueError"),
    ],
)
def test_an_object_that_cannot_be_read_fails_alone(
    memory: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    for name in "abc":
        memory.pipe(f"/bucket/{name}.gpx", b"<gpx/>")
    real = type(memory).cat_file

    def cat_file(self: Any, path: str, **options: Any) -> bytes:
        if path == "/bucket/b.gpx":
            raise error
        data: bytes = real(self, path, **options)
        return data

    monkeypatch.setattr(type(memory), "cat_file", cat_file)
    result = run("lint", "--format", "json", "memory://bucket")
    failures = {one["path"][-5:]: one.get("failure") for one in json.loads(result.stdout)["files"]}
    assert failures == {"a.gpx": None, "b.gpx": reason, "c.gpx": None}
    assert result.exit_code == 2


def test_azure_says_the_version_of_an_object_in_two_ways() -> None:
    listed, asked = ({"size": 1, "etag": etag} for etag in ("0x8DC", '"0x8DC"'))
    assert stores._identity(listed) == stores._identity(asked)


def test_a_folder_that_cannot_be_listed_fails_alone(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        memory.pipe(f"/bucket/{name}/ride.gpx", b"")
    real = type(memory).ls

    def ls(self: Any, path: str, **options: Any) -> Any:
        if path.rstrip("/") == "/bucket/b":
            raise PermissionError
        return real(self, path, **options)

    monkeypatch.setattr(type(memory), "ls", ls)
    result = run("lint", "--format", "json", "memory://bucket")
    failures = {one["path"]: one.get("failure") for one in json.loads(result.stdout)["files"]}
    assert failures == {
        "memory://bucket/a/ride.gpx": None,
        "memory://bucket/b/": "the store does not allow access",
        "memory://bucket/c/ride.gpx": None,
    }


@pytest.mark.parametrize(
    ("url", "seen", "path"),
    [
        ("s3://bucket/a b/c?d=e #1.fit", None, "a b/c?d=e #1.fit"),
        ("s3://bucket/c.zip!/d/e.fit", None, "c.zip!/d/e.fit"),
        ("https://h/c.zip!/what?.fit", None, "c.zip!/what?.fit"),
        ("abfs://container@account.dfs.core.windows.net/x.fit", None, "x.fit"),
        ("az://c/x.fit?sv=2026&sig=swordfish", "az://c/x.fit", "x.fit"),
        ("https://h:8080/a@b/x.fit", None, "a@b/x.fit"),
        ("https://swordfish@h/x.fit#top", "https://h/x.fit", "x.fit"),
        ("https://u:sword/fish@h/x.fit", "https://h/x.fit", "x.fit"),
        ("https://h/x.zip?sig=swordfish!/a.fit", "https://h/x.zip!/a.fit", "x.zip!/a.fit"),
        ("sftp://u:swordfish@h/x.fit", "sftp://h/x.fit", "x.fit"),
    ],
)
def test_a_url_is_shown_without_what_gives_access(url: str, seen: str | None, path: str) -> None:
    assert shown(url) == (seen or url)
    assert path_of(url) == path
    assert "swordfish" not in without_secrets(f"error at {url}, signed with swordfish", url) or seen is None


@pytest.fixture
def web(memory: Any) -> Iterator[str]:
    """A signed URL of a file on a server."""

    class Web(type(memory)):  # type: ignore[misc]  # a class of fsspec, which has no types
        protocol = ("https",)
        store: Mapping[str, Any] = {}

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path

        def _open(self, path: str, *_: Any, **__: Any) -> Any:
            if "race.fit" not in path:
                raise FileNotFoundError(path)
            return io.BytesIO((DEMO / "race.fit").read_bytes())

    before = dict(fsspec.registry)
    fsspec.register_implementation("https", Web, clobber=True)
    yield "https://user:swordfish@host/race.fit?X-Amz-Signature=swordfish"
    for name, made in before.items():
        fsspec.register_implementation(name, made, clobber=True)


@pytest.mark.parametrize("form", [*FORMATS, "diff", "inspect", "baseline"])
def test_no_report_has_a_password_or_a_signature(web: str, form: str, tmp_path: Path) -> None:
    urls = [web, web.replace("race", "none")]
    baseline = tmp_path / "baseline.toml"
    words = {
        "diff": ["fix", "--diff", "--unsafe", "--verbose", *urls],
        "inspect": ["inspect", *urls],
        "baseline": ["lint", "--isolated", "--write-baseline", str(baseline), *urls],
    }
    result = run(*words.get(form, ["lint", "--isolated", "--verbose", "--format", form, *urls]))
    written = baseline.read_text(encoding="utf-8") if baseline.exists() else ""
    output = result.stdout + result.stderr + written
    assert "swordfish" not in output
    assert "//host/race.fit" in output.replace("<wbr>", "")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["fix", "memory://b/x.fit"], "files in stores are not changed"),
        (["fix", "--output-dir", "memory://b/out", "--unsafe", "x.fit"], "fixed files are written to this computer"),
        (["lint", "--fix", "memory://b/x.fit"], "files in stores are not changed"),
        (["lint", "--watch", "memory://b/x.fit"], "--watch follows files and folders on this computer"),
        (["lint", "--output", "json:memory://b/x.json", "x.fit"], "reports are written to this computer"),
        (["lint", "--output", "parquet:s3://u:swordfish@b/x", "x.fit"], "reports are written to this computer"),
        (["lint", "--write-baseline", "memory://b/x.toml", "x.fit"], "a baseline is written to this computer"),
        (["lint", "--baseline", "memory://b/x.toml", "x.fit"], "the baseline memory://b/x.toml cannot be read"),
        (["upload", "send", "memory://b/x.fit"], "files in stores are not uploaded"),
    ],
)
def test_nothing_is_written_to_a_store(words: list[str], reason: str) -> None:
    result = run(*words)
    assert (result.exit_code, reason in " ".join(result.stderr.split())) == (2, True), result.output
    assert "swordfish" not in result.stderr


@pytest.mark.parametrize(
    ("url", "missing", "sentence"),
    [
        ("gs://b/x.fit", "gcsfs", "gs:// needs more packages: pip install 'activitylint[stores]' gcsfs"),
        ("memory://b/x.fit", "fsspec", "memory:// needs more packages: pip install 'activitylint[stores]'"),
    ],
)
def test_a_missing_package_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, url: str, missing: str, sentence: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    result = run("lint", url)
    assert (result.exit_code, result.stderr) == (2, f"Error: {sentence}\n")
    with pytest.raises(OSError, match=sentence.partition("'")[0]):
        activitylint.lint(url)


def test_an_unknown_kind_of_store_is_a_failure() -> None:
    (report,) = activitylint.lint_many(["nowhere://b/x.fit"])
    assert report.failure == "there is no store for nowhere://"


class Recorder(Executor):
    """Does each task at once, and keeps its arguments."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        self.sent.extend(arguments)
        future: Future[Any] = Future()
        future.set_result(work(*arguments))
        return future


def test_tasks_carry_urls(folder: Path) -> None:
    executor = Recorder()
    urls = [f"memory://bucket/rides/{name}" for name in ("race.fit", "run.tcx", "export.zip")]
    found = list(activitylint.lint_many(urls, executor=executor, now=0))
    assert found == list(activitylint.lint_many(urls, now=0))
    assert [one for chunk in executor.sent for one in chunk] == [
        *urls,
        *(f"{urls[2]}!/activities/{name}" for name in ("1.fit", "2.fit.gz")),
    ]
    assert folder.exists()


def test_patterns_in_the_settings_match_the_path_of_a_url(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "activitylint.toml").write_text(
        'exclude = ["rides/gym.json", "*.zip"]\n[per-file."rides/*.gpx"]\nignore = ["TIM001"]\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    result = run("lint", "--format", "json", "memory://bucket/rides")
    files = {Path(one["path"]).name: one for one in json.loads(result.stdout)["files"]}
    assert set(files) == {"[1] of 2.tcx.gz", "empty.gpx", "lunch-ride.gpx", "race.fit", "run.tcx"}
    assert "TIM001" not in {one["code"] for one in files["lunch-ride.gpx"]["findings"]}
    assert folder.exists()


def test_a_baseline_lists_urls(folder: Path, tmp_path: Path) -> None:
    baseline = str(tmp_path / "baseline.toml")
    assert run("lint", "--isolated", "--write-baseline", baseline, "memory://bucket/rides").exit_code == 0
    assert run("lint", "--isolated", "--baseline", baseline, "memory://bucket/rides").exit_code == 0
    assert 'path = "memory://bucket/rides/gym.json"' in Path(baseline).read_text(encoding="utf-8")
    assert folder.exists()


class Slow:
    """A stream that returns what has just arrived, as sockets do."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, 7))


def test_the_library_reads_urls_and_whatever_can_be_read_or_opened(folder: Path, memory: Any) -> None:
    expected = activitylint.lint(DEMO / "race.fit", name="race.fit", now=0)
    member = zipfile.Path(folder / "export.zip") / "activities" / "1.fit"
    url = "memory://bucket/rides/race.fit"
    targets: list[Any] = [url, memory.open(url), member, Slow((DEMO / "race.fit").read_bytes())]
    for target in targets:
        assert activitylint.lint(target, name="race.fit", now=0) == expected
    assert replace(activitylint.inspect(url), path="") == replace(activitylint.inspect(DEMO / "race.fit"), path="")
    fixed = activitylint.fix(url, unsafe=True, now=0)
    assert fixed.changed
    assert fixed.data == activitylint.fix(DEMO / "race.fit", unsafe=True, now=0).data
    with pytest.raises(FileNotFoundError, match=r"the store has no such object: 'memory://bucket/none\.fit'"):
        activitylint.read("memory://bucket/none.fit")


def test_a_upath_is_a_path(folder: Path) -> None:
    upath = pytest.importorskip("upath", reason="universal-pathlib is not installed")
    path = upath.UPath("memory://bucket/rides/race.fit")
    (report,) = activitylint.lint_many([path], now=0)
    assert report == activitylint.lint(path, now=0) == activitylint.lint(str(path), now=0)
    assert activitylint.inspect(path).path == str(path)
    with pytest.raises(TypeError, match="a UPath in targets must have no storage options"):
        list(activitylint.lint_many([upath.UPath("memory://bucket/x.fit", anon=True)]))
    assert folder.exists()


@pytest.fixture(params=SERVERS)
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """A store with an empty bucket `rides` on a server here."""
    with SERVERS[request.param](monkeypatch, tmp_path) as made:
        yield made


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process whose workers have the environment of this test, not of an earlier one."""
    program = [sys.executable, "-m", "activitylint", *words]
    return subprocess.run(program, capture_output=True, encoding="utf-8", timeout=120, check=False)


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.filterwarnings("default")  # those of other packages
class TestServers:
    def test_one_request_lists_a_page_of_objects_and_one_reads_each(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("activitylint.source.store_pages._PER_PAGE", 20)
        odd = "a::b?c=d [1] \u00e9.fit"
        names = [f"all/{number % 7}/{number:02}.gpx" for number in range(40)]
        for name, data in [*((name, b"<gpx/>") for name in names), ("marker/", b""), (odd, RACE)]:
            store.put(name, data)
        store.requests.clear()
        url = f"{store.scheme}://rides"
        found = list(files_of([f"{url}/"], (), only_activities=False))
        assert found == [f"{url}/{name}" for name in sorted([*names, odd])]
        assert store.requests[store.listing] == (3 if store.has_pages else 1)
        (report,) = activitylint.lint_many([f"{url}/{odd}"], now=0)
        assert report == activitylint.lint(RACE, name=f"{url}/{odd}", now=0)
        asked = {what: number for what, number in store.requests.items() if odd in what}
        assert asked == {f"{store.reading}{odd}": 1}

    def test_processes_and_dask_give_the_same_reports(self, store: Store) -> None:
        for number, path in enumerate(sorted(DEMO.iterdir()) * 3):
            store.put(f"{number}-{path.name}", path.read_bytes())
        words = ["lint", "--format", "json", *NOW, f"{store.scheme}://rides"]
        here = run(*words, "--jobs", "1").stdout
        assert [one.get("failure") for one in json.loads(here)["files"]] == [None] * 12
        assert command(*words, "--jobs", "2").stdout == here
        if store.scheme == "s3":  # one store is enough: the workers of Dask read as others do
            pytest.importorskip("distributed", reason="the extra `dask` is not installed")
            assert command(*words, "--executor", "dask:local:2").stdout == here

    def test_compressed_and_packed_files_are_read_and_empty_ones_are_reported(self, store: Store) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("activities/1.fit", RACE)
            archive.writestr("activities/2.fit.gz", gzip.compress(RACE))
        store.put("day/ride.fit.gz", gzip.compress(RACE))
        store.put("empty.gpx", b"")
        store.put("export.zip", packed.getvalue())
        url = f"{store.scheme}://rides"
        files = reports(url)
        names = ["day/ride.fit.gz", "empty.gpx", "export.zip!/activities/1.fit", "export.zip!/activities/2.fit.gz"]
        assert [one["path"] for one in files] == [f"{url}/{name}" for name in names]
        assert [[finding["code"] for finding in one["findings"]] for one in files] == [
            [finding.code for finding in activitylint.lint(data, name=name.partition("!/")[2] or name).findings]
            for name, data in zip(names, (gzip.compress(RACE), b"", RACE, gzip.compress(RACE)), strict=True)
        ]

    def test_what_is_gone_or_forbidden_fails_alone(self, store: Store) -> None:
        for name in ("a.fit", f"{FORBIDDEN}.fit", f"{FORBIDDEN}.zip", "z.fit"):
            store.put(f"day/{name}", RACE)
        url = f"{store.scheme}://rides"
        missing = [f"{url}/none.fit", f"{url}/none.zip", f"{store.scheme}://no-such-bucket/none.fit"]
        result = command("lint", "--format", "json", *NOW, "--jobs", "1", f"{url}/day", *missing)
        forbidden = "the store does not allow access"
        assert {one["path"].partition("://")[2]: one.get("failure") for one in json.loads(result.stdout)["files"]} == {
            "rides/day/a.fit": None,
            f"rides/day/{FORBIDDEN}.fit": forbidden,
            f"rides/day/{FORBIDDEN}.zip": forbidden,
            "rides/day/z.fit": None,
            "rides/none.fit": "the store has no such object",
            "rides/none.zip": "the store has no such object",
            "no-such-bucket/none.fit": "the store has no such object",
        }
        assert (result.returncode, result.stderr) == (2, "")
        assert store.secret not in result.stdout

    def test_a_run_is_resumed_by_the_etags(self, store: Store, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
        names = ["a.fit", "b.fit", "c.fit"]
        for name in names:
            store.put(name, RACE)
        url = f"{store.scheme}://rides"
        results = str(tmp_path / "results")
        words = ["lint", "--format", "json", "--output", f"parquet:{results}", "--resume", results, *NOW]
        assert len(json.loads(run(*words, url).stdout)["files"]) == 3
        store.put("b.fit", (DEMO / "run.tcx").read_bytes())
        stores.forget()  # so that the store is asked about each object, which may say its version in another way
        second = run(*words, *(f"{url}/{name}" for name in names))
        assert [one["path"] for one in json.loads(second.stdout)["files"]] == [f"{url}/b.fit"]
        assert "2 files skipped" in second.stderr

    @pytest.mark.parametrize("store", ["s3"], indirect=True)
    def test_a_signed_url_is_shown_without_its_signature(self, store: Store) -> None:
        boto3 = pytest.importorskip("boto3", reason="moto is not installed")
        store.put("a.fit", RACE)
        for name, failure in (("a.fit", None), ("none.fit", "the store has no such object")):
            signed = boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "rides", "Key": name})
            result = run("lint", "--format", "json", *NOW, signed)
            (report,) = json.loads(result.stdout)["files"]
            assert (report["path"], report.get("failure")) == (shown(signed), failure)
            assert SECRET not in result.output
            assert "Signature" not in result.output
