"""The fields of strength JSON by the part of the file that they stand in, and what writers call them instead.

The fields are read from the schema, their one home. Source of the other names: strength.json.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Literal

from activitylint.nearest import nearest
from activitylint.schema_files import read_schema
from activitylint.vocabulary._data import load

__all__ = ["SCHEMA", "Part", "belongs_to_form", "fields", "nearest_field", "settled"]

Part = Literal["file", "creator", "streams", "set"]
SCHEMA: Final = "strength-activity-1.0.schema.json"
_CLOSE: Final = 0.75


@cache
def fields(part: Part) -> tuple[str, ...]:
    """The fields that the page lists for this part, in its order."""
    schema: dict[str, Any] = read_schema(SCHEMA)
    if part == "set":
        schema = schema["properties"]["sets"]["items"]
    elif part != "file":
        schema = schema["properties"][part]
    return tuple(schema["properties"])


def nearest_field(part: Part, name: str) -> str | None:
    """The field that a name of no field was probably meant to be, or None."""
    plain = name[:60].lower().replace("-", "_").replace(" ", "_")
    meant: str | None = load("strength")["meant"][part].get(plain)
    if meant:
        return meant
    joined = {field.replace("_", ""): field for field in fields(part)}
    close = nearest(plain.replace("_", ""), joined, _CLOSE)
    return joined[close] if close else None


def belongs_to_form(name: str) -> bool:
    """Whether this is a field of the upload form, which a file cannot carry."""
    return name in load("strength")["of_the_form"]


def settled(name: str) -> str | None:
    """What the format settles for all files, where a writer has a field to say it; or None."""
    words: str | None = load("strength")["settled"].get(name.lower())
    return words
