"""Results in a folder that grows from run to run: what is written there, and what --resume skips."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

import click

from activitylint._version import __version__
from activitylint.cli.extras import require
from activitylint.cli.help import Group, option
from activitylint.cli.messages import UnusableError, notice
from activitylint.engine.many import Work
from activitylint.model.identity import Run
from activitylint.reports import FOLDERS, WriteFiles
from activitylint.reports.escape import printable
from activitylint.reports.words import counted
from activitylint.source.atomic import create_folder
from activitylint.source.identity import identity_of
from activitylint.source.urls import shown
from activitylint.suppression.suppressor import Suppressor

__all__ = ["check_resume", "into_folder", "not_yet_linted", "resume_option", "run_of"]

_PART: Final = "part-"
_NOT_WITH: Final = {
    "batch": "--batch compares all files",
    "write_baseline": "--write-baseline needs the findings of all files",
    "fix": "--fix changes files",
    "diff": "--diff shows no findings",
}

resume_option = option(
    Group.FILES,
    "--resume",
    metavar="DIR",
    help="Skip the files whose results are in DIR, written with --output parquet:DIR and the same rules and settings.",
)


def check_resume(options: Mapping[str, Any]) -> None:
    """Refuse what --resume cannot be combined with."""
    for other, reason in _NOT_WITH.items() if options["resume"] else ():
        if options[other]:
            message = f"{reason}, so it cannot be combined with --resume, which skips some"
            raise click.UsageError(message)


def run_of(work: Work, suppressor: Suppressor, options: Mapping[str, Any]) -> Run:
    """What identifies this run, if its results are kept or it resumes another."""
    if not (options["resume"] or any(form in FOLDERS for form, _ in options["outputs"])):
        return Run()
    import hashlib  # noqa: PLC0415 -- it loads OpenSSL, and few runs keep their results

    decisive = (
        __version__,
        sorted(work.selection.codes),
        sorted(work.selection.severities.items()),
        work.context.request,
        work.context.limits,
        work.per_file,
        work.summary,
        suppressor.settings,
    )
    settings = hashlib.sha256(repr(decisive).encode("utf-8", "backslashreplace")).hexdigest()
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.urandom(4).hex()}"
    return Run(name, work.context.now, __version__, settings)


def not_yet_linted(files: Iterable[str], options: Mapping[str, Any], run: Run) -> Iterable[str]:
    """The files without a result in the folder of --resume; all of them without that option.

    After the last one, a notice says how many were skipped.
    """
    folder = options["resume"]
    if folder is None:
        return files
    parts = _parts(folder)
    if not parts and folder not in [path for _, path in options["outputs"]]:
        message = f"--resume {printable(folder)}: there are no results in this folder"
        raise UnusableError(message)
    return _unknown(files, _identities(folder, parts), run, folder)


def _unknown(files: Iterable[str], known: Any, run: Run, folder: str) -> Iterator[str]:
    skipped = 0
    for path in files:
        if _is_known(path, known, run):
            skipped += 1
        else:
            yield path
    if skipped:
        notice(f"{counted(skipped, 'file')} skipped: {folder} has the results")


@contextmanager
def into_folder(output_format: str, folder: str, options: Mapping[str, Any], run: Run) -> Iterator[WriteFiles]:
    """A function that writes each part of a report to a folder, which is created if needed. Raises OSError."""
    require(FOLDERS[output_format], "pyarrow", by=f"--output {output_format}")
    os.makedirs(folder, exist_ok=True)
    resumed = options["resume"]
    if _parts(folder) and not (resumed and os.path.samefile(folder, resumed)):
        shown = printable(folder)
        message = f"{shown} has the results of another run; add --resume {shown}, or name another folder"
        raise UnusableError(message)
    numbers = count()

    def write(files: Mapping[str, bytes]) -> None:
        try:
            create_folder(os.path.join(folder, f"{_PART}{run.name}-{next(numbers):05}"), files)
        except OSError as error:
            error.filename = folder
            raise

    yield write


def _parts(folder: str) -> list[str]:
    """The parts of earlier runs: their files with one row per linted file."""
    import glob  # noqa: PLC0415 -- few runs keep their results

    return sorted(glob.glob(os.path.join(glob.escape(folder), f"{_PART}*", "files.parquet")))


def _identities(folder: str, parts: Iterable[str]) -> Any:
    require("parquet", "pyarrow", by="--resume")
    from activitylint.reports import parquet  # noqa: PLC0415 -- only with the extra

    try:
        return parquet.identities(parts)
    except (OSError, ValueError) as error:
        message = f"--resume {printable(folder)}: {printable(str(error))}"
        raise UnusableError(message) from None


def _is_known(path: str, known: Any, run: Run) -> bool:
    identity = identity_of(path) if path != "-" else None
    if identity is None or not len(known):
        return False
    wanted = run.identify(shown(path), identity)
    index = known.searchsorted(wanted)
    return index < len(known) and int(known[index]) == wanted
