"""XML: what TCX and GPX have in common, from the encoding to the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed, ours
from activitylint.model.format import XML
from activitylint.model.patterns import regex
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.damage import describe_damage
from activitylint.rules.support.lost_namespace import lost_namespace
from activitylint.rules.support.unchecked import unchecked
from activitylint.rules.support.wording import plural, quote

__all__ = [
    "doctype",
    "element_order",
    "encoding",
    "no_declaration",
    "not_well_formed",
    "schema",
    "text_before_declaration",
]

_AT_THE_END = frozenset({"truncated", "no-markup"})
"""Kinds of damage that leave nothing unread."""
_XML = "Extensible Markup Language (XML) 1.0"


@rule("XML001", "not-well-formed", Severity.ERROR, Effect.REJECTED, basis=format_spec(_XML), formats=XML)
def not_well_formed(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects damaged XML: an unclosed tag, a file that is cut off, or a character that XML does not allow.

    Why: An XML parser has to stop at the damage, so Strava cannot read the file and says that the upload appears to be
    malformed. activitylint still checks everything before the damage, but nothing after it and no totals.

    Fix: Export the file again. If the file is cut off, you can often save it by closing the open tags at its end.
    """
    for fault in activity.faults_of(FaultKind.XML_NOT_WELL_FORMED):
        message, advice = describe_damage(fault.detail)
        yield Violation(message + _unchecked(activity, fault), at=fault.at, help=advice, count=fault.count)


def _unchecked(activity: Activity, fault: Fault) -> str:
    """The part of the file that was not checked because of the damage; empty if the damage is at its end."""
    to = fault.detail.get("checked_to")
    if not isinstance(to, int) or fault.detail.get("problem") in _AT_THE_END:
        return ""
    after = fault.at.row + fault.at.length
    if not unchecked(activity, after):
        return ""
    return unchecked(activity, to) if to else "; nothing in the file was checked"


@rule(
    "XML002",
    "text-before-declaration",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=(format_spec(_XML), observed("Strava's own old exports have it")),
    formats=XML,
)
def text_before_declaration(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects white space or other text before the `<?xml` declaration.

    Why: The declaration must be the first thing in an XML file, and strict parsers stop here. Strava's own old exports
    begin with spaces, so it is not known what Strava does with such a file.

    Fix: Remove everything before `<?xml`.
    """
    for fault in activity.faults_of(FaultKind.XML_TEXT_BEFORE_DECLARATION):
        text = str(fault.detail.get("text", ""))
        what = f"the text {quote(text.strip())}"
        if not text.strip():
            what = f"{plural(len(text), 'character')} of white space"
        yield Violation(f"the file has {what} before the XML declaration", at=fault.at)


@rule(
    "XML003",
    "no-declaration",
    Severity.INFO,
    Effect.MAY_REJECT,
    basis=observed("one report of a refused TCX file"),
    formats=XML,
)
def no_declaration(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files without an `<?xml ...?>` declaration.

    Why: XML 1.0 does not require a declaration, but one uploader reports a TCX file that Strava refused until it had
    one.

    Fix: Begin the file with `<?xml version="1.0" encoding="UTF-8"?>`.
    """
    for fault in activity.faults_of(FaultKind.XML_NO_DECLARATION):
        yield Violation("the file has no XML declaration", at=fault.at)


@rule("XML004", "doctype", Severity.ERROR, Effect.UNKNOWN, basis=ours(), formats=XML)
def doctype(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects document type declarations (`<!DOCTYPE`).

    Why: GPX and TCX files have none, and attackers use them: for entities that grow without limit, and to make programs
    fetch files and addresses. activitylint expands no entities and fetches nothing. What Strava does is not known.

    Fix: Remove the DOCTYPE, and replace its entities with the text that they stand for.
    """
    for fault in activity.faults_of(FaultKind.XML_DOCTYPE):
        entities = fault.detail.get("entities", 0)
        count = entities if isinstance(entities, int) else 0
        entities_declared = f" that declares {plural(count, 'entity')}" if count else ""
        yield Violation(f"the file has a DOCTYPE{entities_declared}", at=fault.at)


@rule("XML005", "encoding", Severity.ERROR, Effect.REJECTED, basis=format_spec(_XML), formats=XML)
def encoding(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects bytes that do not match the encoding of the file, which is UTF-8 if the file declares none, and encodings
    that XML parsers do not know.

    Why: In XML this is a fatal error: a parser has to stop at the first such byte. The usual cause is a name with an
    accent, written in the encoding of the computer that made the file. Programming languages have names and encodings
    of their own, such as `utf-8-sig` or `latin`, which XML parsers refuse.

    Fix: Write the file in UTF-8, and declare that encoding.
    """
    for fault in activity.faults_of(FaultKind.XML_ENCODING):
        declared = quote(fault.detail.get("declared") or "UTF-8")
        reason, right = fault.detail.get("reason"), fault.detail.get("right")
        message = f"the bytes do not match the encoding of the file, {declared}" + (f": {reason}" if reason else "")
        if reason == "unknown":
            message = f"XML parsers know no encoding named {declared}"
        advice = f'Write `encoding="{right}"` in the XML declaration.' if right else None
        yield Violation(message, at=fault.at, count=fault.count, help=advice)


@rule("XML006", "schema", Severity.WARNING, Effect.UNKNOWN, basis=format_spec("GPX 1.1 and TCX 2 schemas"), formats=XML)
def schema(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects elements and attributes that are missing, repeated or unknown, that have a value that the schema forbids,
    or no namespace (`xmlns=""`).

    Why: Strava tries to follow the schemas but does not validate files against them. It most likely ignores unknown
    elements. What it does in the other cases depends on the element.

    Fix: Write the file as the schema defines it. activitylint comes with the schemas as Strava reads them.

    Note: The rule accepts what Strava's documentation shows or allows: any Sport, a Creator with only a Name, and the
    general tags directly under the `extensions` of a GPX track point. XML007 reports elements in the wrong order.
    """
    for fault in activity.faults_of(FaultKind.LOST_NAMESPACE) if len(activity.records) else ():  # else see TIM002
        without, advice = lost_namespace(activity, fault)
        message = f"{without}{_times(fault)}, so it is not read"
        place = ("namespace", str(fault.detail["parent"]), str(fault.detail["element"]))
        yield Violation(message, at=fault.at, rows=fault.rows, count=fault.count, about=place, help=advice)
    told_by_tim014 = bool(activity.faults_of(FaultKind.BARE_OFFSET))
    for fault in activity.faults_of(FaultKind.XML_SCHEMA):
        bare = fault.detail.get("problem") == "mistyped" and _BARE_OFFSET.search(str(fault.detail.get("text", "")))
        if bare and told_by_tim014:
            continue
        about = tuple(str(fault.detail.get(key, "")) for key in ("problem", "parent", "element"))
        yield Violation(
            _schema_message(fault),
            at=fault.at,
            rows=fault.rows,
            count=fault.count,
            about=about,
            help="Write the offset with a colon (`+02:00`), or write UTC and end it in `Z`."
            if bare
            else _schema_help(fault),
        )


@rule(
    "XML007", "element-order", Severity.INFO, Effect.NONE, basis=format_spec("GPX 1.1 and TCX 2 schemas"), formats=XML
)
def element_order(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects elements that are not in the order that the schema defines.

    Why: The schemas define an order. Many devices do not keep it, and no program that we know of minds.

    Fix: You do not need to do anything. For programs that validate files, write the elements in the schema's order.
    """
    for fault in activity.faults_of(FaultKind.XML_ELEMENT_ORDER):
        element, parent, before = (_name(fault, key) for key in ("element", "parent", "before"))
        times = f" {plural(fault.count, 'time')}" if fault.count > 1 else ""
        yield Violation(
            f"<{element}> comes after <{before}> in <{parent}>{times}, but the schema puts it before",
            at=fault.at,
            rows=fault.rows,
            count=fault.count,
            about=(parent, element, before),
        )


@rule(
    "XML008",
    "redundant-namespace",
    Severity.INFO,
    Effect.MAY_REJECT,
    basis=observed("one report of a TCX file that Strava did not import"),
    formats=XML,
)
def redundant_namespace(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects elements that declare again the namespace that they are in anyway.

    Why: XML allows it, but one uploader reports a TCX file that was imported only after the repeated `xmlns` was gone
    from its Tracks and Trackpoints.

    Fix: Declare the namespace once, on the root element.
    """
    for fault in activity.faults_of(FaultKind.XML_REDUNDANT_NAMESPACE):
        element = _name(fault, "element")
        subject = (
            f"<{element}> declares" if fault.count == 1 else f"{fault.count:,} elements (first <{element}>) declare"
        )
        yield Violation(f"{subject} again the namespace of the element around it", fault.at, count=fault.count)


def _times(fault: Fault) -> str:
    return f", {plural(fault.count, 'time')}" if fault.count > 1 else ""


def _schema_message(fault: Fault) -> str:
    element, parent = _name(fault, "element"), _name(fault, "parent")
    times = _times(fault)
    more = fault.detail.get("more")
    match fault.detail.get("problem"):
        case "missing":
            text = fault.detail.get("text")
            instead = f" around its text {quote(text)}" if text else ""
            return f"<{parent}> has no {_kind_and_name(element)}{instead}{times}"
        case "repeated":
            return f"<{parent}> has more than one {_kind_and_name(element)}{times}"
        case "unknown":
            others = f" and {more:,} others" if isinstance(more, int) and more else ""
            return f"<{parent}> has {_with_article(element)}{others}, which the schema does not allow there{times}"
        case "stray":
            text = fault.detail.get("text")
            return f"<{parent}> has the text {quote(text)} between its elements, which the schema does not allow{times}"
        case _:
            text = fault.detail.get("text")
            value = f"the value {quote(text)}" if text else "an empty value"
            return f"{_with_article(element)} of <{parent}> has {value}, which the schema does not allow{times}"


def _schema_help(fault: Fault) -> str:
    element, parent = _name(fault, "element"), _name(fault, "parent")
    name, attribute = element.removeprefix("@"), element.startswith("@")
    text = str(fault.detail.get("text", ""))
    shown = quote(text)[1:-1]
    match fault.detail.get("problem"):
        case "missing" if attribute:
            return f'Write it in the tag: `<{parent} {name}="...">`.'
        case "missing" if _NUMBER.fullmatch(text):
            return f"Wrap the text in <{element}>: `<{parent}><{element}>{shown}</{element}></{parent}>`."
        case "missing":
            usual = _USUAL.get(element, "")
            instead = f" Without a value, leave out the whole <{parent}>." if parent.endswith("Bpm") else ""
            return f"Write the <{element}> into each <{parent}>{usual}.{instead}"
        case "repeated":
            return f"Keep the <{element}> that is right, and remove the others."
        case "unknown":
            what = f"the attribute {name}" if attribute else f"<{element}>"
            what, verb = ("they", "are") if fault.detail.get("more") else (what, "is")
            return f"If {what} {verb} misspelled or in the wrong place, correct that. Otherwise, leave it as it is."
        case "stray":
            return (
                f"Remove {quote(text)}, or write it in the element that it belongs to. It may be left over from a tag."
            )
        case _:
            expected = fault.detail.get("expected") or "a value in the form that the schema describes"
            return f"Write {expected}."


_USUAL: Final = {
    "Intensity": " (`Active`, or `Resting` for a break)",
    "TriggerMethod": " (`Manual`, if nothing else started the lap)",
    "Id": ", with the start time of the activity",
}
"""What to write in an element that is missing."""
_NUMBER: Final = regex(r"[+-]?\d+(?:\.\d+)?")
_BARE_OFFSET: Final = regex(r"[+-]\d\d(?:\d\d)?$")
"""An offset without a colon at the end of a time."""


def _kind_and_name(element: str) -> str:
    return f"attribute {element[1:]}" if element.startswith("@") else f"<{element}>"


def _with_article(element: str) -> str:
    return f"the {_kind_and_name(element)}" if element.startswith("@") else _kind_and_name(element)


def _name(fault: Fault, key: str) -> str:
    """A name from the fault, escaped."""
    return quote(fault.detail.get(key, "?"))[1:-1]
