"""The fuzz targets: for each its property, its seeds, and its mutations.

A property takes any bytes and raises if activitylint breaks a promise. It has two modes: `whole` is the call that a
user makes, with all rules; `parse` only parses, which is faster. For fixes, `whole` applies all of them and `parse`
only the safe ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

import activitylint
from activitylint import formats
from activitylint.fixes.packing import written
from activitylint.formats.xml.document import checked, decoded
from activitylint.model.format import Format
from activitylint.model.request import Limits
from activitylint.reports import FORMATS
from activitylint.settings import parser as settings_parser
from activitylint.settings.model import TABLE, SettingsError
from activitylint.source.reading import open_source
from activitylint.suppression import baseline
from fuzz import mutators, pieces
from fuzz.mutators import Mutator
from fuzz.pieces import Pieces
from paths import FIXTURES
from report_invariants import holds, is_harmless, printed, validates

__all__ = ["FOUND", "TARGETS", "Target", "starts"]

FOUND: Final = Path(__file__).resolve().parent / "found"
"""Inputs that fuzzing has found, by target. Each of them caused a crash once; test_fuzz.py runs them all."""
NOW: Final = 1_780_000_000.0
_LIMITS: Final = Limits(read=1_000_000)
"""Low, so that small inputs can be gzip bombs too."""
_LARGEST: Final = 8_192
_SAMPLE: Final = 64
"""One report in so many is also written in every format, which takes as long as linting."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to fuzz.

    whole, parse: the property in both modes; the result differs between different kinds of inputs.
    seeds: the inputs to start from. pieces: splits a content (without the mutator's container) into pieces.
    dictionary: words that are worth inserting.
    """

    whole: Callable[[bytes], object]
    parse: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]
    pieces: Pieces
    mutator: Mutator | None = None
    dictionary: tuple[bytes, ...] = ()


def _file(
    name: str, suffix: str, pieces: Pieces, mutator: Mutator | None = None, dictionary: tuple[bytes, ...] = ()
) -> Target:
    """Return the target for linting one format. name: the file name to lint the bytes under."""

    def whole(data: bytes) -> object:
        source = open_source(data, name=name, read_limit=_LIMITS.read)
        report = activitylint.lint(data, name=name, now=NOW, limits=_LIMITS)
        holds(report, source.data)
        if zlib.crc32(data) % _SAMPLE == 0:
            validates(report)
            for output_format in FORMATS:
                is_harmless(printed(report, output_format))
        return report.format, frozenset(finding.code for finding in report.findings)

    def parse(data: bytes) -> object:
        source = open_source(data, name=name, read_limit=_LIMITS.read)
        assert len(source.data) <= _LIMITS.read
        if source.format is None:
            return None
        with np.errstate(all="ignore"):
            activity = formats.read(source.data, source.format)
            if source.format in (Format.GPX, Format.TCX):
                assert activity.damaged == checked(decoded(source.data)).damaged
            for location, _ in activity.places.locate([fault.at for fault in activity.faults]):
                assert 0 <= location.byte <= location.byte + location.length <= len(source.data)
        return source.format, frozenset(fault.kind for fault in activity.faults)

    return Target(whole, parse, lambda: _fixtures(suffix), pieces, mutator, dictionary)


def _fix(
    name: str, suffix: str, pieces: Pieces, mutator: Mutator | None = None, dictionary: tuple[bytes, ...] = ()
) -> Target:
    """Return the target for fixing one format: no fix fails, and fixing the result again changes nothing more."""

    def fixed(data: bytes, *, unsafe: bool) -> object:
        result = activitylint.fix(data, name=name, now=NOW, unsafe=unsafe, limits=_LIMITS)
        assert not [left for left in result.skipped if "itself failed" in left.reason], result.skipped
        assert result.after.failure is None
        for part, made in written(result):
            again = activitylint.fix(made, name=part, now=NOW, unsafe=unsafe, limits=_LIMITS)
            # A fix that would rely on the checksum of another one is left for a second run.
            left = any("it would rely on" in skipped.reason for skipped in result.skipped)
            assert left or not again.changed, (result.applied, again.applied)
        return frozenset(str(applied) for applied in result.applied)

    return Target(
        lambda data: fixed(data, unsafe=True),
        lambda data: fixed(data, unsafe=False),
        lambda: _fixtures(suffix),
        pieces,
        mutator,
        dictionary,
    )


def _fixtures(suffix: str) -> Iterator[bytes]:
    for path in sorted(FIXTURES.glob(f"*/*{suffix}")):
        data = path.read_bytes()
        if len(data) <= _LARGEST:
            yield data


def _text(parse: Callable[[str], object], documented: type[Exception], *texts: str) -> Target:
    """Return the target for a text parser, which must raise only its documented error."""

    def check(data: bytes) -> None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return
        with suppress(documented):
            parse(text)

    return Target(check, check, lambda: (text.encode() for text in texts), pieces.lines, dictionary=_TOML)


def _settings(text: str) -> None:
    errors = 0
    for table in ((), TABLE):
        try:
            settings_parser.parse(text, "activitylint.toml", folder="/project", table=table)
        except SettingsError:
            errors += 1
    if errors:
        raise SettingsError(str(errors))


def _baseline(text: str) -> None:
    entries = baseline.parse(text, "baseline.toml")
    again = baseline.parse(baseline.render(entries), "baseline.toml")
    assert baseline.render(again) == baseline.render(entries)


_XML: Final = (
    *(b"<gpx", b"<trk>", b"<trkseg>", b'<trkpt lat="1" lon="2">', b"<ele>", b"<time>", b"<extensions>", b"</trkpt>"),
    *(b"<TrainingCenterDatabase", b"<Activities>", b'<Activity Sport="Running">', b"<Lap StartTime=", b"<Track>"),
    *(b"<Trackpoint>", b"<Time>", b"<Position>", b"<HeartRateBpm><Value>", b"<TPX>", b"<Creator", b"<Author"),
    *(b"<!DOCTYPE x [", b"<!ENTITY a '", b"&a;", b"&#0;", b"&#x110000;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?"),
    *(b"?>", b"<?xml version='1.0' encoding='", b"UTF-16", b"utf-7", b"ISO-8859-1", b" xmlns='", b" xmlns:a='", b"/>"),
    *(b"2026-04-12T06:30:00Z", b"+14:00", b"NaN", b"INF", b"1e999", b"<!-- activitylint: ignore=TIM -->", b"xsi:type="),
)
_JSON: Final = (
    *(b'"sets"', b'"streams"', b'"creator"', b'"version"', b'"start_time"', b'"utc_offset"', b'"elapsed_time"'),
    *(b'"exercise"', b'"type"', b'"repetitions"', b'"weight"', b'"duration"', b'"time"', b'"heartrate"', b'"name"'),
    *(b'{"', b"[]", b"{}", b"[[[[", b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b'"\\ud800"', b"\\u0000"),
    *(
        b"2026-04-12T17:00:00Z",
        b"BARBELL_BACK_SQUAT",
        b"active",
        b"9" * 320,
        b"//",
        b"/*",
        b"'",
        b",,",
        b"\xef\xbb\xbf",
    ),
)
_TOML: Final = (
    *(b"[tool.activitylint]", b"[[finding]]", b'[per-file."', b"select = [", b"ignore = [", b"severity = {"),
    *(b"version = 1", b"path = ", b"code = ", b"fingerprint = ", b"reason = ", b"found = ", b"'''", b'"""', b"\\u"),
    *(
        b"{ ",
        b" }",
        b"1979-05-27",
        b"inf",
        b"0x",
        b"exclude = ['**/']",
        b"jobs = ",
        b"'25 MB'",
        b"[!a-]",
        b"fail-on = ",
    ),
)

TARGETS: Final[dict[str, Target]] = {
    "fit": _file("ride.fit", ".fit", pieces.messages, mutators.FIT),
    "tcx": _file("run.tcx", ".tcx", pieces.markup, None, _XML),
    "gpx": _file("ride.gpx", ".gpx", pieces.markup, None, _XML),
    "json": _file("gym.json", ".json", pieces.tokens, None, _JSON),
    "gzip": _file("ride.fit.gz", ".gz", pieces.messages, mutators.GZIP),
    "settings": _text(
        _settings,
        SettingsError,
        "select = ['TIM', 'power-out-of-range']\nignore = ['POS004']\nfail-on = 'warning'\njobs = 2\nformat = 'json'\n"
        "exclude = ['drafts/', '**/[a-c]*.fit']\nbaseline = 'baseline.toml'\n[limits]\nupload = '25 MB'\nread = 1000\n"
        "[severity]\nTIM006 = 'error'\n[per-file.\"indoor/**\"]\nsport_type = 'VirtualRide'\nignore = ['POS004']\n",
        "[tool.activitylint]\nselect = ['ALL']\n[tool.activitylint.per-file]\n'*.gpx' = { trainer = 1, ignore = [] }\n",
    ),
    "baseline": _text(
        _baseline,
        baseline.BaselineError,
        baseline.render(
            baseline.Entry(f"{name}.fit", "TIM001", name * 32, "1 record has no time", "as it is") for name in "ab"
        ),
    ),
    "fix-fit": _fix("ride.fit", ".fit", pieces.messages, mutators.FIT),
    "fix-tcx": _fix("run.tcx", ".tcx", pieces.markup, None, _XML),
    "fix-gpx": _fix("ride.gpx", ".gpx", pieces.markup, None, _XML),
    "fix-json": _fix("gym.json", ".json", pieces.tokens, None, _JSON),
}


def starts(name: str) -> Iterator[bytes]:
    """Yield the inputs that a run starts from: the seeds and those in FOUND."""
    yield from TARGETS[name].seeds()
    for path in sorted((FOUND / name).glob("*")):
        yield path.read_bytes()
