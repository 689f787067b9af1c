"""UPL1xx: the fields of the upload form, and whether they fit the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Stage, Violation, rule
from activitylint.rules.support.wording import quote
from activitylint.source.reading import Source
from activitylint.strava import interpretation
from activitylint.vocabulary import upload
from activitylint.vocabulary.nearest import nearest

_PAGE: Final = documented(Section.UPLOAD)
_CLOSE: Final = 0.75  # judgment: below it, suggestions are accidents (RockClimbing for Cycling)


@rule(
    "UPL101",
    "unknown-data-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=_PAGE,
    stage=Stage.SOURCE,
    silences=("UPL109", "UPL111"),
)
def unknown_data_type(source: Source, context: Context) -> Iterator[Violation]:
    """Detects a data_type that Strava does not list.

    Why: Strava requires a data_type. Its possible values are fit, fit.gz, tcx, tcx.gz, gpx, gpx.gz and json, in any
    case.

    Fix: Send the data_type of the content. Add .gz if the content is gzipped.
    """
    value = context.request.data_type
    if value is not None and value.lower() not in upload.data_types():
        *others, last = upload.data_types()
        message = f"unknown data_type {quote(value)}; it must be {', '.join(others)} or {last}"
        yield Violation(message, help=_send_data_type(source))


@rule(
    "UPL102",
    "unknown-sport-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=_PAGE,
    stage=Stage.SOURCE,
    silences=("UPL110",),
)
def unknown_sport_type(source: Source, context: Context) -> Iterator[Violation]:
    """Detects a sport_type that Strava does not list.

    Why: The sport_type overrides the sport in the file. Strava's list is case-sensitive, and what happens to an unknown
    value is not documented.

    Fix: Send one of the listed sport types exactly as Strava spells it, or leave the field out.
    """
    value = context.request.sport_type
    if value is not None and value not in upload.sport_types():
        yield Violation(f"unknown sport_type {quote(value)}" + _suggestion(value, upload.sport_types()))


@rule(
    "UPL103",
    "unknown-activity-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=_PAGE,
    stage=Stage.SOURCE,
    silences=("UPL110",),
)
def unknown_activity_type(source: Source, context: Context) -> Iterator[Violation]:
    """Detects an activity_type that Strava does not list.

    Why: The activity_type overrides the sport in the file. It has its own list, which is shorter than that of
    sport_type and ignores case. What happens to an unknown value is not documented.

    Fix: Send sport_type instead. activity_type is deprecated, and its list is shorter.
    """
    value = context.request.activity_type
    if value is None or value.lower() in {known.lower() for known in upload.activity_types()}:
        return
    message = f"unknown activity_type {quote(value)}"
    if value in upload.sport_types():
        yield Violation(f"{message}, which is a sport_type", help="Send it as sport_type instead.")
    else:
        yield Violation(message + _suggestion(value, upload.activity_types()))


@rule("UPL104", "deprecated-activity-type", Severity.WARNING, Effect.IGNORED, basis=_PAGE, stage=Stage.SOURCE)
def deprecated_activity_type(source: Source, context: Context) -> Iterator[Violation]:
    """Detects the deprecated field activity_type.

    Why: activity_type is deprecated, and Strava ignores it if sport_type is sent too.

    Fix: Send only sport_type.
    """
    request = context.request
    if request.activity_type is not None:
        both = request.sport_type is not None
        yield Violation(
            "activity_type is ignored because sport_type is sent too" if both else "activity_type is deprecated"
        )


@rule("UPL105", "invalid-flag", Severity.ERROR, Effect.UNKNOWN, basis=_PAGE, stage=Stage.SOURCE)
def invalid_flag(source: Source, context: Context) -> Iterator[Violation]:
    """Detects a trainer or commute field that is not 0 or 1.

    Why: Strava's documentation says "integer" and "set to 1". What happens to `true` or `yes` is not documented.

    Fix: Send 1, or leave the field out.
    """
    for field in ("trainer", "commute"):
        value = getattr(context.request, field)
        if value is not None and str(value) not in ("0", "1"):
            yield Violation(f"{field} is {quote(str(value))}; it must be 0 or 1")


@rule("UPL107", "request-overrides-sport", Severity.INFO, Effect.NONE, basis=_PAGE)
def request_overrides_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a sport in the upload form that differs from the sport in the file.

    Why: The form wins: "if left unspecified sport type detected from file will be used".

    Fix: If the sport in the file is right, leave the field out.
    """
    field, value = _sport_of(context)
    mapped = activity.sport.mapped
    if value is not None and mapped is not None and value.lower() != mapped.lower():
        written = quote(activity.sport.written or "")
        message = f"{field} {quote(value)} overrides the sport in the file, {written} ({mapped} on Strava)"
        yield Violation(message, activity.sport.at)


@rule(
    "UPL108",
    "trainer-contradicts-positions",
    Severity.INFO,
    Effect.NONE,
    basis=_PAGE,
    needs_complete_file=True,
)
def trainer_contradicts_positions(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects trainer=1 for a file with positions, and trainer=0 for a file without.

    Why: Activities without positions "are auto marked as stationary", so trainer=0 changes nothing. trainer=1 marks any
    activity as stationary, even one with positions.

    Fix: Leave trainer out, unless the ride was indoors and its positions are virtual.
    """
    trainer = str(context.request.trainer)
    if trainer == "1" and interpretation.has_position(activity):
        yield Violation("trainer=1 marks the activity as stationary, although it has positions")
    elif trainer == "0" and not interpretation.has_position(activity):
        yield Violation("trainer=0 has no effect: Strava marks every activity without positions as stationary")


@rule(
    "UPL109",
    "data-type-content-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_PAGE,
    stage=Stage.SOURCE,
)
def data_type_content_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """Detects a data_type that does not match the format of the content.

    Why: Strava reads the file as the format that data_type names.

    Fix: Send the data_type of the content.
    """
    value = context.request.data_type
    if value is None or source.format is None:
        return
    if value.lower().removesuffix(".gz") != source.format.value:
        message = f"data_type is {quote(value)}, but the content is {source.content.description}"
        yield Violation(message, help=_send_data_type(source))


@rule("UPL110", "sport-takes-no-sets", Severity.ERROR, Effect.REJECTED, basis=documented(Section.JSON), formats=JSON)
def sport_takes_no_sets(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects strength JSON that is sent with a sport that does not support it.

    Why: Strava accepts strength JSON "for WeightTraining, HighIntensityIntervalTraining, Workout, and Crossfit
    activities only".

    Fix: Send one of these four as sport_type, for example WeightTraining.
    """
    field, value = _sport_of(context)
    if value is not None and value.lower() not in {sport.lower() for sport in upload.set_sport_types()}:
        yield Violation(f"{field} {quote(value)} does not support strength JSON")


@rule(
    "UPL111",
    "gzip-data-type-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_PAGE,
    stage=Stage.SOURCE,
)
def gzip_data_type_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """Detects a data_type that disagrees with the content about gzip.

    Why: "if gzipped the data_type must end with .gz". The name of the file does not matter: a gzipped file may have a
    plain name if its data_type is gpx.gz.

    Fix: Add .gz to the data_type if the content is gzipped, and only then.
    """
    value = context.request.data_type
    if value is None or not source.data:
        return
    if value.lower().endswith(".gz") != source.compressed:
        content = "gzipped" if source.compressed else "not gzipped"
        yield Violation(f"data_type is {quote(value)}, but the content is {content}")


def _send_data_type(source: Source) -> str | None:
    """The help that names the right data_type; None if the format of the content is unknown."""
    if source.format is None:
        return None
    unpacked = " after you unpack the file" if source.compressed and not source.data_type.endswith(".gz") else ""
    return f"Send the data_type {source.data_type}{unpacked}."


def _sport_of(context: Context) -> tuple[str, str | None]:
    """The form field that decides the sport, and its value."""
    request = context.request
    if request.sport_type is not None:
        return "sport_type", request.sport_type
    return "activity_type", request.activity_type


def _suggestion(value: str, known: Sequence[str]) -> str:
    """`; did you mean GravelRide?`, or nothing if no known value is near."""
    spellings = {word.lower(): word for word in known}
    wanted = "".join(character for character in value.lower() if character.isalnum())
    near = nearest(wanted, spellings, _CLOSE)
    return f"; did you mean {spellings[near]}?" if near else ""
