"""A ride, a pool swim or a strength session as FIT."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fit_builder import FitFile, Message, pool_swim, strength
from generated.case import Case
from generated.model import Draw, Ride

__all__ = ["FitCase", "totals"]

_SPORTS = {
    "ride": ("cycling", "road"), "run": ("running", "generic"), "walk": ("walking", "generic"),
    "hike": ("hiking", "generic"), "swim": ("swimming", "open_water"),
}  # fmt: skip
_FIELDS = {
    "time": "timestamp",
    "latitude": "position_lat",
    "longitude": "position_long",
    "distance": "distance",
    "heartrate": "heart_rate",
    "cadence": "cadence",
    "power": "power",
    "temperature": "temperature",
}


class FitCase(Case):
    """A FIT file before it is built: edit `file`, or set `data` to the bytes to use instead."""

    suffix = "fit"

    def __init__(self, draw: Draw, file: FitFile, ride: Ride | None = None) -> None:
        super().__init__(draw)
        self.file = file
        self.ride = ride
        self.data: bytes | None = None
        self.records = file.of("record")
        self.rows = len(self.records)

    @classmethod
    def drawn(cls, draw: Draw, ride: Ride, **_: Any) -> FitCase:
        file = FitFile(
            protocol=draw(st.sampled_from([(1, 0), (2, 0), (2, 3)])),
            header_size=draw(st.sampled_from([12, 14])),
            big_endian=draw(st.booleans()),
        )
        _write(draw, ride, file)
        return cls(draw, file, ride)

    @classmethod
    def swim(cls, draw: Draw) -> FitCase:
        """A pool swim with one record per length."""
        file = pool_swim(
            draw(st.integers(2, 12)), seconds=draw(st.integers(15, 60)), pool=draw(st.sampled_from([25, 50]))
        )
        return cls(draw, file)

    @classmethod
    def strength(cls, draw: Draw) -> FitCase:
        """A strength session without records."""
        return cls(draw, strength(draw(st.integers(1, 8))))

    def field(self, row: int, stream: str) -> str:
        for name in (_FIELDS.get(stream, stream), f"enhanced_{stream}"):
            if name in self.records[row].values:
                return name
        return _FIELDS.get(stream, stream)

    def has(self, row: int, stream: str) -> bool:
        return self.records[row].values.get(self.field(row, stream)) is not None

    def change(self, row: int, stream: str, value: Any) -> None:
        self.records[row].values[self.field(row, stream)] = value

    def spot(self, row: int, stream: str = "") -> str:  # noqa: ARG002 -- a field has the place of its message
        return f"record {row}"

    def render(self) -> bytes:
        return self.file.build() if self.data is None else self.data

    def rewritten(self) -> bytes:
        return self.file.build()

    def where(self, spot: Any) -> str:
        return str(spot)

    def offset(self, message: Message) -> int:
        """Return where a data message begins, after its definition if it has a new one."""
        items = self.file.items
        place = next(row for row, item in enumerate(items) if item is message)
        self.file.items = items[: place + 1]
        after = len(self.file.body())
        data = len(self.file._encode(message)[1])
        self.file.items = items
        return self.file.header_size + after - data - 1


def _write(draw: Draw, ride: Ride, out: FitFile) -> None:
    maker, product = draw(st.sampled_from([("garmin", 2067), ("garmin", 3121), ("wahoo_fitness", 31)]))
    out.message(
        "file_id",
        type="activity",
        manufacturer=maker,
        product=product,
        serial_number=12345,
        time_created=ride.start,
    )
    begin: dict[str, Any] = {"event": "timer", "event_type": "start", "timer_trigger": "manual"}
    stop: dict[str, Any] = {"event": "timer", "event_type": "stop_all", "timer_trigger": "auto"}
    out.message("event", timestamp=ride.start, **begin)
    enhanced = draw(st.booleans())
    backwards = draw(st.booleans())
    for row, point in enumerate(ride.points):
        if row in ride.pauses:
            out.message("event", timestamp=ride.points[row - 1].time, **stop)
            out.message("event", timestamp=point.time, **begin)
        values = {field: getattr(point, stream) for stream, field in _FIELDS.items()}
        values["enhanced_altitude" if enhanced else "altitude"] = point.altitude
        if backwards:
            values = dict(reversed(values.items()))
        out.message("record", **values)
    end = ride.points[-1].time
    out.message("event", timestamp=end, **stop)
    for lap in range(len(ride.laps)):
        first, last = ride.bounds(lap)
        out.message("lap", **totals(ride, first, last))
    sport, sub_sport = _SPORTS[ride.sport]
    whole = totals(ride, 0, len(ride.points) - 1)
    out.message("session", **whole, sport=sport, sub_sport=sub_sport, total_calories=10, num_laps=len(ride.laps))
    out.message(
        "activity",
        timestamp=end,
        local_timestamp=end + 900 * draw(st.integers(-44, 56)),
        total_timer_time=whole["total_timer_time"],
        num_sessions=1,
        type="manual",
        event="activity",
        event_type="stop",
    )


def totals(ride: Ride, first: int, last: int) -> dict[str, Any]:
    """Return the totals of a lap or session between two points."""
    points = ride.points
    seconds = points[last].time - points[first].time
    return {
        "timestamp": points[last].time,
        "start_time": points[first].time,
        "total_elapsed_time": seconds,
        "total_timer_time": seconds - ride.paused(first, last),
        "total_distance": round(points[last].way - points[first].way, 2),
        "total_ascent": 3,
    }
