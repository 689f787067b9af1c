"""Fixes of the file around its content: its name, and how it is packed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import Change, NewName, NotApplicable, Safety, Target, fix
from activitylint.model.format import ALL, Format
from activitylint.source.reading import unpack
from activitylint.source.sniffing import suffixes

__all__: list[str] = []

_GZIP: Final = b"\x1f\x8b"


@fix("unpack-once", "UPL005", safety=Safety.SAFE, formats=ALL, order=0)
def unpack_once(target: Target) -> Iterator[Change]:
    """Takes the outer packing off a file that is gzipped twice.

    Leaves: a file whose inner packing is damaged, or is packed once more.
    """
    source = target.source
    if not (source.compressed and source.data.startswith(_GZIP)):
        return
    inner = unpack(source.data, target.context.limits.read)
    if inner.damage or inner.trailing or inner.limited or inner.data.startswith(_GZIP):
        raise NotApplicable("what is packed inside is damaged, or is packed once more")
    yield Edit(0, len(source.data), inner.data)


@fix("right-suffix", "UPL003", "UPL005", safety=Safety.SAFE, formats=ALL, order=0)
def right_suffix(target: Target) -> Iterator[Change]:
    """Gives the file the suffix of what it holds: the format's, and `.gz` where it is packed. Only with `--rename`.

    Leaves: strength JSON that is packed, which Strava does not take.
    """
    source = target.source
    if source.format is None or not source.name:
        return
    if source.format is Format.JSON and source.compressed:
        raise NotApplicable("Strava takes no packed JSON: unpack it")
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
