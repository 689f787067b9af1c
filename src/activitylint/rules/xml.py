"""XML: what TCX and GPX share, from the bytes to the schema."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed, ours
from activitylint.model.format import XML
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.damage import damage
from activitylint.rules.support.wording import plural, quote, verb

__all__ = [
    "doctype",
    "element_order",
    "encoding",
    "no_declaration",
    "not_well_formed",
    "schema",
    "text_before_declaration",
]

_XML = "Extensible Markup Language (XML) 1.0"


@rule("XML001", "not-well-formed", Severity.ERROR, Effect.REJECTED, basis=format_spec(_XML), formats=XML)
def not_well_formed(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file is damaged XML: a tag is not closed, the file is cut off, a character has no place in it.

    Why: a conforming XML parser stops here, so Strava cannot read the file and says that the upload appears to be
    malformed. What stands before the damage is still checked; what lies behind it, and all totals, are not.

    Fix: Export the file again. A file that is cut off can often be saved by closing the open tags at its end.
    """
    for fault in activity.faults_of(FaultKind.XML_NOT_WELL_FORMED):
        sentence, mend = damage(fault.detail)
        yield Violation(sentence, at=fault.at, help=mend, count=fault.count)


@rule(
    "XML002",
    "text-before-declaration",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=(format_spec(_XML), observed("Strava's own old exports have it")),
    formats=XML,
)
def text_before_declaration(activity: Activity, context: Context) -> Iterator[Violation]:
    """White space or other text stands before the `<?xml` declaration.

    Why: XML wants the declaration to be the first thing in the file, and strict parsers stop here. Old exports of
    Strava's own begin with blanks, so what Strava makes of it is not known.

    Fix: Let the file begin with `<?xml`.
    """
    for fault in activity.faults_of(FaultKind.XML_TEXT_BEFORE_DECLARATION):
        text = str(fault.detail.get("text", ""))
        if text.strip():
            what = f"the text {quote(text.strip())} stands"
        else:
            what = f"{plural(len(text), 'character')} of white space {verb(len(text), 'stands')}"
        yield Violation(f"{what} before the XML declaration", at=fault.at)


@rule(
    "XML003",
    "no-declaration",
    Severity.INFO,
    Effect.MAY_REJECT,
    basis=observed("one report of a refused TCX file"),
    formats=XML,
)
def no_declaration(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has no `<?xml ...?>` declaration.

    Why: XML 1.0 does not demand one. One uploader reports a TCX file that Strava refused until it had one.

    Fix: Begin the file with `<?xml version="1.0" encoding="UTF-8"?>`.
    """
    for fault in activity.faults_of(FaultKind.XML_NO_DECLARATION):
        yield Violation("the file has no XML declaration", at=fault.at)


@rule("XML004", "doctype", Severity.ERROR, Effect.UNKNOWN, basis=ours(), formats=XML)
def doctype(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has a document type declaration (`<!DOCTYPE`).

    Why: neither format has one, and it is the way that XML is attacked: entities that grow without bound, files and
    addresses that are fetched. activitylint expands no entity and fetches nothing; what Strava does is not known.

    Fix: Remove the DOCTYPE and write out what its entities stand for.
    """
    for fault in activity.faults_of(FaultKind.XML_DOCTYPE):
        entities = fault.detail.get("entities", 0)
        count = entities if isinstance(entities, int) else 0
        more = f" that declares {plural(count, 'entity')}, which {verb(count, 'is')} not expanded" if count else ""
        yield Violation(f"the file has a DOCTYPE{more}", at=fault.at)


@rule("XML005", "encoding", Severity.ERROR, Effect.REJECTED, basis=format_spec(_XML), formats=XML)
def encoding(activity: Activity, context: Context) -> Iterator[Violation]:
    """The bytes are not in the encoding that the file declares (UTF-8 where it declares none).

    Why: XML makes this a fatal error, so that a conforming parser stops at the first such byte. Usually a name with an
    accent was written in the encoding of the writer's computer.

    Fix: Write the file in UTF-8 and declare it so.
    """
    for fault in activity.faults_of(FaultKind.XML_ENCODING):
        declared = quote(fault.detail.get("declared") or "UTF-8")
        reason = fault.detail.get("reason")
        yield Violation(
            f"the bytes are not in the encoding of the file, {declared}" + (f": {reason}" if reason else ""),
            at=fault.at,
            count=fault.count,
        )


@rule("XML006", "schema", Severity.WARNING, Effect.UNKNOWN, basis=format_spec("GPX 1.1 and TCX 2 schemas"), formats=XML)
def schema(activity: Activity, context: Context) -> Iterator[Violation]:
    """An element is missing, unknown where it stands, or has a value that its type does not allow.

    Why: Strava strives to follow the schemas, but does not validate against them. What is unknown is most likely
    ignored; what becomes of the rest depends on the element.

    Fix: Write the file as the schema has it. The schemas as Strava reads them come with activitylint.

    Note: This is never about what the page itself shows or allows: any Sport, a Creator that has a Name alone, and the
    general tags directly under the `extensions` of a GPX track point. The order of elements is XML007's.
    """
    for fault in activity.faults_of(FaultKind.XML_SCHEMA):
        about = tuple(str(fault.detail.get(key, "")) for key in ("problem", "parent", "element"))
        yield Violation(_schema_sentence(fault), at=fault.at, rows=fault.rows, count=fault.count, about=about)


@rule(
    "XML007", "element-order", Severity.INFO, Effect.NONE, basis=format_spec("GPX 1.1 and TCX 2 schemas"), formats=XML
)
def element_order(activity: Activity, context: Context) -> Iterator[Violation]:
    """Elements stand in another order than the schema gives them.

    Why: the schemas fix the order, many devices do not keep it, and no reader that we know of minds.

    Fix: Nothing needs to be done; write the elements in the order of the schema for readers that validate.
    """
    for fault in activity.faults_of(FaultKind.XML_ELEMENT_ORDER):
        element, parent, before = (_name(fault, key) for key in ("element", "parent", "before"))
        times = f" {plural(fault.count, 'time')}" if fault.count > 1 else ""
        yield Violation(
            f"<{element}> stands behind <{before}> in <{parent}>{times}, the schema has it before",
            at=fault.at,
            rows=fault.rows,
            count=fault.count,
            about=(parent, element, before),
        )


def _schema_sentence(fault: Fault) -> str:
    element, parent = _name(fault, "element"), _name(fault, "parent")
    times = f", {plural(fault.count, 'time')}" if fault.count > 1 else ""
    more = fault.detail.get("more")
    match fault.detail.get("problem"):
        case "missing":
            return f"<{parent}> lacks {_thing(element)}{times}"
        case "repeated":
            return f"<{parent}> has more than one {_thing(element)}{times}"
        case "unknown":
            others = f" and {more:,} others" if isinstance(more, int) and more else ""
            return f"<{parent}> has {_thing(element)}{others}, which the schema does not know there{times}"
        case _:
            text = fault.detail.get("text")
            value = f"the value {quote(text)}" if text else "an empty value"
            return f"{_thing(element)} of <{parent}> has {value}, which the schema does not allow{times}"


def _thing(element: str) -> str:
    return f"the attribute {element[1:]}" if element.startswith("@") else f"<{element}>"


def _name(fault: Fault, key: str) -> str:
    return quote(fault.detail.get(key, "?"))[1:-1]
