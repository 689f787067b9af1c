"""Makes TCX files: activities of laps of trackpoints, and trackpoints with extensions."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "AX1",
    "AX2",
    "CREATOR",
    "TCX",
    "activity",
    "clock",
    "document",
    "indented",
    "lap",
    "point",
    "with_extensions",
    "with_prefix",
]

TCX: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
AX2: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
AX1: Final = AX2[:-1] + "1"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
CREATOR: Final = (
    '   <Creator xsi:type="Device_t"><Name>Logger 3</Name><UnitId>1</UnitId><ProductID>1</ProductID>'
    "<Version><VersionMajor>1</VersionMajor><VersionMinor>0</VersionMinor></Version></Creator>\n"
)


def clock(second: int) -> str:
    return f"2026-03-01T08:{second // 60:02d}:{second % 60:02d}Z"


def point(second: int, inside: str = "", *, metres: float | None = None) -> str:
    way = 3.0 * second if metres is None else metres
    return f"     <Trackpoint><Time>{clock(second)}</Time><DistanceMeters>{way}</DistanceMeters>{inside}</Trackpoint>\n"


def lap(start: int, points: str, totals: str | None = None, behind: str = "") -> str:
    said = "<TotalTimeSeconds>2</TotalTimeSeconds><DistanceMeters>6</DistanceMeters><Calories>1</Calories>"
    return (
        f'   <Lap StartTime="{clock(start)}">{said if totals is None else totals}<Intensity>Active</Intensity>'
        f"<TriggerMethod>Manual</TriggerMethod>\n    <Track>\n{points}    </Track>{behind}\n   </Lap>\n"
    )


def activity(*laps: str, sport: str = "Biking", start: int = 0, creator: str = CREATOR) -> str:
    return f'  <Activity Sport="{sport}">\n   <Id>{clock(start)}</Id>\n{"".join(laps)}{creator}  </Activity>\n'


def document(*activities: str, root: str = "", behind: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase xmlns="{TCX}" xmlns:xsi="{_XSI}"{root}>\n'
        f" <Activities>\n{''.join(activities)} </Activities>\n{behind}</TrainingCenterDatabase>\n"
    )


def with_extensions(inside: str, *, root: str = "", sport: str = "Biking", behind: str = "") -> str:
    """What stands in the second of three trackpoints."""
    points = point(0) + point(1, inside) + point(2)
    return document(activity(lap(0, points, behind=behind), sport=sport), root=root)


def with_prefix(text: str) -> str:
    """The same with a prefix at every name."""
    text = re.sub(r"<(/?)(?=[A-Z])", r"<\1t:", text)
    return text.replace("xmlns=", "xmlns:t=").replace('"Device_t"', '"t:Device_t"')


def indented(text: str) -> str:
    """The same, a line an element, from six blanks on."""
    lines, depth = [], 3
    for part in text.replace("><", ">\0<").split("\0"):
        depth -= part.startswith("</")
        lines.append("  " * depth + part)
        depth += not part.startswith("</") and "</" not in part and not part.endswith("/>")
    return "\n" + "\n".join(lines) + "\n     "
