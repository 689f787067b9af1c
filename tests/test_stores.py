"""Files in stores: found, read and reported as on a disk, whatever the store does; nothing is written there."""

from __future__ import annotations

import gzip
import io
import json
import logging
import shutil
import sys
import threading
import zipfile
from collections import Counter
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
from activitylint.source.urls import path_of, shown, without_secrets
from paths import FIXTURES

fsspec = pytest.importorskip("fsspec", reason="the extra `stores` is not installed")
DEMO = FIXTURES / "demo"
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


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of an S3 server here that has an empty bucket `rides`. `requests` counts what the server was asked."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    server_of = pytest.importorskip("moto.server", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3", reason="moto is not installed")
    server = server_of.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.get_host_and_port()[1]}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "swordfish-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "swordfish-key")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    requests: Counter[str] = Counter()
    app = server._server.app

    def counting(environ: dict[str, Any], start: Any) -> Any:
        requests[f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"] += 1
        return app(environ, start)

    server._server.app = counting
    backends = pytest.importorskip("moto.s3.models", reason="moto is not installed").s3_backends
    for backend in backends.values():
        backend.reset()
    client = boto3.client("s3")
    client.create_bucket(Bucket="rides")
    client.requests = requests
    client.put_here = lambda key, data: backends["123456789012"]["aws"].put_object("rides", key, data)
    s3fs.S3FileSystem.clear_instance_cache()
    yield client
    server.stop()


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.filterwarnings("default")  # those of other packages
class TestS3:
    def test_one_request_lists_a_thousand_objects_and_one_reads_each(self, s3: Any) -> None:
        for number in range(1_001):
            s3.put_here(f"all/{number % 7}/{number:04}.gpx", b"<gpx/>")
        odd = "a::b?c=d #[1].fit"
        s3.put_here("marker/", b"")
        s3.put_here(odd, (DEMO / "race.fit").read_bytes())
        found = list(files_of(["s3://rides"], (), only_activities=False))
        assert len(found) == len(set(found)) == 1_002
        assert s3.requests["GET /rides"] == 2
        (report,) = activitylint.lint_many([f"s3://rides/{odd}"], now=0)
        assert report == activitylint.lint(DEMO / "race.fit", name=f"s3://rides/{odd}", now=0)
        assert {what: number for what, number in s3.requests.items() if odd in what} == {f"GET /rides/{odd}": 1}

    def test_processes_and_dask_give_the_same_reports(self, s3: Any) -> None:
        for number, path in enumerate(sorted(DEMO.iterdir()) * 3):
            s3.put_object(Bucket="rides", Key=f"{number}-{path.name}", Body=path.read_bytes())
        words = ["lint", "--format", "json", *NOW, "s3://rides"]
        here = run(*words, "--jobs", "1")
        assert len(json.loads(here.stdout)["files"]) == 12
        assert run(*words, "--jobs", "2").stdout == here.stdout
        pytest.importorskip("distributed", reason="the extra `dask` is not installed")
        assert run(*words, "--executor", "dask:local:2").stdout == here.stdout

    def test_an_archive_is_read_in_parts(self, s3: Any, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            archive.write(DEMO / "race.fit", "activities/1.fit")
            archive.write(DEMO / "run.tcx", "activities/2.tcx")
        s3.upload_file(str(tmp_path / "export.zip"), "rides", "export.zip")
        signed = s3.generate_presigned_url("get_object", Params={"Bucket": "rides", "Key": "export.zip"})
        for url in ("s3://rides/export.zip", signed):
            result = run("lint", "--format", "json", *NOW, url)
            assert [one["path"] for one in json.loads(result.stdout)["files"]] == [
                f"{shown(url)}!/activities/1.fit",
                f"{shown(url)}!/activities/2.tcx",
            ]
            assert "swordfish" not in result.output
            assert "Signature" not in result.output

    def test_what_is_not_there_fails_with_a_sentence(self, s3: Any) -> None:
        signed = s3.generate_presigned_url("get_object", Params={"Bucket": "rides", "Key": "none.fit"})
        urls = ["s3://rides/none.fit", "s3://no-such-bucket/none.fit", signed]
        assert [report.failure for report in activitylint.lint_many(urls)] == ["the store has no such object"] * 3

    def test_a_run_is_resumed_by_the_etags(self, s3: Any, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
        for name in ("a.fit", "b.fit", "c.fit"):
            s3.put_object(Bucket="rides", Key=name, Body=(DEMO / "race.fit").read_bytes())
        words = ["lint", "--format", "json", "--output", f"parquet:{tmp_path}", "--resume", str(tmp_path), *NOW]
        assert len(json.loads(run(*words, "s3://rides").stdout)["files"]) == 3
        s3.put_object(Bucket="rides", Key="a.fit", Body=(DEMO / "race.fit").read_bytes())  # the same content
        s3.put_object(Bucket="rides", Key="b.fit", Body=(DEMO / "run.tcx").read_bytes())
        second = run(*words, "s3://rides")
        assert [one["path"] for one in json.loads(second.stdout)["files"]] == ["s3://rides/b.fit"]
        assert "2 files skipped" in second.stderr
