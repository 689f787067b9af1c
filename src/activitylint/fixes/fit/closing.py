"""The fix for a file that is cut off: it is closed as its device would have closed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor, free_local
from activitylint.fixes.fit.encode import together
from activitylint.fixes.fit.seal import changed, crc_bytes, header_of
from activitylint.fixes.fit.summary_messages import SummaryMessages
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.formats.fit.container import CRC_SIZE, Header
from activitylint.formats.fit.scan import ScanResult, scan
from activitylint.model.faults import FaultKind
from activitylint.model.format import FIT

__all__: list[str] = []


@fix(
    "close-file",
    *("FIT001", "FIT004", "FIT005", "FIT011"),
    safety=Safety.UNSAFE,
    formats=FIT,
    damaged=True,
    order=1,
    invents=("CRC",),
)
def close_file(task: FixTask) -> Iterator[FileChange]:
    """Cuts the file after its last complete message, then writes what the device would have written at the end: the
    missing lap, session and activity messages, with totals taken from the records, the data size and the CRC. The sport
    is `generic` if no sport message or lap names one. In a chain of files, a last file without any complete message is
    removed.

    Limits: Skips a file if more than half of it would be lost, or if nothing of the activity is left. Does not write
    what only the device knew: ascent, calories, the offset of local time. Ignores what a damaged message before the cut
    may contain.
    """
    editor = FitEditor(task)
    data = editor.data
    if not editor.headers:
        raise NotApplicable("the header is missing")
    last = len(editor.headers) - 1
    unsized = bool(task.parsed.faults_of(FaultKind.FIT_DAMAGED_HEADER))
    for file, header in enumerate(editor.headers):
        broken = _break(data, header, unsized=unsized and file == last)
        if broken is None:
            continue
        if file == last and file and broken.inside and not broken.found.messages:
            yield Edit(header.offset, len(data))
        else:
            yield from _closed(editor, file, broken)


def _closed(editor: FitEditor, file: int, broken: _Break) -> Iterator[Edit]:
    data, header = editor.data, editor.headers[file]
    start = header.offset + header.size
    kept, lost = broken.whole - start, broken.end - broken.whole
    if kept < lost:
        reason = f"only {kept:,} of {kept + lost:,} bytes come before the damage"
        raise NotApplicable(reason)
    summary = SummaryMessages(editor, file)
    if not broken.found.messages or (file == 0 and not summary.says_its_type):
        raise NotApplicable("no message before the damage says what type of file this is")
    if summary.is_activity and summary.is_empty:
        raise NotApplicable("the activity has no record, set or length before the damage")
    made = together(summary.missing(), free_local(broken.found) or 0)
    head = header_of(data, header, kept + len(made))
    yield from changed(data, header.offset, head)
    crc = crc_bytes(head + data[start : broken.whole] + made)
    yield Edit(broken.whole, min(broken.end + CRC_SIZE, len(data)), made + crc)


@dataclass(frozen=True, slots=True)
class _Break:
    """Where a file is cut off.

    whole: the end of its last complete message. end: the end of its data. found: the result of scanning up to the cut.
    inside: True if the cut is in or right after a message; False if an unknown byte ends the scan.
    """

    whole: int
    end: int
    found: ScanResult
    inside: bool


def _break(data: bytes, header: Header, *, unsized: bool) -> _Break | None:
    """Where a file is cut off; None if it is complete. unsized: the header does not give the length of the file."""
    start = header.offset + header.size
    promised = len(data) if unsized else start + header.data_size
    end = min(promised, len(data))
    found = ScanResult()
    stop = scan(data, start, end, found)
    if stop is not None and stop.why == "crowd":
        raise NotApplicable("the file has more messages than the linter reads")
    if stop is None and promised + CRC_SIZE <= len(data):
        return None
    inside = stop is None or stop.why == "inside"
    return _Break(end if stop is None else stop.offset, end, found, inside)
