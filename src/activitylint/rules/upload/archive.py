"""UPL3xx: archives: what could not be read in them, and the list of activities in a Strava export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from activitylint.model.finding import Effect, Severity, ours
from activitylint.model.request import Context
from activitylint.rules.registry import INSIDE, Stage, Violation, rule
from activitylint.rules.support.wording import plural, quote, verb
from activitylint.source.archives import Contents
from activitylint.source.reading import Source

if TYPE_CHECKING:
    # Not at run time: it loads tarfile and zipfile, and few runs read archives.
    from activitylint.source.members import Member

_NAMED: Final = 3
"""How many files a message names."""
_LONGEST_NAME: Final = 120
_ENCRYPTED: Final = "it is encrypted"


@rule("UPL301", "listed-file-missing", Severity.WARNING, Effect.NONE, basis=ours(), stage=Stage.ARCHIVE)
def listed_file_missing(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects files that the activities.csv of a Strava export lists and that are not in the export.

    Why: A Strava export has the file of each activity that was uploaded or recorded, and activities.csv lists them all.
    If one is missing, the export is not complete, and neither is an archive that you keep of it.

    The column of the file names is found by what is in it, because the heads of the columns are in the language of the
    account. Activities without a file, such as those that were entered by hand, are not counted. A file with and one
    without `.gz` at its end are the same.

    Fix: Download the export again, or unpack it again. If only a few files are missing, get them with "Export Original"
    on the pages of the activities.
    """
    table = contents.table
    if table is not None and contents.missing:
        number = len(contents.missing)
        names = _list(f"{quote(one.name, _LONGEST_NAME)} (line {one.line})" for one in contents.missing)
        files = f"{plural(number, 'file')} that {quote(table.name.rpartition('/')[2])} lists {verb(number, 'is')}"
        yield Violation(f"{files} missing: {names}", count=number)


@rule("UPL302", "file-not-listed", Severity.INFO, Effect.NONE, basis=ours(), stage=Stage.ARCHIVE)
def file_not_listed(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects activity files in a Strava export that its activities.csv does not list.

    Why: Strava lists every file of an export. A file that is not listed was added later, or its activity was deleted.
    Only the folders of the listed files are compared.

    Fix: Check whether the file belongs to the export before you upload it.
    """
    table = contents.table
    if table is not None and contents.unlisted:
        number = len(contents.unlisted)
        files = f"{plural(number, 'file')} {verb(number, 'is')}"
        yield Violation(
            f"{files} not listed in {quote(table.name.rpartition('/')[2])}: {_names(contents.unlisted)}", count=number
        )


@rule("UPL303", "encrypted-member", Severity.ERROR, Effect.UNKNOWN, basis=ours(), stage=Stage.ARCHIVE)
def encrypted_member(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects activity files in an archive that are encrypted.

    Why: activitylint cannot read them without the password, so it did not check them.

    Fix: Unpack the archive with its password, and check the files in the folder.
    """
    found = [member for member in contents.unread if member.unread == _ENCRYPTED]
    if found:
        number = len(found)
        files = f"{plural(number, 'file')} {verb(number, 'is')}"
        yield Violation(f"{files} encrypted and not checked: {_named(found)}", count=number)


@rule("UPL304", "unread-member", Severity.WARNING, Effect.UNKNOWN, basis=ours(), stage=Stage.ARCHIVE)
def unread_member(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects activity files in an archive that activitylint does not read: links, rare compression, repeated names.

    Why: activitylint did not check them. It reads files that are stored or compressed with Deflate, and archives in an
    archive, but none inside of those. If two members have the same name, it reads the first.

    Fix: Unpack the archive, and check the files in the folder.
    """
    by_reason: dict[str, list[Member]] = {}
    for member in contents.unread:
        if member.unread != _ENCRYPTED:
            by_reason.setdefault(member.unread, []).append(member)
    for reason, found in by_reason.items():
        what = f"{plural(len(found), 'file')} not checked, because {reason}: {_named(found)}"
        yield Violation(what, count=len(found), about=(reason,))


@rule("UPL305", "damaged-archive", Severity.ERROR, Effect.UNKNOWN, basis=ours(), stage=Stage.ARCHIVE)
def damaged_archive(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects archives that cannot be read, or not to their end.

    Why: An interrupted download is cut off. What follows the damage was not checked. The list of a ZIP archive is at
    its end. If that is missing, activitylint reads one file after the other, up to the damage.

    Fix: Download or pack the archive again.
    """
    if contents.damage is not None:
        number = len(contents.activities)
        checked = f"only {plural(number, 'file')} before the damage checked" if number else "nothing was checked"
        yield Violation(f"the archive is damaged: {contents.damage}; {checked}")


@rule("UPL306", "archive-limit", Severity.ERROR, Effect.UNKNOWN, basis=ours(), stage=Stage.ARCHIVE)
def archive_limit(contents: Contents, context: Context) -> Iterator[Violation]:
    """Detects archives with more in them than activitylint reads.

    Why: A small archive can unpack to more than a machine can hold. activitylint stopped at the limit and did not check
    what follows. A single file that is too large is reported as UPL008, read-limit.

    Fix: Unpack the archive, and check the files in the folder.

    Threshold: 100,000 members, and 10 GB of activity files in all (of any files in a compressed tar archive). The list
    of the members may have 16 MB, and an archive in an archive 256 MB.
    """
    if contents.limit is not None:
        yield Violation(f"the archive was not read to its end: {contents.limit}")


@rule(
    "UPL307",
    "unreadable-member",
    Severity.ERROR,
    Effect.UNKNOWN,
    basis=ours(),
    stage=Stage.SOURCE,
    silences=(*INSIDE, "UPL001", "UPL002", "UPL003", "UPL004", "UPL005", "UPL006", "UPL008", "UPL009", "UPL109"),
)
def unreadable_member(source: Source, context: Context) -> Iterator[Violation]:
    """Detects files in an archive that cannot be read to their end.

    Why: The checksum or the size that the archive has for the file is not that of its bytes, or the compressed data is
    damaged. Unpacked, the file would be damaged, too, so its content was not checked.

    Fix: Download or pack the archive again.
    """
    if source.damage is not None:
        yield Violation(f"the file cannot be read from the archive: {source.damage}")


def _named(members: list[Member]) -> str:
    return _names(member.name for member in members)


def _names(names: Iterable[str]) -> str:
    return _list(quote(name, _LONGEST_NAME) for name in names)


def _list(names: Iterable[str]) -> str:
    """`'a.fit', 'b.fit', 'c.fit' and 4 more`."""
    known = list(names)
    more = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
    return ", ".join(known[:_NAMED]) + more
