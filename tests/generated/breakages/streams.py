"""STR: values that no sensor can measure."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from generated.broken import Expect, breaks
from generated.case import Case
from generated.devices import FitCase
from generated.model import METRES_A_DEGREE, Draw, Ride
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


@breaks("STR006", "fit", need=("altitude",))
def altitude_of_raw_zero(case: FitCase) -> Expect:
    return _some(case, "altitude", [-500.0])


def _below_the_sea(draw: Draw, ride: Ride) -> None:
    low = draw(st.integers(-420, -170))
    for point in ride.points:
        if point.altitude is not None:
            point.altitude = float(low + draw(st.integers(0, 5)))
        if point.longitude is not None:
            point.longitude = -abs(point.longitude)  # not at the Dead Sea


@breaks("STR014", "gpx", "tcx", "fit", need=("altitude", "position"), prepare=_below_the_sea)
def below_all_land(case: Case) -> Expect:
    rows = case.holders("altitude")
    return Expect(case.spot(rows[0], "altitude"), len(rows), rows)


@breaks("STR007", "gpx", "tcx", "fit", need=("distance",), sports=("ride",), least=8)
def distance_falls(case: XmlCase | FitCase) -> Expect:
    assert case.ride is not None
    row = case.number(5, case.rows - 2)
    before = case.ride.points[row - 1].distance
    assert before is not None
    case.change(row, "distance", round(before - 5.5, 2))
    return Expect(case.spot(row, "distance"), 1, [row])


def _north(ride: Ride, metres: float, factor: float = 1.0) -> None:
    """Put the points so many metres apart, two seconds each, and write their distance times the factor."""
    first = ride.points[0]
    assert first.latitude is not None
    for row, point in enumerate(ride.points):
        point.time = ride.start + 2 * row
        point.latitude, point.longitude = round(first.latitude + row * metres / METRES_A_DEGREE, 7), first.longitude
        point.way = round(factor * metres * row, 2)
        if point.distance is not None:
            point.distance = point.way


def _other_unit(draw: Draw, ride: Ride) -> None:
    _north(ride, 20.0, draw(st.sampled_from([0.001, 0.1, 0.15, 3.281, 4.0])))


@breaks(
    *("STR012", "gpx", "tcx", "fit"),
    need=("distance", "position"),
    sports=("ride",),
    least=40,
    still=True,
    prepare=_other_unit,
)
def distance_in_another_unit(case: Case) -> Expect:
    return Expect(case.spot(0, "distance"), case.rows, range(case.rows))


def _later_leg(draw: Draw, ride: Ride) -> None:
    before = draw(st.integers(501, 90_000))
    for point in ride.points:
        if point.distance is not None:
            point.distance = round(point.distance + before, 2)


@breaks("STR013", "gpx", "tcx", "fit", need=("distance",), prepare=_later_leg)
def distance_of_a_later_leg(case: Case) -> Expect:
    return Expect(case.spot(0, "distance"), 1, [0])


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
