"""The tools that are measured, each with its simplest call to read one file in process.

A tool is loaded only in its own process. `load` imports it (by name, because a peer may not be installed) and returns
the function to time. `prepare` converts the bytes to the argument of that function, outside the measured time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

__all__ = ["FLOORS", "OURS", "TOOLS", "Run", "Tool", "prepared"]

Run = Callable[[Any], object]
Prepare = Callable[[bytes, str], Any]

NOW: Final = 1_780_272_000.0
"""2026-06-01T00:00:00Z: the fixed clock, so that each run finds the same."""
READ_LIMIT: Final = 1 << 31
"""More than the largest input, so that all of it is read."""


def _as_is(data: bytes, _: str) -> bytes:
    return data


def _as_text(data: bytes, _: str) -> str:
    return data.decode()


def _as_json(data: bytes, _: str) -> Any:
    return json.loads(data)


def _as_named(data: bytes, name: str) -> tuple[bytes, str]:
    return data, name


@dataclass(frozen=True, slots=True)
class Tool:
    """package: the distribution whose version is reported; empty for parts of ours. what: the call, in words.
    command: what to start instead of benchmarks/worker.py, for a tool in another language.
    """

    name: str
    package: str
    formats: tuple[str, ...]
    what: str
    load: Callable[[], Run]
    prepare: Prepare = _as_is
    command: tuple[str, ...] = ()


def _activitylint() -> Run:
    activitylint = import_module("activitylint")
    limits = activitylint.Limits(read=READ_LIMIT)
    return lambda given: activitylint.lint(given[0], name=given[1], now=NOW, limits=limits)


def _activitylint_read() -> Run:
    activitylint = import_module("activitylint")
    limits = activitylint.Limits(read=READ_LIMIT)
    return lambda given: activitylint.read(given[0], name=given[1], limits=limits)


def _fit_headers() -> Run:
    module = import_module("activitylint.formats.fit.scan")
    return lambda data: module.scan(data, 14, len(data) - 2, module.ScanResult())


def _libxml2() -> Run:
    etree = import_module("lxml.etree")
    return lambda data: etree.fromstring(data, etree.XMLParser(huge_tree=True))


def _json() -> Run:
    return json.loads


def _jsonschema() -> Run:
    read_schema = import_module("activitylint.vocabulary.schema_files").read_schema
    schema = read_schema("strength-activity-1.0.schema.json")
    validator = import_module("jsonschema").Draft202012Validator(schema)
    return lambda document: sum(1 for _ in validator.iter_errors(document))


def _fitdecode() -> Run:
    reader = import_module("fitdecode").FitReader

    def run(data: bytes) -> int:
        with reader(data) as frames:
            return sum(1 for _ in frames)

    return run


def _fitparse() -> Run:
    fitparse = import_module("fitparse")
    return lambda data: fitparse.FitFile(data).parse()


def _garmin_fit_sdk() -> Run:
    sdk = import_module("garmin_fit_sdk")
    return lambda data: sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read()


def _attribute(module: str, *names: str) -> Callable[[], Run]:
    """Load a tool whose simplest call is one function."""

    def load() -> Run:
        found: Any = import_module(module)
        for name in names:
            found = getattr(found, name)
        run: Run = found
        return run

    return load


def _gpx_strict() -> Run:
    gpx = import_module("gpx")
    return lambda text: gpx.from_string(text, strict=True)


def _elsewhere() -> Run:
    message = "this tool is no Python package"
    raise NotImplementedError(message)


HERE: Final = Path(__file__).resolve().parent
_FITSDK: Final = ("node", str(HERE / "fitsdk.mjs"), str(HERE / ".venv" / "node"))
OURS: Final = "activitylint"
XML: Final = ("gpx", "tcx")
ALL: Final = ("fit", "gpx", "tcx", "json")

_TOOLS: Final = (
    Tool(OURS, "activitylint", ALL, "lint, all rules on", _activitylint, _as_named),
    Tool("activitylint, read alone", "", ALL, "read: the columns, no rules", _activitylint_read, _as_named),
    Tool("header scan", "", ("fit",), "the offset of every message, nothing decoded", _fit_headers),
    Tool("libxml2", "lxml", XML, "lxml.etree.fromstring, the bare parse", _libxml2),
    Tool("json", "", ("json",), "json.loads", _json),
    Tool("jsonschema", "jsonschema", ("json",), "plain validation of the loaded document", _jsonschema, _as_json),
    Tool("fitdecode", "fitdecode", ("fit",), "every frame of FitReader", _fitdecode),
    Tool("fitparse", "fitparse", ("fit",), "FitFile.parse", _fitparse),
    Tool("garmin-fit-sdk", "garmin-fit-sdk", ("fit",), "Decoder.read", _garmin_fit_sdk),
    Tool("chiptime", "chiptime", ("fit",), "parse", _attribute("chiptime", "parse")),
    Tool(
        "fit-tool", "fit-tool", ("fit",), "FitFile.from_bytes", _attribute("fit_tool.fit_file", "FitFile", "from_bytes")
    ),
    Tool("gpxpy", "gpxpy", ("gpx",), "parse", _attribute("gpxpy", "parse"), _as_text),
    Tool("gpx", "gpx", ("gpx",), "from_string", _attribute("gpx", "from_string"), _as_text),
    Tool("gpx, strict", "gpx", ("gpx",), "from_string(strict=True): validates, too", _gpx_strict, _as_text),
    Tool("@garmin/fitsdk", "@garmin/fitsdk", ("fit",), "Decoder.read, in node", _elsewhere, command=_FITSDK),
)
TOOLS: Final = {tool.name: tool for tool in _TOOLS}
FLOORS: Final = {"fit": "header scan", "gpx": "libxml2", "tcx": "libxml2", "json": "json"}
"""What every reader of the format must do."""


def prepared(tool: Tool, path: Path) -> Any:
    """The argument of the tool's function."""
    return tool.prepare(path.read_bytes(), path.name)
