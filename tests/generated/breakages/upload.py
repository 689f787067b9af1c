"""UPL: the file itself, and the fields of the upload form."""

from __future__ import annotations

import gzip

from activitylint.model.request import Limits
from generated.broken import Expect, breaks
from generated.case import Case
from generated.devices import FitCase
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase

TRACKS = ("gpx", "tcx", "fit")


def _pack(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


@breaks("UPL001", "any")
def nothing(case: Case) -> Expect:
    packed = case.one_of([False, True]) and case.suffix != "json"
    return Expect(data=_pack(b"") if packed else b"", name=f"a.{case.suffix}{'.gz' if packed else ''}")


@breaks("UPL002", "any")
def another_file_type(case: Case) -> Expect:
    head = case.one_of(
        [b"PK\x03\x04", b"%PDF-1.4\n", b"<kml>", b"<!DOCTYPE html>", b"\xff\xd8\xff\xe0", b"a,b,c\n1,2,3\n"]
    )
    return Expect(
        data=head + case.render()[:200] if head[:1] in b"P%\xff" else head, name=case.one_of(["", "ride.zip"])
    )


@breaks("UPL003", *TRACKS)
def suffix_of_another_format(case: Case) -> Expect:
    case.render()
    other = case.one_of([suffix for suffix in ("gpx", "tcx", "fit", "json") if suffix != case.suffix])
    return Expect(name=f"ride.{other}")


@breaks("UPL004", *TRACKS)
def gzip_cut_short(case: Case) -> Expect:
    packed = _pack(case.render())
    return Expect(data=packed[: case.number(2, len(packed) - 1)], name=f"ride.{case.suffix}.gz")


@breaks("UPL004", *TRACKS)
def gzip_with_wrong_crc(case: Case) -> Expect:
    packed = bytearray(_pack(case.render()))
    packed[-case.number(5, 8)] ^= case.number(1, 255)
    return Expect(data=bytes(packed), name=f"ride.{case.suffix}.gz")


@breaks("UPL005", *TRACKS)
def gzipped_in_secret(case: Case) -> Expect:
    return Expect(data=_pack(case.render()))


@breaks("UPL005", *TRACKS)
def not_gzipped(case: Case) -> Expect:
    return Expect(name=f"ride.{case.suffix}.gz")


@breaks("UPL005", *TRACKS)
def gzipped_twice(case: Case) -> Expect:
    return Expect(data=_pack(_pack(case.render())), name=f"ride.{case.suffix}.gz")


@breaks("UPL006", "json")
def gzipped_json(case: JsonCase) -> Expect:
    return Expect(data=_pack(case.render()), name=case.one_of(["a.json.gz", "a.json"]))


@breaks("UPL007", *TRACKS)
def larger_than_strava_takes(case: Case) -> Expect:
    return Expect(limits=Limits(upload=len(case.render()) - 1))


@breaks("UPL008", *TRACKS)
def larger_than_is_read(case: Case) -> Expect:
    data = case.render()
    packed = case.one_of([True, False])
    return Expect(
        data=_pack(data) if packed else data,
        name=f"ride.{case.suffix}{'.gz' if packed else ''}",
        limits=Limits(read=case.number(20, len(data) - 1)),
    )


@breaks("UPL009", *TRACKS)
def bytes_behind_the_gzip(case: Case) -> Expect:
    return Expect(data=_pack(case.render()) + bytes(case.number(1, 9)), name=f"ride.{case.suffix}.gz")


@breaks("UPL101", "any")
def unknown_data_type(case: Case) -> Expect:
    return Expect(request={"data_type": case.one_of(["zip", "application/gpx+xml", "", ".gpx", "json.gz", "gpx "])})


@breaks("UPL102", *TRACKS)
def unknown_sport_type(case: Case) -> Expect:
    return Expect(request={"sport_type": case.one_of(["ride", "Cycling", "", "Ride ", "gravel_ride"])})


@breaks("UPL103", *TRACKS)
def unknown_activity_type(case: Case) -> Expect:
    value = case.one_of(["Pickleball", "cycling", "", "GravelRides"])
    return Expect(request={"activity_type": value}, also=frozenset({"UPL104"}))


@breaks("UPL104", *TRACKS)
def deprecated_activity_type(case: Case) -> Expect:
    request = {"activity_type": case.one_of(["Ride", "run", "WALK"])}
    return Expect(request=request | case.one_of([{}, {"sport_type": "Ride"}]))


@breaks("UPL105", "any")
def no_flag(case: Case) -> Expect:
    return Expect(request={case.one_of(["trainer", "commute"]): case.one_of(["true", "yes", "2", "", "1.0", " 1"])})


@breaks("UPL107", "tcx", sports=("run",))
def another_sport_asked_for(case: TcxCase) -> Expect:
    return Expect((case.activity, "Sport"), request={"sport_type": case.one_of(["Ride", "Hike", "TrailRun"])})


@breaks("UPL107", "fit", sports=("run",))
def another_sport_asked_for_in_fit(case: FitCase) -> Expect:  # noqa: ARG001 -- the request is what is wrong
    return Expect("session 0", request={"sport_type": "Ride"})


@breaks("UPL108", "gpx")
def outdoors_on_a_trainer(case: GpxCase) -> Expect:  # noqa: ARG001 -- as above
    return Expect(request={"trainer": "1"})


@breaks("UPL108", "tcx", "fit", need=("distance",), without=("position",))
def indoors_on_no_trainer(case: Case) -> Expect:  # noqa: ARG001 -- as above
    return Expect(request={"trainer": "0"})


@breaks("UPL109", *TRACKS)
def data_type_of_another_format(case: Case) -> Expect:
    return Expect(
        request={"data_type": case.one_of([kind for kind in ("fit", "TCX", "gpx") if kind.lower() != case.suffix])}
    )


@breaks("UPL110", "json")
def strength_on_a_bicycle(case: JsonCase) -> Expect:
    return Expect(request={"sport_type": case.one_of(["Ride", "Yoga", "Pilates"])})


@breaks("UPL111", *TRACKS)
def gzip_against_the_data_type(case: Case) -> Expect:
    if case.one_of([True, False]):
        return Expect(request={"data_type": f"{case.suffix}.gz"})
    return Expect(data=_pack(case.render()), request={"data_type": case.suffix})
