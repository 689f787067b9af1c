"""The fields of strength JSON, and the other names that writers give them.

The fields come from the schema, the other names from strength.json.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, Literal

from activitylint.vocabulary._data import load
from activitylint.vocabulary.nearest import nearest
from activitylint.vocabulary.schema_files import read_schema

__all__ = [
    "SCHEMA",
    "Scope",
    "belongs_to_form",
    "field_schemas",
    "fields",
    "fixed_by_format",
    "in_other_unit",
    "nearest_field",
    "same_field",
    "unit_of",
]

Scope = Literal["file", "creator", "streams", "set"]
"""The object that a field is in; `file` is the top level."""
SCHEMA: Final = "strength-activity-1.0.schema.json"
_CLOSE: Final = 0.75


@cache
def field_schemas(part: Scope) -> dict[str, dict[str, Any]]:
    """The fields that Strava lists for this object, in its order, each with the schema of its values."""
    schema: dict[str, Any] = read_schema(SCHEMA)
    if part == "set":
        schema = schema["properties"]["sets"]["items"]
    elif part != "file":
        schema = schema["properties"][part]
    of_each: dict[str, dict[str, Any]] = schema["properties"]
    return of_each


def fields(part: Scope) -> tuple[str, ...]:
    """The fields that Strava lists for this object, in its order."""
    return tuple(field_schemas(part))


def same_field(part: Scope, name: str) -> str | None:
    """The field that an unknown name means in other words or letters (`reps`, `weightKg`, `Start-Time`), or None."""
    return _joined_names(part).get(_joined(name[:60]))


def in_other_unit(name: str) -> bool:
    """True if a name says that its values are in another unit than the format uses, such as `weight_lbs`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:60]).lower()
    return not set(load("strength")["other_units"]).isdisjoint(re.findall(r"[a-z]+", spaced))


def unit_of(field: str) -> str | None:
    """The unit of a field's values (`kilograms`, `seconds`), or None if they have none."""
    unit: str | None = load("strength")["units"].get(field)
    return unit


@cache
def _joined_names(part: Scope) -> dict[str, str]:
    data = load("strength")
    joined = {_joined(field): field for field in fields(part)}
    return {_joined(name): data["meant"][part][name] for name in data["same"][part]} | joined


def _joined(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())


def nearest_field(part: Scope, name: str) -> str | None:
    """The field that an unknown name probably means, or None."""
    plain = name[:60].lower().replace("-", "_").replace(" ", "_")
    meant: str | None = load("strength")["meant"][part].get(plain)
    if meant:
        return meant
    joined = {field.replace("_", ""): field for field in fields(part)}
    close = nearest(plain.replace("_", ""), joined, _CLOSE)
    return joined[close] if close else None


def belongs_to_form(name: str) -> bool:
    """True if this is a field of the upload form, which a file cannot contain."""
    return name in load("strength")["form_fields"]


def fixed_by_format(name: str) -> str | None:
    """What the format fixes for all files, so that no field needs to say it (`weights are in kilograms`); or None."""
    fact: str | None = load("strength")["fixed_by_format"].get(name.lower())
    return fact
