"""FIT001 to FIT010: the container, before anything that it says about an activity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.finding import Effect, Severity, observed
from activitylint.model.fit import FitFile
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import INSIDE, Violation, rule
from activitylint.rules.support.fit_parts import PROTOCOL, parts
from activitylint.rules.support.wording import plural, verb
from activitylint.strava.thresholds import FIT_PROTOCOL_MAJOR

_NAMED: Final = 3
"""Chained files and fields that a message tells one by one."""


@rule("FIT001", "damaged-header", Severity.ERROR, Effect.REJECTED, basis=PROTOCOL, formats=FIT, silences=INSIDE)
def damaged_header(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file header makes no sense: its size, the letters .FIT, or the size of the data.

    Why: a FIT file begins with a header of 12 or 14 bytes. No reader can go on without it, and Strava takes nothing.

    Fix: Export or download the file again.
    """
    for fault in activity.faults_of(FaultKind.FIT_DAMAGED_HEADER)[:1]:
        yield Violation(f"the FIT header is damaged: {fault.detail['reason']}", fault.at)


@rule("FIT002", "header-crc-mismatch", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def header_crc_mismatch(activity: Activity, context: Context) -> Iterator[Violation]:
    """The header has a CRC of its own, and it is wrong.

    Why: the CRC of a 14-byte header covers its first 12 bytes. 0x0000 says that there is none and is legal, as is a
    header of 12 bytes; any other value has to be right, and a reader may refuse the file.

    Fix: Write 0x0000 or the right CRC into bytes 12 and 13 of the header. If a tool wrote the file, tell its author.
    """
    yield from _checksums(activity, FaultKind.FIT_HEADER_CRC, "header CRC")


@rule(
    "FIT003",
    "crc-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(PROTOCOL, observed("one report, shown")),
    formats=FIT,
)
def crc_mismatch(activity: Activity, context: Context) -> Iterator[Violation]:
    """The CRC at the end of the file does not fit its bytes. In a chain each file has one of its own.

    Why: the last two bytes are a checksum of all that stands before them. A wrong one means that bytes were changed
    or lost, and Strava refuses such files.

    Fix: Download the file again. A tool that edits FIT files has to compute the CRC anew.
    """
    yield from _checksums(activity, FaultKind.FIT_CRC, "CRC")


@rule(
    "FIT004", "truncated", Severity.ERROR, Effect.REJECTED, basis=(PROTOCOL, observed("several reports")), formats=FIT
)
def truncated(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file ends before its header says, or inside a message.

    Why: the header promises how many bytes of messages follow. Strava refuses a file that breaks off. Such files come
    from interrupted transfers and from devices whose battery ran out. What lies behind the break is not judged.

    Fix: Copy the file from the device again; if it is cut there too, a FIT repair tool can close it.

    Threshold: a message for every 8 bytes beyond the first 65,536; what follows is not read. No device writes so many
    that hold so little, and the bound is ours.
    """
    for fault in activity.faults_of(FaultKind.FIT_TRUNCATED)[:1]:
        whole = fault.detail.get("whole_messages")
        kept = f"; {plural(whole, 'message')} before that {verb(whole, 'is')} whole" if isinstance(whole, int) else ""
        files = len(parts(activity).files)
        which = f"file {_number(fault.detail.get('file')) + 1:,} of {files:,}" if files > 1 else "the file"
        most = fault.detail.get("most")
        if isinstance(most, int):
            yield Violation(f"{which} is not read to its end: it has more than {most:,} messages", fault.at)
            return
        yield Violation(f"{which} is cut short: {_promise(fault)}{kept}", fault.at)


@rule(
    "FIT005",
    "undefined-local-message",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(PROTOCOL, observed("one report")),
    formats=FIT,
)
def undefined_local_message(activity: Activity, context: Context) -> Iterator[Violation]:
    """A data message is of a local type that no definition message before it has defined.

    Why: without its definition nobody can know how long the message is, so that every reader stops here. Lost or
    changed bytes are the usual cause. What lies behind it is not judged.

    Fix: Copy the file from the device again. A tool that leaves messages out has to keep their definitions.
    """
    for fault in activity.faults_of(FaultKind.FIT_UNDEFINED_LOCAL)[:1]:
        local = fault.detail.get("local")
        yield Violation(f"a data message is of local type {local}, which is not defined before it", fault.at)


@rule("FIT006", "trailing-bytes", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def trailing_bytes(activity: Activity, context: Context) -> Iterator[Violation]:
    """Bytes follow the end of the file, and they are no further FIT file.

    Why: after the CRC a FIT file is over, or another one begins (chained-files). What a reader makes of other bytes is
    not known.

    Fix: Cut the file after the CRC, or write the right size of the data into the header.
    """
    for fault in activity.faults_of(FaultKind.FIT_TRAILING_BYTES)[:1]:
        count = fault.detail.get("bytes")
        number = count if isinstance(count, int) else fault.count
        yield Violation(f"{plural(number, 'byte')} {verb(number, 'follows')} the end of the FIT file", fault.at)


@rule("FIT007", "chained-files", Severity.INFO, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def chained_files(activity: Activity, context: Context) -> Iterator[Violation]:
    """More than one FIT file stands in this one, end to end.

    Why: the protocol allows it, and watches use it for heart rate that a strap sends after a swim. What Strava makes
    of the later files is not documented. The rules on file_id and sessions speak of the first one.

    Fix: Nothing where a device wrote it. Activities that were joined by hand are better uploaded one by one.
    """
    files = parts(activity).files
    later = len(files) - 1
    if later < 1:
        return
    told = [_told(file) for file in files[1 : _NAMED + 1]]
    more = f" and {later - _NAMED:,} more" if later > _NAMED else ""
    yield Violation(
        f"{plural(later, 'more FIT file')} {verb(later, 'follows')} the first: {', '.join(told)}{more}",
        Place("byte", files[1].offset, length=files[1].header_size),
        count=later,
    )


@rule("FIT008", "newer-protocol", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def newer_protocol(activity: Activity, context: Context) -> Iterator[Violation]:
    """The header names a major version of the FIT protocol that is not published yet.

    Why: a reader has to refuse a major version that it does not know. Usually the byte is written wrong: the major
    version stands in its upper four bits, so that 2.0 is 0x20.

    Fix: Write 0x10 or 0x20 into byte 1 of the header, and the CRCs anew.

    Threshold: above version 2, the newest that the FIT SDK documents.
    """
    for fault in activity.faults_of(FaultKind.FIT_NEWER_PROTOCOL)[:1]:
        version = f"{fault.detail.get('major')}.{fault.detail.get('minor')}"
        newest = FIT_PROTOCOL_MAJOR
        yield Violation(f"the header says FIT protocol {version}, and {newest} is the newest major version", fault.at)


@rule("FIT009", "odd-field-size", Severity.INFO, Effect.NONE, basis=PROTOCOL, formats=FIT)
def odd_field_size(activity: Activity, context: Context) -> Iterator[Violation]:
    """A definition gives a field a size that is no multiple of its base type, or a base type that does not exist.

    Why: such a field is read as plain bytes. Real devices write this, so that readers have to bear it; the values of
    these fields are lost.

    Fix: Nothing for a device's own file. A tool that writes FIT gives each field a whole number of its base type.
    """
    faults = activity.faults_of(FaultKind.FIT_ODD_FIELD_SIZE)
    if not faults:
        return
    told = [
        f"{fault.detail.get('message')}.{fault.detail.get('field')}"
        f" ({plural(_number(fault.detail.get('size')), 'byte')} of {fault.detail.get('base_type')}{_as(fault)})"
        for fault in faults[:_NAMED]
    ]
    more = f" and {len(faults) - len(told):,} more" if len(faults) > len(told) else ""
    text = f"the size of {plural(len(faults), 'field')} does not fit the base type: {', '.join(told)}{more}"
    yield Violation(text, faults[0].at, count=len(faults))


@rule("FIT010", "undescribed-developer-field", Severity.WARNING, Effect.IGNORED, basis=PROTOCOL, formats=FIT)
def undescribed_developer_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """A message has a developer field that no field_description or developer_data_id message describes.

    Why: the description gives a developer field its name and type, so that nobody can read one without it. Strava's
    page lists no developer fields, but other readers may refuse the whole file.

    Fix: Write the developer_data_id and the field_description before the first message that has the field.
    """
    faults = activity.faults_of(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD)
    if not faults:
        return
    first = faults[0].detail
    many = len(faults)
    yield Violation(
        f"{plural(many, 'developer field')} {verb(many, 'is')} not described, first field {first.get('field')} of"
        f" developer {first.get('developer_data_index')} in {first.get('message')}"
        + (f": {first['reason']}" if first.get("reason") else ""),
        faults[0].at,
        count=many,
    )


def _checksums(activity: Activity, kind: FaultKind, name: str) -> Iterator[Violation]:
    faults = activity.faults_of(kind)
    if not faults:
        return
    stored, computed = (_number(faults[0].detail.get(key)) for key in ("stored", "computed"))
    files = len(parts(activity).files)
    which = f" in {faults[0].count:,} of {files:,} chained files, first" if files > 1 else ""
    text = f"the {name} is wrong{which}: 0x{stored:04X} is stored, the bytes give 0x{computed:04X}"
    yield Violation(text, faults[0].at, count=faults[0].count)


def _promise(fault: Fault) -> str:
    promised, present = fault.detail.get("promised"), fault.detail.get("present")
    reason = str(fault.detail.get("reason", ""))
    if isinstance(promised, int) and isinstance(present, int) and present < promised:
        return f"{present:,} of {promised:,} bytes of data are there" + (f", {reason}" if reason else "")
    return reason or "the data end inside a message"


def _as(fault: Fault) -> str:
    return f", read as {fault.detail['read_as']}" if "read_as" in fault.detail else ""


def _told(file: FitFile) -> str:
    kind = "one without a file type" if file.type is None else f"one of type {file.type_name or file.type}"
    return f"{kind} ({plural(file.messages, 'message')})"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
