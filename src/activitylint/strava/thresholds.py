"""The thresholds of the rules, each with its unit, the reason for it, and its source.

"Judgment" means that activitylint chose the number; no source gives it.
"""

from __future__ import annotations

from typing import Final

from activitylint.formats.bounds import JSON_CHARACTERS_EACH, JSON_DEPTH, JSON_DIGITS, JSON_FREE  # noqa: F401 -- JSN001
from activitylint.model.request import Limits
from activitylint.vocabulary.sports import Trait

# UPL007, UPL008, bytes and megabytes: the defaults of the settings `upload-limit` and `read-limit`.
UPLOAD_LIMIT_BYTES: Final = float(Limits().upload)
UPLOAD_LIMIT_MB: Final = UPLOAD_LIMIT_BYTES / 1e6
READ_LIMIT_BYTES: Final = float(Limits().read)
READ_LIMIT_MB: Final = READ_LIMIT_BYTES / 1e6
# UPL201, seconds. Judgment: exports of the same ride round its start to a second and its elapsed time to a few seconds.
# How Strava compares them is not documented.
DUPLICATE_START_S: Final = 2.0
DUPLICATE_ELAPSED_S: Final = 10.0

# TIM006, share of the records. Judgment: devices that now and then write a second twice stay below a tenth.
REPEATED_TIME_SHARE: Final = 0.1
# TIM007, seconds. A day covers every mistake with time zones, and clocks that are hours off.
FUTURE_S: Final = 86_400.0
# TIM008, seconds since 1970: 2000-01-01T00:00:00Z. No consumer device recorded activities before civil GPS became
# precise in May 2000, and the zero dates of all formats (1970, 1980, 1989) are earlier.
EARLIEST_S: Final = 946_684_800.0
# TIM008, seconds since 1970: 2008-01-01T00:00:00Z. Garmin published FIT in that year.
EARLIEST_FIT_S: Final = 1_199_145_600.0
# TIM008, seconds. GPS counts weeks in ten bits, so receivers fall back by 1,024 weeks (IS-GPS-200).
GPS_ROLLOVER_S: Final = 1_024 * 7 * 86_400.0
# TIM008, seconds. Judgment: a week on either side, because the receiver counts in weeks.
GPS_ROLLOVER_SLACK_S: Final = 7 * 86_400.0
# TIM009, seconds. From reports of uploaders: a few stray old points make an elapsed time of days.
GAP_S: Final = 86_400.0

# POS003, degrees. 11 m: coordinates that were rounded to four decimals still count as 0, 0.
NULL_ISLAND_DEGREES: Final = 1e-4
# POS003, degrees. Judgment: if the rest of the track is within about 550 km, a point at 0, 0 (in the Gulf of Guinea)
# may be real.
NULL_ISLAND_WATERS_DEGREES: Final = 5.0
# POS005. No sport on Strava's list is that fast, but every visible GPS glitch is.
JUMP_SPEED_KMH: Final = 360.0
JUMP_SPEED_MS: Final = JUMP_SPEED_KMH / 3.6
# POS005, meters per second, by trait of the sport. Above all records: sprinters reach 12.4 m/s, downhill mountain
# bikers 40 m/s, sprint swimmers 2.5 m/s. What flies, drives, sails or slides keeps JUMP_SPEED_MS.
JUMP_SPEEDS_MS: Final[dict[Trait, float]] = {"foot": 20.0, "bicycle": 50.0, "swim": 10.0}
# POS007, degrees, and share of the neighbors. A fourth decimal is 11 m of latitude: what a cyclist covers in a second.
COARSE_DEGREES: Final = 1e-4
COARSE_SHARE: Final = 0.5
# POS007, positions. Fewer may all be round by chance.
COARSE_POSITIONS: Final = 20
# POS005, meters. GPS noise at the start or after a pause stays below it, even between points a split second apart.
JUMP_DISTANCE_M: Final = 100.0

# FIT008, a major version. The FIT SDK documents 1.x and 2.x.
FIT_PROTOCOL_MAJOR: Final = 2
# FIT206, seconds. The zones in use run from UTC-12:00 to UTC+14:00 in steps of a quarter of an hour (tz database).
EARLIEST_OFFSET_S: Final = -12 * 3_600.0
LATEST_OFFSET_S: Final = 14 * 3_600.0
OFFSET_STEP_S: Final = 900.0
# FIT208, seconds. Devices round elapsed and timer time to whole seconds separately, so one may seem to exceed the other
# by a second (seen in files from Zwift, Wahoo and Suunto).
ROUNDED_TIME_S: Final = 2.0
# FIT208, FIT303: totals agree within the larger of the absolute and the relative limit. From the list of common faults.
# Real devices stay below it, although they round each lap separately and their records may end before the session.
TOTALS_S: Final = 5.0
TOTALS_M: Final = 50.0
TOTALS_SHARE: Final = 0.02
# FIT208, share of the records. Judgment: if more records are outside the session, the times of the session are wrong,
# not the records.
STALE_SHARE: Final = 0.25
# FIT209, seconds. Real devices write a record up to two seconds after the end given by start and elapsed time.
SESSION_EDGE_S: Final = 5.0
# FIT209, seconds. In sessions of more than an hour, real devices write records up to half a minute after the end.
LONG_SESSION_S: Final = 3_600.0
LONG_SESSION_EDGE_S: Final = 30.0
# FIT301, seconds. Real devices write one record when the timer stops or is about to start again (auto-pause).
TIMER_EDGE_S: Final = 1.0
# FIT301, share of the records. Judgment: an Edge 500 wrote one of its 10,686 records half a minute into a pause.
STRAY_RECORDS_SHARE: Final = 0.001
# FIT303, share of the timer time. Judgment: programs that leave out the rests between lengths still cover half of it.
LENGTHS_WITHOUT_RESTS_SHARE: Final = 0.5

# STR001, beats per minute. The largest valid value in FIT's byte. No heart reaches 250.
HEARTRATE_MAX: Final = 254.0
# STR001, share of the heart rates. Judgment: dropouts of a few seconds are common in exports of devices (up to 0.8% in
# those examined) and move the average by a beat or two.
ZERO_HEARTRATE_SHARE: Final = 0.01
# STR002, revolutions per minute. As above; one uploader reports that a cadence over 255 broke an upload.
CADENCE_MAX: Final = 254.0
# STR003, strides per minute. Judgment: one foot of a runner touches the ground 70 to 110 times, both feet 140 to 220.
DOUBLED_CADENCE: Final = (120.0, 220.0)
# STR003, share of the records with a cadence: most of them.
DOUBLED_CADENCE_SHARE: Final = 0.5
# STR004, watts. Track sprinters peak near 2,500 W. Higher values are glitches of the meter.
POWER_MAX_W: Final = 3_000.0
# STR005, degrees Celsius. No one exercises beyond these limits, and FIT's signed byte can still hold them.
TEMPERATURE_C: Final = (-60.0, 80.0)
# STR006, meters. The shore of the Dead Sea is at -430 m, the summit of Everest at 8,849 m.
ELEVATION_M: Final = (-430.0, 9_000.0)
# STR006, meters. What a raw 0 in FIT means, because its altitude has an offset of 500.
FIT_RAW_ZERO_M: Final = -500.0
# STR007, meters. Real devices correct a distance downward by up to 2.6 m.
DISTANCE_DROP_M: Final = 5.0
# STR014, meters. Outside the Jordan rift no land is lower than the Turpan Depression (-154 m) and the Danakil (-155 m).
LOWEST_LAND_M: Final = -160.0
# STR014, degrees: south, north, west and east of the Jordan rift, with the Dead Sea and the Sea of Galilee.
JORDAN_RIFT: Final = (30.0, 33.5, 34.9, 36.0)
# STR008, ratio of the written speed to distance over time. km/h written as m/s give 3.6; a tenth allows for noise.
KMH_AS_MS: Final = (3.24, 3.96)
# STR008, records. Fewer do not give a reliable ratio.
KMH_AS_MS_RECORDS: Final = 5
# STR008, meters per second. In slower records, distance over time is too noisy.
MOVING_MS: Final = 1.0
# STR008, by trait of the sport: seconds during which a speed is held, and meters per second. Judgments, above all
# records: nobody runs at 36 km/h for a minute, cycles at 90 km/h for five, or swims at 12.6 km/h for one.
VEHICLE_SPEEDS: Final[dict[Trait, tuple[float, float]]] = {
    "foot": (60.0, 10.0),
    "bicycle": (300.0, 25.0),
    "swim": (60.0, 3.5),
}

# TCX008, meters, and share of the lap. Judgment: devices round a lap to its trigger (1,000 m for 1,001.4 m of track),
# and the trackpoints end before the lap does. The laps in a collection of device files stay within 20 m or 2%.
LAP_DISTANCE_M: Final = 50.0
LAP_DISTANCE_SHARE: Final = 0.1
# TCX008, share. Judgment: as above, if the distance has to be computed from positions, which wander and cut corners.
LAP_PATH_SHARE: Final = 0.3
# TCX008, share of the lap's trackpoints from the first to the last with a distance (or position). Judgment: if they
# cover less, the rest of the lap is not known. A device that finds its satellites a few seconds late stays above it.
LAP_COVERED_SHARE: Final = 0.9
# TCX008, seconds, and share of the lap. Judgment: trackpoints may begin late and end early. TotalTimeSeconds is shorter
# if it leaves out the pauses, so only a longer time disagrees.
LAP_TIME_S: Final = 60.0
LAP_TIME_SHARE: Final = 0.1
# TCX008, seconds, and share. Judgment: trackpoints up to 10 s apart were recorded while moving. A lap that claims less
# than a fifth of that time is in another unit (minutes, hours).
LAP_CLOSE_S: Final = 10.0
LAP_RECORDED_SHARE: Final = 0.2
# TCX011, seconds. Judgment: lap starts are rounded to whole seconds, while trackpoints may have fractions.
LAP_ORDER_S: Final = 1.0

# SET004, SPO001, SPO003. Judgment: a file with more unknown names uses another vocabulary, and twenty names show that.
NAMES_LISTED: Final = 20
# SET009, repetitions, kilograms, seconds. From the list of common faults: grams sent as kilograms, milliseconds as
# seconds. Apart from a handful, the heaviest lifts in competitions stay below 500 kg.
SET_REPETITIONS: Final = 1_000.0
SET_WEIGHT_KG: Final = 500.0
SET_DURATION_S: Final = 86_400.0

# INT002, seconds. Some programs drop fractions of a second.
SAME_TIME_S: Final = 1.0

# STR012, meters. Below half a kilometer of track GPS noise may be most of it.
TRACK_LENGTH_M: Final = 500.0
# STR012, share of the way along the positions. From reports of distances in another unit (the smallest is feet, 3.3);
# over 1,000 real files the widest was 2.1 (a treadmill run with a phone that drifted).
DISTANCE_SHARES_LOW: Final = 0.2
DISTANCE_SHARES_HIGH: Final = 3.0
# STR012, meters. Judgment: a longer step between two records is a glitch or a gap, not a way that anyone measured.
TRACK_STEP_M: Final = 20_000.0
# STR012, meters, share of the distance, and ratio of two misfits. Judgments: in 48 real FIT files, the track is off the
# distance by 0.1% to 9%, and by 3.6% or more, and always more, if its semicircles are read as degrees times 10,000,000.
SCALED_TRACK_M: Final = 200.0
SCALED_TRACK_SHARE: Final = 0.02
SCALED_TRACK_BETTER: Final = 3.0
# STR013, meters. Judgment: a device that starts to count before it records stays below it.
DISTANCE_START_M: Final = 500.0

# FIT213, seconds. Devices round the starts of laps to whole seconds.
LAP_MOMENT_S: Final = 1.0

# JSN017, seconds. Judgment: nobody lifts weights for two days.
WORKOUT_S: Final = 172_800.0
# SET009, seconds. Judgment: no repetition takes less; seconds written as milliseconds are below it.
SET_SHORTEST_S: Final = 0.5
