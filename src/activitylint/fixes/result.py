"""The result of fixing one file."""

from __future__ import annotations

from dataclasses import dataclass

from activitylint.fixes.edits import Edit
from activitylint.model.finding import Safety
from activitylint.model.report import Report
from activitylint.source.reading import Source

__all__ = ["Applied", "FixResult", "SkippedFix"]


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was applied. codes: of the findings that it fixed. changes: the number of edits or new files.

    There is no code if what it fixed came to light only by another fix, and the findings of that code in the original
    file are all still there.
    """

    name: str
    codes: tuple[str, ...]
    safety: Safety
    changes: int


@dataclass(frozen=True, slots=True)
class SkippedFix:
    """A fix that was not applied. reason: why, as a sentence without a full stop.

    bounded: True if it might help, but would take more work or memory than one file may get.
    """

    name: str
    codes: tuple[str, ...]
    reason: str
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class FixResult:
    """The result of fixing one file. Nothing is written to disk.

    source: the original file. data: the unpacked bytes after all applied fixes. edits: the differences, with offsets
    in the original bytes. name: the file name after fixing. parts: the files that the original is split into, each a
    (label, bytes) pair; empty if it is not split. before, after: the reports on the original and on the fixed file; if
    the file was split, `after` is the report on the file just before the split. repacked: True if a gzipped file is to
    be unpacked, or a plain one gzipped.
    """

    source: Source
    data: bytes
    name: str
    edits: tuple[Edit, ...]
    applied: tuple[Applied, ...]
    skipped: tuple[SkippedFix, ...]
    before: Report
    after: Report
    parts: tuple[tuple[str, bytes], ...] = ()
    repacked: bool = False

    @property
    def left(self) -> tuple[SkippedFix, ...]:
        """The name of `skipped` in version 0.1."""
        return self.skipped

    @property
    def changed(self) -> bool:
        """True if there is anything to write."""
        return bool(self.edits or self.parts or self.repacked) or self.name != self.source.name

    @property
    def compressed(self) -> bool:
        """True if what is to be written is gzipped."""
        return self.source.compressed != self.repacked
