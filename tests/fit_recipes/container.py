"""FIT001 to FIT010: the container."""

from __future__ import annotations

from fit_builder import START, DeveloperField, FitFile, Raw, activity, chain, pool_swim
from fit_recipes import Recipe

DEVELOPER_FIELD = DeveloperField(5, b"\x10\x00")


def _heart_rate_tail() -> FitFile:
    """What a watch appends when a strap sends its heart rates after the swim: a file without file_id."""
    start = int(pool_swim().of("session")[0].values["start_time"])
    return FitFile().message(
        "hr", timestamp=start, event_timestamp=Raw([1024, 2048, 3072], "uint32"), filtered_bpm=[101, 102, 103]
    )


def _with_developer_field(*, described: bool = True, declared: bool = True) -> FitFile:
    file = activity()
    if declared:
        file.insert("event", "developer_data_id", developer_data_index=0, application_id=bytes(range(16)))
    if described:
        file.insert(
            "event",
            "field_description",
            developer_data_index=0,
            field_definition_number=5,
            fit_base_type_id=Raw(0x84),
            field_name="Load",
            units="kg",
        )
    for record in file.of("record"):
        record.developer.append(DEVELOPER_FIELD)
    return file


def _many_local_types() -> FitFile:
    """Twenty more kinds of messages, so that local types must be redefined again and again."""
    file = activity()
    for number in range(20):
        file.insert("lap", "event", timestamp=activity().of("lap")[0].values["timestamp"], event=Raw(number + 40))
        file.of("event")[-2].values["event_type"] = Raw(bytes([3] * (number + 1)))
    return file


def _cut_in_second_lap() -> bytes:
    """A ride with a sport message, a pause and a lap that breaks off in a record, as when the battery runs out."""
    file = activity(40, sport="cycling", sub_sport="gravel_cycling").drop("lap").drop("session").drop("activity")
    file.insert("record", "sport", sport="cycling", sub_sport="gravel_cycling")
    timer = {"event": "timer", "timer_trigger": "auto"}
    file.insert("record", "event", 10, timestamp=START + 9, event_type="stop_all", **timer)
    file.insert("record", "event", 15, timestamp=START + 15, event_type="start", **timer)
    file.drop("record", *range(10, 15))
    stood = {"position_lat": 25 / 111_195, "distance": 25}
    file.edit("record", lambda i, old: {name: old[name] - way for name, way in stood.items()} if i >= 10 else {})
    lap = {"start_time": START, "total_elapsed_time": 20, "total_timer_time": 14, "total_distance": 75}
    file.insert("record", "lap", 16, timestamp=START + 20, **lap)
    return file.drop("event", 3).build()[:-20]


def _size_off(by: int) -> bytes:
    """The data size is wrong by some bytes, but the checksum matches the file."""
    file = activity()
    return file.build(data_size=len(file.body()) + by)


RECIPES: dict[str, Recipe] = {
    "FIT001-damaged-header/fail-big-endian-size.fit": lambda: activity().build(
        data_size=int.from_bytes(len(activity().body()).to_bytes(4, "big"), "little")
    ),
    "FIT001-damaged-header/fail-data-size-never-filled.fit": lambda: activity().build(data_size=0xFFFFFFFF),
    "FIT001-damaged-header/fail-header-size.fit": lambda: FitFile(header_size=7, items=activity().items),
    "FIT001-damaged-header/fail-no-data-promised.fit": lambda: activity().build(data_size=0),
    "FIT001-damaged-header/fail-too-little-promised.fit": lambda: _size_off(-100),
    "FIT001-damaged-header/pass-short-header.fit": lambda: FitFile(header_size=12, items=activity().items),
    "FIT002-header-crc-mismatch/fail-wrong.fit": lambda: activity().build(header_crc=0x1234),
    "FIT002-header-crc-mismatch/pass-none.fit": lambda: FitFile(header_size=12, items=activity().items),
    "FIT002-header-crc-mismatch/pass-right.fit": activity,
    "FIT002-header-crc-mismatch/pass-zero.fit": lambda: activity().build(header_crc=0),
    "FIT003-crc-mismatch/fail-second-of-chain.fit": lambda: chain(pool_swim(), _heart_rate_tail().build(crc=0)),
    "FIT003-crc-mismatch/fail-zero.fit": lambda: activity().build(crc=0),
    "FIT003-crc-mismatch/pass-right.fit": activity,
    "FIT004-truncated/fail-checksum-missing.fit": lambda: activity().build()[:-2],
    "FIT004-truncated/fail-header-counted-twice.fit": lambda: _size_off(14),
    "FIT004-truncated/fail-in-second-lap.fit": _cut_in_second_lap,
    "FIT004-truncated/fail-inside-record.fit": lambda: activity().build()[:350],
    "FIT004-truncated/pass-whole.fit": activity,
    "FIT005-undefined-local-message/fail-local-11.fit": lambda: activity().insert_raw("lap", b"\x0b\x01\x02\x03"),
    "FIT005-undefined-local-message/pass-defined-anew.fit": _many_local_types,
    "FIT006-trailing-bytes/fail-text.fit": lambda: activity().build() + b"exported by a tool",
    "FIT006-trailing-bytes/fail-zeros.fit": lambda: activity().build() + bytes(16),
    "FIT006-trailing-bytes/pass-chain.fit": lambda: chain(pool_swim(), _heart_rate_tail()),
    "FIT007-chained-files/fail-heart-rate-after-swim.fit": lambda: chain(pool_swim(), _heart_rate_tail()),
    "FIT007-chained-files/pass-one-file.fit": pool_swim,
    "FIT008-newer-protocol/fail-3.0.fit": lambda: activity(file=FitFile(protocol=(3, 0))),
    "FIT008-newer-protocol/pass-1.0.fit": lambda: activity(file=FitFile(protocol=(1, 0))),
    "FIT009-odd-field-size/fail-one-byte-of-uint32.fit": lambda: activity().change(
        "event", timer_trigger=Raw(b"\x00", "uint32")
    ),
    "FIT009-odd-field-size/pass-whole.fit": activity,
    "FIT010-undescribed-developer-field/fail-no-developer-data-id.fit": lambda: _with_developer_field(declared=False),
    "FIT010-undescribed-developer-field/fail-no-field-description.fit": lambda: _with_developer_field(described=False),
    "FIT010-undescribed-developer-field/pass-described.fit": _with_developer_field,
}
