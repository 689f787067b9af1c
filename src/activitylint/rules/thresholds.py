"""The thresholds of the rules: their one home, each with its unit, its reason and its source."""

from __future__ import annotations

from typing import Final

# UPL201, seconds. Judgement: exports of one ride round its start to the second and its elapsed time to a few seconds;
# Strava's own measure is not documented.
DUPLICATE_START_S: Final = 2.0
DUPLICATE_ELAPSED_S: Final = 10.0

# TIM006, share of the records. From the catalogue of common faults; smart recording and duplicated fixes stay below it.
REPEATED_TIME_SHARE: Final = 0.1
# TIM007, seconds. A day covers every time zone mistake and a clock that is hours off.
FUTURE_S: Final = 86_400.0
# TIM008, seconds since 1970: 2000-01-01T00:00:00Z. No consumer device recorded activities before GPS was opened to
# civil precision in May 2000, and every format's zero date (1970, 1980, 1989) is older.
EARLIEST_S: Final = 946_684_800.0
# TIM008, seconds. GPS counts weeks in ten bits, so its receivers fall back by 1,024 weeks (IS-GPS-200).
GPS_ROLLOVER_S: Final = 1_024 * 7 * 86_400.0
# TIM008, seconds. Judgement: a week of slack on either side, the unit that the receiver's week count errs in.
GPS_ROLLOVER_SLACK_S: Final = 7 * 86_400.0
# TIM009, seconds. From what uploaders report: stray old points make an elapsed time of days.
GAP_S: Final = 86_400.0

# POS003, degrees. 11 m: coordinates that were rounded to four decimals still count as 0, 0.
NULL_ISLAND_DEGREES: Final = 1e-4
# POS003, degrees. Judgement: within about 550 km of 0, 0 a point there may be a real one (Gulf of Guinea).
NULL_ISLAND_WATERS_DEGREES: Final = 5.0
# POS005, metres a second. 360 km/h: no sport on Strava's list moves so fast, every GPS glitch that is seen does.
JUMP_SPEED_MS: Final = 100.0
# POS005, metres. GPS noise at the start or after a pause stays below it, even between points a fraction apart.
JUMP_DISTANCE_M: Final = 100.0
