"""Files in archives are linted like files in folders, and nothing in an archive is lost without a word."""

from __future__ import annotations

import gzip
import io
import os
import re
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.request import Context
from activitylint.source import archives, files, members
from activitylint.source.export_table import read_table
from activitylint.source.reading import open_source
from making_archives import packed, tar_of, zip_of
from paths import FIXTURES

DEMO = {path.name: path.read_bytes() for path in sorted((FIXTURES / "demo").iterdir())}
RIDE = (FIXTURES / "UPL201-duplicate-activity" / "ride.gpx").read_bytes()
NOW = 1_780_272_000
SUFFIXES = [".zip", ".ZIP", ".tar", ".tar.gz", ".tgz"]


def codes(path: Path, **options: Any) -> dict[str, list[str]]:
    """The codes of the errors and warnings by the path inside of the archive; empty for the archive itself."""
    reports = activitylint.lint_many([path], now=NOW, **options)
    return {
        report.path.removeprefix(str(path)): [finding.code for finding in (*report.errors, *report.warnings)]
        for report in reports
    }


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_member_gets_the_report_of_the_file(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"demo{suffix}", packed(suffix, DEMO))
    reports = {report.path: report for report in activitylint.lint_many([path], now=NOW)}
    assert list(reports) == [f"{path}!/{name}" for name in DEMO]
    for name, data in DEMO.items():
        alone = activitylint.lint(FIXTURES / "demo" / name, now=NOW)
        assert reports[f"{path}!/{name}"].findings == alone.findings
        assert activitylint.lint(f"{path}!/{name}", now=NOW).findings == alone.findings
        assert open_source(f"{path}!/{name}", read_limit=1_000_000).data == data


@pytest.mark.parametrize("outer", SUFFIXES)
@pytest.mark.parametrize("inner", [".zip", ".tgz"])
def test_archives_in_archives_are_read_one_level_deep(tmp_path: Path, outer: str, inner: str) -> None:
    data = packed(inner, {"x/ride.gpx": RIDE, "deeper.zip": zip_of({"ride.gpx": RIDE})})
    path = written(tmp_path / f"all{outer}", packed(outer, {f"old/june{inner}": data, "last.gpx": RIDE}))
    assert codes(path) == {
        "!/last.gpx": [],
        f"!/old/june{inner}": ["UPL304"],
        f"!/old/june{inner}!/x/ride.gpx": [],
    }
    with pytest.raises(FileNotFoundError):
        activitylint.lint(f"{path}!/old/june{inner}!/missing.gpx")


def test_what_is_not_an_activity_is_left_out(tmp_path: Path) -> None:
    others = {
        "media/1.jpg": b"\xff\xd8\xff",
        "__MACOSX/ride.gpx": b"x",
        "._ride.gpx": b"x",
        ".git/ride.gpx": b"x",
        "profile.json": b'{"name": "x"}',
        "sets.json": DEMO["gym.json"],
        "folder.gpx/": b"",
    }
    path = written(tmp_path / "a.zip", zip_of(others))
    assert list(codes(path)) == ["!/sets.json"]


def test_a_member_keeps_its_path_inside_the_archive(tmp_path: Path) -> None:
    names = {"../up.gpx": "up.gpx", "/etc/root.gpx": "etc/root.gpx", "a\\b.gpx": "a/b.gpx", "./x//y.gpx": "x/y.gpx"}
    for suffix in (".zip", ".tar"):
        path = written(tmp_path / f"a{suffix}", packed(suffix, dict.fromkeys(names, RIDE)))
        assert list(codes(path)) == [f"!/{name}" for name in names.values()]


def test_names_in_other_encodings_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "latin.zip", zip_of({"L\u00e4ufe/\u00e4.gpx": RIDE, "\u65e5.gpx": RIDE}))
    assert list(codes(path)) == ["!/L\u00e4ufe/\u00e4.gpx", "!/\u65e5.gpx"]
    archive = zip_of({"Lxufe.gpx": RIDE}).replace(b"Lxufe", b"L\x84ufe")  # a code page of DOS, as old programs write it
    assert list(codes(written(tmp_path / "dos.zip", archive))) == ["!/L\u00e4ufe.gpx"]
    latin = packed(".tar", {"L\udce4ufe.gpx": RIDE})
    assert list(codes(written(tmp_path / "latin.tar", latin))) == ["!/L\udce4ufe.gpx"]


def test_a_folder_whose_name_ends_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a.zip!"
    folder.mkdir()
    written(folder / "ride.gpx", RIDE)
    written(tmp_path / "a.zip", zip_of({"ride.gpx": b""}))
    assert activitylint.lint(folder / "ride.gpx", now=NOW).ok


def test_an_executor_and_one_process_find_the_same(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / f"demo{suffix}", packed(suffix, DEMO | {"in.zip": zip_of(DEMO)})) for suffix in SUFFIXES
    ]
    alone = list(activitylint.lint_many(paths, now=NOW))
    with ThreadPoolExecutor(3) as executor:
        assert list(activitylint.lint_many(paths, now=NOW, executor=executor)) == alone
    assert len(alone) == 2 * len(DEMO) * len(SUFFIXES)


def test_a_compressed_tar_archive_is_unpacked_once_to_list_it_and_once_to_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the number of members: their bytes are random, so each read of the file is work."""
    many = {f"{number}.fit": os.urandom(40_000) for number in range(50)}
    path = written(tmp_path / "many.tar.gz", packed(".tar.gz", many))
    read = 0
    original = files.RestingFile.read

    def counted(self: files.RestingFile, size: int = -1) -> bytes:
        nonlocal read
        data = original(self, size)
        read += len(data)
        return data

    monkeypatch.setattr(files.RestingFile, "read", counted)
    assert len(list(activitylint.lint_many([path], now=NOW))) == len(many)
    assert 2 * path.stat().st_size < 1.1 * read < 2.5 * path.stat().st_size


def test_no_archive_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.tgz", packed(".tgz", DEMO))
    opened: list[Any] = []
    original = os.fdopen

    def kept(*arguments: Any) -> Any:
        opened.append(original(*arguments))
        return opened[-1]

    monkeypatch.setattr(os, "fdopen", kept)
    for _ in archives.files_of(str(path)):
        pass
    activitylint.lint(f"{path}!/run.tcx")
    assert opened
    assert all(file.closed for file in opened)


def test_a_changed_archive_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zip_of({"a.gpx": RIDE}))
    assert open_source(f"{path}!/a.gpx", read_limit=10_000).data == RIDE
    written(path, zip_of({"a.gpx": b"other", "c.gpx": RIDE}))
    assert open_source(f"{path}!/a.gpx", read_limit=10_000).data == b"other"
    assert list(archives.files_of(str(path))) == [str(path), f"{path}!/a.gpx", f"{path}!/c.gpx"]


def test_the_read_limit_counts_for_each_member(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200_000))
    path = written(tmp_path / "a.zip", zip_of({"a.gpx": RIDE, "b.gpx": bytes(50_000), "c.fit.gz": bomb}))
    limits = activitylint.Limits(read=10_000)
    assert codes(path, limits=limits) == {"!/a.gpx": [], "!/b.gpx": ["UPL008"], "!/c.fit.gz": ["UPL008"]}


def test_a_size_that_is_wrong_is_reported(tmp_path: Path) -> None:
    for claimed in (len(RIDE) - 9, len(RIDE) + 9):
        data = zip_of({"a.gpx": RIDE})
        where = data.index(b"PK\1\2") + 24
        data = data[:where] + claimed.to_bytes(4, "little") + data[where + 4 :]
        assert codes(written(tmp_path / "a.zip", data)) == {"!/a.gpx": ["UPL307"]}


def streamed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive that was written to a pipe: the sizes come after the data, and are in 64 bits."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return pipe.data


def test_a_zip_archive_that_was_written_to_a_pipe_is_read(tmp_path: Path) -> None:
    assert codes(written(tmp_path / "a.zip", streamed({"a.gpx": RIDE}, zipfile.ZIP_STORED))) == {"!/a.gpx": []}


@pytest.mark.parametrize("archive", [zip_of(DEMO), zip_of(DEMO, zipfile.ZIP_STORED), streamed(DEMO)])
def test_a_zip_archive_that_is_cut_off_is_read_up_to_the_cut(tmp_path: Path, archive: bytes) -> None:
    """Wherever it is cut: the members before that are read in full, and the archive is reported as damaged."""
    alone = {f"!/{name}": activitylint.lint(FIXTURES / "demo" / name, now=NOW).findings for name in DEMO}
    headers = [found.start() for found in re.finditer(re.escape(b"PK\3\4"), archive)]
    list_of_members, read = archive.index(b"PK\1\2"), []
    for cut in sorted({*headers[1:], *(start + 20 for start in headers), list_of_members - 9, len(archive) - 1}):
        path = written(tmp_path / "a.zip", archive[:cut])
        first, *members = activitylint.lint_many([path], now=NOW)
        assert [finding.code for finding in first.findings] == ["UPL305"]
        found = {report.path.removeprefix(str(path)): report.findings for report in members}
        assert found == {name: alone[name] for name in [*alone][: len(found)]}
        assert found or "nothing was checked" in first.findings[0].message
        assert cut < list_of_members or len(found) == len(DEMO)
        read.append(len(found))
    assert read == [0, 1, 1, 2, 2, 3, 3, 3, len(DEMO)]


def test_a_cut_archive_unpacks_no_more_than_others_to_find_where_members_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = streamed({"a.gpx": RIDE, "b.gpx": bytes(5_000_000)})
    path = written(tmp_path / "a.zip", bomb[: bomb.index(b"PK\1\2")])
    monkeypatch.setattr(archives, "_TOTAL", 4_000_000)
    assert codes(path) == {"": ["UPL306"]}


def test_headers_that_claim_too_much_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sparse = tarfile.TarInfo("a.gpx")
    sparse.type = tarfile.GNUTYPE_SPARSE
    first = bytearray(tar_of({"a.gpx": sparse}, tarfile.GNU_FORMAT)[:512])
    first[482] = 1  # more of the list of holes follows
    first[148:156] = b"%06o\0 " % (sum(first[:148]) + 8 * 32 + sum(first[156:]))
    more = (b"00000000001\0" * 42)[:504] + b"\1" + bytes(7)
    pax = tarfile.TarInfo("x")
    pax.type, pax.size = tarfile.XHDTYPE, 100_000_000
    hostile = {"holes.tgz": bytes(first) + more * 40_000, "attributes.tgz": pax.tobuf() + b"9 a=xxxx\n" * 2_000_000}
    good = tar_of({"good.gpx": RIDE})[:1536]  # its header and its data
    for name, data in hostile.items():
        assert codes(written(tmp_path / name, gzip.compress(data, 1))) == {"": ["UPL306"]}, name
        found = codes(written(tmp_path / name, gzip.compress(good + data, 1)))
        assert found == {"": ["UPL306"], "!/good.gpx": []}, name
    monkeypatch.setattr(members, "_DIRECTORY", 10_000)
    many = zip_of({f"{number}.gpx": b"" for number in range(200)})
    assert codes(written(tmp_path / "a.zip", many)) == {"": ["UPL306"]}


@pytest.mark.parametrize("limit", [("_MOST_MEMBERS", 3), ("_TOTAL", 3 * len(RIDE)), ("_INNER", 100)])
@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_archives_are_bounded_in_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: tuple[str, int], suffix: str
) -> None:
    inner = zip_of({"1.gpx": RIDE, "2.gpx": RIDE})
    path = written(tmp_path / f"a{suffix}", packed(suffix, {"a.gpx": RIDE, "b.gpx": RIDE, "in.zip": inner}))
    assert len(codes(path)) == 4
    archives.forget()
    monkeypatch.setattr(archives, *limit)
    found = codes(path)
    assert found.pop("!/in.zip") == ["UPL306"]
    assert list(found)[:2] == ["!/a.gpx", "!/b.gpx"]
    assert len(found) < 4


def test_attributes_for_all_members_count_for_the_next_one_only(tmp_path: Path) -> None:
    """So that they cannot pile up in memory."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"path": "all.gpx"}) as archive:
        for name in ("a.gpx", "b.gpx"):
            header = tarfile.TarInfo(name)
            header.size = len(RIDE)
            archive.addfile(header, io.BytesIO(RIDE))
    assert list(codes(written(tmp_path / "a.tar", file.getvalue()))) == ["!/all.gpx", "!/b.gpx"]


def test_an_archive_that_never_ends_is_no_endless_work(tmp_path: Path) -> None:
    header = bytearray(tar_of({"a.gpx": RIDE})[:512])
    header[124:136] = b"\xff" * 12  # a size of -1
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    assert codes(written(tmp_path / "a.tar", bytes(header) * 4)) == {"": ["UPL305"]}


CHANGED = [(suffix, packed(suffix, {"a.gpx": RIDE, "in.zip": zip_of({"b.gpx": RIDE})})) for suffix in SUFFIXES]
CHANGED.append((".zip", streamed({"a.gpx": RIDE, "b.gpx": RIDE})))
WORK = Work(Context(NOW), select_rules())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CHANGED), st.data())
def test_whatever_bytes_an_archive_has_it_gets_a_report(
    tmp_path_factory: pytest.TempPathFactory, archive: tuple[str, bytes], data: st.DataObject
) -> None:
    suffix, original = archive
    changed = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)) | st.none())
    path = written(tmp_path_factory.mktemp("a") / f"a{suffix}", bytes(changed[:cut]))
    for file in archives.files_of(str(path)):
        report = WORK.lint(file).report
        assert report.failure is None


def test_the_column_of_file_names_is_found_in_any_language() -> None:
    rows = (
        'Id,Titel,Fichier,Poids\n1,"a ride.gpx, b/c.fit",activities/1.fit.gz,70\n2,"two\nlines",activities/2.gpx,\n'
        "3,x,,\n"
    )
    table = read_table("export/activities.csv", rows.encode("utf-8-sig"))
    assert table is not None
    assert [(one.name, one.line) for one in table.listed] == [("activities/1.fit.gz", 2), ("activities/2.gpx", 3)]
    assert table.folder == "export/"
    for nothing in (b"", b"a,b\n1,2\n", b"\xff\xfe\0", b'a,"'):
        assert read_table("activities.csv", nothing) is None


def test_a_member_that_begins_before_its_archive_is_damage(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("ride.gpx", b"x")
    content = bytearray(made.getvalue())
    end = content.rindex(b"PK\5\6")
    content[end + 16 : end + 20] = (2**32 - 2).to_bytes(4, "little")  # where the list begins
    path = written(tmp_path / "a.zip", bytes(content))
    reports = [WORK.lint(file).report for file in archives.files_of(str(path))]
    assert [report.failure for report in reports] == [None] * len(reports)
    assert "UPL307" in {finding.code for report in reports for finding in report.findings}
