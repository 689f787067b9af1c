"""The HTML report without a browser: its size, its security, and what it keeps. tests/browser opens it in one."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import html

from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.overview import Detail
from activitylint.model.report import Report, totals
from activitylint.model.request import Context
from activitylint.reports import Options
from activitylint.reports.escape import printable
from activitylint.reports.html.markup import prose
from activitylint.reports.html.page import Page
from activitylint.rules import load_all
from activitylint.rules.registry import get
from activitylint.source.reading import open_source
from report_examples import CLEAN, FIT, GPX, REPORTS, hostile_reports, written
from rides import SPIKE, long_ride

load_all()


@cache
def ride() -> Report:
    """The report on a long ride, made once: no test changes it."""
    work = Work(Context(now=1_790_000_000.0), select_rules(), detail=Detail.PICTURE)
    return work.lint_source(open_source(long_ride(), name="ride.gpx", read_limit=1 << 30)).report


def parsed(markup: str) -> Any:
    """The page as a tree. Untyped, because an XPath may yield anything."""
    return html.fromstring(markup)


def texts(page: Any, query: str) -> list[str]:
    return ["".join(element.itertext()) for element in page.xpath(query)]


def test_a_ride_of_ten_thousand_points_takes_at_most_300_kb() -> None:
    page = written("html", [ride()])
    assert 50_000 < len(page.encode()) < 300_000


def test_a_device_with_a_million_letters_does_not_fill_the_page() -> None:
    report = ride()
    assert report.overview is not None
    named = replace(report, overview=report.overview._replace(device="x" * 1_000_000, sport="y" * 1_000_000))
    assert len(written("html", [named])) < 300_000


def test_the_head_counts_files_and_findings() -> None:
    page = parsed(written("html", [*REPORTS, GPX]))
    assert texts(page, "//h1") == ["2 of 5 files will be refused"]
    heads, numbers = (texts(page, f"//dl[@class='verdicts']//{tag}") for tag in ("dt", "dd"))
    counts = {head.split()[-1]: number[0] for head, number in zip(heads, numbers, strict=True)}
    assert counts == {"refused": "2", "risk": "1", "fine": "1", "checked": "1"}
    assert "5 findings in all, 3 distinct: 2 errors, 1 warning, 2 infos." in texts(page, "//p")
    first = texts(page, "(//table[@class='by-rule'])[1]/tbody/tr[1]/*")
    assert first == ["TIM001 ✕ error", "Detects track points or records without a time.", "2", "2"]


def test_a_finding_is_shown_in_full_and_leads_to_the_text_of_its_rule() -> None:
    page = parsed(written("html", [GPX]))
    finding = page.get_element_by_id("f1-1")
    said = finding.text_content()
    for part in ("137 of 2,870 track points have no time", "45:7", "track points 12-147, 2,811", "Write a time."):
        assert part in said
    assert '<trkpt lat="51.1" lon="4.2"/>' in said
    assert finding.xpath(".//h4/a/@href") == ["#TIM001"]
    assert " ".join(get("TIM001").page.parts["Fix"].split()) in page.get_element_by_id("TIM001").text_content()


def test_one_policy_forbids_everything_but_our_style_and_script() -> None:
    page = written("html")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = policy[1].replace("&#x27;", "'")
    assert rules.startswith("default-src 'none';")
    for tag in ("style", "script"):
        bodies = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules
    assert not re.search(r"https?:|\bimport\b|@import|url\(|\sstyle=|\son\w+=", page.replace("charset=utf-8", ""))


@settings(max_examples=20)
@given(hostile_reports())
def test_no_text_becomes_markup(reports: tuple[Report, ...]) -> None:
    page = parsed(written("html", reports, show_all=True))
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//comment() | //trkpt | //img")
    assert not [name for name in page.xpath("//@*/..") if {"style", "src", "action", "onerror"} & set(name.attrib)]
    assert all(target.startswith("#") for target in page.xpath("//@href"))
    shown = Counter(texts(page, "//p[@class='message']"))
    messages = (prose(finding.message) for report in reports for finding in report.findings)
    assert shown == Counter("".join(parsed(f"<p>{message}</p>").itertext()) for message in messages)
    assert texts(page, "//article//h3") == [printable(report.path) for report in reports]


def test_a_spike_of_one_second_is_in_the_chart_and_its_table() -> None:
    page = parsed(written("html", [ride()]))
    values = page.xpath("//figure[@id='f1-charts-power']/svg/@data-values")[0].split(",")
    column = SPIKE * 720 // 10_000
    assert [index for index, value in enumerate(values) if value.endswith(" 9000")] == [column]
    assert "9,000" in texts(page, "//figure[@id='f1-charts-power']//td")


@pytest.mark.parametrize("order", [1, -1])
def test_the_worst_files_are_drawn_and_the_others_say_how_to_see_more(order: int) -> None:
    parts: list[str] = []
    kinds = {"a": CLEAN, "b": FIT, "c": GPX}
    reports = [replace(report, path=f"{kind} {n}") for n in range(5) for kind, report in kinds.items()][::order]
    section = re.search("<article.*?</article>", written("html", [GPX]))
    assert section is not None
    page = Page(parts.append, Options(), most_bytes=7 * len(section[0]))
    for report in reports:
        page.add(report)
    page.close(totals(reports))
    made = parsed("".join(parts))
    drawn = texts(made, "//article//h3")
    assert {name for name in drawn if name[0] == "c"} == {f"c {n}" for n in range(5)}
    assert 0 < sum(name[0] == "b" for name in drawn) < 5
    assert not [name for name in drawn if name[0] == "a"]
    rows = texts(made, "//table[@class='files']/tbody/tr/th")
    assert len(rows) == 15
    assert sum("activitylint lint --output html:one.html 'b " in row for row in rows) == 10 - len(drawn)
