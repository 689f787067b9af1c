"""POS: positions that are impossible or missing."""

from __future__ import annotations

from hypothesis import strategies as st

from generated.broken import Expect, breaks
from generated.case import Case
from generated.devices import FitCase
from generated.model import Draw, Ride
from generated.tracks import GpxCase, TcxCase, XmlCase


@breaks("POS001", "gpx", "tcx", need=("position",))
def out_of_range(case: XmlCase) -> Expect:
    rows = case.some("latitude")
    stream, values = case.one_of(
        [("latitude", ["90.1", "-91", "4512.5"]), ("longitude", ["180.5", "-181", "99999"])],
    )
    for row in rows:
        case.change(row, stream, case.one_of(values))
    return Expect(case.spot(rows[0], stream), len(rows), rows)


@breaks("POS001", "gpx", "tcx", need=("position",))
def no_number(case: XmlCase) -> Expect:
    rows = case.some("latitude")
    stream = case.one_of(["latitude", "longitude"])
    for row in rows:
        case.change(row, stream, case.one_of(["NaN", "51,5", "N 51.5", "null"]))
    return Expect(case.spot(rows[0], stream), len(rows), rows)


@breaks("POS001", "fit", need=("position",))
def beyond_the_pole(case: FitCase) -> Expect:
    rows = case.some("latitude")
    for row in rows:
        case.change(row, "latitude", case.one_of([90.5, -100, 179]))
    return Expect(case.spot(rows[0]), len(rows), rows)


@breaks("POS002", "tcx", "fit", need=("position", "distance"))
def half_a_position(case: Case) -> Expect:
    rows = case.some("latitude")
    left, lost = case.one_of([("latitude", "longitude"), ("longitude", "latitude")])
    for row in rows:
        case.change(row, lost, None)
    return Expect(case.spot(rows[0], left), len(rows), rows)


@breaks("POS003", "gpx", "tcx", "fit", need=("position", "distance"))
def at_zero(case: Case) -> Expect:
    rows = case.some("latitude")
    for row in rows:
        case.change(row, "latitude", 0)
        case.change(row, "longitude", case.one_of([0, 0.00001]))
    return Expect(case.spot(rows[0], "latitude"), len(rows), rows)


@breaks("POS004", "tcx", "fit", need=("distance",), without=("position",))
def nowhere(case: Case) -> Expect:  # noqa: ARG001 -- such a file was made
    return Expect()


@breaks("POS005", "gpx", still=True)
def jump(case: GpxCase) -> Expect:
    row = case.inner()
    latitude = case.ride.points[row].latitude
    assert latitude is not None
    case.change(row, "latitude", latitude + case.one_of([0.5, -1.0]))
    return Expect(case.spot(row), 2, [row, row + 1])


@breaks("POS005", "tcx", "fit", need=("position", "distance"), still=True)
def jump_to_the_end(case: TcxCase | FitCase) -> Expect:
    assert case.ride is not None
    row = case.holders("latitude")[-1]
    latitude = case.ride.points[row].latitude
    assert latitude is not None
    case.change(row, "latitude", latitude + case.one_of([5.5, -7.0]))
    return Expect(case.spot(row), 1, [row])


def _four_decimals(draw: Draw, ride: Ride) -> None:
    step = draw(st.sampled_from([0.00003, 0.00006]))
    for row, point in enumerate(ride.points):
        point.time = ride.start + 2 * row
        point.latitude, point.longitude = round(50 + row * step, 4), round(7 + row * step, 4)
        point.way = row * step * 132_000
        if point.distance is not None:
            point.distance = round(point.way, 2)


@breaks(
    *("POS007", "gpx", "tcx", "fit"),
    need=("position",),
    sports=("ride",),
    least=20,
    still=True,
    prepare=_four_decimals,
)
def rounded(case: Case) -> Expect:
    return Expect(case.spot(0), case.rows, range(case.rows))


@breaks("POS006", "gpx")
def point_without_position(case: GpxCase) -> Expect:
    rows = case.some()
    for row in rows:
        for stream in case.one_of([("latitude",), ("longitude",), ("latitude", "longitude")]):
            case.change(row, stream, None)
    return Expect(case.spot(rows[0]), len(rows), rows)
