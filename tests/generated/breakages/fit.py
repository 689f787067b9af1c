"""FIT: the container, identity, sessions, totals and messages."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fit_builder import INVALID, DeveloperField, FitFile, Raw, chain
from generated.broken import Expect, breaks
from generated.devices import FitCase, totals
from generated.model import Draw, Ride

MISSING_CRC = 2


def _inserted(case: FitCase, data: bytes) -> int:
    """Insert bytes before a record; return where they begin."""
    case.file.insert_raw("record", data, case.inner())
    place = next(i for i, item in enumerate(case.file.items) if isinstance(item, bytes))
    items, case.file.items = case.file.items, case.file.items[:place]
    start = case.file.header_size + len(case.file.body())
    case.file.items = items
    return start


@breaks("FIT001", "fit")
def no_data_promised(case: FitCase) -> Expect:
    return Expect("byte 4", data=case.file.build(data_size=case.one_of([0, 0xFFFFFFFF])))


@breaks("FIT001", "fit")
def header_of_another_size(case: FitCase) -> Expect:
    data = bytearray(case.file.build())
    data[0] = case.one_of([0, 7, 11])
    return Expect("byte 0", data=bytes(data))


@breaks("FIT002", "fit")
def wrong_header_crc(case: FitCase) -> Expect:
    case.file.header_size = 14
    right = int.from_bytes(case.file.build()[12:14], "little")
    return Expect("byte 12", data=case.file.build(header_crc=right ^ 0x55 or 0x1234))


@breaks("FIT003", "fit")
def wrong_crc(case: FitCase) -> Expect:
    data = bytearray(case.file.build())
    data[-case.number(1, 2)] ^= case.number(1, 255)
    return Expect(f"byte {len(data) - 2}", data=bytes(data))


@breaks("FIT004", "fit")
def cut_inside_a_record(case: FitCase) -> Expect:
    record = case.records[case.inner()]
    start = case.offset(record)
    size = len(case.file._encode(record)[1])
    return Expect(f"byte {start}", data=case.file.build()[: start + case.number(1, size)])


@breaks("FIT004", "fit")
def without_its_crc(case: FitCase) -> Expect:
    data = case.file.build()[:-MISSING_CRC]
    return Expect(f"byte {len(data) - 1}", data=data)


@breaks("FIT005", "fit")
def never_defined(case: FitCase) -> Expect:
    return Expect(f"byte {_inserted(case, bytes((0x0F, 1, 2)))}")


@breaks("FIT006", "fit")
def more_bytes(case: FitCase) -> Expect:
    data = case.file.build()
    return Expect(f"byte {len(data)}", data=data + bytes(case.number(1, 40)))


@breaks("FIT007", "fit", "swim")
def chained(case: FitCase) -> Expect:
    data = case.file.build()
    start = case.file.of("session")[0].values["start_time"]
    tail = FitFile().message(
        "hr", timestamp=start, event_timestamp=Raw([1024, 2048], "uint32"), filtered_bpm=[101, 102]
    )
    return Expect(f"byte {len(data)}", 1, data=chain(data, tail))


@breaks("FIT008", "fit")
def protocol_3(case: FitCase) -> Expect:
    case.file.protocol = (case.number(3, 15), case.number(0, 15))
    return Expect("byte 1")


@breaks("FIT009", "fit")
def odd_size(case: FitCase) -> Expect:
    case.file.change("event", 0, timer_trigger=Raw(b"\0" * case.one_of([1, 2, 3, 5]), "uint32"))
    return Expect("event 0", 1)


@breaks("FIT010", "fit")
def undescribed(case: FitCase) -> Expect:
    rows = case.some()
    for row in rows:
        case.records[row].developer.append(DeveloperField(5, b"\x10\x00"))
    return Expect(f"record {rows[0]}", 1)


@breaks("FIT011", "fit")
def out_of_step(case: FitCase) -> Expect:
    definition = case.one_of([b"\x40\x00\x02", b"\x41\x01\x00", b"\x4f\xff\xff"])
    return Expect(f"byte {_inserted(case, definition + bytes(9))}")


@breaks("FIT012", "fit")
def longer_header(case: FitCase) -> Expect:
    case.file.header_size = case.one_of([15, 16, 20, 255])
    return Expect("byte 0")


@breaks("FIT013", "fit")
def field_twice(case: FitCase) -> Expect:
    index = bytes((0, 1, 2))  # field, size and base type (uint8)
    definition = bytes((0x4F, 0, 0, 23, 0, 2)) + index * 2  # of message 23, device_info
    case.file.insert_raw("lap", definition + bytes((0x0F, 5, 6)))
    return Expect("device_info 0", 1)


@breaks("FIT101", "fit", "swim", "strength")
def no_file_id(case: FitCase) -> Expect:
    case.file.drop("file_id")
    return Expect()


@breaks("FIT102", "fit", "swim", "strength")
def not_an_activity(case: FitCase) -> Expect:
    kind: Any = case.one_of(["course", "workout", "settings", Raw(200)])
    case.file.change("file_id", type=kind)
    return Expect("file_id 0")


@breaks("FIT105", "fit", "swim", "strength")
def of_no_type(case: FitCase) -> Expect:
    case.file.change("file_id", type=case.one_of([None, INVALID]))
    return Expect("file_id 0")


@breaks("FIT103", "fit", "swim", "strength")
def file_id_second(case: FitCase) -> Expect:
    case.file.insert("file_id", "file_creator", software_version=5)
    return Expect("file_id 0")


@breaks("FIT104", "fit", "swim", "strength")
def no_time_created(case: FitCase) -> Expect:
    case.file.change("file_id", time_created=None)
    return Expect("file_id 0")


# Sessions


@breaks("FIT201", "fit", "swim")
def no_session(case: FitCase) -> Expect:
    case.file.drop("session")
    return Expect()


@breaks("FIT202", "fit", "swim")
def no_activity(case: FitCase) -> Expect:
    case.file.drop("activity")
    return Expect()


@breaks("FIT203", "fit", "swim", "strength")
def no_lap(case: FitCase) -> Expect:
    case.file.drop("lap")
    return Expect()


@breaks("FIT204", "fit")
def session_attribute(case: FitCase) -> Expect:
    name = case.one_of(["sport", "start_time", "total_elapsed_time", "total_timer_time", "timestamp"])
    case.file.change("session", **{name: None})
    return Expect("session 0", 1, [0])


@breaks("FIT205", "fit", "swim", "strength")
def sessions_miscounted(case: FitCase) -> Expect:
    case.file.change("activity", num_sessions=case.one_of([0, 2, 77]))
    return Expect("activity 0")


@breaks("FIT206", "fit", "swim", "strength")
def no_time_zone(case: FitCase) -> Expect:
    end = case.file.of("activity")[0].values["timestamp"]
    case.file.change("activity", local_timestamp=end + case.one_of([1000, 15 * 3600, -13 * 3600, 631_065_600]))
    return Expect("activity 0")


@breaks("FIT207", "fit", least=6, still=True)
def two_sessions(case: FitCase) -> Expect:
    assert case.ride is not None
    middle = case.inner()
    sport = {name: case.file.of("session")[0].values[name] for name in ("sport", "sub_sport")}
    case.file.drop("session")
    for first, last in ((0, middle), (middle, case.rows - 1)):
        case.file.insert("activity", "session", **totals(case.ride, first, last), **sport)
    case.file.change("activity", num_sessions=2)
    return Expect("session 1", 2)


@breaks("FIT208", "fit")
def timer_beyond_elapsed(case: FitCase) -> Expect:
    assert case.ride is not None
    case.file.change("session", total_timer_time=case.ride.elapsed + case.number(3, 10_000))
    return Expect("session 0")


@breaks("FIT208", "fit", need=("distance",))
def distance_in_centimetres(case: FitCase) -> Expect:
    distance = case.file.of("session")[0].values["total_distance"]
    case.file.change("session", total_distance=distance * 100 + 1000)
    return Expect("session 0")


@breaks("FIT209", "fit", least=8, still=True)
def record_after_the_end(case: FitCase) -> Expect:
    assert case.ride is not None
    row = case.rows - 1
    case.change(row, "time", case.ride.points[row].time + case.number(6, 3600))
    return Expect(f"record {row}", 1, [row])


@breaks("FIT209", "fit", least=8, still=True)
def record_before_the_start(case: FitCase) -> Expect:
    assert case.ride is not None
    case.change(0, "time", case.ride.start - case.number(6, 3600))
    return Expect("record 0", 1, [0])


@breaks("FIT210", "fit", "swim", "strength")
def lap_attribute(case: FitCase) -> Expect:
    laps = len(case.file.of("lap"))
    row = case.number(0, laps - 1)
    name = case.one_of(["timestamp", "start_time", "total_elapsed_time", "total_timer_time"])
    case.file.change("lap", row, **{name: None})
    return Expect(f"lap {row}", 1, [row])


@breaks("FIT211", "fit", "swim")
def no_local_timestamp(case: FitCase) -> Expect:
    case.file.change("activity", local_timestamp=case.one_of([None, Raw(0)]))
    return Expect("activity 0")


# Messages


@breaks("FIT212", "fit")
def marker_in_a_total(case: FitCase) -> Expect:
    name = case.one_of(["session", "lap"])
    field, value = case.one_of([("total_calories", 65_534), ("avg_heart_rate", 254), ("max_speed", 65.534)])
    case.file.change(name, 0, **{field: value})
    return Expect(f"{name} 0", 1, [0])


def _two_laps(draw: Draw, ride: Ride) -> None:
    ride.laps = [0, draw(st.integers(2, len(ride.points) - 2))]


@breaks("FIT213", "fit", prepare=_two_laps, least=6, still=True)
def laps_out_of_order(case: FitCase) -> Expect:
    start = case.file.of("lap")[0].values["start_time"]
    case.file.change("lap", 1, start_time=start - case.one_of([0, 1, 4]))
    return Expect("lap 1", 1, [1])


@breaks("FIT306", "fit", "swim", still=True)
def never_stopped(case: FitCase) -> Expect:
    case.file.drop("event", 1)
    return Expect("event 0")


@breaks("FIT301", "fit", "swim", still=True)
def never_started(case: FitCase) -> Expect:
    case.file.drop("event", 0)
    return Expect("event 0")


@breaks("FIT301", "fit", least=12, still=True)
def records_in_a_pause(case: FitCase) -> Expect:
    assert case.ride is not None
    first, last = 3, case.rows - 3
    times = [point.time for point in case.ride.points]
    timer: dict[str, Any] = {"event": "timer", "timer_trigger": "manual"}
    case.file.insert("record", "event", first, timestamp=times[first], event_type="stop_all", **timer)
    case.file.insert("record", "event", last, timestamp=times[last], event_type="start", **timer)
    inside = [row for row in range(case.rows) if times[first] + 1 < times[row] < times[last] - 1]
    return Expect(f"record {inside[0]}", len(inside), inside)


@breaks("FIT302", "fit")
def rate_without_event_time(case: FitCase) -> Expect:
    assert case.ride is not None
    case.file.insert("lap", "hr", timestamp=case.ride.start, filtered_bpm=[100, 101])
    return Expect("hr 0")


@breaks("FIT303", "swim")
def pool_of_no_length(case: FitCase) -> Expect:
    case.file.change("session", pool_length=None)
    return Expect("session 0", 1)


@breaks("FIT303", "swim")
def length_attribute(case: FitCase) -> Expect:
    row = case.number(0, len(case.file.of("length")) - 1)
    name = case.one_of(["start_time", "total_elapsed_time", "total_timer_time"])
    case.file.change("length", row, **{name: None})
    return Expect(f"length {row}", 1, [row])


@breaks("FIT304", "fit")
def split_attribute(case: FitCase) -> Expect:
    assert case.ride is not None
    values: dict[str, Any] = {"split_type": 5, "start_time": case.ride.start, "total_elapsed_time": case.ride.elapsed}
    del values[case.one_of(sorted(values))]
    case.file.insert("lap", "split", **values)
    return Expect("split 0", 1, [0])


@breaks("FIT305", "fit", "swim", "strength")
def device_info(case: FitCase) -> Expect:
    case.file.insert("lap", "device_info", battery_voltage=3.5)
    return Expect("device_info 0", 1)
