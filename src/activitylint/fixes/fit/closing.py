"""Closing a file that breaks off, as its device would have closed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.encode import together
from activitylint.fixes.fit.recording import Recording, free_local
from activitylint.fixes.fit.seal import changed, crc_bytes, header_of
from activitylint.fixes.fit.summary import Summary
from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.formats.fit.container import CRC_SIZE, Header
from activitylint.formats.fit.scan import ScanResult, scan
from activitylint.model.faults import FaultKind
from activitylint.model.format import FIT

__all__: list[str] = []


@fix("close-file", "FIT001", "FIT004", "FIT005", safety=Safety.UNSAFE, formats=FIT, damaged=True, order=1)
def close_file(target: Target) -> Iterator[Change]:
    """Cuts the file behind its last whole message, and closes it with the lap, the session and the activity message
    that it lacks, summed up from its records, and with the size and the CRC that follow. Where no sport message and no
    lap tells the sport, it is generic. A file of a chain that holds no whole message is removed.

    Leaves: a file of which more than half would be lost, or in which nothing of the activity is left; of what only the
    device knew: ascent, calories, the offset of local time; and what a damaged message before the break may say.
    """
    recording = Recording(target)
    data = recording.data
    if not recording.headers:
        raise NotApplicable("the header is lost")
    last = len(recording.headers) - 1
    unsized = bool(target.parsed.faults_of(FaultKind.FIT_DAMAGED_HEADER))
    for file, header in enumerate(recording.headers):
        broken = _break(data, header, unsized=unsized and file == last)
        if broken is None:
            continue
        if file == last and file and broken.inside and not broken.found.messages:
            yield Edit(header.offset, len(data))
        else:
            yield from _closed(recording, file, broken)


def _closed(recording: Recording, file: int, broken: _Break) -> Iterator[Edit]:
    data, header = recording.data, recording.headers[file]
    start = header.offset + header.size
    kept, lost = broken.whole - start, broken.end - broken.whole
    if kept < lost:
        reason = f"only {kept:,} of {kept + lost:,} bytes stand before the damage"
        raise NotApplicable(reason)
    summary = Summary(recording, file)
    if not broken.found.messages or (file == 0 and not summary.says_its_type):
        raise NotApplicable("no message before the damage says what file it is")
    if summary.is_activity and summary.is_empty:
        raise NotApplicable("no record, set or length of the activity stands before the damage")
    made = together(summary.missing(), free_local(broken.found) or 0)
    head = header_of(data, header, kept + len(made))
    yield from changed(data, header.offset, head)
    crc = crc_bytes(head + data[start : broken.whole] + made)
    yield Edit(broken.whole, min(broken.end + CRC_SIZE, len(data)), made + crc)


@dataclass(frozen=True, slots=True)
class _Break:
    """Where the whole messages of a file end, where what there is of it ends, and what stands before the break.

    inside: whether it is a message that breaks off, or the file behind one, and not an unknown byte.
    """

    whole: int
    end: int
    found: ScanResult
    inside: bool


def _break(data: bytes, header: Header, *, unsized: bool) -> _Break | None:
    """Where a file breaks off; None where it does not. unsized: the header does not say how long it is."""
    start = header.offset + header.size
    promised = len(data) if unsized else start + header.data_size
    end = min(promised, len(data))
    found = ScanResult()
    stop = scan(data, start, end, found)
    if stop is not None and stop.why == "crowd":
        raise NotApplicable("it has more messages than are read")
    if stop is None and promised + CRC_SIZE <= len(data):
        return None
    inside = stop is None or stop.why == "inside"
    return _Break(end if stop is None else stop.offset, end, found, inside)
