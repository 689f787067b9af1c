"""The places of the values of records, by the names that the format uses."""

from __future__ import annotations

import pytest

from activitylint.formats import fit
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.rules.support.fields import at_record
from fit_builder import FitFile, Message
from rules.memory import activity

FIT = {
    "time": "timestamp",
    "latitude": "position_lat",
    "longitude": "position_long",
    "altitude": "altitude",
    "speed": "speed",
    "heartrate": "heart_rate",
    "cadence": "cadence",
    "power": "power",
    "distance": "distance",
    "temperature": "temperature",
    "": "",
}


@pytest.mark.parametrize(("column", "field"), FIT.items())
def test_fit_has_its_own_field_names(column: str, field: str) -> None:
    parsed = fit.read(FitFile().message("record", power=1).build())
    assert at_record(parsed, 3, column) == Place("record", 3, field)
    assert at_record(activity(Format.GPX, power=[1]), 3, column) == Place("record", 3, column)
    assert at_record(fit.read(FitFile().build()), 0, column) == Place("record", 0, field)


@pytest.mark.parametrize("column", ["altitude", "speed"])
def test_the_enhanced_field_is_used_if_the_file_has_it(column: str) -> None:
    parsed = fit.read(FitFile(items=[Message("record", {column: 1, f"enhanced_{column}": 2})]).build())
    assert at_record(parsed, 0, column) == Place("record", 0, f"enhanced_{column}")
