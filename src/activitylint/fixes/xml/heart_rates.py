"""The fix for TCX heart rates that are not in a Value element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.registry import FileChange, FixTask, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.model.format import TCX

__all__: list[str] = []

_HEART_RATES: Final = frozenset({"HeartRateBpm", "AverageHeartRateBpm", "MaximumHeartRateBpm"})
_WHOLE: Final = re.compile(r"\s*([0-9]{1,3})\s*", re.ASCII)


@fix("wrap-heart-rates", "XML006", safety=Safety.SAFE, formats=TCX, reveals=("STR001", "STR009"))
def wrap_heart_rates(task: FixTask) -> Iterator[FileChange]:
    """Wraps the number in HeartRateBpm, AverageHeartRateBpm and MaximumHeartRateBpm in `<Value>`, where Strava looks
    for it.

    Limits: Skips text that is not a whole number of up to three digits, and everything else that the schema does not
    allow.
    """
    editor = XmlEditor(task)
    index, namespace = editor.index, editor.root[0]
    paths = [
        path
        for path in range(len(index.path_parent))
        if (name := index.names[int(index.path_name[path])])[0] == namespace and name[1] in _HEART_RATES
    ]
    for element in np.sort(index.elements_of(paths)).tolist() if paths else ():
        start, stop = editor.inner(element)
        found = _WHOLE.fullmatch(editor.written(start, stop)) if index.leaf[element] else None
        if found:
            tag = f"{editor.prefix(element)}Value"
            yield editor.edit(start, stop, f"<{tag}>{found[1]}</{tag}>")
