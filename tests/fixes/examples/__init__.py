"""Broken files, each broken in one way that matters to some fix, and what is made of them, line by line.

An example is a name and the bytes; its group's name begins with the format. `expectation.py` writes what is said of
each and what becomes of it into `expected/`.
"""

from __future__ import annotations

from typing import Final

from fixes.examples import (
    asked,
    fit_container,
    fit_split,
    fit_summed,
    fit_times,
    fit_values,
    gpx_extensions,
    gpx_points,
    gpx_text,
    strength,
    strength_text,
    tcx_extensions,
    tcx_laps,
    tcx_points,
)
from fixes.examples.example import Examples

__all__ = ["GROUPS"]

GROUPS: Final[dict[str, Examples]] = {
    **asked.GROUPS,
    **fit_container.GROUPS,
    **fit_split.GROUPS,
    **fit_summed.GROUPS,
    **fit_times.GROUPS,
    **fit_values.GROUPS,
    **gpx_extensions.GROUPS,
    **gpx_points.GROUPS,
    **gpx_text.GROUPS,
    **strength.GROUPS,
    **strength_text.GROUPS,
    **tcx_extensions.GROUPS,
    **tcx_laps.GROUPS,
    **tcx_points.GROUPS,
}
"""By name of the group."""
