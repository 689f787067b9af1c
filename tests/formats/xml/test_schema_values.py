"""The values that the types of the schema table allow, as columns and one by one."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.formats import gpx, tcx
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.schema_table import table
from activitylint.formats.xml.schema_values import mistyped
from activitylint.formats.xml.text import Spans

VALUES: dict[str, tuple[list[str], list[str]]] = {
    "decimal": (["1", "-1.5", "+.5", "5.", " 7 "], ["", "1e3", "NaN", "INF", "x", "1,5"]),
    "double": (["1", "1e3", "NaN", "INF", "-INF", " NaN ", "-1.5E-2"], ["", "inf", "nan", "+INF", "x", "1e"]),
    "latitude": (["-90", "90", "0.0", "&#49;"], ["-90.1", "90.1", "NaN", "1e1"]),
    "longitude": (["-180", "179.999"], ["180", "-180.1", "181"]),
    "bearing": (["0", "359.9"], ["-0.1", "360"]),
    "latitude-double": (["-90", "9e1"], ["90.5", "NaN", "INF", "-91"]),
    "longitude-double": (["-180", "1e2"], ["180", "NaN"]),
    "natural": (["0", "+7", "007"], ["-1", "1.0", "", "1e1"]),
    "heart-rate": (["1", "255"], ["0", "256", "-1"]),
    "cadence": (["0", "254"], ["-1", "255"]),
    "short": (["0", "65535"], ["-1", "65536"]),
    "long": (["0", "4294967295"], ["-1", "4294967296"]),
    "station": (["0", "1023"], ["-1", "1024"]),
    "time": (["2024-01-01T00:00:00Z", "2024-01-01T00:00:00"], ["noon", "", "2024-13-01T00:00:00Z"]),
    "year": (["2024", "-0044", "12345Z", "2024+01:00"], ["24", "2024-1", "x", ""]),
    "fix": (["none", "2d", "3d", "dgps", "pps", " 3d\n"], ["4d", "", "3D", "n one"]),
    "course-point": (["Generic", "1st Category", "First \n\t Aid", " Sprint "], ["1stCategory", "generic", "", "Aid"]),
    "intensity": (["Active", "Resting"], ["active", "ActiveResting", "<![CDATA[x]]>"]),
    "name-15": (["a", "x" * 15, "a\n  b"], ["", "x" * 16, "   "]),
    "name-10": (["x" * 10], ["x" * 11]),
    "language": (["en", "d&#101;"], ["e", "eng"]),
    "part": (["ABC-12345-AB", "006-D2449-00"], ["ABC-1234-AB", "abc-12345-ab", ""]),
    "string": (["", "anything"], []),
}


@pytest.mark.parametrize("copies", [1, 3, 40])
@pytest.mark.parametrize("name", VALUES)
def test_values_of_a_type(name: str, copies: int) -> None:
    good, bad = VALUES[name]
    texts = [*good, *bad, *reversed(good)] * copies
    expected = ([False] * len(good) + [True] * len(bad) + [False] * len(good)) * copies
    index = Index(("<a>" + "".join(f"<b>{text}</b>" for text in texts) + "</a>").encode())
    spans = Spans.of(index, np.arange(1, len(texts) + 1, dtype=np.int32))
    assert mistyped(index, spans, table().values[name]).tolist() == expected


def test_long_texts_are_compared_in_full() -> None:
    texts = [f"{'y' * 60}{n % 3}" for n in range(50)] + ["Active", f"{'Active ' * 9}", "Active"]
    index = Index(("<a>" + "".join(f"<b>{text}</b>" for text in texts) + "</a>").encode())
    spans = Spans.of(index, np.arange(1, len(texts) + 1, dtype=np.int32))
    assert mistyped(index, spans, table().values["intensity"]).tolist() == [True] * 50 + [False, True, False]


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [('minlat="1"', []), ('minlat="91"', ["mistyped @minlat 91"]), ('minlat=" x "', ["mistyped @minlat x"])],
)
def test_attributes_have_types_too(attribute: str, expected: list[str]) -> None:
    bounds = f'<metadata><bounds {attribute} minlon="1" maxlat="1" maxlon="1"/></metadata>'
    data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">{bounds}</gpx>'
    found = [fault for fault in gpx.read(data.encode()).faults if "problem" in fault.detail]
    assert [f"{one.detail['problem']} {one.detail['element']} {one.detail['text']}" for one in found] == expected
    assert all((one.detail["parent"], one.at.field) == ("bounds", "@minlat") for one in found)


def test_an_attribute_of_a_record_names_its_row() -> None:
    points = "".join(
        "<Trackpoint><Time>2024-01-01T00:00:00Z</Time><Extensions>"
        f'<TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2" CadenceSensor="{kind}"/>'
        "</Extensions></Trackpoint>"
        for kind in ("Bike", "Foot", "Footpod", "Hand")
    )
    lap = f'<Lap StartTime="2024-01-01T00:00:00Z"><Track>{points}</Track></Lap>'
    data = (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="Biking">{lap}</Activity></Activities></TrainingCenterDatabase>'
    )
    (fault,) = [one for one in tcx.read(data.encode()).faults if one.detail.get("problem") == "mistyped"]
    assert (fault.detail["element"], fault.detail["parent"], fault.count) == ("@CadenceSensor", "TPX", 2)
    assert fault.detail["text"] == "Foot"
