"""Edits of bytes. Bytes outside an edit stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Edit", "OverlapError", "apply", "combined"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes from `start` to `stop` (0-based, `stop` excluded) with `new`.

    start == stop inserts; an empty `new` deletes.
    """

    start: int
    stop: int
    new: bytes = b""


class OverlapError(ValueError):
    """Two edits of one batch change the same bytes, or an edit reaches past the end."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes `start` to `stop` of the original; or the inserted bytes `new`, if not None."""

    start: int
    stop: int
    new: bytes | None = None

    def __len__(self) -> int:
        return self.stop - self.start if self.new is None else len(self.new)

    def part(self, start: int, stop: int) -> _Piece:
        if self.new is None:
            return _Piece(self.start + start, self.start + stop)
        return _Piece(0, 0, self.new[start:stop])


def apply(data: bytes, edits: Iterable[Edit], start: int = 0, stop: int | None = None) -> bytes:
    """Apply one batch of edits and return the bytes. Raises OverlapError.

    start, stop: return only what these bytes become. All edits must be within them.
    """
    end = len(data) if stop is None else stop
    made, here = bytearray(), start
    for edit in _in_order(edits, start, end):
        made += data[here : edit.start]
        made += edit.new
        here = edit.stop
    made += data[here:end]
    return bytes(made)


def combined(size: int, batches: Sequence[Iterable[Edit]]) -> list[Edit]:
    """Several batches as one. The offsets of each refer to the bytes that the batches before it have made.

    size: of the original in bytes. Raises OverlapError.
    """
    if len(batches) == 1:
        return list(_joined(_in_order(batches[0], 0, size)))
    pieces = [_Piece(0, size)]
    for batch in batches:
        pieces = _after(pieces, batch)
    return list(_joined(_as_edits(pieces, size)))


def _after(pieces: list[_Piece], edits: Iterable[Edit]) -> list[_Piece]:
    """The pieces after one more batch."""
    batch = _in_order(edits, 0, sum(map(len, pieces)))
    made: list[_Piece] = []
    remaining = iter(pieces)
    piece, offset, here = next(remaining, None), 0, 0

    def take(until: int, *, keep: bool) -> None:
        nonlocal piece, offset, here
        while piece is not None and here < until:
            step = min(len(piece) - offset, until - here)
            if keep and step:
                made.append(piece.part(offset, offset + step))
            offset, here = offset + step, here + step
            if offset == len(piece):
                piece, offset = next(remaining, None), 0

    for edit in batch:
        take(edit.start, keep=True)
        take(edit.stop, keep=False)
        if edit.new:
            made.append(_Piece(0, 0, edit.new))
    take(1 << 62, keep=True)
    return made


def _as_edits(pieces: list[_Piece], size: int) -> Iterator[Edit]:
    here = 0
    for piece in [*pieces, _Piece(size, size)]:
        if piece.new is not None:
            yield Edit(here, here, piece.new)
            continue
        yield Edit(here, piece.start)
        here = piece.stop


def _joined(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Edits that touch, as one; an edit that changes nothing is left out."""
    start = stop = 0
    new: list[bytes] = []
    for edit in edits:
        if edit.start > stop:
            if new or stop > start:
                yield Edit(start, stop, b"".join(new))
            start = edit.start
            new = []
        stop = edit.stop
        if edit.new:
            new.append(edit.new)
    if new or stop > start:
        yield Edit(start, stop, b"".join(new))


def _in_order(edits: Iterable[Edit], first: int, last: int) -> list[Edit]:
    batch = sorted(edits, key=lambda edit: (edit.start, edit.stop))
    end = first
    for edit in batch:
        if edit.start < end or edit.stop < edit.start:
            message = f"bytes {edit.start} to {edit.stop} are changed twice"
            raise OverlapError(message)
        end = edit.stop
    if end > last:
        message = f"byte {end} is past the end"
        raise OverlapError(message)
    return batch
