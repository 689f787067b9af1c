"""Checks a parsed document against the shipped schema."""

from __future__ import annotations

from activitylint.formats.strength.schema import NAME, Invalid, conforms
from activitylint.vocabulary.schema_files import read_schema

__all__ = ["check"]


def check(document: object) -> list[Invalid]:
    """Everything in a parsed document that the schema refuses."""
    schema = read_schema(NAME)
    if conforms([document], schema):
        return []
    # Loading jsonschema takes longer than checking a small file, so only a file that needs it pays.
    from activitylint.formats.strength.validator import invalid  # noqa: PLC0415

    return invalid(document, schema)
