"""Random changes to an activity that no breakage makes: parts left out, moved, doubled, renamed, or with odd values."""

from __future__ import annotations

import struct
from typing import Any, Final

from hypothesis import strategies as st

from fit_builder import INVALID, DeveloperField, Message, Raw
from generated.case import Case
from generated.devices import FitCase
from generated.markup import Node, descendants
from generated.model import Draw
from generated.objects import JsonCase, Twice
from generated.tracks import AX2, CLUETRUST, GPX, TCX, TPX1, TPX2, XmlCase

__all__ = ["disorder"]

_TEXTS: Final = (
    *("", " ", "0", "-0", "1", "-1", "0.5", "255", "65535", "1e3", "NaN", "INF", "-INF", "1e308", "1e999", "0x1F"),
    *("9" * 30, "12,5", "1 2", "12 bpm", "+5", ".5", "5.", "true", "null", "None", "\u0665", "a\u202eb", "\u00a012"),
    *("2026-04-12T06:30:00Z", "2026-04-12T06:30:00", "2026-04-12 06:30:00Z", "2026-04-12", "1775975400"),
    *("2026-04-12T06:30:00+14:00", "2026-04-12T24:00:00Z", "2026-02-30T06:30:00Z", "0001-01-01T00:00:00Z", "yesterday"),
    *("9999-12-31T23:59:59Z", "2026-04-12T06:30:60Z", "1989-12-31T00:00:00Z", "Biking", "running", "Other", "Garmin"),
)
"""Texts of elements and attributes: numbers, times and words that are at a limit, in another notation, or wrong."""
_RAW: Final = (
    *(b"<!-- activitylint: ignore=TIM -->", b"<!-- activitylint: ignore=POS001 known -->", b"<!-- a -->", b"<?x y?>"),
    *(b"<![CDATA[12]]>", b"&#49;", b"&amp;", b"text", b"<x/>", b"<!-- activitylint: ignore=NONE -->"),
)
_NAMESPACES: Final = (GPX, TPX1, TPX2, CLUETRUST, TCX, AX2, "", "http://www.topografix.com/GPX/1/0", "urn:other")
_NAMES: Final = (
    *("time", "Time", "ele", "AltitudeMeters", "hr", "HeartRateBpm", "Value", "cad", "Cadence", "RunCadence", "Watts"),
    *("power", "atemp", "speed", "Speed", "trkpt", "Trackpoint", "trkseg", "Track", "Lap", "rte", "wpt", "extensions"),
    *("Extensions", "Position", "LatitudeDegrees", "Id", "Notes", "name", "type", "Activity", "unknown"),
)
_ATTRIBUTES: Final = ("lat", "lon", "version", "creator", "Sport", "StartTime", "xsi:type", "Lat", "unknown")
_FACTORS: Final = (-1, 0, 0.001, 0.01, 0.1, 0.3048, 0.44704, 1.609, 3.6, 10, 60, 100, 1000, 1e6)
"""What a value is multiplied by if its unit is wrong."""
_STREAMS: Final = (
    *("time", "latitude", "longitude", "altitude", "distance", "heartrate", "cadence", "power", "temperature", "speed"),
)
_JSON: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 0.5, 1e300, 10**25, "", "0", " 5", "BARBELL_BACK_SQUAT", "SQUAT", [], {}, [[]]),
    *([1, 2, 3], {"a": 1}, "2026-04-12T06:30:00Z", "2026-04-12T06:30:00", "\u202e", "a" * 300, -3600, 54_000, 2_000),
)
_KEYS: Final = (
    *("version", "start_time", "utc_offset", "elapsed_time", "active_time", "total_calories", "creator", "streams"),
    *("sets", "exercise_type", "repetitions", "reps", "weight", "weight_lbs", "duration", "time", "heartrate", "Sets"),
    *("active", "name", "", "elapsedTime"),
)
_BASES: Final = (
    *("enum", "sint8", "uint8", "sint16", "uint16", "sint32", "uint32", "float32", "float64", "uint8z"),
    *("uint16z", "uint32z", "byte", "sint64", "uint64", "uint64z"),
)
_MESSAGES: Final = (
    *("file_id", "file_creator", "device_info", "event", "record", "lap", "session", "activity", "hr", "hrv", "length"),
    *("set", "split", "sport", "workout", "user_profile", "zones_target", "developer_data_id", "unknown_65280"),
)


def disorder(draw: Draw, case: Case) -> None:
    """Make one random change to a case that has not been rendered yet."""
    if draw(st.integers(0, 3)) == 0 and case.rows:
        _measure(draw, case)
    elif isinstance(case, XmlCase):
        _tree(draw, case.root)
    elif isinstance(case, JsonCase):
        _objects(draw, case.document)
    elif isinstance(case, FitCase):
        _messages(draw, case)


def _measure(draw: Draw, case: Case) -> None:
    """Change the values of a stream, in one record or in all from some record on."""
    stream = draw(st.sampled_from(_STREAMS))
    holders = case.holders(stream)
    if not holders:
        return
    first = draw(st.integers(0, len(holders) - 1))
    rows = holders[first:] if draw(st.booleans()) else [holders[first]]
    factor = draw(st.none() | st.sampled_from(_FACTORS))
    shift = draw(st.sampled_from([0, 0, 0.001, -1, 1, 3600, -3600, 86_400 * 400]))
    for row in rows:
        value = None if factor is None else _scaled(_value(case, row, stream), factor, shift)
        _change(case, row, stream, value)


def _change(case: Case, row: int, stream: str, value: Any) -> None:
    """Change a value, unless the field of a FIT message is too small for it."""
    if isinstance(case, FitCase):
        message = case.records[row]
        old = dict(message.values)
        case.change(row, stream, value)
        try:
            case.file._encode(message)
        except (struct.error, OverflowError):
            message.values = old
    else:
        case.change(row, stream, value)


def _value(case: Case, row: int, stream: str) -> Any:
    if isinstance(case, XmlCase):
        return getattr(case.ride.points[row], stream, 1.0)
    if isinstance(case, JsonCase):
        return case.streams[stream][row]
    assert isinstance(case, FitCase)
    return case.records[row].values[case.field(row, stream)]


def _scaled(value: Any, factor: float, shift: float) -> Any:
    return value * factor + shift if isinstance(value, int | float) else value


def _tree(draw: Draw, root: Node) -> None:
    nodes = list(descendants(root))
    node = nodes[draw(st.integers(0, len(nodes) - 1))]
    other = nodes[draw(st.integers(0, len(nodes) - 1))]
    if node is root:
        return
    parent = node.parent_in(root)
    place = next(i for i, child in enumerate(parent.children) if child is node)
    match draw(st.integers(0, 9)):
        case 0:
            del parent.children[place]
        case 1:
            parent.children[place:place] = [node] * draw(st.sampled_from([1, 1, 2, 5]))
        case 2 if len(parent.children) > 1:
            del parent.children[place]
            parent.children.insert(draw(st.integers(0, len(parent.children))), node)
        case 3 if not any(below is other for below in descendants(node)):
            del parent.children[place]
            other.children.append(node)
        case 4:
            node.name = draw(st.sampled_from(_NAMES))
        case 5:
            node.namespace = draw(st.sampled_from(_NAMESPACES))
        case 6:
            name = draw(st.sampled_from((*node.attributes, *_ATTRIBUTES)))
            node.attributes[name] = draw(st.sampled_from(_TEXTS))
        case 7 if node.attributes:
            del node.attributes[draw(st.sampled_from(sorted(node.attributes)))]
        case 8:
            node.children.insert(draw(st.integers(0, len(node.children))), draw(st.sampled_from(_RAW)))
        case _:
            node.replace_text(draw(st.sampled_from(_TEXTS)))


def _objects(draw: Draw, document: dict[str, Any]) -> None:
    holders = list(_holders(document))
    holder = holders[draw(st.integers(0, len(holders) - 1))]
    if not holder:
        return
    if isinstance(holder, list):
        row = draw(st.integers(0, len(holder) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                del holder[row]
            case 1:
                holder.insert(row, holder[row])
            case 2:
                holder.insert(0, holder.pop(row))
            case _:
                holder[row] = draw(st.sampled_from(_JSON))
        return
    key = draw(st.sampled_from(sorted(holder)))
    match draw(st.integers(0, 5)):
        case 0:
            del holder[key]
        case 1:
            holder[draw(st.sampled_from(_KEYS))] = holder.pop(key)
        case 2:
            holder[key] = Twice(holder[key], draw(st.sampled_from(_JSON)))
        case 3 if isinstance(holder[key], int | float):
            holder[key] *= draw(st.sampled_from(_FACTORS))
        case 4:
            holder[draw(st.sampled_from(_KEYS))] = draw(st.sampled_from(_JSON))
        case _:
            holder[key] = draw(st.sampled_from(_JSON))


def _holders(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for below in value.values() if isinstance(value, dict) else value:
            yield from _holders(below)


def _messages(draw: Draw, case: FitCase) -> None:
    items = case.file.items
    row = draw(st.integers(0, len(items) - 1))
    item = items[row]
    kind = draw(st.integers(0, 9))
    if kind == 0:
        del items[row]
    elif kind == 1:
        items[row:row] = [item] * draw(st.sampled_from([1, 1, 2, 5]))
    elif kind == 2:
        del items[row]
        items.insert(draw(st.integers(0, len(items))), item)
    elif isinstance(item, Message) and kind <= 8:
        _message(draw, item, kind)
    else:
        values = {f"unknown_{draw(st.integers(0, 254))}": draw(st.integers(0, 255))} if draw(st.booleans()) else {}
        items.insert(row, Message(draw(st.sampled_from(_MESSAGES)), values))


def _message(draw: Draw, message: Message, kind: int) -> None:
    if kind == 3:
        message.developer.append(DeveloperField(draw(st.integers(0, 3)), draw(st.binary(min_size=1, max_size=5))))
    if not message.values:
        return
    field = draw(st.sampled_from(sorted(message.values)))
    value = message.values[field]
    if kind == 4:
        message.values[field] = draw(st.sampled_from([None, INVALID]))
    elif kind == 5:
        message.values[field] = Raw(0, draw(st.sampled_from(_BASES)))
    elif kind == 6:
        message.values[field] = Raw(draw(st.binary(min_size=1, max_size=12)))
    elif kind == 7:
        message.values = dict(reversed(message.values.items()))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        message.values[field] = Raw(_fitting(_scaled(value, draw(st.sampled_from(_FACTORS)), 0)), "sint64")


def _fitting(value: float) -> int:
    return int(max(-(2**63), min(value, 2**63 - 1)))
