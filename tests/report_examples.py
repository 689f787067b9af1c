"""Reports for the tests of the formats: written by hand, with hostile text, and of the fixtures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hypothesis import strategies as st

import activitylint
from activitylint.model.finding import (
    Effect,
    Excerpt,
    Finding,
    Location,
    MessageRef,
    Section,
    Severity,
    documented,
    ours,
)
from activitylint.model.format import Format
from activitylint.model.report import Report, totals
from activitylint.reports import Options, reporter
from paths import FIXTURES, ROOT

FINDING = Finding(
    code="TIM001",
    name="record-without-time",
    severity=Severity.ERROR,
    effect=Effect.REJECTED,
    basis=(documented(Section.FILE_TYPES),),
    message="137 of 2,870 track points have no time",
    help="Write a time.",
    location=Location(byte=1234, line=45, column=7, path="gpx/trk[1]/trkseg[1]/trkpt[12]"),
    count=137,
    ranges=((12, 147), (2811, 2811)),
    noun="track point",
    excerpt=Excerpt(line='      <trkpt lat="51.1" lon="4.2"/>', column=7),
)
FIT_FINDING = Finding(
    code="STR001",
    name="heart-rate-out-of-range",
    severity=Severity.WARNING,
    effect=Effect.MISREAD,
    basis=(ours(),),
    message="1 of 60 records has a heart rate of 0 bpm",
    help="Leave it out.",
    location=Location(byte=0x1A2F, length=26, message=MessageRef("record", 44)),
    ranges=((45, 45),),
    noun="record",
    excerpt=Excerpt(fields=(("heart_rate", "0 bpm"),), marked="heart_rate"),
)
INFO = Finding(
    code="SPO002",
    name="no-sport",
    severity=Severity.INFO,
    effect=Effect.MISREAD,
    basis=(ours(),),
    message="the file names no sport",
    help="Send sport_type with the upload.",
    location=Location(byte=40, line=2, column=1, path="gpx"),
)
GPX = Report("ride.gpx", Format.GPX, compressed=False, findings=(FINDING, INFO))
FIT = Report("rides/a b.fit.gz", Format.FIT, compressed=True, findings=(FIT_FINDING,))
CLEAN = Report("clean.tcx", Format.TCX, compressed=False, findings=())
FAILED = Report("missing.fit", None, compressed=False, findings=(), failure="No such file or directory")
REPORTS = (GPX, FIT, CLEAN, FAILED)

# Text with a meaning in a terminal, a log, XML, HTML, Markdown, JSON or SARIF.
_PIECES = (
    "::error file=x::boo",
    "##[error]boo",
    "##vso[task.complete]boo",
    "\x1b[31m",
    "\x1b]0;boo\x07",
    "\r",
    "\n",
    "\u2028",
    "\u202e",
    "%0A::error::boo",
    "]]>",
    "<script>boo</script>",
    "&amp;",
    '"',
    "'",
    "|",
    "`",
    "``",
    "\\",
    "](https://example.com)",
    "[boo](https://example.com)",
    "![boo](https://example.com)",
    "https://example.com",
    "@someone",
    "#123",
    "{0}",
    "**",
    "_boo_",
    "~~",
    "$x$",
    "<!--",
    "-->",
    "\x00",
    "\ufffe",
    "\ud800",
    " ",
    "boo",
)
hostile = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=8).map("".join)


@st.composite
def hostile_reports(draw: st.DrawFn) -> tuple[Report, ...]:
    """Reports in which every text comes from a hostile file."""
    text = draw(hostile)
    findings = tuple(
        Finding(
            code=like.code,
            name=like.name,
            severity=like.severity,
            effect=like.effect,
            basis=like.basis,
            message=draw(hostile),
            help=draw(hostile),
            location=Location(line=like.location.line, column=like.location.column, path=text, message=ref),
            excerpt=Excerpt(line=text, column=1) if ref is None else Excerpt(fields=((text, text),), marked=text),
        )
        for like in (FINDING, FIT_FINDING, INFO)
        for ref in [None if like.location.message is None else MessageRef(draw(hostile) or "record", 0)]
    )
    path = draw(hostile)
    failure = draw(st.none() | hostile)
    return (
        Report(path, Format.GPX, compressed=False, findings=findings, failure=failure),
        Report(text, None, compressed=False, findings=(), failure=None),
    )


@cache
def of_fixtures() -> tuple[Report, ...]:
    """Reports on every fifth fixture that is an activity file."""
    files = sorted(path for path in FIXTURES.glob("*/*") if path.suffix in {".gpx", ".tcx", ".fit", ".json", ".gz"})
    found = files[::5]
    names = [str(path.relative_to(ROOT)) for path in found]
    return tuple(
        activitylint.lint(path, name=name, now=1_780_000_000.0) for path, name in zip(found, names, strict=True)
    )


def written(output_format: str, reports: Iterable[Report] = REPORTS, **options: object) -> str:
    """The text of the reports in one format."""
    parts: list[str] = []
    output = reporter(output_format, parts.append, Options(**options))  # type: ignore[arg-type]
    reports = tuple(reports)
    for report in reports:
        output.add(report)
    output.close(totals(reports, options.get("fail_on", Severity.ERROR)))  # type: ignore[arg-type]
    return "".join(parts)
