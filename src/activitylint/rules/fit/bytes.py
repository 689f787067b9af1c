"""FIT011 to FIT013: definitions that make no sense, and headers of another size."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind
from activitylint.model.finding import Effect, Severity, format_spec
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import PROTOCOL, field_count, first_few
from activitylint.rules.support.wording import plural


@rule("FIT011", "impossible-definition", Severity.ERROR, Effect.REJECTED, basis=PROTOCOL, formats=FIT)
def impossible_definition(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects bytes that cannot be a definition message, so that nothing after them can be read.

    Why: A definition says how long the following messages are. If a byte was lost or inserted, a reader takes other
    bytes for a definition and is out of step from there on, although every byte of the file may be there.

    Fix: Copy the file from the device again. If a tool wrote the file, check the sizes that its definitions give.

    Note: A definition is impossible if its reserved byte is not 0, if its architecture is neither 0 (little-endian) nor
    1 (big-endian), or if the message that it defines is longer than the rest of the file. Everything after that place
    is left unchecked.
    """
    for fault in activity.faults_of(FaultKind.FIT_IMPOSSIBLE_DEFINITION)[:1]:
        yield Violation(f"{_what(fault)}; nothing after byte 0x{fault.at.row:X} was checked", fault.at)


@rule(
    "FIT012",
    "odd-header-size",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=format_spec("FIT protocol: the header has 12 or 14 bytes"),
    formats=FIT,
)
def odd_header_size(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a file header that has neither 12 nor 14 bytes.

    Why: Readers may skip a longer header, but Garmin's SDK does not accept such a file as FIT.

    Fix: Write a header of 14 bytes: size, protocol version, profile version, data size, ".FIT" and the header CRC.
    """
    for fault in activity.faults_of(FaultKind.FIT_ODD_HEADER_SIZE):
        yield Violation(f"the header has {fault.detail['size']} bytes, not 12 or 14", fault.at, about=("header size",))


@rule("FIT013", "repeated-field", Severity.INFO, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def repeated_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a definition that names one field twice.

    Why: Readers differ in which of the two values they keep. activitylint keeps the last one, as Garmin's SDK does.

    Fix: Define each field of a message once.
    """
    faults = activity.faults_of(FaultKind.FIT_REPEATED_FIELD)
    if faults:
        many = field_count(faults)
        names = first_few(
            [f"{fault.detail['message']}.{fault.detail['field']}" for fault in faults], others=many - len(faults)
        )
        message = f"{plural(many, 'field')} defined twice in one message: {names}"
        yield Violation(message, faults[0].at, count=many)


def _what(fault: Fault) -> str:
    left = fault.detail.get("left")
    if left is not None:
        return f"the last message is longer than the {plural(int(str(left)), 'byte')} that are left for it"
    reserved, architecture = fault.detail["reserved"], fault.detail["architecture"]
    if reserved:
        return f"a definition message has {reserved} in its reserved byte, which must be 0"
    return f"a definition message has the architecture {architecture}, which must be 0 or 1"
