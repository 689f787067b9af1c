"""The thresholds of the rules: their one home, each with its unit, its reason and its source."""

from __future__ import annotations

from typing import Final

from activitylint.vocabulary.sports import Trait

# UPL201, seconds. Judgement: exports of one ride round its start to the second and its elapsed time to a few seconds;
# Strava's own measure is not documented.
DUPLICATE_START_S: Final = 2.0
DUPLICATE_ELAPSED_S: Final = 10.0

# TIM006, share of the records. Judgement: a second that is written twice now and then stays below a tenth.
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

# FIT008, a major version. The FIT SDK documents 1.x and 2.x.
FIT_PROTOCOL_MAJOR: Final = 2
# FIT206, seconds. UTC-12:00 to UTC+14:00 are the zones in use, and all are whole quarters of an hour (tz database).
EARLIEST_OFFSET_S: Final = -12 * 3_600.0
LATEST_OFFSET_S: Final = 14 * 3_600.0
OFFSET_STEP_S: Final = 900.0
# FIT208, seconds. Devices round elapsed and timer time to whole seconds each on its own, so one may seem to pass
# the other by a second (seen in Zwift, Wahoo and Suunto files).
ROUNDED_TIME_S: Final = 2.0
# FIT208, FIT303: totals agree within the larger of the absolute and the relative bound. From the catalogue of common
# faults; real devices stay below it, with laps that round each on its own and records that end before the session.
TOTALS_S: Final = 5.0
TOTALS_M: Final = 50.0
TOTALS_SHARE: Final = 0.02
# FIT208, share of the records. Judgement: where more of them lie outside the session, its times are wrong, not they.
STALE_SHARE: Final = 0.25
# FIT209, seconds. Real devices write a record up to two seconds after the end that start and elapsed time give.
SESSION_EDGE_S: Final = 5.0
# FIT301, seconds. Real devices write one record as the timer stops or is about to start again (auto-pause).
TIMER_EDGE_S: Final = 1.0
# FIT301, share of the records. Judgement: an Edge 500 wrote one record of 10,686 half a minute into a pause.
STRAY_RECORDS_SHARE: Final = 0.001
# FIT303, share of the timer time. Judgement: writers that leave out the rests between lengths still cover half of it.
LENGTHS_WITHOUT_RESTS_SHARE: Final = 0.5

# STR001, beats a minute. The largest value of FIT's byte that is a value; no heart reaches 250.
HEARTRATE_MAX: Final = 254.0
# STR001, share of the heart rates. Judgement: dropouts of some seconds are common in device exports (up to 0.8 % in
# those looked at) and move the average by a beat or two.
ZERO_HEARTRATE_SHARE: Final = 0.01
# STR002, revolutions a minute. As above: cadence over 255 broke uploads, as one uploader reports.
CADENCE_MAX: Final = 254.0
# STR003, strides a minute. Judgement: one foot of a runner comes down 70 to 110 times a minute, both 140 to 220 times.
DOUBLED_CADENCE: Final = (120.0, 220.0)
# STR003, share of the records with a cadence. "Mostly".
DOUBLED_CADENCE_SHARE: Final = 0.5
# STR004, watts. Track sprinters peak near 2,500 W; meters glitch above it.
POWER_MAX_W: Final = 3_000.0
# STR005, degrees Celsius. Beyond any place where one exercises, and within what FIT's signed byte holds.
TEMPERATURE_C: Final = (-60.0, 80.0)
# STR006, metres. The Dead Sea's shore lies at -430 m, Everest's summit at 8,849 m.
ELEVATION_M: Final = (-500.0, 9_000.0)
# STR007, metres. Judgement: what rounding makes of a distance that stands still.
DISTANCE_DROP_M: Final = 0.1
# STR008, ratio of the speed written to distance over time. km/h written as m/s gives 3.6; a tenth for noise.
KMH_AS_MS: Final = (3.24, 3.96)
# STR008, records. Fewer give no ratio to rely on.
KMH_AS_MS_RECORDS: Final = 5
# STR008, metres a second. Slower records have too much noise in distance over time.
MOVING_MS: Final = 1.0
# STR008, by trait of the sport: seconds that a speed is held, and metres a second. Judgements, above all records:
# nobody runs at 36 km/h for a minute, cycles at 90 km/h for five or swims at 12.6 km/h for one.
VEHICLE_SPEEDS: Final[dict[Trait, tuple[float, float]]] = {
    "foot": (60.0, 10.0),
    "bicycle": (300.0, 25.0),
    "swim": (60.0, 3.5),
}

# TCX008, metres and share of the lap. Judgement: devices round a lap to its trigger (1,000 m for 1,001.4 m of track)
# and trackpoints end before the lap does; the laps in a corpus of devices stay within 20 m or 2 %.
LAP_DISTANCE_M: Final = 50.0
LAP_DISTANCE_SHARE: Final = 0.1
# TCX008, share. Judgement: as above where the distance has to be summed from positions, which wander and cut corners.
LAP_PATH_SHARE: Final = 0.3
# TCX008, share of the lap's trackpoints from the first with a distance (or position) to the last. Judgement: where they
# cover less, the rest of the lap is not known; a device that finds its satellites a few seconds late stays above it.
LAP_COVERED_SHARE: Final = 0.9
# TCX008, seconds and share of the lap. Judgement: trackpoints may begin late and end early; TotalTimeSeconds without
# the pauses is shorter, so only a longer time disagrees.
LAP_TIME_S: Final = 60.0
LAP_TIME_SHARE: Final = 0.1
# TCX008, seconds, and share. Judgement: trackpoints up to 10 s apart were recorded while moving; a lap that claims less
# than a fifth of that is in another unit (minutes, hours).
LAP_CLOSE_S: Final = 10.0
LAP_RECORDED_SHARE: Final = 0.2
# TCX011, seconds. Judgement: lap starts are rounded to whole seconds while trackpoints may have fractions.
LAP_ORDER_S: Final = 1.0

# SET004. Judgement: a file that names more unknown exercises is of another vocabulary, which twenty names show.
NAMES_TOLD: Final = 20
# SET009, repetitions, kilograms, seconds. From the catalogue of common faults: grams sent as kilograms, milliseconds as
# seconds. The heaviest lifts of competitions stay below 500 kg but for a handful.
SET_REPETITIONS: Final = 1_000.0
SET_WEIGHT_KG: Final = 500.0
SET_DURATION_S: Final = 86_400.0

# INT002, seconds. Not all readers keep fractions of a second.
SAME_TIME_S: Final = 1.0
