"""Joins the pieces in which the heart rates of hr messages are decoded."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from activitylint.model.fit import HeartRates

__all__ = ["joined"]


def joined(pieces: Iterable[HeartRates]) -> HeartRates:
    """Return the rows of all pieces as one table."""
    columns = [(piece.message, piece.event, piece.time, piece.bpm) for piece in pieces]
    return HeartRates(*map(np.concatenate, zip(*columns, strict=True))) if columns else HeartRates()
