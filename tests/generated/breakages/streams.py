"""STR: values that no sensor can measure."""

from __future__ import annotations

from typing import Any

from generated.broken import Expect, breaks
from generated.case import Case
from generated.devices import FitCase
from generated.model import Draw, Ride
from generated.tracks import AX2, TcxCase, XmlCase


def _some(case: Case, stream: str, values: list[Any]) -> Expect:
    rows = case.some(stream)
    for row in rows:
        case.change(row, stream, case.one_of(values))
    return Expect(case.spot(rows[0], stream), len(rows), rows)


@breaks("STR001", "gpx", "tcx", "fit", "json", need=("heartrate",), streams=True)
def heart_stands_still(case: Case) -> Expect:
    return _some(case, "heartrate", [0])


@breaks("STR001", "gpx", "tcx", "json", need=("heartrate",), streams=True)
def heart_races(case: Case) -> Expect:
    return _some(case, "heartrate", [256, 300, 999])


@breaks("STR002", "gpx", "tcx", need=("cadence",))
def cadence_too_high(case: Case) -> Expect:
    return _some(case, "cadence", [256, 300, 5400])


@breaks("STR003", "tcx", "fit", need=("cadence",), sports=("run",))
def both_feet(case: Case) -> Expect:
    rows = case.holders("cadence")
    for row in rows:
        case.change(row, "cadence", case.number(150, 190))
    return Expect(case.spot(rows[0], "cadence"), len(rows), rows)


@breaks("STR004", "gpx", "tcx", "fit", need=("power",))
def power_of_a_car(case: Case) -> Expect:
    return _some(case, "power", [3001, 5000, 64_000])


@breaks("STR004", "gpx", "tcx", need=("power",))
def negative_power(case: Case) -> Expect:
    return _some(case, "power", [-1, -250])


@breaks("STR005", "gpx", "fit", need=("temperature",))
def too_hot(case: Case) -> Expect:
    return _some(case, "temperature", [81, 104, -61, -110])


@breaks("STR006", "gpx", "tcx", "fit", need=("altitude",))
def above_everest(case: Case) -> Expect:
    return _some(case, "altitude", [9001.0, 12_000.0])


@breaks("STR006", "gpx", "tcx", need=("altitude",))
def below_the_dead_sea(case: Case) -> Expect:
    return _some(case, "altitude", [-500.5, -32_000.0])


@breaks("STR007", "gpx", "tcx", "fit", need=("distance",), sports=("ride",), least=7)
def distance_falls(case: XmlCase | FitCase) -> Expect:
    assert case.ride is not None
    row = case.number(5, case.rows - 2)
    before = case.ride.points[row - 1].distance
    assert before is not None
    case.change(row, "distance", round(before - 1, 2))
    return Expect(case.spot(row, "distance"), 1, [row])


def _drive(draw: Draw, ride: Ride) -> None:  # noqa: ARG001 -- as all that prepare a ride
    for row, point in enumerate(ride.points):
        point.time = ride.start + 2 * row
        point.distance = point.way = 40.0 * row


@breaks("STR008", "tcx", "fit", sports=("run",), without=("position",), least=40, still=True, prepare=_drive)
def drive_home(case: Case) -> Expect:
    return Expect(case.spot(0), case.rows, range(case.rows))


def _kmh(case: TcxCase | FitCase, row: int) -> float:
    assert case.ride is not None
    points = case.ride.points
    row = max(row, 1)
    metres = (points[row].distance or 0) - (points[row - 1].distance or 0)
    return round(3.6 * metres / (points[row].time - points[row - 1].time), 3)


@breaks("STR008", "fit", need=("distance",), sports=("ride",), least=8, still=True)
def kilometres_an_hour(case: FitCase) -> Expect:
    for row in range(case.rows):
        case.change(row, "enhanced_speed", _kmh(case, row))
    return Expect("record 1", case.rows - 1, range(1, case.rows))


@breaks("STR008", "tcx", need=("distance",), without=("power",), sports=("ride",), least=8, still=True, one_lap=True)
def kilometres_an_hour_in_tcx(case: TcxCase) -> Expect:
    speeds = []
    for row in range(case.rows):
        container = case.point(row).add("Extensions").add("TPX", namespace=AX2)
        speeds.append(container.add("Speed", _kmh(case, row)))
    return Expect((speeds[1], ""), case.rows - 1, range(1, case.rows))


@breaks("STR009", "gpx", "tcx", "json", need=("heartrate",), streams=True)
def all_bits_set(case: Case) -> Expect:
    rows = case.some("heartrate")
    for row in rows:
        case.change(row, "heartrate", case.one_of([255, 65_535]))
    return Expect(case.spot(rows[0], "heartrate"), len(rows), rows)


@breaks("STR009", "gpx", "tcx", "fit", need=("power",))
def all_bits_but_one(case: Case) -> Expect:
    return _some(case, "power", [65_534])


@breaks("STR010", "gpx", "tcx", need=("altitude", "heartrate", "power"))
def no_number(case: XmlCase) -> Expect:
    stream = case.one_of(["altitude", "heartrate", "power"])
    return _some(case, stream, ["12,5", "12 m", "n/a", "1.2.3", "0x1F"])


@breaks("STR011", "tcx", "fit", without=("position", "distance"))
def no_way_to_measure(case: Case) -> Expect:
    return Expect(case.spot(0))
