"""The FIT messages and attributes that Strava reads."""

from __future__ import annotations

import re

import pytest
from fitdecode.profile import MESSAGE_TYPES

from activitylint.vocabulary.fit import attributes, fields_read, messages_read
from paths import DOCUMENTATION

FIELDS = {
    message.name: {entry.name for entry in message.fields.values()}
    | {sub.name for entry in message.fields.values() for sub in entry.subfields or ()}
    for message in MESSAGE_TYPES.values()
}


@pytest.mark.skipif(not DOCUMENTATION.is_file(), reason="the page is not here")
def test_the_table_is_that_of_stravas_page() -> None:
    page = DOCUMENTATION.read_text(encoding="utf-8")
    table = page.partition("| MESSAGE TYPES | ATTRIBUTES |")[2].partition("\nFor WeightTraining")[0]
    rows = dict(re.findall(r"\| (\w+) \|\n([\w ]+) \|", table))
    assert list(rows) == list(messages_read())
    for message, words in rows.items():
        # Strava's row for length has a stray A.
        assert [word for word in words.split() if word != "A"] == list(attributes(message))


@pytest.mark.parametrize("message", messages_read())
def test_every_attribute_means_fields_of_the_profile(message: str) -> None:
    assert fields_read(message) <= FIELDS[message]


def test_attributes_that_are_not_field_names() -> None:
    assert {"event", "event_type", "data"} <= fields_read("event")
    assert "event_timestamp_12" in fields_read("hr")
    assert "compressed_speed_distance" in fields_read("record")
    assert fields_read("device_info") == frozenset()
