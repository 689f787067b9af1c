"""The parsers: bytes in, an Activity out. They never raise for bad content; they note faults."""

from __future__ import annotations

from importlib import import_module

from activitylint.formats.allocator import keep_blocks
from activitylint.model.activity import Activity
from activitylint.model.format import Format

__all__ = ["read"]

_MODULES = {Format.FIT: "fit", Format.TCX: "tcx", Format.GPX: "gpx", Format.JSON: "strength"}


def read(data: bytes, format: Format) -> Activity:  # noqa: A002 -- the field's own word
    """Parse unpacked bytes as this format; only the parser that is needed is imported."""
    keep_blocks()
    module = import_module(f"activitylint.formats.{_MODULES[format]}")
    activity: Activity = module.read(data)
    activity.data = data
    return activity
