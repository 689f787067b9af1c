"""UPL0xx: the file itself: its size, its name and whether it is gzipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed, ours
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import INSIDE, Stage, Violation, rule
from activitylint.rules.support.wording import plural
from activitylint.source.reading import Source

_GZIP: Final = format_spec("RFC 1952, GZIP file format")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_MEGABYTE: Final = 1_000_000


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
    """Detects files without any content, before or after unpacking.

    Why: Strava refuses the upload with "data empty". Interrupted exports and full disks leave such files behind.

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
    """Detects files whose content is not FIT, TCX, GPX or strength JSON.

    Why: Strava supports only these four formats and plans no others. activitylint recognizes the content by its bytes,
    not by the file name. The message says what the content looks like.

    Fix: Convert the file to FIT, TCX or GPX. Upload the files of an archive one by one. `activitylint lint` checks them
    without unpacking the archive if its name ends in .zip, .tar, .tar.gz or .tgz.
    """
    if source.data and source.format is None and not _gzipped_twice(source):
        found = source.content.description
        other = "" if found.startswith("JSON") else ", not FIT, TCX, GPX or strength JSON"
        advice = "Convert the file to FIT, TCX or GPX."
        if found.startswith(("JSON", "an HTML")):
            advice = "The file may be a server's answer instead of an activity: look into it, and download it again."
        elif "image" in found:
            advice = "Leave the file out. Add pictures to the activity after the upload."
        yield Violation(f"the content is {found}{other}", help=None if "archive" in found else advice)


@rule(
    "UPL003",
    "suffix-content-mismatch",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def suffix_content_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """Detects file names whose suffix does not match the format of the content.

    Why: Every upload must send a data_type, and uploaders take it from the suffix. Strava refuses a data_type that does
    not match the content.

    Fix: Rename the file so that its suffix matches its content.
    """
    promised, _ = source.promised
    if promised is not None and source.format is not None and promised is not source.format:
        message = f"the name ends in .{promised.value}, but the content is {source.content.description}"
        yield Violation(message, help=f"Rename the file so that its name ends in .{source.data_type}.")


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
    """Detects gzipped files that cannot be unpacked to their end.

    Why: The data is cut off, or its checksum is wrong. Strava answers "gzip: invalid encoding" and reads nothing from
    the file.

    Fix: Download or gzip the file again, or upload it unpacked.
    """
    if source.gzip is not None and source.gzip.damage is not None:
        unpacked = plural(len(source.data), "unpacked byte")
        yield Violation(f"the gzipped data is damaged after {unpacked}: {source.gzip.damage}")


@rule(
    "UPL005",
    "gzip-suffix-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.UPLOAD),
    stage=Stage.SOURCE,
)
def gzip_suffix_mismatch(source: Source, context: Context) -> Iterator[Violation]:
    """Detects file names that disagree with the content about gzip, and files that are gzipped twice.

    Why: "if gzipped the data_type must end with .gz", and uploaders take the data_type from the file name. If you send
    a data_type yourself, the name does not matter (see UPL111, gzip-data-type-mismatch). Gzipping a file twice is
    always wrong.

    Fix: End the name in .gz if the file is gzipped, and only then. Gzip a file only once.
    """
    if _gzipped_twice(source):
        yield Violation("the content is gzipped twice", help="Unpack the file once, so that it is gzipped only once.")
    if context.request.data_type is not None or source.name in ("", "-"):
        return
    _, gzipped_name = source.promised
    if source.compressed and not gzipped_name:
        help_text = "Add .gz to the name, or unpack the file."
        yield Violation("the content is gzipped, but the name does not end in .gz", help=help_text)
    elif gzipped_name and not source.compressed and source.data:
        help_text = "Remove .gz from the name, or gzip the file."
        yield Violation("the name ends in .gz, but the content is not gzipped", help=help_text)


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
    """Detects strength JSON files that are gzipped.

    Why: Strava accepts the data_type values fit, fit.gz, tcx, tcx.gz, gpx, gpx.gz and json. It has no json.gz.

    Fix: Unpack the JSON file before you upload it.
    """
    if source.compressed:
        yield Violation("strength JSON cannot be uploaded gzipped, because there is no data_type json.gz")


@rule("UPL007", "file-too-large", Severity.WARNING, Effect.MAY_REJECT, basis=observed("one report"), stage=Stage.SOURCE)
def file_too_large(source: Source, context: Context) -> Iterator[Violation]:
    """Detects files that are larger, unpacked, than Strava reportedly accepts.

    Why: One uploader reported a limit per file. Strava's documentation names none.

    Fix: Split the activity, or record fewer points. Gzipping the file does not help, because its unpacked size counts.

    Threshold: {UPLOAD_LIMIT_MB} MB ({UPLOAD_LIMIT_BYTES:,.0f} bytes), from one report. The setting
    `limits.upload` changes it.
    """
    size, limit = len(source.data), context.limits.upload
    if size > limit:
        unpacked = " unpacked" if source.compressed else ""
        yield Violation(f"the file has {size / _MEGABYTE:,.1f} MB{unpacked}, more than the limit of {_size(limit)}")


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
    """Detects files that are larger, packed or unpacked, than activitylint reads.

    Why: A small gzipped file can unpack to more than the memory of a machine can hold. activitylint stopped reading at
    the limit and did not check what follows.

    Fix: If the file is meant to be that large, raise the setting `limits.read`, for example with
    `limits = { read = "1 GB" }` in `activitylint.toml`.

    Threshold: {READ_LIMIT_MB} MB ({READ_LIMIT_BYTES:,.0f} bytes), about ten times what Strava reportedly accepts.
    """
    if source.limited:
        verb = "unpacks to" if source.compressed else "has"
        yield Violation(f"the file {verb} more than {_size(context.limits.read)}; the rest was not read")


@rule("UPL009", "gzip-trailing-bytes", Severity.WARNING, Effect.MAY_REJECT, basis=_GZIP, stage=Stage.SOURCE)
def gzip_trailing_bytes(source: Source, context: Context) -> Iterator[Violation]:
    """Detects extra bytes after the gzipped data.

    Why: The extra bytes are not gzip, and readers differ: some ignore them, and some refuse the file. Several gzip
    members in a row are legal and are not reported.

    Fix: Unpack the file and gzip it again.
    """
    if source.gzip is not None and source.gzip.trailing and not source.gzip.damage:
        extra = plural(source.gzip.trailing, "extra byte")
        yield Violation(f"{extra} after the end of the gzipped data")


def _gzipped_twice(source: Source) -> bool:
    return source.compressed and source.data.startswith(_GZIP_MAGIC)


def _size(count: int) -> str:
    """A limit in bytes as `25 MB`, or as `2,000 bytes` if it is less than a megabyte."""
    return f"{count / _MEGABYTE:,.15g} MB" if count >= _MEGABYTE else plural(count, "byte")
