"""Long rides with known faults, for the tests of pictures and of pages."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final

__all__ = ["NO_TIME", "NULL", "SPIKE", "ZERO_HEART_RATE", "long_ride"]

SPIKE: Final = 8_123
"""The ordinal of the one point with a power of 9,000 W."""
NULL: Final = 7_000
"""The ordinal of the one point at latitude 0, longitude 0."""
NO_TIME: Final = range(9_000, 9_010)
ZERO_HEART_RATE: Final = range(2_000, 2_200)

_START: Final = 1_772_352_000


def long_ride(points: int = 10_000) -> bytes:
    """A GPX file of a ride through Bavaria with all streams, a point each second. Its faults need all 10,000 points."""
    latitude, longitude, heading = 48.137, 11.575, 0.0
    lines = []
    for i in range(points):
        heading += 0.004 * math.sin(i / 90) + 0.02 * math.sin(i / 700)
        step = (8 + 3 * math.sin(i / 200)) / 111_200
        latitude += step * math.cos(heading)
        longitude += step * math.sin(heading) / math.cos(math.radians(latitude))
        where = (0.0, 0.0) if i == NULL else (latitude, longitude)
        power = 9_000 if i == SPIKE else round(180 + 80 * math.sin(i / 60) + 40 * math.sin(i * 1.7))
        heart_rate = 0 if i in ZERO_HEART_RATE else round(130 + 25 * math.sin(i / 300) + 2 * math.sin(i * 2.3))
        time = datetime.fromtimestamp(_START + i, UTC).strftime("<time>%Y-%m-%dT%H:%M:%SZ</time>")
        lines.append(
            f'<trkpt lat="{where[0]:.6f}" lon="{where[1]:.6f}"><ele>{520 + 120 * math.sin(i / 1300):.1f}</ele>'
            f"{'' if i in NO_TIME else time}<extensions><power>{power}</power><g:TrackPointExtension>"
            f"<g:atemp>{14 + i // 2000}</g:atemp><g:hr>{heart_rate}</g:hr>"
            f"<g:cad>{88 + round(6 * math.sin(i / 40))}</g:cad>"
            "</g:TrackPointExtension></extensions></trkpt>"
        )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" '
        'xmlns:g="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" creator="Example 530"><trk><trkseg>\n'
    )
    return (head + "\n".join(lines) + "\n</trkseg></trk></gpx>\n").encode()
