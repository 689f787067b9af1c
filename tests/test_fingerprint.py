from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.model.finding import Effect, Finding, Location, MessageRef, Severity, ours
from activitylint.model.fingerprint import fingerprint, fingerprints
from paths import FIXTURES

FINDING = Finding(
    code="TIM001",
    name="record-without-time",
    severity=Severity.ERROR,
    effect=Effect.REJECTED,
    basis=(ours(),),
    message="137 of 2,870 track points have no time",
    help="Write a time.",
    location=Location(byte=1234, line=45, column=7, path="gpx/trk[1]/trkseg[1]/trkpt[12]"),
    count=137,
)
NOW = 1_780_000_000.0


def of(message: str, path: str = "gpx/trk[1]/trkpt[1]", ref: MessageRef | None = None) -> str:
    return fingerprint(replace(FINDING, message=message, location=Location(path=path, message=ref)))


def test_a_fingerprint_is_32_hexadecimal_digits_and_the_same_in_every_process() -> None:
    # A baseline written last year is read next year: whoever changes this invalidates every baseline there is.
    assert fingerprint(FINDING) == "06dc61a27eaed75a9de4bee86ad81a76"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("137 of 2,870 track points have no time", "136 of 2,871 track points have no time"),
        ("2 of 3 track points have no time", "all 4 track points have no time"),
        ("1 of 3 track points has no time", "the only track point has no time"),
        ("the header CRC is wrong: 0x1234 is stored", "the header CRC is wrong: 0xF32F is stored"),
        ("the distance falls 3 times, by up to 1,200 m", "the distance falls 12 times, by up to 9 km"),
        ("the time '2024-12-13T07:14:02.999+00:00' is odd", "the time '2025-01-31T23:59:59Z' is odd"),
        ("3 records lie outside, up to 9 min after its end", "2 records lie outside, up to 40 days after its end"),
    ],
)
def test_counts_totals_and_dates_do_not_matter(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file_id lacks product", "file_id lacks manufacturer"),
        ("36 records have a heart rate of 254", "36 records have a cadence of 254"),
        ("all have <hr> (Garmin's TrackPointExtension v1)", "all have <hr> (Garmin's TrackPointExtension v2)"),
        ("not read: 'unknown_233'", "not read: 'unknown_234'"),
        ("<time> stands there", "<ele> stands there"),
    ],
)
def test_what_is_named_matters(one: str, other: str) -> None:
    assert of(one) != of(other)


def test_ordinals_do_not_matter_and_elements_messages_and_codes_do() -> None:
    assert of("x", "gpx/trk[1]/trkseg[1]/trkpt[12]/time") == of("x", "gpx/trk[2]/trkseg[3]/trkpt[4]/time")
    assert of("x", "$.sets[3].weight") == of("x", "$.sets[10].weight")
    assert of("x", "gpx/wpt[1]/time") != of("x", "gpx/rte[1]/time")
    assert of("x", "", MessageRef("lap", 0)) == of("x", "", MessageRef("lap", 7))
    assert of("x", "", MessageRef("lap", 0)) != of("x", "", MessageRef("session", 0))
    assert fingerprint(FINDING) != fingerprint(replace(FINDING, code="TIM003"))


def test_what_the_rule_says_for_itself_does_not_matter() -> None:
    changed = replace(FINDING, severity=Severity.INFO, effect=Effect.NONE, help="Other words.", count=3, excerpt=None)
    assert fingerprint(changed) == fingerprint(FINDING)


def test_those_of_one_file_are_told_apart() -> None:
    twins = [FINDING, replace(FINDING, location=Location(path="gpx/trk[9]/trkseg[1]/trkpt[1]"))]
    made = fingerprints(twins)
    assert made[0] == fingerprint(FINDING)
    assert len(set(made)) == 2
    assert fingerprints(twins[1:]) == made[:1]


@given(st.text(), st.text())
def test_any_text_has_one(message: str, path: str) -> None:
    assert len(of(message, path)) == 32


def _gpx(points: int, head: str = "") -> bytes:
    lines = [
        f'<trkpt lat="{10 + n / 30000:.6f}" lon="-40"><ele>{n}</ele>'
        + ("" if n in (3, 4) else f"<time>2026-01-01T10:{n // 60:02}:{n % 60:02}Z</time>")
        + "<extensions><stress>1</stress></extensions></trkpt>"
        for n in range(points)
    ]
    return (
        '<?xml version="1.0"?>\n<gpx version="1.1" creator="Example Device 1000" '
        f'xmlns="http://www.topografix.com/GPX/1/1">{head}<trk><trkseg>{"".join(lines)}</trkseg></trk></gpx>'
    ).encode()


def _of_file(data: bytes) -> set[str]:
    return set(fingerprints(activitylint.lint(data, name="a.gpx", now=NOW).findings))


def test_other_parts_of_a_file_do_not_matter() -> None:
    before = _of_file(_gpx(20))
    assert len(before) > 2
    assert _of_file(_gpx(300)) == before
    assert _of_file(_gpx(20, "<!-- one more line -->\n\n<metadata><name>x</name></metadata>")) == before


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/fail-*.*")), ids=lambda path: path.parent.name)
def test_the_findings_of_one_fixture_have_their_own(path: Path) -> None:
    if path.suffix in {".gpx", ".tcx", ".json", ".fit", ".gz"}:
        findings = activitylint.lint(path, now=NOW).findings
        assert len({fingerprint(finding) for finding in findings}) == len(findings)
