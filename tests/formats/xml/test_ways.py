"""Every way to read a document has the same result: at once or in pieces, as columns or one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from activitylint.formats import gpx, tcx
from activitylint.formats.xml import attributes, buffers, intern, namespaces, places, text, times
from activitylint.model.activity import Activity
from activitylint.model.faults import Fault
from formats import test_effort, test_tcx_trees

WAYS: dict[str, list[tuple[Any, str, int]]] = {
    "values in small pieces": [(buffers, "CHUNK", 7), (text, "CHUNK", 7)],
    "values one at a time": [(buffers, "CHUNK", 1), (text, "CHUNK", 1)],
    "bytes in small pieces": [(buffers, "_PIECE", 50)],
    "attributes one by one": [(attributes, "_FEW", 1 << 20)],
    "attributes as columns": [(attributes, "_FEW", 0)],
    "attributes in short tags as columns": [(attributes, "_FEW", 0), (attributes, "_LONG", 40)],
    "attributes in tags of few quotes as columns": [(attributes, "_FEW", 0), (attributes, "_MOST_QUOTES", 4)],
    "namespaces one by one": [(namespaces, "_FEW", 1 << 20), (namespaces, "_LONG_TAG", 1)],
    "namespaces by short windows": [(namespaces, "_FEW", 0), (namespaces, "_WINDOW", 12)],
    "names sorted": [(intern, "_SMALL", 1 << 20), (intern, "_FEW", 0)],
    "names in slots": [(intern, "_SMALL", 0), (intern, "_FEW", 0)],
    "names part by part": [(intern, "_LONG", 30), (intern, "_SMALL", 0)],
    "times one by one": [(times, "_FEW", 1 << 20)],
    "times as columns": [(times, "_FEW", 0)],
    "times of few shapes as columns": [(times, "_FEW", 0), (times, "_TRIES", 1)],
    "lines in small pieces": [(places, "_COUNTED", 9)],
}

PLAIN = '<trkpt lat="{n}.5" lon="2"><ele>{n}</ele><time>2024-01-0{d}T00:00:{n:02}Z</time></trkpt>'
ODD = [
    "<trkpt lat='{n}' lon=\"2\" x='1'><time>2024-01-01T00:00:{n:02},5</time></trkpt>",
    "<trkpt lon = '2'\n lat = '&#49;'><ele><![CDATA[3]]></ele></trkpt>",
    '<trkpt lat="x" lon=""><ele>1,5</ele><time>noon</time><a xmlns="u:1"><a/></a></trkpt>',
    '<trkpt lat="1" lon="2" lat2="{n}"><extensions><t:hr xmlns:t="u:{n}">1</t:hr></extensions></trkpt>',
    '<trkpt lat="1" lon="2"><time> 2024-02-30T00:00:00Z</time><ele>-1e{n}</ele></trkpt>',
    "<trkpt a{n}='1' b{n}='2' c='3' lat='1' lon='2'/>",
    '<trkpt lat="0.00000000000000000000000000000000000000000000001" lon="2"><sat>{n}</sat><sat/></trkpt>',
    f'<trkpt lat="1" lon="2" {"y" * 60}="{"z" * 250}" xmlns:late="u:late"><late:hr>1</late:hr></trkpt>',
    '<trkpt lat="1" lon="2"><time>2024-01-01T24:00:00.{n:09}+01:00</time><!-- <x> --><hr>{n}</hr></trkpt>',
]


def mixed(seed: int) -> bytes:
    chance = random.Random(seed)
    odd = chance.choice((0, 0.1, 0.6))
    points = "\n".join(
        (chance.choice(ODD) if chance.random() < odd else PLAIN).format(n=n, d=n % 9 + 1) for n in range(60)
    )
    return test_effort.GPX.format("UTF-8", "Zürich").encode() + points.encode() + b"</trkseg></trk></gpx>"


def alike(name: str) -> bytes:
    return test_effort.gpx_of(name)(60)


DOCUMENTS: dict[str, tuple[Callable[[bytes], Activity], bytes]] = {
    **{f"mixed points {seed}": (gpx.read, mixed(seed)) for seed in range(3)},
    **{f"points, {name}": (gpx.read, alike(name)) for name in test_effort.POINTS},
    **{f"trackpoints, {name}": (tcx.read, test_effort.tcx_of(name)(60)) for name in test_effort.TRACKPOINTS},
    **{f"a tree {seed}": (tcx.read, test_tcx_trees.document(seed)) for seed in range(2)},
}


def shown(fault: Fault) -> tuple[Any, ...]:
    rows = None if fault.rows is None else np.asarray(fault.rows).tolist()
    return fault.kind, fault.at, rows, fault.count, sorted((k, str(v)) for k, v in fault.detail.items())


def held(found: Activity) -> dict[str, Any]:
    """Return everything that was read, in a form that can be compared."""
    tables: dict[str, Any] = {}
    for name in ("records", "laps", "sessions"):
        table = getattr(found, name)
        for column in table.columns:
            values = getattr(table, column)
            tables[f"{name}.{column}"] = [str(value) for value in (values if len(table) else ())]
    uses = [(use.namespace, use.name, use.parents, use.count, use.rows.tolist(), use.first) for use in found.extensions]
    faults = [shown(fault) for fault in found.faults]
    where = [location for location, _ in found.places.locate([fault.at for fault in found.faults])]
    return {**tables, "uses": uses, "faults": faults, "where": where, "prefixes": found.document}


@cache
def _usual(name: str) -> dict[str, object]:
    read, data = DOCUMENTS[name]
    return held(read(data))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_reads_a_document_alike(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = {name: _usual(name) for name in DOCUMENTS}
    for module, constant, value in WAYS[way]:
        monkeypatch.setattr(module, constant, value)
    for name, (read, data) in DOCUMENTS.items():
        assert held(read(data)) == usual[name], name
