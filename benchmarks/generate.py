"""Generate the inputs: files whose bytes depend only on their names, kept in a cache folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.inputs import fit, strength, xml

__all__ = ["FORMATS", "HERE", "SIZES", "Input", "corpus", "generated", "hostile", "many_files", "real", "special"]

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE / ".cache" / "inputs"

FORMATS: Final[dict[str, Callable[..., bytes]]] = {
    "fit": fit.activity,
    "gpx": xml.gpx,
    "tcx": xml.tcx,
    "json": strength.strength,
}
SIZES: Final = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)

_SPECIAL: Final[dict[str, Callable[[int], bytes]]] = {
    "multisport-": fit.multisport,
    "one-byte-messages-": lambda megabytes: fit.one_byte_messages(megabytes * 1_000_000),
    "new-definitions-": fit.new_definitions,
    "bad-sets-": lambda thousands: strength.bad_sets(thousands * 1000),
    "nested-": strength.nested,
    "nested-xml-": xml.nested,
    "strange-extensions-": xml.strange_extensions,
    "bad-points-": xml.bad_points,
}
_HOSTILE: Final = (
    "new-definitions-100000.fit",
    "nested-500000.json",
    "nested-xml-500000.gpx",
    "strange-extensions-30000.gpx",
    "bad-points-30000.gpx",
)

_CORPUS_LARGEST: Final = 4
"""How many of the largest files of each format are taken from the corpus."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to measure on. records: the number given to the generator, or 0 for a real file."""

    name: str
    format: str
    path: Path
    records: int = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size


def generated(format: str, records: int, *, wild: bool = False) -> Input:  # noqa: A002 -- the usual word
    """A file of this format with this many records. wild: with bad values in every stream."""
    name = f"{'wild' if wild else 'plain'}-{records}.{format}"
    path = _kept(name, lambda: FORMATS[format](records, wild=wild))
    return Input(name, format, path, records)


def special(name: str) -> Input:
    """A special file, named by its kind, a number and its format, as in `multisport-90000.fit`."""
    found = re.fullmatch(r"(\D+)(\d+)\D*", name)
    if found is None:
        message = f"{name} has no number"
        raise ValueError(message)
    make, number = _SPECIAL[found[1]], int(found[2])
    return Input(name, name.rpartition(".")[2], _kept(name, lambda: make(number)))


def hostile() -> list[Input]:
    """Files of a few megabytes of a kind that no device writes."""
    return [special(name) for name in _HOSTILE]


def corpus() -> list[Input]:
    """The largest real files of each format, if there are any."""
    found = []
    for kind in FORMATS:
        if kind != "json":  # the strength files there are too small to measure
            found += real(kind)[:_CORPUS_LARGEST]
    return found


def real(format: str) -> list[Input]:  # noqa: A002 -- the usual word
    """All real files of a format, the largest first.

    They are in the folder that ACTIVITYLINT_CORPUS names, by default ../shared/corpus.
    """
    folder = Path(os.environ.get("ACTIVITYLINT_CORPUS", HERE.parent.parent / "shared" / "corpus"))
    paths = [path for path in folder.rglob("*") if path.suffix.lower() == f".{format}"]
    paths.sort(key=lambda path: (-path.stat().st_size, path.name))
    return [Input(path.name, format, path) for path in paths]


def many_files(count: int) -> Path:
    """A folder of `count` rides of 30 to 60 minutes, a third in each format that has records."""
    folder = CACHE / f"archive-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [kind for kind in FORMATS if kind != "json"]
    for number in range(count):
        path = folder / f"{number:05}.{kinds[number % 3]}"
        if not path.exists():
            _write(path, FORMATS[path.suffix[1:]](1800 + number % 7 * 300))
    return folder


def _kept(name: str, make: Callable[[], bytes]) -> Path:
    path = CACHE / name
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        _write(path, make())
    return path


def _write(path: Path, data: bytes) -> None:
    """Write the file completely or not at all, so that an interrupted run leaves no partial file in the cache."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
