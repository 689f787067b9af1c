"""What a message says about the part of a damaged file that was not checked."""

from __future__ import annotations

from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Place

__all__ = ["unchecked"]

_BLANK: Final = b" \t\r\n\0"
"""White space, in any encoding."""


def unchecked(activity: Activity, byte: int) -> str:
    """`; nothing after line 4 was checked`, for the line of this byte; empty if only white space follows it.

    On the last line of the file, the message names the column too.
    """
    rest = activity.data[byte:].strip(_BLANK)
    if not rest:
        return ""
    location, _ = activity.places.locate([Place("byte", byte)])[0]
    if location.line is None:
        return f"; nothing after byte 0x{byte:X} was checked"
    column = "" if b"\n" in rest else f"column {location.column} of "
    return f"; nothing after {column}line {location.line} was checked"
