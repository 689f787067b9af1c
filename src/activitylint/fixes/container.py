"""Fixes for the file name and for gzip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, FixTask, NewName, NewPacking, NotApplicable, Safety, fix
from activitylint.model.format import ALL, Format
from activitylint.source.gzipped import unpack
from activitylint.source.sniffing import suffixes

__all__: list[str] = []

_GZIP: Final = b"\x1f\x8b"


@fix("unpack-once", "UPL005", safety=Safety.SAFE, formats=ALL, order=0)
def unpack_once(task: FixTask) -> Iterator[FileChange]:
    """Removes the outer gzip layer of a file that was gzipped twice.

    Limits: Skips a file whose inner layer is damaged or contains yet another gzip layer.
    """
    source = task.source
    if not (source.compressed and source.data.startswith(_GZIP)):
        return
    inner = unpack(source.data, task.context.limits.read)
    if inner.damage or inner.trailing or inner.limited or inner.data.startswith(_GZIP):
        raise NotApplicable("the inner gzip layer is damaged or contains another gzip layer")
    yield Edit(0, len(source.data), inner.data)


@fix("right-suffix", "UPL003", "UPL005", safety=Safety.SAFE, formats=ALL, order=0)
def right_suffix(task: FixTask) -> Iterator[FileChange]:
    """Renames the file so that its suffix matches its content: the suffix of the format, plus `.gz` if the file is
    gzipped. Needs `--rename`.

    Limits: Skips gzipped strength JSON, which Strava does not accept.
    """
    source = task.source
    if source.format is None or not source.name:
        return
    if source.format is Format.JSON and source.compressed:
        raise NotApplicable("Strava does not accept gzipped JSON: unpack it")
    name = source.name
    promised, gzipped = suffixes(name)
    stem = name[:-3] if gzipped else name
    if promised is not source.format:
        if promised is not None:
            stem = stem[: -len(promised.value) - 1]
        stem = f"{stem}.{source.format.value}"
    right = stem + (".gz" if source.compressed else "")
    if right != name:
        yield NewName(right)


@fix("packing-as-named", "UPL005", "UPL006", safety=Safety.SAFE, formats=ALL, order=0)
def packing_as_named(task: FixTask) -> Iterator[FileChange]:
    """Gzips a file whose name ends in `.gz`, and unpacks one whose name does not. With `--rename`, the file gets the
    right name instead.

    Limits: Skips strength JSON whose name ends in `.gz`: Strava does not accept it gzipped, so its name is wrong.
    """
    source = task.source
    if source.format is None or not source.name:
        return
    _, gzipped = suffixes(source.name)
    if source.format is Format.JSON and gzipped:
        raise NotApplicable("Strava does not accept gzipped JSON: the name must not end in .gz")
    if gzipped != source.compressed:
        yield NewPacking(gzipped)
