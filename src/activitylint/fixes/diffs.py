"""Shows a result to people: a unified diff for text formats, a list of changed messages and bytes for FIT.

Both are made from the edits, so there is no search for differences, and the time is linear in the file size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

import numpy as np

from activitylint import formats
from activitylint.fixes.edits import Edit, apply
from activitylint.fixes.result import FixResult
from activitylint.model.activity import Activity
from activitylint.model.arrays import I32, Int
from activitylint.model.format import Format

__all__ = ["difference"]

_CONTEXT: Final = 3
_LONGEST: Final = 240
"""Longer lines (in characters) are cut around the difference: many exporters write a file as one line."""
_AROUND: Final = 50
_SHOWN: Final = 12
"""The number of added or removed bytes that are shown of a FIT file."""
_FIELDS: Final = 8
_MOST_FIELDS: Final = 20_000
"""After so many fields have been read, the other changes of a FIT file are only counted: nobody reads a thousand
messages, and a malicious file has 255 fields in each."""
_BREAK: Final = re.compile(rb"\n")
_WIDE: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def difference(result: FixResult) -> Iterator[str]:
    """Yield the lines of the diff. They contain raw text of the file: escape them before printing."""
    if result.name != result.source.name:
        yield f"rename {result.source.name} to {result.name}"
    if result.repacked:
        yield f"{'gzip' if result.compressed else 'unpack'} {result.source.name}"
    if result.edits and result.source.format is None:
        yield f"unpacked content: {len(result.source.data):,} bytes become {len(result.data):,}"
    elif result.edits and result.source.format is Format.FIT:
        yield from _messages(result)
    elif result.edits:
        yield from _unified(result)
    for label, data in result.parts:
        yield f"part {label}: {len(data):,} bytes"


# Text


@dataclass(slots=True)
class _Block:
    """Lines `first` to `last` (excluded) of the original, and the edits that change them."""

    first: int
    last: int
    edits: list[Edit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text as lines. starts: offset of each line, and of the end."""

    data: bytes
    starts: list[int]
    codec: str

    @classmethod
    def of(cls, data: bytes) -> _Lines:
        starts = [0, *(found.end() for found in _BREAK.finditer(data))]
        if starts[-1] < len(data):
            starts.append(len(data))
        codec = next((codec for mark, codec in _WIDE if data.startswith(mark)), "utf-8")
        return cls(data, starts, codec)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def at(self, byte: int) -> int:
        """The line that contains a byte."""
        return max(min(bisect_right(self.starts, byte) - 1, len(self) - 1), 0)

    def text(self, first: int, last: int) -> list[str]:
        return self.decoded(self.data[self.starts[first] : self.starts[last]])

    def decoded(self, data: bytes) -> list[str]:
        lines = data.decode(self.codec, "replace").split("\n")
        return lines if lines[-1] else lines[:-1]

    def changed(self, block: _Block) -> bytes:
        """The lines of a block after its edits."""
        start, stop = self.starts[block.first], self.starts[block.last]
        moved = [Edit(edit.start - start, edit.stop - start, edit.new) for edit in block.edits]
        return apply(self.data[start:stop], moved)


def _unified(result: FixResult) -> Iterator[str]:
    lines = _Lines.of(result.source.data)
    yield f"--- {result.source.name}"
    yield f"+++ {result.name}"
    moved = 0
    for hunk in _hunks(lines, result.edits):
        first = max(hunk[0].first - _CONTEXT, 0)
        body: list[str] = []
        here, grown = first, 0
        for block in hunk:
            body += [f" {_cut(line)}" for line in lines.text(here, block.first)]
            body += _shown(lines, block)
            grown += len(lines.decoded(lines.changed(block))) - (block.last - block.first)
            here = block.last
        last = min(here + _CONTEXT, len(lines))
        body += [f" {_cut(line)}" for line in lines.text(here, last)]
        yield f"@@ -{first + 1},{last - first} +{first + 1 + moved},{last - first + grown} @@"
        yield from body
        moved += grown


def _hunks(lines: _Lines, edits: Sequence[Edit]) -> Iterator[list[_Block]]:
    """Group blocks of changed lines that are near each other."""
    hunk: list[_Block] = []
    for block in _blocks(lines, edits):
        if hunk and block.first - hunk[-1].last > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _blocks(lines: _Lines, edits: Sequence[Edit]) -> Iterator[_Block]:
    block: _Block | None = None
    for edit in edits:
        first = lines.at(edit.start)
        if block is not None and first >= block.last and not _joins_next(lines, block):
            yield block
            block = None
        if block is None:
            block = _Block(first, first + 1)
        block.last = max(block.last, lines.at(max(edit.stop - 1, edit.start)) + 1)
        block.edits.append(edit)
    if block is not None:
        _joins_next(lines, block)
        yield block


def _joins_next(lines: _Lines, block: _Block) -> bool:
    """True if the line break at the end of a block is removed; the next line is then added to the block."""
    end = lines.starts[block.last]
    tail = block.edits[-1]
    joins = tail.start < end <= tail.stop and bool(tail.new or tail.start > lines.starts[block.first])
    joins = joins and not tail.new.endswith(b"\n") and block.last < len(lines)
    if joins:
        block.last += 1
    return joins


def _shown(lines: _Lines, block: _Block) -> Iterator[str]:
    old, new = lines.text(block.first, block.last), lines.decoded(lines.changed(block))
    if max(map(len, (*old, *new)), default=0) <= _LONGEST:
        yield from (f"-{line}" for line in old)
        yield from (f"+{line}" for line in new)
        return
    for edit in block.edits:
        start, stop = lines.starts[block.first], lines.starts[block.last]
        before = lines.data[max(start, edit.start - _AROUND) : edit.start].decode(lines.codec, "replace")
        after = lines.data[edit.stop : min(stop, edit.stop + _AROUND)].decode(lines.codec, "replace")
        lead = "..." if edit.start - _AROUND > start else ""
        tail = "..." if edit.stop + _AROUND < stop else ""
        for sign, middle in (("-", lines.data[edit.start : edit.stop]), ("+", edit.new)):
            shown = _cut(middle.decode(lines.codec, "replace"))
            yield f"{sign}{lead}{before}{shown}{after}{tail}".rstrip("\n")


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} ... {line[-_LONGEST // 2 :]}"


# FIT


@dataclass(slots=True)
class _Messages:
    """The data messages of a FIT file in file order.

    offsets: of the messages. tables: the ordinal of the table of each in `names`. rows: the row of each in its table.
    bodies: where the messages of each file of the chain start and end.
    """

    activity: Activity
    names: Sequence[str]
    offsets: Int
    tables: I32
    rows: I32
    bodies: list[tuple[int, int]]
    fields_read: int = 0

    @classmethod
    def of(cls, data: bytes) -> _Messages:
        activity = formats.read(data, Format.FIT)
        tables = activity.fit.messages if activity.fit is not None else {}
        names = tuple(tables)
        offsets = np.concatenate([np.empty(0, dtype=np.int64), *(tables[name].offset for name in names)])
        order = np.argsort(offsets)
        sizes = [len(tables[name]) for name in names]
        which = np.repeat(np.arange(len(names), dtype=np.int32), sizes)[order]
        rows = np.concatenate([np.empty(0, dtype=np.int32), *(np.arange(n, dtype=np.int32) for n in sizes)])[order]
        files = activity.fit.files if activity.fit is not None else ()
        starts = [file.offset + file.header_size for file in files]
        bodies = [(start, start + file.data_size) for start, file in zip(starts, files, strict=True)]
        return cls(activity, names, offsets[order], which, rows, bodies)

    def shown(self, sign: str, ordinals: list[int]) -> Iterator[str]:
        """A line for each message, until too many fields have been read."""
        for number, ordinal in enumerate(ordinals):
            if self.fields_read > _MOST_FIELDS:
                yield f"{sign}{len(ordinals) - number:,} more messages"
                return
            yield f"{sign}{self.called(ordinal)}: {_some(self.fields(ordinal))}"

    def within(self, start: int, stop: int) -> list[int]:
        """Ordinals of the messages that start in a range of bytes."""
        return list(range(*self.offsets.searchsorted((start, stop)).tolist()))

    def around(self, byte: int) -> int | None:
        """The message that contains a byte; None if it is in no message but in a header or checksum."""
        body = bisect_right(self.bodies, byte, key=itemgetter(0)) - 1
        found = int(self.offsets.searchsorted(byte, "right")) - 1
        return found if body >= 0 and byte < self.bodies[body][1] and found >= 0 else None

    def called(self, ordinal: int) -> str:
        return f"{self.names[self.tables[ordinal]]} {self.rows[ordinal] + 1}"

    def fields(self, ordinal: int) -> dict[str, str]:
        assert self.activity.fit is not None  # noqa: S101 -- for the type checker: there are messages
        row = self.activity.fit.messages[self.names[self.tables[ordinal]]].row(int(self.rows[ordinal]))
        self.fields_read += len(row)
        return dict(row)


def _messages(result: FixResult) -> Iterator[str]:
    before, after = _Messages.of(result.source.data), _Messages.of(result.data)
    yield f"--- {result.source.name}"
    yield f"+++ {result.name}"
    moved = 0
    for number, edit in enumerate(result.edits):
        if before.fields_read + after.fields_read > _MOST_FIELDS:
            yield f"and {len(result.edits) - number:,} more changes"
            return
        yield f"@@ byte 0x{edit.start:X} @@"
        new_start = edit.start + moved
        gone = before.within(edit.start, edit.stop)
        come = after.within(new_start, new_start + len(edit.new))
        if len(edit.new) == edit.stop - edit.start and not gone:
            yield from _inside(before, after, edit, new_start)
        elif not gone and not come:
            yield from _raw(result.source.data[edit.start : edit.stop], edit.new)
        else:
            yield from before.shown("-", gone)
            yield from after.shown("+", come)
        moved += len(edit.new) - (edit.stop - edit.start)


def _inside(before: _Messages, after: _Messages, edit: Edit, new_start: int) -> Iterator[str]:
    """Show a changed message by the fields that differ; anything else by its bytes."""
    old, new = before.around(edit.start), after.around(new_start)
    if old is not None and new is not None:
        was, now = before.fields(old), after.fields(new)
        differ = [name for name in was if now.get(name) != was[name]]
        if differ:
            yield f"-{before.called(old)}: {_some({name: was[name] for name in differ})}"
            yield f"+{after.called(new)}: {_some({name: now.get(name, '-') for name in differ})}"
            return
    yield from _raw(before.activity.data[edit.start : edit.stop], edit.new)


def _raw(old: bytes, new: bytes) -> Iterator[str]:
    for sign, data in (("-", old), ("+", new)):
        if data:
            rest = len(data) - _SHOWN
            yield f"{sign}{data[:_SHOWN].hex(' ')}" + (f" and {rest:,} more bytes" if rest > 0 else "")


def _some(fields: dict[str, str]) -> str:
    shown = [f"{name} {value}" for name, value in list(fields.items())[:_FIELDS]]
    rest = len(fields) - len(shown)
    return ", ".join(shown) + (f" and {rest:,} more fields" if rest else "")
