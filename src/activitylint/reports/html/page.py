"""The page as a whole. Memory and the size of the page are bounded, whatever the number of files.

What is written last is known only after the last file, so rows and sections wait in temporary files. All sections
together have at most 20 MB: those of refused files come first, then those of files at risk.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Final

from activitylint._version import __version__
from activitylint.model.report import FileVerdict, Report, Totals
from activitylint.reports import Options
from activitylint.reports.html.files import head, packed_row, row
from activitylint.reports.html.findings import numbered
from activitylint.reports.html.markup import Markup, element
from activitylint.reports.html.rules import Found
from activitylint.reports.html.section import section
from activitylint.reports.html.summary import headline, overall
from activitylint.reports.html.words import CLASSES
from activitylint.reports.html.world import outlines

__all__ = ["MOST_BYTES", "Page"]

MOST_BYTES: Final = 20_000_000
"""Of all sections together."""
_IN_MEMORY: Final = 200_000
"""Bytes of rows or sections that wait in memory; more wait on the disk."""
_FIRST: Final = (FileVerdict.REFUSED, FileVerdict.AT_RISK, FileVerdict.UNCHECKED, FileVerdict.FINE)
"""Whose sections come into the page first."""


class Page:
    """The reporter for `html`."""

    def __init__(self, write: Callable[[str], object], options: Options, most_bytes: int = MOST_BYTES) -> None:
        self._write = write
        self._options = options
        self._rows = _Lines()
        self._sections = _Sections(most_bytes)
        self._verdicts: Counter[FileVerdict] = Counter()
        self._found = Found()
        self._name = ""

    def add(self, report: Report) -> None:
        """Keep what the page will say about one file."""
        number = self._verdicts.total()
        self._verdicts[report.verdict] += 1
        self._found.add(report)
        self._name = report.path.replace("\\", "/").rpartition("/")[2]
        name = f"f{number + 1}"
        marked = numbered(report, name)
        self._rows.add(packed_row(report, marked))
        made = section(report, marked, name, self._options)
        self._sections.add(number, made, _FIRST.index(report.verdict))

    def close(self, totals: Totals) -> None:
        """Write the page."""
        shown = self._sections.shown()
        style, script = _beside("style.css"), _beside("script.js")
        sources = f"style-src {_hash(style)}; script-src {_hash(script)}"
        policy = f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"
        title = headline(self._verdicts, self._name)
        self._write('<!DOCTYPE html>\n<html lang="en">\n<head>\n')
        self._lines(
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="generator", content=f"activitylint {__version__}"),
            element("title", f"{title} - activitylint"),
            element("style", style),
        )
        self._write("</head>\n<body>\n")
        self._lines(element("a", "Skip to the files", href="#files", class_="skip"), outlines())
        self._write("<main>\n")
        self._lines(
            element("p", "activitylint · what Strava will make of these files", class_="kicker"),
            element("h1", title),
        )
        self._lines(overall(self._verdicts, self._found, totals))
        self._files(shown)
        for number, made in self._sections:
            if number in shown:
                self._lines(made)
        if self._found.findings:
            self._lines(element("h2", "The rules"), element("div", *self._found.texts(), class_="rules"))
        self._write("</main>\n")
        foot = f"Made by activitylint {__version__}. Needs no network. Outlines of the continents: Natural Earth."
        self._lines(element("footer", element("p", foot)), element("script", script))
        self._write("</body>\n</html>\n")

    def _files(self, shown: frozenset[int]) -> None:
        total = self._verdicts.total()
        self._lines(element("h2", "Files", id="files"))
        if total > 1:
            self._lines(_controls(self._verdicts))
        self._write('<table class="files" role="table">\n')
        self._lines(head())
        self._write('<tbody role="rowgroup">\n')
        for number, packed in enumerate(self._rows):
            self._lines(row(packed, f"f{number + 1}", shown=number in shown))
        self._write("</tbody>\n</table>\n")

    def _lines(self, *made: Markup) -> None:
        for one in made:
            self._write(f"{one}\n")


class _Lines:
    """Lines of text that wait in a temporary file, until they are read once."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- it is open until the page is complete

    def add(self, line: str) -> int:
        data = line.encode("utf-8") + b"\n"
        self._file.write(data)
        return len(data)

    def __iter__(self) -> Iterator[str]:
        with self._file:
            self._file.seek(0)
            for line in self._file:
                yield line.decode("utf-8").removesuffix("\n")


class _Sections:
    """The sections of files, as many as there is room for.

    most: bytes of all that are shown.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines = _Lines()
        self._kept: list[tuple[int, int, int]] = []
        self._used: Counter[int] = Counter()

    def add(self, number: int, made: Markup, rank: int) -> None:
        """Keep the section of a file, unless sections of its rank or before fill the page already."""
        size = len(made.encode("utf-8"))
        if sum(used for other, used in self._used.items() if other <= rank) + size <= self._most:
            self._lines.add(made)
            self._kept.append((rank, number, size))
            self._used[rank] += size

    def shown(self) -> frozenset[int]:
        """The numbers of the files whose sections are shown."""
        found = set()
        room = self._most
        for _, number, size in sorted(self._kept):
            room -= size
            if room < 0:
                break
            found.add(number)
        return frozenset(found)

    def __iter__(self) -> Iterator[tuple[int, Markup]]:
        for (_, number, _), line in zip(self._kept, self._lines, strict=True):
            yield number, Markup(line)


def _controls(verdicts: Counter[FileVerdict]) -> Markup:
    """What filters the table. It is hidden until the script has made it work."""
    boxes: list[Markup] = [
        element(
            "label",
            element("input", type="checkbox", checked=True, value=CLASSES[verdict]),
            f" {verdict} ({verdicts[verdict]:,})",
        )
        for verdict in _FIRST
        if verdicts[verdict]
    ]
    return element(
        "form",
        element("label", "Find ", element("input", type="search", id="find", placeholder="name, sport, device, rule")),
        element("fieldset", element("legend", "Show"), *boxes) if len(boxes) > 1 else None,
        element("p", role="status"),
        class_="controls",
        hidden=True,
    )


def _beside(name: str) -> Markup:
    """A file of this package, to be put into the page as it is."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return Markup("\n" + file.read())


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest())
    return f"'sha256-{digest.decode('ascii')}'"
