"""TIM: times that are missing, unreadable or wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from fit_builder import at
from generated.broken import Expect, breaks
from generated.case import Case
from generated.devices import FitCase
from generated.model import Draw, Ride
from generated.numerals import zulu
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase, XmlCase

DAY = 86_400


@breaks("TIM001", "gpx", "tcx", "fit", least=4)
def no_time(case: Case) -> Expect:
    rows = case.some(inside=True)
    for row in rows:
        case.change(row, "time", None)
    return Expect(case.spot(rows[0]), len(rows), rows)


@breaks("TIM002", "gpx", "tcx")
def no_points(case: XmlCase) -> Expect:
    for parent in (*case.root.all("trkseg"), *case.root.all("Track")):
        parent.children.clear()
    return Expect()


@breaks("TIM002", "fit")
def no_records(case: FitCase) -> Expect:
    case.file.drop("record")
    return Expect()


@breaks("TIM003", "gpx", "tcx")
def unreadable_time(case: XmlCase) -> Expect:
    rows = case.some(inside=True)
    texts = ["05/01/2024 10:00", "2025-13-01T00:00:00Z", "2025-02-29T10:00:00Z", "2025-01-01T10:00:00ZZ", "soon"]
    for row in rows:
        case.change(row, "time", case.one_of(texts))
    return Expect(case.spot(rows[0], "time"), len(rows), rows)


@breaks("TIM004", "gpx", "tcx")
def no_zone(case: XmlCase) -> Expect:
    rows = case.some()
    for row in rows:
        case.change(row, "time", zulu(case.ride.points[row].time).removesuffix("Z"))
    return Expect(case.spot(rows[0], "time"), len(rows), rows)


@breaks("TIM014", "gpx", "tcx")
def no_colon(case: XmlCase) -> Expect:
    rows = case.some()
    for row in rows:
        text = zulu(case.ride.points[row].time).removesuffix("Z") + case.one_of(["+0000", "-0000", "+00"])
        case.change(row, "time", text)
    return Expect(case.spot(rows[0], "time"), len(rows), rows)


@breaks("TIM005", "gpx", "tcx", "fit", still=True, one_lap=True)
def back_in_time(case: Case) -> Expect:
    row = case.inner()
    ride: Ride = case.ride  # type: ignore[attr-defined]  # all three formats of tracks have one
    case.change(row, "time", ride.points[row - 1].time - 1)
    return Expect(case.spot(row, "time"), 1, [row])


@breaks("TIM006", "gpx", "tcx", "fit", most=12, one_lap=True)
def same_time_twice(case: Case) -> Expect:
    row = case.inner()
    ride: Ride = case.ride  # type: ignore[attr-defined]  # as above
    case.change(row, "time", ride.points[row - 1].time)
    return Expect(case.spot(row - 1, "time"), 2, [row - 1, row])


@breaks("TIM007", "gpx", "tcx", "fit")
def clock_ahead(case: XmlCase | FitCase) -> Expect:
    assert case.ride is not None
    now = case.ride.start - DAY - case.number(1, 1000 * DAY)
    return Expect(case.spot(0, "time"), case.rows, range(case.rows), now=now)


@breaks("TIM007", "json")
def clock_ahead_in_json(case: JsonCase) -> Expect:
    return Expect(("start_time",), 1, now=case.workout.start - DAY - case.number(1, 1000 * DAY))


def _never_set(draw: Draw, ride: Ride) -> None:
    shift = at("1999-03-01T00:00:00Z") + draw(st.integers(0, 100 * DAY)) - ride.start
    for point in ride.points:
        point.time = round(point.time + shift, 3)


@breaks("TIM008", "gpx", "tcx", "fit", prepare=_never_set)
def before_2000(case: Case) -> Expect:
    return Expect(case.spot(0, "time"), case.rows, range(case.rows))


@breaks("TIM008", "json")
def before_2000_in_json(case: JsonCase) -> Expect:
    case.document["start_time"] = "1980-01-06T00:00:00Z"
    for entry in case.sets:
        entry.pop("start_time", None)
    return Expect(("start_time",), 1)


@breaks("TIM008", "gpx")
def week_rollover(case: GpxCase) -> Expect:
    row = case.inner()
    case.change(row, "time", zulu(case.ride.points[row].time - 1024 * 7 * DAY))
    return Expect(case.spot(row, "time"), 1, [row])


def _days_apart(draw: Draw, ride: Ride) -> None:
    ride.pauses = [draw(st.integers(1, len(ride.points) - 1))]
    for point in ride.points[ride.pauses[0] :]:
        point.time += draw(st.just(2 * DAY))


@breaks("TIM009", "gpx", "tcx", "fit", prepare=_days_apart, still=True)
def days_between_points(case: XmlCase | FitCase) -> Expect:
    assert case.ride is not None
    row = case.ride.pauses[0]
    return Expect(case.spot(row, "time"), 1, [row])


@breaks("TIM010", "gpx", still=True)
def one_point(case: GpxCase) -> Expect:
    case.root.all("trkseg")[0].children = [case.point(0)]
    return Expect(case.spot(0))


@breaks("TIM010", "fit", without=("distance",), still=True)
def one_record(case: FitCase) -> Expect:
    case.file.drop("record", *range(1, case.rows))
    return Expect("record 0")


@breaks("TIM010", "gpx", "tcx", one_lap=True)
def no_time_passes(case: XmlCase) -> Expect:
    for row in range(case.rows):
        case.change(row, "time", case.ride.start)
    for lap in case.root.all("Lap"):
        lap.child("TotalTimeSeconds").replace_text("0")
    return Expect(case.spot(0, "time"))


@breaks("TIM011", "swim")
def swim_without_times(case: FitCase) -> Expect:
    rows = case.some()
    for row in rows:
        case.change(row, "time", None)
    return Expect(case.spot(rows[0]), len(rows), rows)


@breaks("TIM012", "gpx", "tcx")
def microseconds(case: XmlCase) -> Expect:
    rows = case.some()
    for row in rows:
        whole = zulu(case.ride.points[row].time)[:19]
        milliseconds = round(case.ride.points[row].time * 1000) % 1000
        case.change(row, "time", whole + case.one_of([f".{milliseconds:03}001Z", f",{milliseconds:03}Z"]))
    return Expect(case.spot(rows[0], "time"), len(rows), rows)


@breaks("TIM013", "tcx", still=True, one_lap=True)
def one_trackpoint(case: TcxCase) -> Expect:
    case.root.all("Track")[0].children = [case.point(0)]
    return Expect(case.spot(0))
