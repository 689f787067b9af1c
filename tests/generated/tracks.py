"""A ride as GPX and as TCX: a tree, and the elements that contain its values."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from generated.case import Case
from generated.markup import PLAIN, Node, Surface, Written, surfaces, write
from generated.model import Draw, Ride
from generated.numerals import Numerals, numerals, zulu

__all__ = ["AX2", "CLUETRUST", "GPX", "TCX", "TPX1", "TPX2", "GpxCase", "TcxCase", "XmlCase"]

GPX = "http://www.topografix.com/GPX/1/1"
TPX1 = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
TPX2 = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
CLUETRUST = "http://www.cluetrust.com/XML/GPXDATA/1/0"
TCX = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
AX2 = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"

_GARMIN = {"temperature": "atemp", "heartrate": "hr", "cadence": "cad"}
_CARRIERS = {
    "heartrate": [(TPX1, "hr"), (CLUETRUST, "hr"), (GPX, "heartrate"), ("", "heartrate")],
    "cadence": [(TPX1, "cad"), (CLUETRUST, "cadence"), (GPX, "cadence"), ("", "cadence")],
    "temperature": [(TPX1, "atemp"), (CLUETRUST, "temp")],
    "distance": [(CLUETRUST, "distance"), (GPX, "distance"), ("", "distance")],
    "power": [(GPX, "power"), ("", "power")],
}
_SPORTS = {"ride": "Biking", "run": "Running", "walk": "Walking", "hike": "Hiking", "swim": "Swimming"}


class XmlCase(Case):
    """A ride as a tree. points: the element of each record. cells: (row, stream) -> (element that a finding is placed
    at, its attribute or nothing, element with the text).
    """

    def __init__(self, draw: Draw, ride: Ride, surface: Surface, style: Numerals) -> None:
        super().__init__(draw)
        self.ride = ride
        self.surface = surface
        self.style = style
        self.rows = len(ride.points)
        self.points: list[Node] = []
        self.cells: dict[tuple[int, str], tuple[Node, str, Node]] = {}
        self.root = self.build()
        self.written: Written | None = None
        self.edited: str | None = None

    def build(self) -> Node:
        raise NotImplementedError

    def point(self, row: int) -> Node:
        return self.points[row]

    def has(self, row: int, stream: str) -> bool:
        return (row, stream) in self.cells

    def change(self, row: int, stream: str, value: Any) -> None:
        place, attribute, holder = self.cells[row, stream]
        if value is None:
            if attribute:
                del holder.attributes[attribute]
            else:
                parent = place.parent_in(self.points[row])
                parent.children = [child for child in parent.children if child is not place]
                while not parent.children and parent is not self.points[row]:
                    above = parent.parent_in(self.points[row])
                    above.children = [child for child in above.children if child is not parent]
                    parent = above
            del self.cells[row, stream]
            return
        if not isinstance(value, str):
            value = zulu(value) if stream == "time" else f"{value:.7f}" if isinstance(value, float) else str(value)
        if attribute:
            holder.attributes[attribute] = value
        else:
            holder.replace_text(value)

    def text_of(self, row: int, stream: str) -> str:
        _, attribute, holder = self.cells[row, stream]
        return holder.attributes[attribute] if attribute else str(holder.children[0])

    def spot(self, row: int, stream: str = "") -> tuple[Node, str]:
        if not stream:
            return self.points[row], ""
        place, attribute, _ = self.cells[row, stream]
        return place, attribute

    def finish(self) -> Written:
        """Write the tree once. Breakages of the text start from this."""
        if self.written is None:
            self.written = write(self.root, self.surface)
        return self.written

    def render(self) -> bytes:
        written = self.finish()
        if self.edited is None:
            return written.data
        return self.surface.bom + self.edited.encode(self.surface.codec)

    def rewritten(self) -> bytes:
        return write(self.root, self.surface).data

    def where(self, spot: Any) -> str:
        """A spot is an element and the name of an attribute, or an offset in the text."""
        return self.final().line_and_column(self.offset(spot))

    def byte(self, spot: Any) -> int:
        return self.final().byte(self.offset(spot))

    def offset(self, spot: Any) -> int:
        return spot if isinstance(spot, int) else self.finish().offset(*spot)

    def final(self) -> Written:
        """Return the text with its edits."""
        written = self.finish()
        return written if self.edited is None else Written(self.edited, self.surface, written.spots)

    # Writing

    def cell(self, row: int, stream: str, parent: Node, name: str, *, namespace: str | None = None) -> None:
        value = getattr(self.ride.points[row], stream)
        if value is not None:
            text = self.style.time(value) if stream == "time" else self.style.number(value)
            node = parent.add(name, text, namespace=namespace)
            self.cells[row, stream] = (node, "", node)


class GpxCase(XmlCase):
    """A ride as GPX 1.1. carriers: the tag of each sensor."""

    suffix = "gpx"

    def __init__(self, draw: Draw, ride: Ride, surface: Surface, style: Numerals, carriers: dict[str, Any]) -> None:
        self.carriers = carriers
        super().__init__(draw, ride, surface, style)

    @classmethod
    def drawn(cls, draw: Draw, ride: Ride, *, plain: bool = False) -> GpxCase:
        surface = PLAIN if plain else draw(surfaces())
        carriers = {stream: draw(st.sampled_from(tags)) for stream, tags in _CARRIERS.items()}
        return cls(draw, ride, surface, draw(numerals()), carriers)

    def build(self) -> Node:
        root = Node(GPX, "gpx", {"version": "1.1", "creator": self.ride.creator})
        if self.draw(st.booleans()):
            root.add("metadata").add("time", zulu(self.ride.start))
        self.track = root.add("trk")
        if self.draw(st.booleans()):
            self.track.add("name", "Way & back")
        if self.draw(st.booleans()):
            self.track.add("type", self.ride.sport)
        segment = None
        for row in range(self.rows):
            if segment is None or row in self.ride.pauses:
                segment = self.track.add("trkseg")
            self.points.append(self._point(segment, row))
        return root

    def _point(self, segment: Node, row: int) -> Node:
        point = segment.add("trkpt")
        for stream, name in (("latitude", "lat"), ("longitude", "lon")):
            value = getattr(self.ride.points[row], stream)
            if value is not None:
                point.attributes[name] = self.style.number(value)
                self.cells[row, stream] = (point, name, point)
        self.cell(row, "altitude", point, "ele")
        self.cell(row, "time", point, "time")
        self._extensions(point, row)
        return point

    def _extensions(self, point: Node, row: int) -> None:
        extensions = Node(GPX, "extensions")
        container = Node(TPX1, "TrackPointExtension")
        for stream, (namespace, name) in self.carriers.items():
            if namespace != TPX1:
                self.cell(row, stream, extensions, name, namespace=namespace)
        for stream in _GARMIN:
            if self.carriers[stream][0] == TPX1:
                self.cell(row, stream, container, self.carriers[stream][1])
        if container.children:
            extensions.children.append(container)
        if extensions.children:
            point.children.append(extensions)


class TcxCase(XmlCase):
    """A ride as a TCX Activity."""

    suffix = "tcx"
    speeds = False

    @classmethod
    def drawn(cls, draw: Draw, ride: Ride, *, plain: bool = False) -> TcxCase:
        return cls(draw, ride, PLAIN if plain else draw(surfaces()), draw(numerals()))

    def build(self) -> Node:
        root = Node(TCX, "TrainingCenterDatabase")
        sport = _SPORTS[self.ride.sport]
        written = sport if self.draw(st.booleans()) else sport.lower()
        self.activity = root.add("Activities").add("Activity", Sport=written)
        self.activity.add("Id", zulu(self.ride.start))
        self.laps = [self._lap(lap) for lap in range(len(self.ride.laps))]
        self.activity.children.append(self._creator())
        return root

    def _lap(self, lap: int) -> Node:
        points = self.ride.points
        first, last = self.ride.bounds(lap)
        node = self.activity.add("Lap", StartTime=zulu(points[first].time))
        seconds = points[last].time - points[first].time
        if self.draw(st.booleans()):
            seconds -= self.ride.paused(first, last)
        node.add("TotalTimeSeconds", f"{max(seconds, 0):.3f}")
        node.add("DistanceMeters", f"{points[last].way - points[first].way:.2f}")
        node.add("Calories", 12)
        node.add("Intensity", "Active")
        node.add("TriggerMethod", "Manual")
        track = None
        stop = last + 1 if lap + 1 == len(self.ride.laps) else last
        for row in range(first, stop):
            if track is None or row in self.ride.pauses:
                track = node.add("Track")
            self.points.append(self._point(track, row))
        return node

    def _point(self, track: Node, row: int) -> Node:
        point = track.add("Trackpoint")
        self.cell(row, "time", point, "Time")
        if self.ride.points[row].latitude is not None:
            position = point.add("Position")
            self.cell(row, "latitude", position, "LatitudeDegrees")
            self.cell(row, "longitude", position, "LongitudeDegrees")
        self.cell(row, "altitude", point, "AltitudeMeters")
        self.cell(row, "distance", point, "DistanceMeters")
        rate = self.ride.points[row].heartrate
        if rate is not None:
            node = point.add("HeartRateBpm")
            self.cells[row, "heartrate"] = (node, "", node.add("Value", rate))
        if self.ride.sport in ("ride", "swim"):
            self.cell(row, "cadence", point, "Cadence")
        container = Node(AX2, "TPX")
        if self.ride.sport not in ("ride", "swim"):
            self.cell(row, "cadence", container, "RunCadence")
        self.cell(row, "power", container, "Watts")
        if container.children:
            point.add("Extensions").children.append(container)
        return point

    def _creator(self) -> Node:
        creator = Node(TCX, "Creator")
        if self.draw(st.booleans()):
            creator.attributes["xsi:type"] = "Device_t"
            creator.add("Name", self.ride.creator)
            creator.add("UnitId", 1)
            creator.add("ProductID", 7)
            version = creator.add("Version")
            version.add("VersionMajor", 1)
            version.add("VersionMinor", 0)
        else:
            creator.add("Name", self.ride.creator)
        return creator
