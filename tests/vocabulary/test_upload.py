"""The values of the upload form are those of Strava's page."""

from __future__ import annotations

import pytest

from activitylint.model.finding import Section
from activitylint.vocabulary import upload
from page import between, digest, kept_digest, page_text, quoted

LISTS = {
    "data_types": upload.data_types(),
    "sport_types": upload.sport_types(),
    "activity_types": upload.activity_types(),
    "set_sport_types": upload.set_sport_types(),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_have_not_changed_since_they_were_compared(name: str) -> None:
    assert digest(LISTS[name]) == kept_digest(name)


def test_sport_types_are_those_of_stravas_page() -> None:
    text = between(page_text(), "| sport_type: |", "Overrides sport type")
    assert quoted(text) == list(upload.sport_types())


def test_activity_types_are_those_of_stravas_page() -> None:
    text = between(page_text(), "| activity_type: |", "Deprecated")
    assert quoted(text) == list(upload.activity_types())


def test_data_types_are_those_of_stravas_page() -> None:
    text = between(page_text(), "required, case insensitive possible values: ", " |")
    assert text.split(", ") == list(upload.data_types())


def test_the_sports_that_support_sets_are_those_of_stravas_page() -> None:
    text = between(page_text(), "Strava supports a JSON file format for ", " activities only")
    assert text.replace(" and ", " ").split(", ") == list(upload.set_sport_types())


@pytest.mark.parametrize("section", Section)
def test_sections_are_headings_of_stravas_page(section: Section) -> None:
    assert section.value in page_text().splitlines()
