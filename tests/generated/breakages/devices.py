"""SPO and DEV: the sport, the device and its elevation."""

from __future__ import annotations

from typing import Any

from fit_builder import Raw
from generated.broken import Expect, breaks
from generated.devices import FitCase
from generated.markup import Node
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase, XmlCase


@breaks("SPO001", "tcx")
def another_sport(case: TcxCase) -> Expect:
    case.activity.attributes["Sport"] = case.one_of(["Other", "Rowing", "elliptical", "Ride", "<&>"])
    return Expect((case.activity, "Sport"))


@breaks("SPO002", "gpx")
def no_type(case: GpxCase) -> Expect:
    case.track.remove("type")
    return Expect((case.track, ""))


@breaks("SPO002", "tcx")
def empty_sport(case: TcxCase) -> Expect:
    case.activity.attributes["Sport"] = ""
    return Expect((case.activity, "Sport"))


@breaks("SPO002", "fit")
def generic_sport(case: FitCase) -> Expect:
    case.file.change("session", sport="generic", sub_sport="generic")
    return Expect("session 0")


@breaks("SPO003", "fit")
def sport_without_counterpart(case: FitCase) -> Expect:
    sport = case.one_of(["horseback_riding", "motorcycling", "flying", "fishing"])
    case.file.change("session", sport=sport, sub_sport="generic")
    return Expect("session 0")


@breaks("SPO004", "gpx")
def sport_in_type(case: GpxCase) -> Expect:
    case.track.remove("type")
    kind = Node(case.root.namespace, "type", {}, [case.one_of(["9", "running", "Ride & Run"])])
    case.track.children.insert(0, kind)
    return Expect((kind, ""))


@breaks("SPO005", "fit")
def two_sports(case: FitCase) -> Expect:
    case.file.insert("session", "sport", sport="rowing", sub_sport="generic")
    return Expect("sport 0")


# Devices


def _named(case: XmlCase, name: str) -> tuple[Node, str]:
    """Change the creator; return the spot of its name."""
    if isinstance(case, GpxCase):
        case.root.attributes["creator"] = name
        return case.root, "creator"
    node = case.root.all("Creator")[0].child("Name")
    node.replace_text(name)
    return node, ""


@breaks("DEV001", "gpx")
def no_creator(case: GpxCase) -> Expect:
    del case.root.attributes["creator"]
    return Expect((case.root, ""))


@breaks("DEV001", "gpx")
def blank_creator(case: GpxCase) -> Expect:
    return Expect(_named(case, case.one_of(["", " "])))


@breaks("DEV001", "tcx")
def no_creator_element(case: TcxCase) -> Expect:
    case.activity.remove("Creator")
    return Expect((case.activity, ""))


@breaks("DEV002", "gpx", "tcx")
def placeholder(case: XmlCase) -> Expect:
    names = ["gpx.py -- https://github.com/tkrajina/gpxpy", "test", "My App", "unknown", "phpGPX/1.0"]
    return Expect(_named(case, case.one_of(names)))


@breaks("DEV002", "json")
def placeholder_in_json(case: JsonCase) -> Expect:
    case.document["creator"] = {"name": case.one_of(["test", "My App", "python"])}
    return Expect(("creator", "name"))


@breaks("DEV003", "gpx", "tcx")
def marker_not_at_the_end(case: XmlCase) -> Expect:
    names = ["Logger (with barometer)", "Logger with barometer v2", "Logger with-barometer", "barometric Logger"]
    return Expect(_named(case, case.one_of(names)))


@breaks("DEV004", "gpx", "tcx", without=("altitude",))
def barometer_for_nothing(case: XmlCase) -> Expect:
    return Expect(_named(case, "Logger with barometer"))


@breaks("DEV005", "gpx", "tcx", need=("altitude", "position"))
def no_barometer(case: XmlCase) -> Expect:
    return Expect(_named(case, "Logger 3000"))


@breaks("DEV005", "fit", need=("altitude", "position"))
def unknown_product(case: FitCase) -> Expect:
    case.file.change("file_id", manufacturer="wahoo_fitness", product=77)
    return Expect("file_id 0")


@breaks("DEV006", "fit")
def nobodys_manufacturer(case: FitCase) -> Expect:
    manufacturer: Any = case.one_of([None, 0, "development"])
    case.file.change("file_id", manufacturer=manufacturer)
    return Expect("file_id 0")


@breaks("DEV007", "fit")
def unlisted_manufacturer(case: FitCase) -> Expect:
    case.file.change("file_id", manufacturer=Raw(case.number(30_000, 60_000)))
    return Expect("file_id 0")


@breaks("DEV008", "fit")
def no_product(case: FitCase) -> Expect:
    case.file.change("file_id", product=None)
    return Expect("file_id 0")


@breaks("DEV009", "fit", need=("altitude",))
def no_ascent(case: FitCase) -> Expect:
    case.file.change("session", total_ascent=None)
    return Expect("session 0")


@breaks("DEV010", "json")
def no_creator_in_json(case: JsonCase) -> Expect:
    case.document.pop("creator", None)
    return Expect(())
