"""The fix for FIT positions that are scaled degrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.registry import FileChange, FixTask, Safety, fix
from activitylint.model.fit import SEMICIRCLES
from activitylint.model.format import FIT
from activitylint.rules.support.measured import degree_scale

__all__: list[str] = []

_AROUND: Final = 0.01
"""Degrees by which positions elsewhere in the file, such as the corners of the track, may lie outside its records."""


@fix("semicircles-from-degrees", "STR012", safety=Safety.UNSAFE, formats=FIT, order=4, judges=("latitude", "longitude"))
def semicircles_from_degrees(task: FixTask) -> Iterator[FileChange]:
    """Converts positions that are degrees times 10,000,000 (or 1,000,000, or 100,000) to semicircles, in all messages.

    Limits: Skips a file whose distance, or speed and time, does not show that this makes its track as long as it was.
    Does not change positions outside the area of the track.
    """
    scale = task.parsed.cached(degree_scale)
    if scale is not None:
        editor = FitEditor(task)
        yield from editor.sealed(_converted(editor, SEMICIRCLES / scale))


def _converted(editor: FitEditor, factor: float) -> Iterator[Edit]:
    records = editor.activity.records
    areas = {
        name: np.array((np.nanmin(degrees) - _AROUND, np.nanmax(degrees) + _AROUND)) * SEMICIRCLES
        for name, degrees in (("lat", records.latitude), ("long", records.longitude))
    }
    for field, cell in editor.cells_of(lambda entry: entry.units == "semicircles"):
        least, greatest = areas["lat" if field.endswith("lat") else "long"]
        stored = cell.stored(editor.data)
        if stored is not None and least <= stored <= greatest:
            yield cell.holding(round(stored * factor))
