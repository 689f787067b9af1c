"""UPL: the upload itself. What is handed in, whether the form fields fit it, and files that repeat each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed, ours
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import INSIDE, Stage, Violation, rule
from activitylint.rules.support.wording import quote
from activitylint.source.reading import Source
from activitylint.strava import interpretation, thresholds
from activitylint.strava.summary import Summary
from activitylint.vocabulary import upload
from activitylint.vocabulary.nearest import nearest

_GZIP = format_spec("RFC 1952, GZIP file format")
_MEGABYTE = 1_000_000


@rule(
    "UPL001",
    "empty-file",
    Severity.ERROR,
    Effect.REJECTED,
    basis=observed("one report"),
    stage=Stage.SOURCE,
    silences=(*INSIDE, "UPL002", "UPL003"),
)
def empty_file(source: Source, context: Context) -> Iterator[Violation]:
    """The file has no bytes, or nothing comes out of it when it is unpacked.

    Why: Strava refuses the upload with "data empty". An export that was interrupted, or a full disk, leaves such files.

    Fix: Export the file again, and leave empty files out of the upload.
    """
    if not source.data and not (source.gzip and source.gzip.damage):
        yield Violation("the file is empty after unpacking" if source.compressed else "the file is empty")


@rule(
    "UPL002",
    "unsupported-file-type",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.FILE_TYPES),
    stage=Stage.SOURCE,
    silences=INSIDE,
)
def unsupported_file_type(source: Source, context: Context) -> Iterator[Violation]:
    """The content is none of FIT, TCX, GPX and strength JSON, whatever the file is called.

    Why: Strava supports these four and plans no others. The content is recognised by its own bytes; the message says
    what it looks like instead.

    Fix: Convert the file to FIT, TCX or GPX first; take archives apart and upload the files inside them one by one.
    """
    nested = source.gzip is not None and source.data.startswith(b"\x1f\x8b")
    if source.format is None and not nested:
        yield Violation(f"the content is {source.content.description}, not FIT, TCX, GPX or strength JSON")


@rule(
    "UPL003",
    "suffix-content-mismatch",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def suffix_content_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """The suffix of the name says one of the four formats, and the content is another.

    Why: data_type is required, and uploaders take it from the suffix. One that does not fit the content is refused.

    Fix: Rename the file to the suffix of its content.
    """
    promised, _ = source.promised
    if promised is not None and source.format is not None and promised is not source.format:
        yield Violation(f"the name ends in .{promised.value}, but the content is {source.content.description}")


@rule(
    "UPL004",
    "damaged-gzip",
    Severity.ERROR,
    Effect.REJECTED,
    basis=observed("several reports"),
    stage=Stage.SOURCE,
    silences=(*INSIDE, "UPL001", "UPL002", "UPL003", "UPL109"),
)
def damaged_gzip(source: Source, context: Context) -> Iterator[Violation]:
    """The gzipped data does not decompress to its end: it is cut short, or its checksum is wrong.

    Why: Strava answers "gzip: invalid encoding" and takes nothing of it.

    Fix: Download or pack the file again, or upload it unpacked.
    """
    if source.gzip is not None and source.gzip.damage is not None:
        whole = f" after {len(source.data):,} bytes"
        yield Violation(f"the gzipped data is damaged{whole}: {source.gzip.damage}")


@rule(
    "UPL005",
    "gzip-suffix-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def gzip_suffix_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """The name and the content disagree on whether the file is gzipped, or it is gzipped twice.

    Why: "if gzipped the data_type must end with .gz". Where no data_type is given, uploaders take it from the name.
    With a data_type of its own the name does not matter (see gzip-data-type-mismatch). Twice gzipped is never right.

    Fix: Give gzipped files a name that ends in .gz, and no others; pack a file once.
    """
    if source.gzip is not None and source.data.startswith(b"\x1f\x8b"):
        yield Violation("the content is gzipped twice", help="Unpack it once, so that one layer of gzip is left.")
    if context.request.data_type is not None or source.name in ("", "-"):
        return
    _, gzipped_name = source.promised
    if source.compressed and not gzipped_name:
        yield Violation("the content is gzipped, but the name does not end in .gz")
    elif gzipped_name and not source.compressed and source.data:
        yield Violation("the name ends in .gz, but the content is not gzipped")


@rule(
    "UPL006",
    "gzip-not-offered",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
    formats=JSON,
    silences=("UPL005", "UPL111"),
)
def gzip_not_offered(source: Source, context: Context) -> Iterator[Violation]:
    """The strength JSON is gzipped.

    Why: the values of data_type are fit, fit.gz, tcx, tcx.gz, gpx, gpx.gz and json. There is no json.gz.

    Fix: Upload the JSON file unpacked.
    """
    if source.compressed:
        yield Violation("strength JSON cannot be uploaded gzipped: data_type has json, but no json.gz")


@rule("UPL007", "file-too-large", Severity.WARNING, Effect.MAY_REJECT, basis=observed("one report"), stage=Stage.SOURCE)
def file_too_large(source: Source, context: Context) -> Iterator[Violation]:
    """The file is larger than Strava reportedly takes, unpacked.

    Why: a limit of 25 MB a file is reported; the page names none.

    Fix: Split the activity, or record fewer points; gzip does not help, since the unpacked size counts.

    Threshold: 25 MB (25,000,000 bytes), from one report; the setting `upload-limit` changes it.
    """
    size, limit = len(source.data), context.limits.upload
    if size > limit:
        yield Violation(f"the file has {size / _MEGABYTE:,.1f} MB, more than {limit / _MEGABYTE:,.0f} MB")


@rule(
    "UPL008",
    "read-limit",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=ours(),
    stage=Stage.SOURCE,
    silences=(*INSIDE, "UPL002", "UPL004", "UPL007", "UPL009"),
)
def read_limit(source: Source, context: Context) -> Iterator[Violation]:
    """The file is larger, or unpacks to more, than activitylint reads.

    Why: a small gzipped file can unpack to more than a machine can hold. What lies behind the limit was not looked at.

    Fix: If the file is meant to be that large, raise the setting `read-limit`.

    Threshold: 256 MB (256,000,000 bytes), ten times what Strava reportedly takes.
    """
    if source.limited:
        verb = "unpacks to" if source.compressed else "has"
        yield Violation(f"the file {verb} more than {context.limits.read / _MEGABYTE:,.0f} MB and was not read further")


@rule("UPL009", "gzip-trailing-bytes", Severity.WARNING, Effect.MAY_REJECT, basis=_GZIP, stage=Stage.SOURCE)
def gzip_trailing_bytes(source: Source, context: Context) -> Iterator[Violation]:
    """Bytes follow the last member of the gzipped data.

    Why: they are no gzip, and readers differ: some ignore them, some refuse the file. Several members one after another
    are legal and not meant here.

    Fix: Unpack the file and pack it again.
    """
    if source.gzip is not None and source.gzip.trailing and not source.gzip.damage:
        yield Violation(f"{source.gzip.trailing:,} bytes follow the gzipped data")


@rule(
    "UPL101",
    "unknown-data-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
    silences=("UPL109", "UPL111"),
)
def unknown_data_type(source: Source, context: Context) -> Iterator[Violation]:
    """The request's data_type is none of those that the page lists.

    Why: it is required, with the possible values fit, fit.gz, tcx, tcx.gz, gpx, gpx.gz and json, in any case.

    Fix: Send the data_type of the content, with .gz where it is gzipped.
    """
    value = context.request.data_type
    if value is not None and value.lower() not in upload.data_types():
        yield Violation(f"data_type {quote(value)} is none of {', '.join(upload.data_types())}")


@rule(
    "UPL102",
    "unknown-sport-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
    silences=("UPL110",),
)
def unknown_sport_type(source: Source, context: Context) -> Iterator[Violation]:
    """The request's sport_type is not in the page's list, which is case-sensitive.

    Why: sport_type overrides the sport in the file. What becomes of an unknown one is not documented.

    Fix: Send one of the listed sport types, spelt as the page spells it, or leave the field out.
    """
    value = context.request.sport_type
    if value is not None and value not in upload.sport_types():
        yield Violation(f"sport_type {quote(value)} is not known to Strava" + _nearest(value, upload.sport_types()))


@rule(
    "UPL103",
    "unknown-activity-type",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
    silences=("UPL110",),
)
def unknown_activity_type(source: Source, context: Context) -> Iterator[Violation]:
    """The request's activity_type is not in its own list, which is shorter than that of sport_type, in any case.

    Why: activity_type overrides the sport in the file. What becomes of an unknown one is not documented.

    Fix: Send sport_type instead: activity_type is deprecated and its list is shorter.
    """
    value = context.request.activity_type
    if value is None or value.lower() in {known.lower() for known in upload.activity_types()}:
        return
    if value in upload.sport_types():
        yield Violation(f"activity_type has no {quote(value)}; sport_type has")
    else:
        nearest = _nearest(value, upload.activity_types())
        yield Violation(f"activity_type {quote(value)} is not known to Strava" + nearest)


@rule(
    "UPL104",
    "deprecated-activity-type",
    Severity.WARNING,
    Effect.IGNORED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def deprecated_activity_type(source: Source, context: Context) -> Iterator[Violation]:
    """The request uses activity_type.

    Why: it is deprecated, and ignored where sport_type is there too.

    Fix: Send sport_type alone.
    """
    request = context.request
    if request.activity_type is not None:
        both = request.sport_type is not None
        yield Violation("activity_type is ignored beside sport_type" if both else "activity_type is deprecated")


@rule("UPL105", "invalid-flag", Severity.ERROR, Effect.UNKNOWN, basis=documented(Section.UPLOAD), stage=Stage.SOURCE)
def invalid_flag(source: Source, context: Context) -> Iterator[Violation]:
    """The request's trainer or commute is not an integer, 0 or 1.

    Why: the page says "integer" and "set to 1"; what becomes of `true` or `yes` is not documented.

    Fix: Send 1, or leave the field out.
    """
    for field in ("trainer", "commute"):
        value = getattr(context.request, field)
        if value is not None and str(value) not in ("0", "1"):
            yield Violation(f"{field} is {quote(str(value))}, not 0 or 1")


@rule(
    "UPL106",
    "repeated-external-id",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=documented(Section.UPLOAD),
    stage=Stage.BATCH,
)
def repeated_external_id(summaries: Iterable[Summary], context: Context) -> Iterator[Violation | None]:
    """Two files that go up together have the same external_id.

    Why: it "should be a unique identifier", and defaults to the name of the file, so files of one name in two folders
    collide.

    Fix: Give each file a name or an external_id of its own.
    """
    first: dict[str, str] = {}
    for summary in summaries:
        if summary.external_id and summary.external_id in first:
            where = quote(first[summary.external_id], 120)
            yield Violation(f"the external_id {quote(summary.external_id)} is that of {where} already")
        else:
            first[summary.external_id] = summary.path
            yield None


@rule("UPL107", "request-overrides-sport", Severity.INFO, Effect.NONE, basis=documented(Section.UPLOAD))
def request_overrides_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """The request's sport_type (or activity_type) differs from what the file says.

    Why: the request wins, "if left unspecified sport type detected from file will be used".

    Fix: Leave sport_type out if the file is right.
    """
    field, value = _sport_of(context)
    mapped = activity.sport.mapped
    if value is not None and mapped is not None and value.lower() != mapped.lower():
        message = f"{field} {quote(value)} overrides the file's {quote(activity.sport.written or '')} ({mapped})"
        yield Violation(message, activity.sport.at)


@rule(
    "UPL108",
    "trainer-contradicts-positions",
    Severity.INFO,
    Effect.NONE,
    basis=documented(Section.UPLOAD),
    needs_complete_file=True,
)
def trainer_contradicts_positions(activity: Activity, context: Context) -> Iterator[Violation]:
    """The request says trainer=1 of a file with positions, or trainer=0 of one without.

    Why: activities without positions "are auto marked as stationary", and 1 forces it, so 0 changes nothing.

    Fix: Leave trainer out, unless the ride was indoors and the positions are virtual.
    """
    positioned = interpretation.has_position(activity)
    trainer = str(context.request.trainer)
    if trainer == "1" and positioned:
        yield Violation("trainer=1 marks an activity with positions as stationary")
    elif trainer == "0" and not positioned:
        yield Violation("trainer=0 has no effect: without positions the activity is marked as stationary")


@rule(
    "UPL109",
    "data-type-content-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def data_type_content_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """The request's data_type says one format, and the content is another.

    Why: Strava reads the file as what data_type says.

    Fix: Send the data_type of the content.
    """
    value = context.request.data_type
    if value is None or source.format is None:
        return
    if value.lower().removesuffix(".gz") != source.format.value:
        yield Violation(f"data_type is {quote(value)}, but the content is {source.content.description}")


@rule("UPL110", "sport-takes-no-sets", Severity.ERROR, Effect.REJECTED, basis=documented(Section.JSON), formats=JSON)
def sport_takes_no_sets(activity: Activity, context: Context) -> Iterator[Violation]:
    """Strength JSON goes up with a sport that takes no sets.

    Why: Strava takes it "for WeightTraining, HighIntensityIntervalTraining, Workout, and Crossfit activities only".

    Fix: Send one of these four as sport_type, such as WeightTraining.
    """
    field, value = _sport_of(context)
    if value is not None and value.lower() not in {sport.lower() for sport in upload.set_sport_types()}:
        yield Violation(f"{field} {quote(value)} takes no strength JSON")


@rule(
    "UPL111",
    "gzip-data-type-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def gzip_data_type_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """The request's data_type and the content disagree on whether it is gzipped.

    Why: "if gzipped the data_type must end with .gz". A gzipped file with a plain name and data_type gpx.gz is right.

    Fix: Add .gz to the data_type of gzipped content, and leave it off otherwise.
    """
    value = context.request.data_type
    if value is None or not source.data:
        return
    if value.lower().endswith(".gz") != source.compressed:
        content = "gzipped" if source.compressed else "not gzipped"
        yield Violation(f"data_type is {quote(value)}, but the content is {content}")


@rule(
    "UPL201",
    "duplicate-activity",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=documented(Section.UPLOAD),
    stage=Stage.BATCH,
)
def duplicate_activity(summaries: Iterable[Summary], context: Context) -> Iterator[Violation | None]:
    """Two files that go up together are the same activity: the same bytes, or the same start and elapsed time.

    Why: Strava checks "for malformed data and duplicates" and answers "duplicate of activity". The same ride exported
    in two formats counts; a plain file and its gzipped copy do, too.

    Fix: Upload one of them; a FIT file carries the most.

    Threshold: starts within 2 s and elapsed times within 10 s of each other. Strava's own measure is not documented;
    this one is a judgement, wide enough for exports that round.
    """
    same_bytes: dict[bytes, str] = {}
    same_time: dict[tuple[int, int], list[Summary]] = {}
    for summary in summaries:
        if summary.format is None:
            yield None
        elif summary.digest in same_bytes:
            yield Violation(f"the same content as {quote(same_bytes[summary.digest], 120)}")
        else:
            same_bytes[summary.digest] = summary.path
            first = _same_time(summary, same_time)
            yield Violation(f"the same start and elapsed time as {quote(first.path, 120)}") if first else None


def _same_time(summary: Summary, seen: dict[tuple[int, int], list[Summary]]) -> Summary | None:
    """The first file with this one's start and elapsed time; where there is none, this one is entered into `seen`."""
    start, elapsed = summary.start, summary.elapsed
    if start is None or elapsed is None:
        return None
    near_start, near_elapsed = thresholds.DUPLICATE_START_S, thresholds.DUPLICATE_ELAPSED_S
    row, column = int(start // near_start), int(elapsed // near_elapsed)
    for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        for other in seen.get(cell, ()):
            if other.start is None or other.elapsed is None:
                continue
            if abs(other.start - start) <= near_start and abs(other.elapsed - elapsed) <= near_elapsed:
                return other
    seen.setdefault((row, column), []).append(summary)
    return None


def _sport_of(context: Context) -> tuple[str, str | None]:
    """The form field that decides the sport, and its value."""
    request = context.request
    if request.sport_type is not None:
        return "sport_type", request.sport_type
    return "activity_type", request.activity_type


def _nearest(value: str, known: Sequence[str]) -> str:
    spellings = {word.lower(): word for word in known}
    wanted = "".join(character for character in value.lower() if character.isalnum())
    near = nearest(wanted, spellings)
    return f"; did you mean {spellings[near]}?" if near else ""
