"""FIT001 to FIT010: the FIT container: headers, checksums, definitions and chained files."""

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
from activitylint.rules.support.fit_parts import PROTOCOL, field_count, parts
from activitylint.rules.support.wording import plural, verb
from activitylint.strava.thresholds import FIT_PROTOCOL_MAJOR

_NAMED: Final = 3
"""How many chained files or fields a message lists."""
_TOO_MANY: Final = "No device writes so many messages that hold so little: export or download the file again."


@rule("FIT001", "damaged-header", Severity.ERROR, Effect.REJECTED, basis=PROTOCOL, formats=FIT, silences=INSIDE)
def damaged_header(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a FIT file header that makes no sense: its length, the letters `.FIT`, or the size of the data.

    Why: a FIT file begins with a header of 12 or 14 bytes. Without it no reader can continue, and Strava reads nothing.

    Fix: Export or download the file again.
    """
    for fault in activity.faults_of(FaultKind.FIT_DAMAGED_HEADER)[:1]:
        advice = (
            "Write the data size in little-endian order, like the rest of the header."
            if "swapped" in fault.detail
            else None
        )
        yield Violation(f"the FIT header is damaged: {fault.detail['reason']}", fault.at, help=advice)


@rule("FIT002", "header-crc-mismatch", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def header_crc_mismatch(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a wrong checksum (CRC) in the header of a FIT file.

    Why: a 14-byte header ends with a CRC of its first 12 bytes. 0x0000 means that there is none and is legal, and so is
    a header of 12 bytes. Any other value must be right, or a reader may refuse the file.

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
    """Detects a wrong checksum (CRC) at the end of a FIT file.

    Why: the last two bytes are a checksum of everything before them. A wrong one means that bytes were changed or lost,
    and Strava refuses such files. In a chain, each file ends with its own checksum.

    Fix: Download the file again. If a tool edited it, the tool must compute the checksum again.
    """
    yield from _checksums(activity, FaultKind.FIT_CRC, "CRC")


@rule(
    "FIT004", "truncated", Severity.ERROR, Effect.REJECTED, basis=(PROTOCOL, observed("several reports")), formats=FIT
)
def truncated(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files that end too early: before the size in the header is reached, or inside a message.

    Why: the header says how many bytes of messages follow. Strava refuses files that break off. They come from
    interrupted transfers and from devices whose battery ran out. Nothing after the break is checked.

    Fix: Copy the file from the device again. If that copy is cut short too, a FIT repair tool can close the file.

    Threshold: activitylint also stops reading after 65,536 messages plus one message per 8 bytes of the file, and
    reports that here. No device writes so many messages that hold so little; the limit is our own.
    """
    for fault in activity.faults_of(FaultKind.FIT_TRUNCATED)[:1]:
        whole = fault.detail.get("whole_messages")
        kept = f"; {plural(whole, 'complete message')} before that" if isinstance(whole, int) else ""
        files = len(parts(activity).files)
        which = f"file {_number(fault.detail.get('file')) + 1:,} of {files:,}" if files > 1 else "the file"
        most = fault.detail.get("most")
        if isinstance(most, int):
            message = f"{which} is not read to the end: it has more than {most:,} messages{_unchecked(fault)}"
            yield Violation(message, fault.at, help=_TOO_MANY)
            return
        yield Violation(f"{which} is cut short: {_shortfall(fault)}{kept}{_unchecked(fault)}", fault.at)


@rule(
    "FIT005",
    "undefined-local-message",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(PROTOCOL, observed("one report")),
    formats=FIT,
)
def undefined_local_message(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects data messages whose local message type no earlier message defines.

    Why: without its definition nobody can know how long the message is, so every reader stops here. The usual cause is
    lost or changed bytes. Nothing after this message is checked.

    Fix: Copy the file from the device again. A tool that leaves out messages must keep their definitions.
    """
    for fault in activity.faults_of(FaultKind.FIT_UNDEFINED_LOCAL)[:1]:
        local = fault.detail.get("local")
        message = f"a data message has the local message type {local}, which is not defined before it"
        yield Violation(f"{message}; nothing after byte 0x{fault.at.row:X} was checked", fault.at)


@rule("FIT006", "trailing-bytes", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def trailing_bytes(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects bytes after the end of a FIT file that are not another FIT file.

    Why: after its checksum, a FIT file is over or another one begins (FIT007). What a reader does with other bytes is
    not known.

    Fix: Cut the file after its checksum. If the extra bytes are messages, write the right data size into the header.
    """
    for fault in activity.faults_of(FaultKind.FIT_TRAILING_BYTES)[:1]:
        count = fault.detail.get("bytes")
        number = count if isinstance(count, int) else fault.count
        yield Violation(f"{plural(number, 'byte')} {verb(number, 'follows')} the end of the FIT file", fault.at)


@rule("FIT007", "chained-files", Severity.INFO, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def chained_files(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects several FIT files joined end to end in one file.

    Why: the FIT protocol allows it, and watches use it for heart rates that a strap sends after a swim. What Strava
    does with the later files is not documented. The rules about file_id and sessions check only the first file.

    Fix: If a device wrote the file, you do not need to do anything. If you joined activities by hand, upload them one
    by one.
    """
    files = parts(activity).files
    later = len(files) - 1
    if later < 1:
        return
    listed = [_described(file) for file in files[1 : _NAMED + 1]]
    more = f" and {later - _NAMED:,} more" if later > _NAMED else ""
    yield Violation(
        f"{plural(later, 'more FIT file')} {verb(later, 'follows')} the first: {', '.join(listed)}{more}",
        Place("byte", files[1].offset, length=files[1].header_size),
        count=later,
    )


@rule("FIT008", "newer-protocol", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def newer_protocol(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a FIT protocol version in the header that does not exist yet.

    Why: a reader must refuse a major version that it does not know. Usually the byte is simply wrong: the major version
    belongs in its upper four bits, so 2.0 is 0x20.

    Fix: Write 0x10 (version 1.0) or 0x20 (version 2.0) into byte 1 of the header, and compute both checksums again.

    Threshold: above major version {FIT_PROTOCOL_MAJOR}, the newest that the FIT SDK documents.
    """
    for fault in activity.faults_of(FaultKind.FIT_NEWER_PROTOCOL)[:1]:
        version = f"{fault.detail.get('major')}.{fault.detail.get('minor')}"
        newest = FIT_PROTOCOL_MAJOR
        yield Violation(f"the header says FIT protocol {version}, but the newest major version is {newest}", fault.at)


@rule("FIT009", "odd-field-size", Severity.INFO, Effect.NONE, basis=PROTOCOL, formats=FIT)
def odd_field_size(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects field definitions with a size that does not fit their base type, or with an unknown base type.

    Why: a field must hold a whole number of values of its base type. Otherwise it can only be read as plain bytes, and
    its values are lost. Real devices write such fields, so readers must tolerate them.

    Fix: If a device wrote the file, you do not need to do anything. If you write it, make the size of each field a
    multiple of the size of its base type.
    """
    faults = activity.faults_of(FaultKind.FIT_ODD_FIELD_SIZE)
    if not faults:
        return
    listed = [
        f"{fault.detail.get('message')}.{fault.detail.get('field')}"
        f" ({plural(_number(fault.detail.get('size')), 'byte')} for {fault.detail.get('base_type')}{_read_as(fault)})"
        for fault in faults[:_NAMED]
    ]
    many = field_count(faults)
    more = f" and {many - len(listed):,} more" if many > len(listed) else ""
    text = f"the size of {plural(many, 'field')} does not fit the base type: {', '.join(listed)}{more}"
    yield Violation(text, faults[0].at, count=many)


@rule("FIT010", "undescribed-developer-field", Severity.WARNING, Effect.IGNORED, basis=PROTOCOL, formats=FIT)
def undescribed_developer_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects developer fields that no field_description or developer_data_id message describes.

    Why: the description gives a developer field its name and type, so without one nobody can read it. Strava's
    documentation lists no developer fields, but other readers may refuse the whole file.

    Fix: Write the developer_data_id and the field_description message before the first message with the field.
    """
    faults = activity.faults_of(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD)
    if not faults:
        return
    detail, many = faults[0].detail, field_count(faults)
    first = f"field {detail.get('field')} of developer {detail.get('developer_data_index')} in {detail.get('message')}"
    if reason := detail.get("reason"):
        first += f" ({reason})"
    text = f"{many:,} developer fields have no description; the first is {first}"
    if many == 1:
        text = f"one developer field has no description: {first}"
    yield Violation(text, faults[0].at, count=many)


def _checksums(activity: Activity, kind: FaultKind, name: str) -> Iterator[Violation]:
    faults = activity.faults_of(kind)
    if not faults:
        return
    stored, computed = (_number(faults[0].detail.get(key)) for key in ("stored", "computed"))
    files = len(parts(activity).files)
    wrong = faults[0].count
    which = f" in {wrong:,} of {files:,} chained files" if files > 1 else ""
    first = "; in the first," if wrong > 1 else ":"
    text = f"the {name} is wrong{which}{first} 0x{stored:04X} is stored, but the bytes give 0x{computed:04X}"
    yield Violation(text, faults[0].at, count=wrong)


def _unchecked(fault: Fault) -> str:
    """The bytes at the end of the file that were not checked; empty if every byte was."""
    unread = fault.detail.get("unread_from")
    return f"; nothing after byte 0x{unread:X} was checked" if isinstance(unread, int) else ""


def _shortfall(fault: Fault) -> str:
    """How much of the data is present, as far as it is known, and why the parser stopped."""
    promised, present = fault.detail.get("promised"), fault.detail.get("present")
    reason = str(fault.detail.get("reason", ""))
    if isinstance(promised, int) and isinstance(present, int) and present < promised:
        return f"{present:,} of {promised:,} bytes of data are present" + (f", {reason}" if reason else "")
    return reason or "the data ends inside a message"


def _read_as(fault: Fault) -> str:
    return f", read as {fault.detail['read_as']}" if "read_as" in fault.detail else ""


def _described(file: FitFile) -> str:
    """The type of a chained file and its size: `activity (10 messages)`."""
    kind = "no file type" if file.type is None else file.type_name or f"type {file.type}"
    return f"{kind} ({plural(file.messages, 'message')})"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
