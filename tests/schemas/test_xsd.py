"""Our schemas accept and refuse the same as the official ones, except for the differences that are listed here.

The official schemas are not part of the project. If they are not available, only our own are tested.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from paths import CORPUS, FIXTURES, REFERENCE_XSD, SCHEMAS, corpus
from schemas import documents

OFFICIAL = {
    "gpx-1.1": "gpx11.xsd",
    "tcx-2": "TrainingCenterDatabasev2.xsd",
    "trackpointextension-1": "TrackPointExtensionv1.xsd",
    "gpxdata-1.0": "gpxdata10.xsd",
    "activityextension-2": "ActivityExtensionv2.xsd",
}
WHOLE = [
    ("gpx-1.1", documents.GPX),
    ("tcx-2", documents.TCX),
    ("trackpointextension-1", documents.TRACK_POINT_EXTENSION),
    ("activityextension-2", documents.TPX),
    ("activityextension-2", documents.LX),
    *(("gpxdata-1.0", document) for document in documents.GPXDATA),
]
GPX_ADDRESS = b"http://www.topografix.com/GPX/1/1/gpx.xsd"
needs_official = pytest.mark.skipif(not REFERENCE_XSD.is_dir(), reason="the official schemas are not at hand")

SOURCE = ("Creator", "Author", "UnitId", "ProductID", "Version", "Build", "LangID", "PartNumber")
GENERAL = ("cadence", "distance", "heartrate", "power")

ABOUT_STRUCTURE = ("SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_TYPE_2")

SPORT = "any Sport is allowed: Strava maps some that the format does not list"
CREATOR = "a Creator or Author may have a Name alone and no xsi:type, as the page shows it"
GENERAL_TAGS = "cadence, distance, heartrate and power may stand directly under the extensions of a track point"
IDENTITY = "Ids and Names need not be unique"


@cache
def own(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


@cache
def official(name: str) -> etree.XMLSchema:
    # One schema imports another by a URL, which must not be fetched.
    local = (REFERENCE_XSD / OFFICIAL["gpx-1.1"]).as_uri()
    text = (REFERENCE_XSD / OFFICIAL[name]).read_bytes().replace(GPX_ADDRESS, local.encode())
    return etree.XMLSchema(etree.fromstring(text, etree.XMLParser(no_network=True)))


def refused(schema: etree.XMLSchema, document: etree._Element) -> set[tuple[int | None, str, str]]:
    """What a schema refuses: line, kind of error, and its message without the names of types."""
    schema.validate(document)
    log: Any = schema.error_log  # the stubs have no type for it
    return {(e.line, e.type_name, e.message.split(" Expected is ")[0]) for e in log}


def difference(error: tuple[int | None, str, str]) -> str | None:
    """The listed difference that explains why only the official schema refuses something; None if there is none."""
    _, kind, message = error
    if "attribute 'Sport'" in message:
        return SPORT
    if any(f"}}{name}'" in message for name in SOURCE) and kind in ABOUT_STRUCTURE:
        return CREATOR
    if any(f"{start}{tag}'" in message for tag in GENERAL for start in ("/GPX/1/1}", "Element '")):
        return GENERAL_TAGS
    if "identity-constraint" in message or "No precomputed value" in message:
        return IDENTITY
    return None


def parse(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError:
        return None


def documents_in(folder: Path) -> Iterator[tuple[Path, bytes, etree._Element]]:
    """Each file of the fixtures or the corpus that can be parsed: its path, its bytes unpacked, its root element."""
    suffixes = (".gpx", ".tcx", ".gpx.gz", ".tcx.gz")
    for path in corpus(*suffixes) if folder == CORPUS else sorted(folder.rglob("*.[gt][pc]x")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        document = parse(data)
        if document is not None:
            yield path, data, document


def broken(document: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Copies of the document with one error each: left out, doubled, moved, renamed, mistyped, without an attribute."""
    seen = set()
    for number, element in enumerate(document.iter(etree.Element)):
        key = (_kind(element.getparent()), _kind(element))
        if key in seen:
            continue
        seen.add(key)
        for how in ("left out", "doubled", "moved", "renamed", "mistyped", "emptied"):
            copy = deepcopy(document)
            if _bend(list(copy.iter(etree.Element))[number], how):
                yield f"{element.tag!s} {how}", copy
        for name in element.attrib:
            for how, value in (("left out", None), ("mistyped", "~")):
                copy = deepcopy(document)
                attributes = list(copy.iter(etree.Element))[number].attrib
                if value is None:
                    del attributes[name]
                else:
                    attributes[name] = value
                yield f"{element.tag!s}/@{name!s} {how}", copy


def _kind(element: etree._Element | None) -> tuple[str, str | None]:
    if element is None:
        return "", None
    return str(element.tag), element.get("{http://www.w3.org/2001/XMLSchema-instance}type")


def _bend(element: etree._Element, how: str) -> bool:
    parent = element.getparent()
    if how == "mistyped":
        element.text = "~"
    elif how == "emptied":
        element.text = ""
    elif parent is None:
        return False
    elif how == "left out":
        parent.remove(element)
    elif how == "doubled":
        element.addnext(deepcopy(element))
    elif how == "moved":
        before = element.getprevious()
        if before is None or before.tag == element.tag:
            return False
        before.addprevious(element)
    else:
        element.tag = f"{{{etree.QName(element).namespace}}}other"
    return True


@pytest.mark.parametrize(("name", "text"), WHOLE)
def test_our_schemas_accept_a_document_that_uses_everything(name: str, text: str) -> None:
    assert refused(own(name), etree.fromstring(text.strip())) == set()


@needs_official
@pytest.mark.parametrize(("name", "text"), WHOLE)
def test_the_official_schemas_accept_it_too(name: str, text: str) -> None:
    assert {
        error for error in refused(official(name), etree.fromstring(text.strip())) if not difference(error)
    } == set()


@needs_official
@pytest.mark.parametrize(("name", "text"), WHOLE)
def test_both_refuse_each_single_error_or_the_difference_is_listed(name: str, text: str) -> None:
    unexplained = []
    for what, document in broken(etree.fromstring(text.strip())):
        ours, theirs = refused(own(name), document), refused(official(name), document)
        if bool(ours) != bool(theirs) and not all(map(difference, theirs)):
            unexplained.append((what, ours, theirs))
    assert unexplained == []


@needs_official
@pytest.mark.parametrize("folder", [FIXTURES, CORPUS])
def test_both_agree_on_every_file_except_for_listed_differences(folder: Path) -> None:
    for path, _, document in documents_in(folder):
        name = "tcx-2" if ".tcx" in path.name else "gpx-1.1"
        ours, theirs = refused(own(name), document), refused(official(name), document)
        assert {error for error in ours if error[:2] not in {e[:2] for e in theirs}} == set(), path
        only_theirs = {error for error in theirs if error[:2] not in {e[:2] for e in ours}}
        assert {error for error in only_theirs if difference(error) is None} == set(), path


def test_each_listed_difference_exists() -> None:
    head = '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
    lap = (
        '<Lap StartTime="2026-04-12T06:30:00Z"><TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>1</DistanceMeters>'
        "<Calories>1</Calories><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod></Lap>"
    )
    activity = f'<Activity Sport="%s"><Id>2026-04-12T06:30:00Z</Id>{lap}%s</Activity>'
    tcx = f"{head}<Activities>%s</Activities></TrainingCenterDatabase>"
    point = (
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="c"><trk><trkseg>%s</trkseg></trk></gpx>'
    )
    shown = {
        SPORT: ("tcx-2", tcx % (activity % ("Walking", ""))),
        CREATOR: ("tcx-2", tcx % (activity % ("Biking", "<Creator><Name>A with barometer</Name></Creator>"))),
        IDENTITY: ("tcx-2", tcx % ((activity % ("Biking", "")) * 2)),
        GENERAL_TAGS: (
            "gpx-1.1",
            point % '<trkpt lat="1" lon="1"><extensions><power>200</power></extensions></trkpt>',
        ),
    }
    for named, (name, text) in shown.items():
        document = etree.fromstring(text)
        assert refused(own(name), document) == set(), named
        if REFERENCE_XSD.is_dir():
            assert {difference(error) for error in refused(official(name), document)} == {named}


def test_every_schema_is_documented_and_every_type_is_used() -> None:
    xs = "{http://www.w3.org/2001/XMLSchema}"
    for path in sorted(SCHEMAS.glob("*.xsd")):
        tree = etree.parse(path)
        assert tree.find(f"{xs}annotation/{xs}documentation") is not None, path.name
        text = path.read_text(encoding="utf-8")
        for declared in tree.getroot().findall(f"{xs}complexType") + tree.getroot().findall(f"{xs}simpleType"):
            name = str(declared.get("name"))
            used = any(f'{key}="{name}"' in text for key in ("type", "base"))
            assert used or name.endswith("_t"), (path.name, name)
