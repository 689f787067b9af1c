"""Folders of files for Strava's upload page, for those without an application of their own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

from activitylint.source.atomic import replace_file
from activitylint.upload.plan import Decision

__all__ = ["BATCH", "write_batches"]

BATCH: Final = 25
"""Files that Strava's upload page takes at once."""


def write_batches(decisions: Iterable[Decision], folder: str) -> Iterator[tuple[Decision, str]]:
    """Copy each file that is to be sent into `folder/batch-001`, `batch-002` and so on, and yield it with its copy.

    A file that is not to be sent is yielded with an empty text. A name that a batch has already gets a number. Raises
    OSError if a file cannot be written.
    """
    number = 0
    for decision in decisions:
        if decision.data is None:
            yield decision, ""
            continue
        batch = os.path.join(folder, f"batch-{number // BATCH + 1:03}")
        os.makedirs(batch, exist_ok=True)
        copy = _unused(os.path.join(batch, os.path.basename(decision.entry.path)))
        replace_file(copy, decision.data)
        number += 1
        yield decision, copy


def _unused(path: str) -> str:
    """The path, or one with a number before the suffix if there is such a file."""
    folder, name = os.path.split(path)
    stem, dot, suffix = name.partition(".")
    number = 1
    while os.path.lexists(path):
        number += 1
        path = os.path.join(folder, f"{stem}-{number}{dot}{suffix}")
    return path
