"""Parquet: the tables `files` and `findings`, in parts that a database can query while a run goes on.

docs/parquet.md describes the tables. Needs `pip install 'activitylint[parquet]'`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from activitylint.model.finding import Finding
from activitylint.model.fingerprint import fingerprints
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter, WriteFiles
from activitylint.reports.table import moment, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FILES", "FINDINGS", "SCHEMA_VERSION", "TABLES", "SchemaError", "identities", "make"]

SCHEMA_VERSION: Final = 1
"""A new column does not change it; a column that is removed or gets another meaning does."""
FILES: Final = "files.parquet"
FINDINGS: Final = "findings.parquet"

_METADATA: Final = {b"activitylint.schema": str(SCHEMA_VERSION).encode()}
_TIME: Final = pa.timestamp("us", tz="UTC")

TABLES: Final = {
    FILES: pa.schema(
        {
            "file_id": pa.int64(),
            "path": pa.string(),
            "verdict": pa.string(),
            "errors": pa.int32(),
            "warnings": pa.int32(),
            "infos": pa.int32(),
            "suppressed": pa.int32(),
            "worst_code": pa.string(),
            "duplicate_of": pa.string(),
            "failure": pa.string(),
            "format": pa.string(),
            "compressed": pa.bool_(),
            "sport": pa.string(),
            "start_utc": _TIME,
            "utc_offset_s": pa.int32(),
            "elapsed_s": pa.float64(),
            "moving_s": pa.float64(),
            "distance_m": pa.float64(),
            "ascent_m": pa.float64(),
            "device": pa.string(),
            "records": pa.int64(),
            "streams": pa.list_(pa.string()),
            "send_data_type": pa.string(),
            "send_sport_type": pa.string(),
            "size": pa.int64(),
            "modified": _TIME,
            "etag": pa.string(),
            "linted_at": _TIME,
            "run": pa.string(),
            "version": pa.string(),
            "identity": pa.int64(),
        },
        metadata=_METADATA,
    ),
    FINDINGS: pa.schema(
        {
            "file_id": pa.int64(),
            "path": pa.string(),
            "code": pa.string(),
            "name": pa.string(),
            "severity": pa.string(),
            "effect": pa.string(),
            "message": pa.string(),
            "count": pa.int64(),
            "noun": pa.string(),
            "first": pa.int64(),
            "last": pa.int64(),
            "about": pa.list_(pa.string()),
            "fingerprint": pa.string(),
            "byte": pa.int64(),
            "line": pa.int64(),
            "column": pa.int64(),
            "location": pa.string(),
            "fit_message": pa.string(),
            "fit_index": pa.int64(),
            "other_file": pa.string(),
        },
        metadata=_METADATA,
    ),
}
"""The schema of each table, by the name of its file in a part."""

_MOST_FILES: Final = 5_000
_MOST_FINDINGS: Final = 50_000
"""Rows of a part. A run that is killed loses at most one part."""


class SchemaError(ValueError):
    """A file was written with another version of the schema."""


def make(_: str, write: WriteFiles, options: Options) -> Reporter:
    """The reporter; it passes each part to `write`, as the content of two files."""
    return _Parts(write, options)


def identities(paths: Iterable[str]) -> NDArray[np.int64]:
    """The column `identity` of these files of the table `files`, sorted, without nulls.

    Raises OSError and ValueError if one cannot be read, and SchemaError if it has another version of the schema.
    """
    found = [np.array([], np.int64)]
    for path in paths:
        with pq.ParquetFile(path) as file:
            version = (file.schema_arrow.metadata or {}).get(b"activitylint.schema", b"").decode()
            if version != str(SCHEMA_VERSION):
                message = f"has version {version or 'unknown'} of the schema, not {SCHEMA_VERSION}"
                raise SchemaError(message)
            column = file.read(["identity"]).column("identity").drop_null()
            found.append(column.to_numpy().astype(np.int64))
    return np.sort(np.concatenate(found))


class _Parts:
    def __init__(self, write: WriteFiles, options: Options) -> None:
        self._write = write
        self._run = options.run
        self._files: list[dict[str, Any]] = []
        self._findings: list[dict[str, Any]] = []

    def add(self, report: Report) -> None:
        number = self._run.number(report.path)
        self._files.append(self._file(report, number))
        self._findings.extend(_findings(report, number))
        if len(self._files) >= _MOST_FILES or len(self._findings) >= _MOST_FINDINGS:
            self._flush()

    def close(self, totals: Totals) -> None:  # noqa: ARG002 -- as all
        if self._files:
            self._flush()

    def _flush(self) -> None:
        tables = {FILES: self._files, FINDINGS: self._findings}
        self._write({name: _written(rows, TABLES[name]) for name, rows in tables.items()})
        self._files, self._findings = [], []

    def _file(self, report: Report, number: int) -> dict[str, Any]:
        run, seen, identity = self._run, report.overview, report.identity
        made = row(report) | {
            "file_id": number,
            "infos": len(report.infos),
            "suppressed": len(report.suppressed),
            "start_utc": None,
            "streams": None,
            "linted_at": moment(run.now),
            "run": run.name,
            "version": run.version,
        }
        if seen is not None:
            made |= {"start_utc": moment(seen.start), "utc_offset_s": seen.utc_offset, "streams": seen.streams}
        if identity is not None:
            made |= {
                "size": identity.size,
                "modified": moment(identity.modified / 1e9) if identity.modified is not None else None,
                "etag": identity.etag,
                # A file that could not be checked is checked again by the next run.
                "identity": run.identify(report.path, identity) if report.failure is None else None,
            }
        return made


def _findings(report: Report, number: int) -> Iterator[dict[str, Any]]:
    for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True):
        yield _finding(finding) | {"file_id": number, "path": report.path, "fingerprint": fingerprint}


def _finding(finding: Finding) -> dict[str, Any]:
    location, message = finding.location, finding.location.message
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "effect": finding.effect.value,
        "message": finding.message,
        "count": finding.count,
        "noun": finding.noun or None,
        "first": finding.ranges[0][0] if len(finding.ranges) else None,
        "last": finding.ranges[-1][1] if len(finding.ranges) else None,
        "about": finding.about,
        "byte": location.byte,
        "line": location.line,
        "column": location.column,
        "location": location.path or None,
        "fit_message": message.name if message is not None else None,
        "fit_index": message.index if message is not None else None,
        "other_file": finding.other_file or None,
    }


def _written(rows: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    """The rows as a Parquet file."""
    columns = [pa.array([_value(one.get(field.name)) for one in rows], field.type) for field in schema]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), file, compression="zstd")
    return file.getvalue()


def _value(value: Any) -> Any:
    """A value that Arrow takes: half a surrogate pair, as in names that are not UTF-8, becomes an escape."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace")
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value
