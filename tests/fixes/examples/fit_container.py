"""FIT: headers, checksums, ends, and files that break off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fit_builder import START, FitFile, Raw, chain, pool_swim, strength
from fixes.examples.example import Example, Examples
from fixes.examples.fit_rides import big_endian, ride

__all__ = ["GROUPS"]


def _replaced(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


# The container

_RIDE: Final = ride(3).build()
_SHORT: Final = ride(3, file=FitFile(header_size=12)).build()


def _headers() -> Iterator[Example]:
    for kind, data in (("14", _RIDE), ("12", _SHORT)):
        size = len(data) - len(data[: data[0]]) - 2
        for promised in (0, 1, size - 1, size + 1, size + 2, 0xFFFFFFFF):
            yield Example(
                f"header of {kind}, {promised} bytes promised", _replaced(data, 4, promised.to_bytes(4, "little"))
            )
            made = ride(3, file=FitFile(header_size=int(kind))).build(data_size=promised)
            yield Example(f"header of {kind}, {promised} bytes promised from the first", made)
        for first in (0, 11, 12, 13, 14, 15, 255):
            yield Example(f"header of {kind}, said to be of {first}", _replaced(data, 0, bytes([first])))
        yield Example(f"header of {kind}, no letters", _replaced(data, 8, b"fit."))
        yield Example(
            f"header of {kind}, wrong size and CRC", _replaced(_replaced(data, 4, bytes(4)), len(data) - 1, b"\7")
        )
        yield Example(f"header of {kind}, wrong size and zeros at the end", _replaced(data, 4, bytes(4)) + bytes(2))
        second = data + _replaced(data, 4, bytes(4))
        yield Example(f"header of {kind}, the second of two", second)
    for crc in (0, 1, 0x1234):
        yield Example(f"header crc {crc}", ride(3).build(header_crc=crc))
        yield Example(f"header crc {crc}, put in later", _replaced(_RIDE, 12, crc.to_bytes(2, "little")))
        yield Example(f"header crc {crc}, and a wrong one of the file", ride(3).build(header_crc=crc, crc=0x4321))
    wrong = ride(3).build(header_crc=1)
    doubted = ride(3).build(header_crc=1, crc=2)
    later = _replaced(_RIDE, 12, b"\1\1")
    for name, files in {
        "wrong, right, put in later": (wrong, _RIDE, later),
        "doubted, wrong": (doubted, wrong),
        "wrong, doubted": (wrong, doubted),
        "short, wrong": (_SHORT, wrong),
        "none, wrong": (ride(3).build(header_crc=0), wrong),
    }.items():
        yield Example(f"header crcs: {name}", chain(*files), select=("FIT002",))


def _ends() -> Iterator[Example]:
    for name, tail in {
        "a zero": b"\0",
        "zeros": bytes(20),
        "ones": b"\xff" * 20,
        "zeros and ones": b"\0\xff",
        "a word": b"x",
        "twos": b"\2\2",
        "letters of a header": b"......xx.FIT",
        "half a header": _RIDE[:10],
    }.items():
        yield Example(f"behind the end: {name}", _RIDE + tail)
        yield Example(f"behind the end: {name}, safely", _RIDE + tail, safe=True)
        yield Example(f"behind a wrong CRC: {name}", _RIDE[:-2] + b"\1\2" + tail, select=("FIT006",))
        yield Example(f"behind two: {name}", chain(_RIDE, _SHORT) + tail)
    for name, data in {
        "one": _RIDE[:-2] + b"\1\2",
        "the first of two": _RIDE[:-2] + b"\1\2" + _SHORT,
        "the second of two": _RIDE + _SHORT[:-2] + b"\1\2",
        "one, and the header's": ride(3).build(header_crc=1)[:-1] + b"\7",
    }.items():
        yield Example(f"crc of {name}", data)
        yield Example(f"crc of {name}, safely", data, safe=True)


# Files that break off


def _broken() -> Iterator[Example]:
    for name, file in {
        "a ride": ride(8),
        "a ride, big": big_endian(8),
        "a short header": ride(8, file=FitFile(header_size=12)),
        "a swim": pool_swim(4),
        "a strength session": strength(3),
        "a course": ride(8).change("file_id", type="course"),
        "no file_id": ride(8).drop("file_id"),
        "a file_id without type": ride(8).change("file_id", type=None),
        "no records": ride(8).drop("record"),
    }.items():
        whole = file.build()
        for share in (0.3, 0.6, 0.9):
            yield Example(f"{name}, {share:.0%}", whole[: int(len(whole) * share)])
        for off in (1, 3):
            yield Example(f"{name}, but for {off} at the end", whole[:-off])
    whole = ride(8).build()
    for share in (0.4, 0.8):
        cut = whole[: int(len(whole) * share)]
        yield Example(f"no size, {share:.0%}", _replaced(cut, 4, b"\xff" * 4))
        yield Example(f"the second of two, {share:.0%}", _RIDE + cut)
        yield Example(f"the first size is wrong, {share:.0%}", _replaced(_RIDE, 4, b"\xff" * 4) + cut)
    for size in (12, 14, 16, 20, 40, 60):
        yield Example(f"the second of two, {size} bytes", _RIDE + whole[:size])
    for row in range(8):
        damaged = ride(8).insert_raw("record", b"\x0b\x01\x02\x03", row)
        yield Example(f"an unknown message before record {row}", damaged.build())
    late = ride(8).insert_raw("session", b"\x0b\1", 0)
    yield Example("an unknown message before the session", late.build())
    yield Example("an unknown message before the activity", ride(8).insert_raw("activity", b"\x0b\1", 0).build())
    yield Example("an unknown message in both files", chain(late, ride(8).insert_raw("activity", b"\x0b\1", 0)))
    taken = ride(8)
    for local in range(16):
        taken.insert("record", "event", 3, timestamp=START + 2, event=Raw(40 + local), local=local)
    data = taken.build()
    yield Example("all local types are taken", data[: int(len(data) * 0.9)])
    wrong = ride(8).build(header_crc=1)
    yield Example("a wrong header crc", wrong[: int(len(wrong) * 0.8)])
    untold = ride(8).change("lap", total_elapsed_time=None, timestamp=None)
    yield Example("a lap without times, and no session", untold.build()[:-120])
    unended = ride(8).change("session", total_elapsed_time=None, timestamp=None)
    yield Example("a session without times, and no activity", unended.build()[:-30])
    unsaid = ride(8).build(header_crc=0)
    yield Example("no header crc", unsaid[: int(len(unsaid) * 0.8)])


GROUPS: Final[dict[str, Examples]] = {
    "fit headers": _headers,
    "fit ends": _ends,
    "fit broken": _broken,
}
