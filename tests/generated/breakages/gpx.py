"""GPX: versions, tracks, and extensions that are not read."""

from __future__ import annotations

from generated.broken import Expect, breaks
from generated.markup import Node
from generated.tracks import CLUETRUST, GPX, TPX1, TPX2, GpxCase

GPX_1_0 = "http://www.topografix.com/GPX/1/0"
VENDOR = "http://example.com/logger/1"


def _namespace(case: GpxCase) -> Expect:
    """Return the spot of the root's namespace: its xmlns, or the root if it has a prefix."""
    spots = case.finish().spots
    return Expect((case.root, "xmlns" if (id(case.root), "xmlns") in spots else ""))


def _moved(node: Node, namespace: str) -> None:
    if node.namespace == GPX:
        node.namespace = namespace
    for child in node.elements():
        _moved(child, namespace)


def _extended(case: GpxCase, row: int, name: str, namespace: str, *containers: str) -> Node:
    """Add a value to the extensions of a point."""
    parent = next((child for child in case.point(row).elements() if child.name == "extensions"), None)
    node = parent or case.point(row).add("extensions")
    for container in containers:
        node = node.add(container, namespace=namespace)
    return node.add(name, 120, namespace=namespace)


@breaks("GPX001", "gpx")
def version_1_0(case: GpxCase) -> Expect:
    _moved(case.root, GPX_1_0)
    case.root.attributes["version"] = "1.0"
    return _namespace(case)


@breaks("GPX001", "gpx")
def no_version(case: GpxCase) -> Expect:
    del case.root.attributes["version"]
    return Expect((case.root, ""))


@breaks("GPX001", "gpx")
def another_version(case: GpxCase) -> Expect:
    case.root.attributes["version"] = case.one_of(["1.0", "7.7.5-play", "2", "1.10"])
    return Expect((case.root, "version"))


@breaks("GPX002", "gpx")
def route(case: GpxCase) -> Expect:
    case.root.remove("trk")
    for _ in range(case.number(1, 3)):
        planned = case.root.add("rte")
        planned.add("rtept", lat="45", lon="-30")
    return Expect((case.root, ""))


@breaks("GPX002", "gpx")
def waypoints(case: GpxCase) -> Expect:
    case.root.remove("trk")
    for _ in range(case.number(1, 3)):
        case.root.add("wpt", lat="45", lon="-30")
    return Expect((case.root, ""))


@breaks("GPX003", "gpx")
def unknown_tag(case: GpxCase) -> Expect:
    rows = case.some()
    name, namespace, containers = case.one_of(
        [("bpm", VENDOR, ()), ("wtemp", TPX1, ("TrackPointExtension",)), ("Dist", "", ()), ("watts", CLUETRUST, ())]
    )
    nodes = [_extended(case, row, name, namespace, *containers) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("GPX009", "gpx")
def tag_of_no_use(case: GpxCase) -> Expect:
    rows = case.some()
    name, namespace = case.one_of([("stress", VENDOR), ("course", TPX1), ("speed", ""), ("hAcc", CLUETRUST)])
    nodes = [_extended(case, row, name, namespace) for row in rows]
    return Expect((nodes[0], ""), len(rows))


@breaks("GPX004", "gpx")
def version_2(case: GpxCase) -> Expect:
    rows = case.some()
    name = case.one_of(["hr", "cad", "atemp"])
    nodes = [_extended(case, row, name, TPX2, "TrackPointExtension") for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("GPX004", "gpx")
def vendors_namespace(case: GpxCase) -> Expect:
    rows = case.some()
    name = case.one_of(["hr", "power", "heartrate", "distance", "temp"])
    nodes = [_extended(case, row, name, VENDOR) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("GPX005", "gpx")
def outside_the_container(case: GpxCase) -> Expect:
    rows = case.some()
    name = case.one_of(["hr", "cad", "atemp"])
    nodes = [_extended(case, row, name, TPX1) for row in rows]
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("GPX005", "gpx")
def on_the_segment(case: GpxCase) -> Expect:
    segment = case.root.all("trkseg")[-1]
    node = segment.add("extensions").add("hr", 120, namespace=CLUETRUST)
    return Expect((node, ""), 1)


@breaks("GPX006", "gpx", without=("heartrate", "cadence"))
def two_hearts(case: GpxCase) -> Expect:
    rows = case.some()
    nodes = []
    for row in rows:
        nodes.append(_extended(case, row, "hr", CLUETRUST))
        _extended(case, row, "heartrate", GPX).replace_text(str(case.number(121, 200)))
    return Expect((nodes[0], ""), len(rows), rows)


@breaks("GPX007", "gpx")
def second_track(case: GpxCase) -> Expect:
    last = case.root.all("trkseg")[-1]
    point = last.children.pop()
    if not last.children:
        case.track.children.remove(last)
    track = case.root.add("trk")
    track.add("trkseg").children.append(point)
    return Expect((track, ""), 2)


@breaks("GPX008", "gpx")
def empty_segment(case: GpxCase) -> Expect:
    return Expect((case.track.add("trkseg"), ""), 1)
