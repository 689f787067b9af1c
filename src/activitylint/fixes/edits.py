"""Edits of bytes. Bytes outside an edit stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Edit", "EditedBytes", "OverlapError", "apply"]


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


class EditedBytes:
    """Bytes that are edited in several batches.

    It remembers which bytes come from the original, so that `edits` can give all changes as one batch.
    """

    def __init__(self, original: bytes) -> None:
        self.original = original
        self._pieces = [_Piece(0, len(original))]

    @property
    def data(self) -> bytes:
        """The bytes after all batches so far."""
        return b"".join(
            self.original[piece.start : piece.stop] if piece.new is None else piece.new for piece in self._pieces
        )

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply a batch. Its offsets refer to `data` before the batch. Raises OverlapError."""
        batch = _in_order(edits, sum(map(len, self._pieces)))
        made: list[_Piece] = []
        remaining = iter(self._pieces)
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
        self._pieces = made

    def edits(self) -> list[Edit]:
        """All changes so far, as one batch of edits of the original."""
        return list(self._edits())

    def _edits(self) -> Iterator[Edit]:
        here = 0
        new: list[bytes] = []
        for piece in [*self._pieces, _Piece(len(self.original), len(self.original))]:
            if piece.new is not None:
                new.append(piece.new)
                continue
            if new or piece.start > here:
                yield Edit(here, piece.start, b"".join(new))
            new.clear()
            here = piece.stop


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply one batch of edits. Raises OverlapError."""
    pieces = EditedBytes(data)
    pieces.apply(edits)
    return pieces.data


def _in_order(edits: Iterable[Edit], size: int) -> list[Edit]:
    batch = sorted(edits, key=lambda edit: (edit.start, edit.stop))
    end = 0
    for edit in batch:
        if edit.start < end or edit.stop < edit.start:
            message = f"bytes {edit.start} to {edit.stop} are changed twice"
            raise OverlapError(message)
        end = edit.stop
    if end > size:
        message = f"byte {end} is past the end"
        raise OverlapError(message)
    return batch
