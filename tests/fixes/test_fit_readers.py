"""What is made of FIT files is read whole by two other readers, and what no edit touched is what it was."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any, cast

import fitdecode
import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

import activitylint
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.packing import written
from activitylint.fixes.registry import FixTask
from activitylint.fixes.result import FixResult
from activitylint.model.request import Context
from activitylint.source.reading import open_source
from fixed_fixtures import fixed
from fixture_cases import Case, cases
from generated.model import NOW
from paths import CORPUS, corpus
from sampling import sampled

LARGE = 700_000
FIXTURES = {case.id: case for case in cases() if case.fails and not case.make and case.path.suffix == ".fit"}
REAL = [path for path in corpus(".fit", ".fit.gz") if path.stat().st_size < LARGE]


@cache
def _of_corpus(path: Path) -> FixResult:
    return activitylint.fix(path, unsafe=True, now=NOW)


@cache
def _of_fixture(name: str) -> FixResult:
    return fixed(FIXTURES[name], unsafe=True)


def _fixed(what: Case | Path) -> FixResult:
    return _of_corpus(what) if isinstance(what, Path) else _of_fixture(what.id)


EVERY = [*sampled(FIXTURES.values(), 3), *REAL]


def _name(what: Case | Path) -> str:
    return str(what.relative_to(CORPUS)) if isinstance(what, Path) else what.id


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("what", EVERY, ids=_name)
def test_other_readers_take_it_whole(what: Case | Path) -> None:
    result = _fixed(what)
    names = {applied.name for applied in result.applied}
    if not names or result.after.errors:
        return
    for name, made in written(result):
        data = gzip.decompress(made) if name.endswith(".gz") else made
        counted = activitylint.read(data)
        assert counted.fit is not None
        whole = sum(len(table) for table in counted.fit.messages.values())
        assert len(_fitdecode(data)) == whole
        # The expansion of heart rates is theirs, and fails on files that it fails on as they were.
        messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read(
            merge_heart_rates=False, convert_datetimes_to_dates=False
        )
        assert errors == []
        assert sum(len(found) for found in cast("dict[str, list[Any]]", messages).values()) == whole
        if len(counted.fit.files) == 1 and data[12:14] != b"\0\0":  # it takes no header without a checksum
            assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity() is True


@pytest.mark.parametrize("what", EVERY, ids=_name)
def test_messages_without_edits_stay_the_same(what: Case | Path) -> None:
    result = _fixed(what)
    if not result.edits:
        return
    touched = {byte for edit in result.edits for byte in range(edit.start, edit.stop)}
    before = [
        content
        for start, content in _messages(result.source.data)
        if touched.isdisjoint(range(start, start + len(content)))
    ]
    after = iter(content for _, content in _messages(result.data))
    lost = [content for content in before if content not in after]  # in this order, as `in` goes on from where it was
    assert lost == []


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(CORPUS))) for path in REAL])
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_real_file_that_breaks_off_keeps_its_records(path: Path, share: float) -> None:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    cut = data[: int(len(data) * share)]
    if len(cut) < 100:
        return
    made = activitylint.fix(cut, name="ride.fit", unsafe=True, now=NOW, select=["FIT001", "FIT004", "FIT005"])
    if not made.changed:
        assert {left.name for left in made.skipped} == {"right-data-size", "close-file"}
        return
    assert not {"FIT001", "FIT003", "FIT004", "FIT005", "FIT201", "FIT202"} & {f.code for f in made.after.errors}
    before, after = activitylint.read(cut).records, activitylint.read(made.data).records
    for stream in ("time", *before.STREAMS):
        np.testing.assert_array_equal(getattr(after, stream), getattr(before, stream), err_msg=stream)


def _fitdecode(data: bytes) -> list[Any]:
    strict = {"check_crc": fitdecode.CrcCheck.RAISE, "error_handling": fitdecode.ErrorHandling.RAISE}
    with fitdecode.FitReader(data, **strict) as frames:
        return [frame for frame in frames if isinstance(frame, fitdecode.FitDataMessage)]


def _messages(data: bytes) -> list[tuple[int, bytes]]:
    """The data messages: where each stands, and its bytes."""
    source = open_source(data, read_limit=len(data))
    recording = FitEditor(FixTask(source, activitylint.read(data), (), Context(now=NOW)))
    spans = map(recording.span, range(len(recording.contents)))
    return [(start, data[start:stop]) for start, stop in spans]
