"""Fixes of FIT files of which the fixtures show no case: other byte orders, chains, times in headers, refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fitdecode
import numpy as np
import pytest
from fastcrc import crc16

import activitylint
from activitylint.fixes.edits import Edit, apply
from activitylint.fixes.fit.seal import sealed
from activitylint.fixes.result import FixResult
from activitylint.formats.fit.container import read_header
from activitylint.model.arrays import Float
from activitylint.strava.thresholds import SESSION_EDGE_S
from fit_builder import INVALID, START, DeveloperField, FitFile, Raw, activity, chain, pool_swim, strength
from generated.model import NOW
from paths import FIXTURES
from sampling import sampled

DAY = 86_400


def fix(file: FitFile | bytes, *, unsafe: bool = True) -> FixResult:
    data = file if isinstance(file, bytes) else file.build()
    return activitylint.fix(data, name="ride.fit", unsafe=unsafe, now=NOW)


def applied(result: FixResult) -> list[str]:
    return [one.name for one in result.applied]


def refusals(result: FixResult) -> dict[str, str]:
    return {one.name: one.reason for one in result.skipped}


def codes(data: bytes) -> set[str]:
    report = activitylint.lint(data, now=NOW)
    return {finding.code for finding in (*report.errors, *report.warnings)}


def column(data: bytes, message: str, field: str) -> Float:
    fit = activitylint.read(data).fit
    assert fit is not None
    return fit.messages[message].column(field)


def crc_is_right(data: bytes) -> bool:
    return int(crc16.arc(data[:-2])) == int.from_bytes(data[-2:], "little")


def compressed(n: int = 12) -> FitFile:
    """A ride whose records have their time in their header, but for the first."""
    file = activity(n)
    for row, record in enumerate(file.of("record")):
        record.local = 1 if row else None
        if row:
            record.values["timestamp"] = None
            record.offset = (START - 631_065_600 + row) & 31
    return file


# The seal


def test_a_seal_keeps_to_the_files_that_an_edit_touches() -> None:
    first, second = activity().build(), activity(20).build()
    data = first + second
    headers = [read_header(data, 0), read_header(data, len(first))]
    made = apply(data, sealed(data, headers, [Edit(len(first) + 14, len(first) + 14, b"\x40\0\0\x14\0\0")]))
    assert made[: len(first)] == first
    assert crc_is_right(made[len(first) :])
    assert int.from_bytes(made[len(first) + 4 : len(first) + 8], "little") == len(second) - 16 + 6
    assert codes(made) == codes(data)


@pytest.mark.parametrize("header", [12, 14])
def test_a_wrong_checksum_is_never_made_right_in_passing(header: int) -> None:
    file = FitFile(header_size=header, items=activity().change("activity", num_sessions=3).items)
    data = activity(file=FitFile(header_size=header)).change("record", 3, power=40_000).build(crc=0x1234)
    made = activitylint.fix(data, unsafe=True, now=NOW, ignore=["FIT003"])
    assert applied(made) == ["blank-impossible-values"]
    assert made.data[-2:] == b"\x34\x12"
    assert [edit.stop - edit.start for edit in made.edits] == [2]
    wrong = fix(file.build(crc=0x1234), unsafe=False)
    assert refusals(wrong)["count-sessions"].startswith("the CRC is wrong")


def test_a_header_without_a_checksum_gets_none() -> None:
    data = activity().drop("lap").build(header_crc=0)
    made = fix(data).data
    assert made[12:14] == b"\0\0"
    assert crc_is_right(made)


# The container


@pytest.mark.parametrize("size", [12, 14])
@pytest.mark.parametrize("promised", [0, 3, 400, 1_000, 0xFFFFFFFE, 0xFFFFFFFF])
def test_a_checksum_proves_the_data_size(size: int, promised: int) -> None:
    whole = activity(file=FitFile(header_size=size)).build()
    forgotten = activity(file=FitFile(header_size=size)).build(data_size=promised)
    assert fix(forgotten, unsafe=False).data == whole
    damaged = whole[:4] + promised.to_bytes(4, "little") + whole[8:]
    made = fix(damaged, unsafe=False)
    assert made.data == whole
    assert all(edit.stop <= 8 for edit in made.edits), "the checksum was of the right header"


def test_the_size_of_a_file_that_breaks_off_is_not_proven() -> None:
    data = activity().build(data_size=0xFFFFFFFF)[:-9]
    made = fix(data, unsafe=False)
    assert not made.changed
    assert "nothing proves" in refusals(made)["right-data-size"]
    assert codes(fix(data).data) == set()


def test_zeros_after_a_checksum_prove_nothing() -> None:
    data = activity().build(data_size=0xFFFFFFFF) + bytes(40)
    assert "prove nothing" in refusals(fix(data, unsafe=False))["right-data-size"]


def test_a_header_checksum_is_not_changed_if_the_file_checksum_is_wrong() -> None:
    data = activity().build(header_crc=0x1234, crc=0x4321)
    assert "may be damaged" in refusals(fix(data, unsafe=False))["right-header-crc"]
    assert codes(fix(data).data) == set()


def test_a_header_checksum_alone_is_damaged() -> None:
    whole = activity().build()
    assert fix(whole[:12] + b"\x11\x22" + whole[14:], unsafe=False).data == whole


@pytest.mark.parametrize("fill", [b"\0", b"\xff"])
def test_padding_goes_and_data_stays(fill: bytes) -> None:
    whole = activity().build()
    assert fix(whole + fill * 512, unsafe=False).data == whole
    mixed = whole + fill * 10 + b"x"
    assert "not only padding" in refusals(fix(mixed, unsafe=False))["cut-padding"]
    assert fix(mixed).data == whole
    other = whole + b"xx" + whole
    assert "another FIT file" in refusals(fix(other))["drop-trailing-bytes"]


# Files that break off


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("size", [12, 14])
@pytest.mark.parametrize("every", sampled((67, 13), 2))
def test_a_file_cut_anywhere_is_closed(size: int, big_endian: bool, every: int) -> None:
    file = activity(30, file=FitFile(header_size=size, big_endian=big_endian)).drop("lap").drop("session")
    whole = file.build()
    records = activitylint.read(whole).records
    for length in range(300, len(whole), every):
        made = fix(whole[:length])
        assert codes(made.data) == set(), length
        after = activitylint.read(made.data).records
        assert 0 < len(after) <= len(records)
        np.testing.assert_array_equal(after.time, records.time[: len(after)])
        np.testing.assert_array_equal(after.power, records.power[: len(after)])
        assert column(made.data, "session", "total_elapsed_time")[0] == after.time[-1] - START


def test_a_tail_without_a_message_goes() -> None:
    whole = pool_swim().build()
    tail = FitFile().message("hr", timestamp=START, event_timestamp=Raw([1024], "uint32"), filtered_bpm=[100]).build()
    assert fix(whole + tail[:17]).data == whole
    unknown = tail[:14] + b"\x0f" * len(tail[14:])
    assert not fix(whole + unknown).changed


def test_a_file_that_is_mostly_lost_is_not_changed() -> None:
    data = activity(40).insert_raw("record", b"\x0b\x01\x02\x03", 2)
    assert "come before the damage" in refusals(fix(data))["close-file"]


def test_a_file_with_too_many_messages_is_not_changed() -> None:
    data = activity(12).raw(bytes((0x40, 0, 0, 20, 0, 0)) + bytes(150_000)).build()
    assert refusals(fix(data))["close-file"] == "the file has more messages than the linter reads"


def test_a_file_that_is_not_an_activity_is_closed_without_a_session() -> None:
    file = activity(30).change("file_id", type="course").build()
    made = fix(file[:600])
    assert "close-file" in applied(made)
    assert len(activitylint.read(made.data).sessions) == 0


def test_stale_records_do_not_stretch_a_session_that_is_written() -> None:
    file = activity(30).drop("session").drop("lap").drop("activity")
    file.change("record", 0, timestamp=START - 40 * DAY)
    assert column(fix(file.build()[:-60]).data, "session", "total_elapsed_time")[0] < 60


# What is missing


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("missing", ["session", "lap", "activity"])
@pytest.mark.parametrize("build", [activity, pool_swim, strength])
def test_what_is_missing_is_as_it_was(build: Callable[[], FitFile], missing: str, big_endian: bool) -> None:
    file = build()
    file.big_endian = big_endian
    whole = file.build()
    made = fix(file.drop(missing)).data
    fields = ["timestamp", "total_timer_time"]
    fields += ["start_time", "total_elapsed_time"] if missing != "activity" else ["num_sessions"]
    for field in fields:
        np.testing.assert_array_equal(column(made, missing, field), column(whole, missing, field), err_msg=field)


def test_all_local_types_are_taken_and_messages_come_at_the_end() -> None:
    file = activity().drop("session")
    for local in range(16):
        file.insert("activity", "event", timestamp=START + 9, event=Raw(40 + local), local=local)
    for item in file.of("activity"):
        item.local = 15
    assert codes(fix(file).data) == set()


def test_a_session_is_completed_and_its_local_type_stays_what_it_was() -> None:
    file = activity(20).change("session", total_timer_time=None)
    # Nothing tells how long the second one was, so that it is left, in the definition that both had.
    second = dict(file.of("session")[0].values, start_time=INVALID, total_elapsed_time=INVALID, total_calories=77)
    file.insert("activity", "session", **second)
    made = activitylint.fix(file.build(), unsafe=True, now=NOW, select=["FIT204"]).data
    np.testing.assert_array_equal(column(made, "session", "total_timer_time"), [19, np.nan])
    np.testing.assert_array_equal(column(made, "session", "total_calories"), [10, 77])


@pytest.mark.parametrize("lacking", [("timestamp",), ("total_timer_time",), ("start_time",), ("total_elapsed_time",)])
def test_the_times_of_a_session_tell_each_other(lacking: tuple[str, ...]) -> None:
    times = {"start_time": START, "timestamp": START + 19, "total_elapsed_time": 19, "total_timer_time": 19}
    file = activity(20).change("session", **times | dict.fromkeys(lacking))
    made = fix(file)
    assert applied(made) == ["complete-session"]
    assert {name: column(made.data, "session", name)[0] for name in times} == times


def test_too_many_stale_records_are_kept() -> None:
    file = activity(40).edit("record", lambda row, old: {"timestamp": old["timestamp"] - (3 * DAY if row < 13 else 0)})
    why = "13 of 40 records would be removed, which is too many to be stale"
    assert refusals(fix(file))["drop-stale-records"] == why


def test_the_start_of_a_session_is_that_of_its_records() -> None:
    made = fix(activity(20).change("session", start_time=None, timestamp=START)).data
    assert column(made, "session", "start_time")[0] == START


def test_an_invalid_value_is_written_over_where_its_field_is() -> None:
    file = activity(20, file=FitFile(big_endian=True)).change("session", total_timer_time=INVALID, timestamp=INVALID)
    made = fix(file)
    assert made.data == activity(20, file=FitFile(big_endian=True)).build()
    odd = activity(20).change("session", total_timer_time=Raw([float("nan")], "float32"))
    assert "unusual type" in refusals(fix(odd))["complete-session"]


def test_a_session_with_developer_fields_is_completed_before_them() -> None:
    file = activity(20).change("session", timestamp=None)
    file.insert("record", "developer_data_id", developer_data_index=0, application_id=bytes(16))
    file.insert("record", "field_description", developer_data_index=0, field_definition_number=5,
                fit_base_type_id=Raw(0x84), field_name="Load")  # fmt: skip
    file.of("session")[0].developer.append(DeveloperField(5, b"\x34\x12"))
    made = fix(file).data
    assert column(made, "session", "timestamp")[0] == START + 19
    with fitdecode.FitReader(made) as frames:
        sessions = [
            frame
            for frame in frames
            if getattr(frame, "name", "") == "session" and frame.frame_type == fitdecode.FIT_FRAME_DATA
        ]
    assert [session.get_value("Load") for session in sessions] == [0x1234]


# Times


def test_times_between_neighbours_are_even() -> None:
    file = activity(10, step=4)
    for row in (3, 4, 5):
        file.change("record", row, timestamp=INVALID)
    assert activitylint.read(fix(file).data).records.time.tolist() == [START + 4 * row for row in range(10)]


def test_records_without_a_moment_of_their_own_go() -> None:
    file = activity(10).change("record", 3, timestamp=INVALID).change("record", 4, timestamp=START + 3)
    made = activitylint.read(fix(file).data).records
    assert made.time.tolist() == [START + row for row in (0, 1, 2, 3, 5, 6, 7, 8, 9)]


def test_a_drawn_route_is_not_changed() -> None:
    assert "would be removed" in refusals(fix(activity().change("record", timestamp=None)))["time-or-drop-records"]


def test_a_record_that_others_count_on_from_is_not_dropped() -> None:
    file = compressed()
    times = activitylint.read(file.build()).records.time.tolist()
    assert times == [START + row for row in range(12)]
    file.change("record", 0, timestamp=START - 20)
    # The event before it has a time, from which the others count on to the same moments.
    assert activitylint.read(fix(file).data).records.time.tolist() == times[1:]
    made = fix(file.drop("event", 0))
    assert "counted from these records" in refusals(made)["drop-stale-records"]


def test_records_with_times_in_headers_are_not_sorted() -> None:
    file = compressed()
    records = file.of("record")
    records[5].values["timestamp"], records[5].offset, records[5].local = START + 2, None, None
    for row in range(6, 12):
        records[row].offset = (START - 631_065_600 + row) & 31
    assert "compressed timestamps" in refusals(fix(file))["sort-records"]


def test_no_time_is_written_from_which_others_would_count_on() -> None:
    file = activity(12).change("record", 3, timestamp=INVALID)
    for row, record in list(enumerate(file.of("record")))[6:]:
        record.local, record.offset = 1, (START - 631_065_600 + row) & 31
        record.values["timestamp"] = None
    made = fix(file)
    assert not made.changed
    assert refusals(made)["time-or-drop-records"] == (
        "the file has compressed timestamps, which are counted from one message to the next"
    )


def test_of_a_chain_the_file_is_sorted_that_is_out_of_order() -> None:
    first, second = activity(10), activity(10, start=START + 100)
    in_order = chain(first, second)
    records = second.of("record")
    here, there = (second.items.index(record) for record in records[4:6])
    second.items[here], second.items[there] = second.items[there], second.items[here]
    made = fix(chain(first, second))
    assert applied(made) == ["sort-records"]
    assert made.data == in_order


def test_a_record_is_not_moved_across_another_definition_of_its_type() -> None:
    file = activity(10)
    records = file.of("record")
    for record in records:
        record.local = 3
    for record in records[5:]:
        record.values.pop("power")
    first, second = (file.items.index(record) for record in records[4:6])
    file.items[first], file.items[second] = file.items[second], file.items[first]
    made = fix(file)
    assert "the definition of the records changes" in refusals(made)["sort-records"]
    assert not made.changed


def test_records_of_two_sizes_are_sorted_where_their_types_stay() -> None:
    file = activity(10)
    records = file.of("record")
    for row, record in enumerate(records):
        if row % 2:
            record.values.pop("power")
    in_order = activitylint.read(file.build()).records
    # Both kinds are defined before the two that change places.
    first, second = (file.items.index(record) for record in records[6:8])
    file.items[first], file.items[second] = file.items[second], file.items[first]
    made = activitylint.read(fix(file).data).records
    for stream in ("time", "distance", "power", "heartrate"):
        np.testing.assert_array_equal(getattr(made, stream), getattr(in_order, stream))


def test_a_clock_that_was_set_back_is_not_sorted() -> None:
    file = activity(200).change("record", position_lat=None, position_long=None, distance=None, enhanced_speed=None)
    file.edit("record", lambda row, old: {"timestamp": old["timestamp"] - (60 if row >= 120 else 0)})
    assert "the clock was set back" in refusals(fix(file))["sort-records"]


def test_tracks_in_the_wrong_order_are_put_in_order() -> None:
    file = activity(100)
    whole = activitylint.read(file.build()).records
    records = file.of("record")
    place = file.items.index(records[0])
    file.items[place : place + 100] = [*records[60:], *records[:60]]
    made = activitylint.read(fix(file).data).records
    for stream in ("time", "distance", "latitude", "power"):
        np.testing.assert_array_equal(getattr(made, stream), getattr(whole, stream))


def test_a_part_of_the_recording_is_not_stale() -> None:
    file = activity(2_000).change("session", start_time=START + 400, total_elapsed_time=1_599)
    assert "too long to be stale" in refusals(fix(file))["drop-stale-records"]


# Values


@pytest.mark.parametrize("big_endian", [False, True])
def test_values_are_blanked_in_either_byte_order_and_in_wide_fields(big_endian: bool) -> None:
    file = activity(10, file=FitFile(big_endian=big_endian))
    file.change("record", 3, power=47_140, enhanced_altitude=9_500, heart_rate=Raw(65_534, "uint16"))
    made = activitylint.read(fix(file).data).records
    for stream in ("power", "altitude", "heartrate"):
        values = getattr(made, stream)
        assert np.flatnonzero(np.isnan(values)).tolist() == [3], stream
    assert not np.isnan(made.distance).any()


def test_packed_values_are_not_changed() -> None:
    def packed(row: int, _: dict[str, Any]) -> dict[str, Any]:
        centimetres = 4_000_000 if row == 5 else 500
        return {"enhanced_speed": None, "distance": Raw(centimetres * (row + 1), "uint32")}

    file = activity(10).edit("record", packed).change("record", 5, distance=Raw(4_294_967_294))
    assert np.isnan(activitylint.read(fix(file).data).records.distance[5])


def test_the_longest_stretch_without_a_jump_is_the_track() -> None:
    file = activity(40)
    for row in (0, 1, 20, 39):
        file.change("record", row, position_lat=51.0)
    made = activitylint.read(fix(file).data).records
    assert np.flatnonzero(np.isnan(made.latitude)).tolist() == [0, 1, 20, 39]
    assert np.flatnonzero(np.isnan(made.longitude)).tolist() == [0, 1, 20, 39]
    halves = activity(40).edit("record", lambda row, old: {"position_lat": old["position_lat"] + 5 * (row >= 20)})
    assert "unclear which are right" in refusals(fix(halves))["blank-far-off-positions"]


def test_positions_that_are_all_at_0_0_go_and_the_rest_stays() -> None:
    made = fix(activity().change("record", position_lat=0, position_long=0))
    assert applied(made) == ["blank-impossible-positions"]
    assert np.isnan(activitylint.read(made.data).records.latitude).all()


# The split


def test_a_chain_and_overlapping_sessions_are_not_split() -> None:
    file = activity(20)
    file.insert("activity", "session", **dict(file.of("session")[0].values, start_time=START + 5))
    assert "overlap" in refusals(fix(file.change("activity", num_sessions=2)))["split-sessions"]
    assert "a chain of several FIT files" in refusals(fix(chain(file, pool_swim())))["split-sessions"]


@pytest.mark.parametrize("big_endian", [False, True])
def test_each_record_is_in_one_part(big_endian: bool) -> None:
    file = activity(40, file=FitFile(big_endian=big_endian)).drop("lap").drop("session")
    for start, end in ((0, 15), (15, 25), (25, 39)):
        totals = {"start_time": START + start, "timestamp": START + end, "total_elapsed_time": end - start}
        file.insert("activity", "lap", **totals, total_timer_time=end - start)
        file.insert("activity", "session", **totals, total_timer_time=end - start, sport="running")
    file.change("activity", num_sessions=3)
    # What has no time stands behind its record, in a local type that is defined anew each time.
    for row in (36, 35, 21, 20, 6, 5):
        file.insert("record", 78, row, unknown_0=Raw([row] * (1 + row % 2)), local=9)
    whole = activitylint.read(file.build())
    made = fix(file)
    parts = [activitylint.read(data) for _, data in made.parts]
    assert [label for label, _ in made.parts] == ["1", "2", "3"]
    for stream in ("time", "power", "distance", "latitude"):
        joined = np.concatenate([getattr(part.records, stream) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole.records, stream))
    assert [len(part.sessions) for part in parts] == [1, 1, 1]
    assert [len(part.laps) for part in parts] == [1, 1, 1]
    assert [len(part.fit.messages["hrv"]) for part in parts if part.fit is not None] == [2, 2, 2]
    assert all(crc_is_right(data) for _, data in made.parts)
    assert [column(data, "activity", "num_sessions")[0] for _, data in made.parts] == [1, 1, 1]


# What is left as it is, and why


def test_an_activity_message_that_is_there_gets_no_second_one() -> None:
    made = fix(strength().change("activity", timestamp=None))
    assert not made.changed
    assert refusals(made) == {"write-activity": "the file has an activity message, but without a timestamp"}


def two_sessions() -> FitFile:
    file = activity(40).drop("lap").drop("session")
    for start, end in ((0, 15), (15, 39)):
        totals = {"start_time": START + start, "timestamp": START + end, "total_elapsed_time": end - start}
        file.insert("activity", "session", **totals, total_timer_time=end - start, sport="running", num_laps=1)
        file.insert("activity", "lap", **totals)
    return file.change("activity", num_sessions=2)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda file: file.change("session", 0, start_time=None, timestamp=None),
            "a session has no start or no elapsed time",
        ),
        (lambda file: file.change("record", 3, timestamp=INVALID), "some records have no time"),
        (lambda file: file.build(crc=0x1234), "the CRC is wrong"),
        (
            lambda file: file.change("session", 0, num_laps=2).change("session", 1, num_laps=0),
            "the laps cannot be assigned to sessions by their times",
        ),
        (lambda file: file.change("session", 0, total_elapsed_time=21, total_timer_time=21), "sessions overlap"),
    ],
)
def test_a_file_is_not_split_where_that_is_uncertain(change: Callable[[FitFile], FitFile | bytes], why: str) -> None:
    assert len(fix(two_sessions()).parts) == 2
    changed = change(two_sessions())
    data = changed if isinstance(changed, bytes) else changed.build()
    made = activitylint.fix(data, name="ride.fit", unsafe=True, now=NOW, select=["FIT207"])
    assert refusals(made)["split-sessions"] == why


def test_a_session_that_was_timed_a_second_into_the_next_is_split() -> None:
    edge = {"total_elapsed_time": 15 + SESSION_EDGE_S, "total_timer_time": 15 + SESSION_EDGE_S}
    assert len(fix(two_sessions().change("session", 0, **edge)).parts) == 2


@pytest.mark.parametrize("sub_sport", ["road", None, INVALID])
@pytest.mark.parametrize("name", ["sport", "lap"])
def test_the_sport_of_a_session_is_that_of_what_tells_it(name: str, sub_sport: object) -> None:
    file = activity(20).drop("session")
    values: dict[str, Any] = {"sport": "cycling", "sub_sport": sub_sport}
    file = file.change("lap", **values) if name == "lap" else file.insert("record", "sport", 0, **values)
    fit = activitylint.read(fix(file).data).fit
    assert fit is not None
    session = fit.messages["session"]
    assert session.names("sport") == ["cycling"]
    assert session.names("sub_sport") == ["road" if sub_sport == "road" else "generic"]


def test_local_time_is_that_of_the_message_that_tells_it() -> None:
    told = (
        activity(20)
        .drop("activity")
        .insert("record", "timestamp_correlation", 0, timestamp=START, local_timestamp=START + 7200)
    )
    made = fix(told).data
    assert column(made, "activity", "local_timestamp") - column(made, "activity", "timestamp") == [7200]
    odd = (
        activity(20)
        .drop("activity")
        .insert("record", "timestamp_correlation", 0, timestamp=START, local_timestamp=START + 77)
    )
    for file in (odd, activity(20).drop("activity")):
        assert np.isnan(column(fix(file).data, "activity", "local_timestamp")).all()


@pytest.mark.parametrize("behind", [b"", activity(20, start=START + 100).build()], ids=["alone", "first in a chain"])
@pytest.mark.parametrize("missing", ["lap", "session", "activity"])
def test_what_is_written_stands_in_the_first_file_where_it_belongs(missing: str, behind: bytes) -> None:
    data = activity(20).drop(missing).build()
    made = fix(data + behind).data
    fit = activitylint.read(made).fit
    assert fit is not None
    places = [int(fit.messages[name].offset[0]) for name in ("record", "lap", "session", "activity")]
    assert places == sorted(places)
    assert made.endswith(behind)
    assert places[-1] < len(made) - len(behind)
    assert crc_is_right(made[: len(made) - len(behind)])


def test_fixes_that_must_be_asked_for_are_not_offered() -> None:
    tracks = (FIXTURES / "GPX007-several-tracks").glob("fail-*.gpx")
    offered = {offer.name for path in tracks for offer in activitylint.lint(path, now=NOW, available_fixes=True).fixes}
    assert "split-tracks" not in offered
    assert [
        offer.name for offer in activitylint.lint(activity(20).build(crc=1), now=NOW, available_fixes=True).fixes
    ] == ["write-crc"]
