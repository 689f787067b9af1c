"""`html`: one page that shows everything and needs nothing else, neither a server nor a network.

page.py puts it together and keeps it small. summary.py writes its head, files.py the table of all files, section.py
the part about one file, rules.py the texts of the rules. In a section are findings (findings.py), a map (track.py), the
place on Earth (world.py) and charts (charts.py); scales.py chooses round numbers, units.py has the units. markup.py
makes elements. style.css and script.js are put into the page as they are, and world.json has the outlines of the
continents.
"""

from __future__ import annotations

from collections.abc import Callable

from activitylint.reports import Options, Reporter
from activitylint.reports.html.page import Page
from activitylint.rules import load_all

__all__ = ["make"]


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `html`."""
    del output_format
    load_all()
    return Page(write, options)
