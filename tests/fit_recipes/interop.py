"""INT: files that fitdecode refuses or reads differently."""

from __future__ import annotations

from fit_builder import FIT_EPOCH, DeveloperField, FitFile, Raw, activity
from fit_recipes import Recipe


def unknown_base_type() -> FitFile:
    """A ride with a developer field whose base type FIT does not have."""
    out = activity().insert("event", "developer_data_id", developer_data_index=0)
    out.insert(
        "event",
        "field_description",
        developer_data_index=0,
        field_definition_number=0,
        fit_base_type_id=Raw(0x55),
        field_name="gear",
    )
    for record in out.of("record"):
        record.developer.append(DeveloperField(0, b"\x01"))
    return out


RECIPES: dict[str, Recipe] = {
    "INT001-another-reader-fails/fail-unknown-base-type.fit": unknown_base_type,
    "INT001-another-reader-fails/pass-plain.fit": activity,
    "INT002-another-reader-disagrees/pass-plain.fit": activity,
    "INT002-another-reader-disagrees/fail-seconds-since-power-on.fit": lambda: activity(start=FIT_EPOCH + 600),
}
