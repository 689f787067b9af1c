"""The part of the page about one file: what is known about it, its findings, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.overview import Overview
from activitylint.model.picture import Picture
from activitylint.model.report import Report
from activitylint.reports import Options
from activitylint.reports.html.charts import charts
from activitylint.reports.html.findings import findings_list
from activitylint.reports.html.marks import Marked
from activitylint.reports.html.markup import Markup, element, path_name
from activitylint.reports.html.track import track_map
from activitylint.reports.html.units import distance, moment
from activitylint.reports.html.words import CLASSES, badge, file_type
from activitylint.reports.html.world import world
from activitylint.reports.words import duration

__all__ = ["section"]


def section(report: Report, marked: list[Marked], name: str, options: Options) -> Markup:
    """The part about one file.

    marked: its findings. name: its id, the beginning of the ids in it.
    """
    drawn = _pictures(report.picture, marked, name) if report.picture is not None else None
    plotted = f"{name}-charts" if report.picture is not None and report.picture.curves else ""
    failure = element("p", f"Not checked: {report.failure}", class_="failure") if report.failure else None
    nothing = element("p", "Nothing was found.") if not report.findings and not report.failure else None
    found = findings_list(report, marked, plotted, options)
    return element(
        "article",
        element(
            "header",
            element("h3", path_name(report.path), id=f"{name}-h"),
            badge(report.verdict),
            _facts(report, report.overview) if report.overview is not None else None,
        ),
        element("div", element("div", failure, nothing, found), drawn, class_="body"),
        id=name,
        class_=f"file {CLASSES[report.verdict]}",
        aria_labelledby=f"{name}-h",
    )


def _pictures(picture: Picture, marked: list[Marked], name: str) -> Markup | None:
    plotted = charts(picture, marked, f"{name}-charts")
    track = picture.track
    maps = None
    if track is not None:
        maps = element("div", track_map(track, marked, f"{name}-map"), world(track, f"{name}-world"), class_="maps")
    if plotted is None and maps is None:
        return None
    return element("div", maps, plotted, class_="pictures")


def _facts(report: Report, overview: Overview) -> Markup:
    facts = [
        element("div", element("dt", term), element("dd", element("bdi", value)))
        for term, value in _known(report, overview)
    ]
    return element("dl", *facts, class_="facts")


def _known(report: Report, overview: Overview) -> Iterator[tuple[str, str]]:
    yield "Format", file_type(report)
    yield "Sport", overview.sport or "not named"
    yield "Start", moment(overview.start, overview.utc_offset)
    yield "Distance", distance(overview.distance)
    yield "Elapsed", duration(overview.elapsed)
    if overview.timer is not None:
        yield "Timer", duration(overview.timer)
    if overview.ascent is not None:
        yield "Ascent", f"{overview.ascent:,.0f} m"
    yield "Device", overview.device or "not named"
    yield "Records", f"{overview.records:,}"
    yield "Form fields", " ".join(f"{name}={value}" for name, value in overview.send.items())
