"""What changes a fingerprint, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.model.finding import Effect, Excerpt, Finding, Location, MessageRef, Severity, ours
from activitylint.model.fingerprint import fingerprint, fingerprints

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
    about=("time",),
)
NOW = 1_780_000_000.0


def of(path: str = "", ref: MessageRef | None = None, *about: str) -> str:
    return fingerprint(replace(FINDING, location=Location(path=path, message=ref), about=about))


def test_a_fingerprint_is_32_hexadecimal_digits_and_the_same_in_every_process() -> None:
    # Changing this value makes all existing baselines invalid.
    assert fingerprint(FINDING) == "6dd81794da8a44fd6771f4a97be36474"


@given(st.text(), st.text(), st.integers(1, 10**9), st.sampled_from(Severity), st.integers(0, 10**9))
def test_wording_counts_and_lines_do_not_matter(
    message: str, help_text: str, count: int, severity: Severity, byte: int
) -> None:
    changed = replace(
        FINDING,
        message=message,
        help=help_text,
        count=count,
        ranges=((1, count),),
        severity=severity,
        effect=Effect.NONE,
        excerpt=Excerpt(message, 1),
        location=replace_place(FINDING.location, byte),
    )
    assert fingerprint(changed) == fingerprint(FINDING)


def replace_place(location: Location, byte: int) -> Location:
    return location._replace(byte=byte, line=byte + 1, column=byte + 2)


def test_elements_messages_codes_and_subjects_matter_and_ordinals_do_not() -> None:
    assert of("gpx/trk[1]/trkseg[1]/trkpt[12]/time") == of("gpx/trk[2]/trkseg[3]/trkpt[4]/time")
    assert of("$.sets[3].weight") == of("$.sets[10].weight")
    assert of("gpx/wpt[1]/time") != of("gpx/rte[1]/time")
    assert of("", MessageRef("lap", 0)) == of("", MessageRef("lap", 7))
    assert of("", MessageRef("lap", 0)) != of("", MessageRef("session", 0))
    assert of("", MessageRef("lap", 0), "start_time") != of("", MessageRef("lap", 0), "timestamp")
    assert fingerprint(FINDING) != fingerprint(replace(FINDING, code="TIM003"))


def test_findings_with_the_same_fingerprint_are_numbered_in_file_order() -> None:
    other = replace(FINDING, code="TIM003")
    found = fingerprints([FINDING, other, FINDING, FINDING])
    assert len(set(found)) == 4
    assert found[0] == fingerprint(FINDING)
    assert found[1] == fingerprint(other)
    assert found[2:] == fingerprints([FINDING] * 3)[1:]


# Two files with one occurrence and with several: the same fault, so the same fingerprint.
ONE_AND_MORE = {
    "TIM003": ("<time>x</time>", "<time>2026-03-01T08:00:09Z</time>"),
    "TIM004": ("<time>2026-03-01T08:00:09</time>", "<time>2026-03-01T08:00:09Z</time>"),
    "TIM007": ("<time>2096-03-01T08:00:09Z</time>", "<time>2026-03-01T08:00:09Z</time>"),
    "TIM008": ("<time>1986-03-01T08:00:09Z</time>", "<time>2026-03-01T08:00:09Z</time>"),
}


def gpx(*times: str) -> bytes:
    points = "\n".join(f'<trkpt lat="47.{i}" lon="8">{time}</trkpt>' for i, time in enumerate(times))
    head = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><trkseg>{points}</trkseg></trk></gpx>".encode()


@pytest.mark.parametrize(("code", "times"), ONE_AND_MORE.items(), ids=list(ONE_AND_MORE))
def test_two_occurrences_have_the_fingerprint_of_one(code: str, times: tuple[str, str]) -> None:
    wrong, right = times
    one, two = (
        [finding for finding in activitylint.lint(gpx(*rows), name="a.gpx", now=NOW).findings if finding.code == code]
        for rows in ((wrong, right, right, right), (wrong, wrong, right, right))
    )
    assert one[0].message != two[0].message
    assert fingerprints(one) == fingerprints(two)


def strength(*sets: str) -> bytes:
    head = '{"version": "1.0", "start_time": "2026-04-12T17:00:00Z", "utc_offset": 0, "elapsed_time": 600, "sets": ['
    return (head + ", ".join(sets) + "]}").encode()


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("SET004", '{"exercise_type": "x", "repetitions": 1}'),
        ("JSN005", '{"exercise_type": "PLANK_GENERIC", "duration": 60, "start_time": "2026-04-12T17:00:00"}'),
    ],
)
def test_two_sets_have_the_fingerprint_of_one(code: str, wrong: str) -> None:
    one, two = (
        [f for f in activitylint.lint(strength(*[wrong] * n), name="a.json", now=NOW).findings if f.code == code]
        for n in (1, 2)
    )
    assert one[0].message != two[0].message
    assert fingerprints(one) == fingerprints(two)
