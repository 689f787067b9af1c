"""The help of a finding fits the case: it never tells anyone to write a value that would be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import activitylint
from paths import FIXTURES

EXTENSIONS = "http://www.garmin.com/xmlschemas"


def helps(path: Path, code: str) -> list[str]:
    return [finding.help for finding in activitylint.lint(path, now=0).findings if finding.code == code]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            "GPX004-extension-wrong-namespace/fail-misspelled-namespace.gpx",
            (
                f'Write `xmlns:gpxtpx="{EXTENSIONS}/TrackPointExtension/v1"` in place of '
                '`xmlns:gpxtpx="http://www.garmin.com/xmlschemes/TrackPointExtension/v1"`.'
            ),
        ),
        (
            "GPX004-extension-wrong-namespace/fail-cluetrust-schema-address.gpx",
            (
                'Write `xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0"` in place of '
                '`xmlns:gpxdata="http://www.cluetrust.com/Schemas/gpxdata10.xsd"`.'
            ),
        ),
        ("GPX004-extension-wrong-namespace/fail-vendor-heart-rate.gpx", "Write it in each track point as"),
        ("GPX001-not-version-1.1/fail-https-namespace.gpx", 'Write `xmlns="http://www.topografix.com/GPX/1/1"`'),
        ("GPX001-not-version-1.1/fail-contradiction.gpx", 'version="1.1"` in the root element.'),
        (
            "TCX001-not-version-2/fail-https-namespace.tcx",
            f'Write `xmlns="{EXTENSIONS}/TrainingCenterDatabase/v2"` in place of',
        ),
        (
            "TCX003-extension-wrong-namespace/fail-misspelled-namespace.tcx",
            f'"{EXTENSIONS}/ActivityExtension/v2"` in place of',
        ),
        ("TCX003-extension-wrong-namespace/fail-on-lap.tcx", "Otherwise, leave it as it is."),
        ("TCX007-incomplete-lap/fail-no-totals.tcx", "DistanceMeters with the meters from the start to the end"),
        ("XML006-schema/fail-heart-rate-without-value.tcx", "<HeartRateBpm><Value>98</Value></HeartRateBpm>"),
        ("XML006-schema/fail-calories-beyond-16-bits.tcx", "Write a whole number from 0 to 65535."),
        ("XML006-schema/fail-stray-text.gpx", "Remove '>'"),
        ("XML006-schema/fail-id-with-bare-offset.tcx", "with a colon (`+02:00`)"),
        ("POS003-null-island/fail-degrees-as-semicircles.fit", "2^31 / 180"),
        ("POS003-null-island/fail-before-the-first-fix.fit", "Leave the position out of points that have none."),
        ("JSN002-missing-field/fail-no-version.json", 'Add `"version": "1.0"`.'),
        ("JSN002-missing-field/fail-no-utc-offset.json", '"utc_offset": 0'),
        ("JSN002-missing-field/fail-misspelled-exercise.json", "Rename 'exercise' to exercise_type"),
        ("JSN002-missing-field/fail-set-without-exercise.json", "Add the id of the exercise"),
        ("JSN010-unknown-field/fail-weight-unit.json", "(132 lb are 59.9 kg), and leave out weight_unit"),
        ("JSN010-unknown-field/fail-weight-lbs.json", "(132 lb are 59.9 kg) and write it as weight."),
        ("JSN010-unknown-field/fail-pounds.json", "(135 lb are 61.2 kg) and write it as weight."),
        ("JSN010-unknown-field/fail-unit-of-the-format.json", "Leave it out: weights are in kilograms."),
    ],
)
def test_the_help_of_a_case(file: str, words: str) -> None:
    (first, *_) = helps(FIXTURES / file, file[:6])
    assert words in first


def test_the_limits_in_a_help_are_settings() -> None:
    rules = {rule.code: rule for rule in activitylint.catalogue()}
    assert "`limits.read`" in rules["UPL008"].page.parts["Fix"]
    assert "`limits.upload`" in rules["UPL007"].page.parts["Threshold"]


def test_degrees_are_named_only_if_all_positions_could_be_degrees() -> None:
    (finding,) = [
        one
        for one in activitylint.lint(FIXTURES / "POS003-null-island/fail-before-the-first-fix.fit", now=0).findings
        if one.code == "POS003"
    ]
    assert "semicircles" not in finding.message


def test_calories_in_the_wrong_place_are_moved_and_not_replaced(tmp_path: Path) -> None:
    text = (FIXTURES / "TCX007-incomplete-lap/pass-complete.tcx").read_text(encoding="utf-8")
    path = tmp_path / "a.tcx"
    path.write_text(
        text.replace("        <Calories>1</Calories>\n", "").replace(
            "</Activity>", "<Calories>1</Calories></Activity>"
        ),
        encoding="utf-8",
    )
    assert helps(path, "TCX007") == ["Move the Calories of <Activity> into the lap that it belongs to."]
