"""TCX: its version, its laps, and extensions that are not read."""

from __future__ import annotations

from generated.broken import Expect, breaks
from generated.markup import Node
from generated.numerals import zulu
from generated.tracks import AX2, TCX, TcxCase

AX1 = "http://www.garmin.com/xmlschemas/ActivityExtension/v1"
VENDOR = "http://example.com/logger/1"


def _moved(node: Node, namespace: str) -> None:
    if node.namespace == TCX:
        node.namespace = namespace
    for child in node.elements():
        _moved(child, namespace)


def _extended(case: TcxCase, row: int, name: str, namespace: str, *, container: str = "TPX") -> Node:
    """Add a value to the extensions of a point."""
    parent = next((child for child in case.point(row).elements() if child.name == "Extensions"), None)
    node = parent or case.point(row).add("Extensions")
    if container:
        node = node.add(container, namespace=namespace)
    return node.add(name, 120, namespace=namespace)


@breaks("TCX001", "tcx")
def version_1(case: TcxCase) -> Expect:
    _moved(case.root, case.one_of(["http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v1", VENDOR]))
    spots = case.finish().spots
    return Expect((case.root, "xmlns" if (id(case.root), "xmlns") in spots else ""))


@breaks("TCX002", "tcx", without=("power",), sports=("ride",))
def unknown_tag(case: TcxCase) -> Expect:
    rows = case.some()
    name, namespace, container = case.one_of([("Stress", VENDOR, ""), ("Balance", AX2, "TPX"), ("HR", VENDOR, "X")])
    nodes = [_extended(case, row, name, namespace, container=container) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("TCX003", "tcx", without=("power",), sports=("ride",))
def wrong_namespace(case: TcxCase) -> Expect:
    rows = case.some()
    name = case.one_of(["Watts", "RunCadence"])
    namespace, container = case.one_of([(AX1, "TPX"), ("", "TPX"), (AX2, ""), (TCX, "TPX"), (AX2, "LX")])
    nodes = [_extended(case, row, name, namespace, container=container) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("TCX004", "tcx", without=("power",), sports=("ride",))
def temperature(case: TcxCase) -> Expect:
    rows = case.some()
    name, namespace, container = case.one_of(
        [("Temperature", VENDOR, ""), ("Temp", AX2, "TPX"), ("atemp", VENDOR, "X")]
    )
    nodes = [_extended(case, row, name, namespace, container=container) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("TCX005", "tcx")
def course(case: TcxCase) -> Expect:
    case.root.children[0] = courses = Node(TCX, "Courses")
    planned = courses.add("Course")
    planned.add("Name", "Planned")
    tracks = []
    for lap in case.laps:
        tracks.extend(lap.all("Track"))
        for name in ("Track", "Calories", "TriggerMethod"):
            lap.remove(name)
        lap.attributes.clear()
        planned.children.append(lap)
    planned.children.extend([*tracks, case.activity.child("Creator")])
    return Expect((planned, ""), 1)


@breaks("TCX006", "tcx")
def lap_with_notes(case: TcxCase) -> Expect:
    lap = case.laps[0]
    lap.add("Notes", "Against the wind")
    return Expect((lap, ""), 1)


@breaks("TCX007", "tcx")
def lap_without_totals(case: TcxCase) -> Expect:
    row = case.number(0, len(case.laps) - 1)
    case.laps[row].remove(case.one_of(["TotalTimeSeconds", "DistanceMeters", "Calories"]))
    return Expect((case.laps[row], ""), 1, [row])


@breaks("TCX007", "tcx")
def lap_total_is_no_number(case: TcxCase) -> Expect:
    row = case.number(0, len(case.laps) - 1)
    node = case.laps[row].child(case.one_of(["TotalTimeSeconds", "DistanceMeters"]))
    node.replace_text(case.one_of(["1:30", "12,5", "unknown"]))
    return Expect((node, ""), 1, [row])


@breaks("TCX008", "tcx", need=("distance",), one_lap=True)
def lap_of_another_distance(case: TcxCase) -> Expect:
    node = case.laps[0].child("DistanceMeters")
    node.replace_text(str(case.ride.points[-1].way * 2 + 1000))
    return Expect((node, ""), 1, [0])


@breaks("TCX008", "tcx", one_lap=True)
def lap_of_another_time(case: TcxCase) -> Expect:
    node = case.laps[0].child("TotalTimeSeconds")
    node.replace_text(str(case.ride.elapsed * 2 + 1000))
    return Expect((node, ""), 1, [0])


@breaks("TCX009", "tcx")
def two_activities(case: TcxCase) -> Expect:
    lap = Node(TCX, "Lap", {"StartTime": zulu(case.ride.points[-1].time)})
    template = case.laps[-1]
    for name, text in (("TotalTimeSeconds", "0"), ("DistanceMeters", "0")):
        lap.add(name, text)
    lap.children.extend(
        child for child in template.elements() if child.name in ("Calories", "Intensity", "TriggerMethod")
    )
    point = case.points[-1]
    last = next(track for track in template.all("Track") if point in track.children)
    last.children.remove(point)
    if not last.children:
        template.children.remove(last)
    lap.add("Track").children.append(point)
    second = case.root.child("Activities").add("Activity", **case.activity.attributes)
    second.add("Id", zulu(case.ride.points[-1].time))
    second.children.append(lap)
    return Expect((second, ""), 2)


@breaks("TCX010", "tcx")
def empty_track(case: TcxCase) -> Expect:
    lap = case.laps[case.number(0, len(case.laps) - 1)]
    return Expect((lap.add("Track"), ""), 1)


@breaks("TCX011", "tcx", most=8, still=True, one_lap=True)
def lap_after_its_end(case: TcxCase) -> Expect:
    case.laps[0].attributes["StartTime"] = zulu(case.ride.points[-1].time + case.number(2, 20))
    return Expect((case.laps[0], "StartTime"), 1, [0])


@breaks("TCX013", "tcx", still=True, one_lap=True)
def point_outside_the_track(case: TcxCase) -> Expect:
    lap = case.laps[0]
    point = lap.all("Track")[0].children.pop()
    lap.children.append(point)
    return Expect((point, ""), 1)


@breaks("TCX012", "tcx", without=("power",), sports=("swim",))
def speed(case: TcxCase) -> Expect:
    rows = case.some()
    nodes = [_extended(case, row, "Speed", AX2) for row in rows]
    for node in nodes:
        node.replace_text("1.5")
    return Expect((nodes[0], ""), len(rows), rows)
