"""The thresholds of the rules: their one home, each with its unit, its reason and its source."""

from __future__ import annotations

from typing import Final

# UPL201, seconds. Judgement: exports of one ride round its start to the second and its elapsed time to a few seconds;
# Strava's own measure is not documented.
DUPLICATE_START_S: Final = 2.0
DUPLICATE_ELAPSED_S: Final = 10.0
