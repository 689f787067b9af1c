"""Draw a picture of a file with characters: the track in braille, and a sparkline for each stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.arrays import Float, Intp
from activitylint.model.picture import Curve, Track

__all__ = ["sparkline", "track_lines"]

_DOTS: Final = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of each dot of a braille character, from top left to bottom right."""
_BLANK: Final = 0x2800
_BARS: Final = "▁▂▃▄▅▆▇█"


def track_lines(track: Track, columns: int, rows: int) -> Iterator[str]:
    """The track as lines of braille characters, true to scale, within this many columns and rows."""
    wide, high = 2 * columns - 1, 4 * rows - 1
    scale = min(wide / max(track.width, 1e-9), high / max(track.height, 1e-9))
    east = track.vertices[:, 0].astype(np.float64) * scale
    north = track.vertices[:, 1].astype(np.float64) * scale
    height = min(round(track.height * scale), high)
    width = min(round(track.width * scale), wide)
    x, y = _line(east, north, track.breaks)
    inside = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    dots = np.zeros((height // 4 * 4 + 4, width // 2 * 2 + 2), dtype=np.bool_)
    dots[height - y[inside], x[inside]] = True
    cells = dots.reshape(dots.shape[0] // 4, 4, dots.shape[1] // 2, 2)
    codes = (cells * _DOTS[None, :, None, :]).sum(axis=(1, 3)) + _BLANK
    for line in codes:
        yield "".join(map(chr, line)).rstrip(chr(_BLANK))


def sparkline(curve: Curve, columns: int) -> str:
    """The stream as one line of bars; a space where it has no value. A spike in the file is a spike in the line."""
    highest = np.fmax.reduceat(curve.values[:, 2], _starts(len(curve.values), columns))
    for _ in range(-(-columns // max(curve.known, 1))):  # few records leave gaps that are not gaps in time
        before = np.append(np.nan, highest[:-1])
        highest = np.where(np.isfinite(highest), highest, before)
    span = curve.high - curve.low
    share = (highest - curve.low) / span if span > 0 else np.where(np.isfinite(highest), 0.5, np.nan)
    level = np.clip(np.nan_to_num(share) * len(_BARS), 0, len(_BARS) - 1).astype(int)
    return "".join(_BARS[one] if known else " " for one, known in zip(level, np.isfinite(share), strict=True)).rstrip()


def _starts(length: int, pieces: int) -> Intp:
    return np.arange(pieces, dtype=np.intp) * length // pieces


def _line(x: Float, y: Float, breaks: tuple[int, ...]) -> tuple[Intp, Intp]:
    """The dots on the line through these points, which starts anew at each break."""
    steps = np.maximum(np.abs(np.diff(x)), np.abs(np.diff(y)))
    count = np.minimum(np.ceil(steps), 10_000).astype(np.intp)  # a stray position may be far outside the frame
    count[np.array(breaks, dtype=np.intp) - 1] = 0
    count = np.append(count, 0)
    piece = np.repeat(np.arange(len(x)), count + 1)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(count + 1) - (count + 1), count + 1)
    part = within / np.maximum(count[piece], 1)
    after = np.minimum(piece + 1, len(x) - 1)
    along = x[piece] + (x[after] - x[piece]) * part
    up = y[piece] + (y[after] - y[piece]) * part
    return np.rint(along).astype(np.intp), np.rint(up).astype(np.intp)
