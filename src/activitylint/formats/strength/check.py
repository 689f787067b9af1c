"""Check a parsed document against the schema."""

from __future__ import annotations

from activitylint.formats.strength.schema import NAME, SchemaProblem, conforms
from activitylint.vocabulary.schema_files import read_schema

__all__ = ["check"]


def check(document: object) -> list[SchemaProblem]:
    """Everything that the schema refuses in a parsed document."""
    schema = read_schema(NAME)
    if conforms([document], schema):
        return []
    # Loading jsonschema takes longer than checking a small file, so only a file with problems loads it.
    from activitylint.formats.strength.validator import invalid  # noqa: PLC0415

    return invalid(document, schema)
