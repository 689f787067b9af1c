"""GPX: values in extensions, where they are read and where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.gpx import GPX, POWER, TPX1, TPX2, V1, V2, XSI, garmin, indented, with_extensions, with_prefix

__all__ = ["GROUPS"]

_HR: Final = "<gpxtpx:hr>99</gpxtpx:hr>"
_CAD: Final = "<gpxtpx:cad>80</gpxtpx:cad>"
_TEMP: Final = "<gpxtpx:atemp>20</gpxtpx:atemp>"
_BARE: Final = (
    "<extensions><hr>99</hr></extensions>",
    "<extensions><cad>80</cad><foo>1</foo><hr> 99 </hr><power>200</power><atemp>20</atemp></extensions>",
    "<extensions><foo>1</foo><watts>200</watts><hr>99</hr></extensions>",
    "<hr>99</hr><cad>80</cad>",
    "<hr>99</hr><extensions/>",
    "<hr>99</hr><extensions></extensions>",
    "<hr>99</hr><extensions><foo>1</foo></extensions>",
    "<extensions><extensions><hr>99</hr></extensions></extensions>",
    "<extensions><zone><hr>99</hr></zone></extensions>",
    "<extensions><Extensions><TrackPointExtension><TPX><hr>99</hr></TPX></TrackPointExtension></Extensions></extensions>",
    '<extensions><hr unit="bpm">99</hr></extensions>',
    f'<extensions><hr xmlns="{GPX}">99</hr></extensions>',
    "<extensions><hr/><cad></cad><atemp> </atemp><hr>99</hr></extensions>",
    "<extensions><hr>99<!-- about --></hr></extensions>",
    "<extensions><hr><a>99</a></hr></extensions>",
    "<extensions><hr>99</hr><heartrate>98</heartrate></extensions>",
    "<extensions><hr>99</hr><hr>98</hr><cad>80</cad></extensions>",
    "<power>200</power>",
    "<power>200</power><hdop>1</hdop>",
    "<power>200</power><hr>99</hr><hdop>1</hdop>",
    "<power>200</power><heartrate>99</heartrate><extensions/>",
    "<extensions><extensions><power>200</power></extensions><foo>1</foo></extensions>",
    "<extensions><watts>200</watts><power>201</power></extensions>",
    "<extensions><PowerInWatts>200</PowerInWatts><speed>5</speed></extensions>",
    "<extensions><speed>5</speed><course>1</course></extensions>",
    "<extensions><hr>99</hr>text</extensions>",
)
_GARMIN: Final = (
    f"<extensions>{garmin(_CAD)}<hr>99</hr></extensions>",
    f"<extensions>{garmin(_TEMP)}<hr>99</hr><cad>80</cad></extensions>",
    f"<extensions>{garmin(_TEMP + _CAD)}<hr>99</hr></extensions>",
    f"<extensions>{garmin(_HR)}<atemp>20</atemp><cad>80</cad></extensions>",
    f"<extensions>{garmin('<gpxtpx:other>1</gpxtpx:other>')}<hr>99</hr></extensions>",
    "<extensions><gpxtpx:TrackPointExtension/><hr>99</hr></extensions>",
    "<extensions><gpxtpx:TrackPointExtension /><cad>80</cad><hr>99</hr></extensions>",
    f"<extensions>{garmin('')}<cad>80</cad><hr>99</hr></extensions>",
    f"<extensions>{garmin(_HR)}<hr>98</hr></extensions>",
    f"<extensions>{_HR}{_CAD}</extensions>",
    f"{_HR}{_CAD}",
    f"{garmin(_HR)}",
    f"{garmin(_HR)}<extensions>{garmin(_CAD)}</extensions>",
    f"<extensions>{garmin(_HR + '<power>200</power>')}</extensions>",
    f"<extensions>{garmin(_HR + '<gpxtpx:power>200</gpxtpx:power>')}</extensions>",
    f"<extensions>{garmin('<gpxtpx:watts>200</gpxtpx:watts>')}</extensions>",
    f"<extensions>{garmin(_HR + '<power>200</power><cadence>80</cadence>')}</extensions>",
    f"<power>200</power><cadence>80</cadence><extensions>{garmin(_HR)}</extensions>",
    f"<extensions><foo>1</foo>{garmin('<gpxtpx:heartrate>99</gpxtpx:heartrate>')}<bar/></extensions>",
    f"<extensions>{garmin('<hr>99</hr>')}</extensions>",
    f"<extensions>{garmin(garmin(_HR))}</extensions>",
    f"<extensions><zone>{_HR}</zone></extensions>",
    f"<extensions><hr>99</hr>{garmin(_CAD)}<power>200</power></extensions>",
    f"<extensions>{garmin('<power>200</power>')}<cad>80</cad></extensions>",
    f"<extensions>{garmin(_HR + '<power>200</power>')}<cad>80</cad></extensions>",
    f"<extensions>{garmin('<power>200</power>' + _CAD)}</extensions>{_HR}",
    f"<power>200</power><extensions>{_HR}</extensions>",
    "<power>200</power><extensions><extensions><cadence>80</cadence></extensions></extensions>",
)


def _bare() -> Iterator[Example]:
    for inside in _BARE:
        yield Example(inside, with_extensions(inside).encode(), safe=True)
        yield Example(f"{inside}, indented", with_extensions(indented(inside)).encode(), safe=True)


def _garmin() -> Iterator[Example]:
    for inside in _GARMIN:
        yield Example(inside, with_extensions(inside, V1).encode(), safe=True)
        yield Example(f"{inside}, indented", with_extensions(indented(inside), V1).encode(), safe=True)


_SCHEMAS: Final = (
    f"{GPX} gpx.xsd\n {TPX2} http://www8.garmin.com/xmlschemas/TrackPointExtensionv2.xsd "
    f"{TPX2}x http://x/TrackPointExtensionv2.xsdx"
)
_OTHER_ROOTS: Final[dict[str, tuple[str, str]]] = {
    "another prefix": (f' xmlns:ns3="{TPX1}"', "<extensions><hr>99</hr></extensions>"),
    "a prefix that is taken": (' xmlns:gpxtpx="u:x"', "<extensions><hr>99</hr></extensions>"),
    "two prefixes that are taken": (
        ' xmlns:gpxtpx="u:x" xmlns:gpxtpx1="u:y"',
        "<extensions><hr>99</hr></extensions>",
    ),
    "a prefix that is declared in the point": (
        "",
        f'<extensions><hr>99</hr><gpxtpx:cad xmlns:gpxtpx="{TPX1}">80</gpxtpx:cad></extensions>',
    ),
    "the default is declared in the extension": (
        "",
        f'<extensions><TrackPointExtension xmlns="{TPX1}"><cad>80</cad></TrackPointExtension><hr>99</hr></extensions>',
    ),
    "power of Garmin": (
        f' xmlns:pwr="{POWER}"',
        "<extensions><pwr:PowerInWatts>200</pwr:PowerInWatts></extensions>",
    ),
    "power of Garmin in its extension": (
        f' xmlns:pwr="{POWER}"',
        "<extensions><pwr:PowerExtension><pwr:PowerInWatts>200</pwr:PowerInWatts></pwr:PowerExtension></extensions>",
    ),
    "another maker's": (' xmlns:v="u:v"', "<extensions><v:hr>99</v:hr><v:power>200</v:power></extensions>"),
    "another maker's element around it": (
        ' xmlns:v="u:v"',
        "<extensions><v:zone><power>200</power></v:zone></extensions>",
    ),
    "version 2": (V2, f"<extensions>{garmin(_CAD + _HR + _TEMP)}</extensions>"),
    "version 2 in order": (V2, f"<extensions>{garmin(_TEMP + _HR + _CAD)}</extensions>"),
    "version 2 with what only it has": (
        V2,
        f"<extensions>{garmin(_HR + '<gpxtpx:speed>5</gpxtpx:speed>')}</extensions>",
    ),
    "version 2 with another's element": (V2, f"<extensions>{garmin(_HR + '<foo>5</foo>' + _CAD + _TEMP)}</extensions>"),
    "version 2 with power": (V2, f"<extensions>{garmin(_HR + '<gpxtpx:power>200</gpxtpx:power>')}</extensions>"),
    "version 2 in single quotes": (f" xmlns:gpxtpx = '{TPX2}'", f"<extensions>{garmin(_HR)}</extensions>"),
    "version 2 that is not used": (V2, "<extensions><hr>99</hr></extensions>"),
    "version 2 beside version 1": (
        f'{V2} xmlns:one="{TPX1}"',
        f"<extensions>{garmin(_HR)}<one:TrackPointExtension><one:cad>80</one:cad></one:TrackPointExtension></extensions>",
    ),
    "version 2 in the point": (
        "",
        f'<extensions><TrackPointExtension xmlns="{TPX2}"><hr>99</hr></TrackPointExtension></extensions>',
    ),
    "version 2 with its schema": (
        f'{V2} xmlns:xsi="{XSI}" xsi:schemaLocation="{_SCHEMAS}"',
        f"<extensions>{garmin(_HR)}</extensions>",
    ),
    "version 2 with its schema at the beginning and at the end": (
        f'{V2} xmlns:xsi="{XSI}" xsi:schemaLocation="{TPX2} x:TrackPointExtensionv2 {TPX2}"',
        f"<extensions>{garmin(_HR)}</extensions>",
    ),
    "version 2 with a schema under another prefix": (
        f'{V2} xmlns:s="{XSI}" s:schemaLocation="{TPX2} TrackPointExtensionv2.xsd"',
        f"<extensions>{garmin(_HR)}</extensions>",
    ),
}


def _roots() -> Iterator[Example]:
    for name, (root, inside) in _OTHER_ROOTS.items():
        yield Example(name, with_extensions(inside, root).encode(), safe=True)
        yield Example(f"{name}, indented", with_extensions(indented(inside), root).encode(), safe=True)
    usual = with_extensions("<extensions><hr>99</hr><power>1</power><watts>2</watts></extensions><cadence>80</cadence>")
    yield Example("a prefix for all", with_prefix(usual).encode(), safe=True)
    own = with_extensions("<extensions><hr>99</hr><power>1</power></extensions>").replace(f' xmlns="{GPX}"', "")
    yield Example("no namespace at all", own.replace(' version="1.1"', "").encode(), safe=True)
    old = with_extensions(garmin(_HR) + "<power>1</power>", V1).replace(GPX, GPX.replace("1/1", "1/0"))
    yield Example("GPX 1.0", old.encode(), safe=True)
    outside = with_extensions("").replace(
        " <trk>\n", " <wpt lat='1' lon='2'><extensions><hr>99</hr></extensions></wpt>\n <trk>\n"
    )
    yield Example("a waypoint's", outside.encode(), safe=True)
    for tag in ("<trk>\n", "<trkseg>\n"):
        inside = with_extensions("").replace(tag, f"{tag}<extensions><power>200</power></extensions>\n")
        yield Example(f"of {tag.strip()}", inside.encode(), safe=True)
    two = with_extensions(indented("<extensions><hr>99</hr></extensions>")).replace("\n", "\r\n")
    yield Example("lines of Windows", two.encode(), safe=True)
    tabs = with_extensions("\n\t\t<extensions>\n\t\t\t<hr>99</hr>\n\t\t</extensions>\n").encode()
    yield Example("tabs", tabs, safe=True)
    yield Example("tabs beside", with_extensions("\n\t\t\t\t<power>99</power>\n\t").encode(), safe=True)
    yield Example("less deep than its point", with_extensions("\n <power>99</power>\n\t").encode(), safe=True)


GROUPS: Final[dict[str, Examples]] = {
    "gpx tags": _bare,
    "gpx garmin": _garmin,
    "gpx roots": _roots,
}
