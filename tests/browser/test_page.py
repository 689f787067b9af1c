"""The page of `--output html:FILE` in a real browser: what it shows, what it lets people do, and what it never does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.overview import Detail
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.source.reading import Source, open_source
from hostile.test_texts import TEXTS, write_files
from paths import FIXTURES
from report_examples import written
from rides import SPIKE, long_ride

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

Open = Callable[..., "Page"]

WORK = Work(Context(now=1_790_000_000.0), select_rules(None, (), ()), detail=Detail.PICTURE)
WIDTHS = (390, 1280, 2560)


def lint(*sources: Source) -> list[Report]:
    return [WORK.lint_source(source).report for source in sources]


@pytest.fixture(scope="module")
def ride() -> str:
    return written("html", lint(open_source(long_ride(), name="ride.gpx", read_limit=1 << 30)))


@pytest.fixture(scope="module")
def several() -> str:
    paths = [*sorted((FIXTURES / "demo").iterdir()), *sorted((FIXTURES / "samples").iterdir())[:8]]
    return written("html", [WORK.lint(str(path)).report for path in paths])


def names(page: Page) -> list[str]:
    """The names of the files that the table shows, from top to bottom."""
    texts: list[str] = page.eval_on_selector_all(
        ".files tbody tr:not([hidden]) th", "cells => cells.map(cell => cell.querySelector('bdi').textContent)"
    )
    return [Path(text).name for text in texts]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(open_page: Open, ride: str, several: str, width: int, scheme: str) -> None:
    for html in (ride, several):
        page = open_page(html, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width


# The contrast of each text with what is behind it, computed from the colors that the browser uses.
_CONTRASTS = """() => {
  const rgb = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
  };
  const low = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.getClientRects().length) continue;
    if (['STYLE', 'SCRIPT', 'title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const text = luminance(rgb(element instanceof SVGElement ? style.fill : style.color));
    const back = luminance(behind(element));
    const contrast = (Math.max(text, back) + .05) / (Math.min(text, back) + .05);
    if (contrast < 4.5) low.add(`${element.tagName}.${element.getAttribute('class')} ${contrast.toFixed(2)}`);
  }
  return [...low];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(open_page: Open, ride: str, several: str, scheme: str) -> None:
    for html in (ride, several):
        assert open_page(html, scheme=scheme).evaluate(_CONTRASTS) == []


def test_the_table_is_sorted_by_mouse_and_by_keyboard(open_page: Open, several: str) -> None:
    page = open_page(several)
    verdicts = "cells => cells.map(cell => cell.dataset.v)"
    page.click("th >> text=Verdict")
    order = page.eval_on_selector_all("td[data-label=Verdict]", verdicts)
    assert order == sorted(order)
    assert order[0] == "0"
    page.focus("th >> text=Distance")
    page.keyboard.press("Enter")
    distances = page.eval_on_selector_all("td[data-label=Distance]", verdicts)
    known = [float(value) for value in distances if value]
    assert known == sorted(known)
    assert distances == sorted(distances, key=lambda value: not value), "unknown distances come last"
    assert page.get_attribute("th:has-text('Distance')", "aria-sort") == "ascending"
    page.keyboard.press("Space")
    distances = page.eval_on_selector_all("td[data-label=Distance]", verdicts)
    assert [float(value) for value in distances if value] == sorted(known, reverse=True)
    assert page.get_attribute("th:has-text('Distance')", "aria-sort") == "descending"


def test_the_table_is_filtered_by_text_and_by_verdict(open_page: Open, several: str) -> None:
    page = open_page(several)
    everything = names(page)
    assert len(everything) == 8
    page.focus("#find")
    page.keyboard.type("FIT race")
    assert names(page) == ["race.fit"]
    assert page.text_content("[role=status]") == "1 of 8 files"
    assert page.locator("article:visible").count() == 1
    page.fill("#find", "")
    assert names(page) == everything
    page.focus("fieldset input")
    page.keyboard.press("Space")
    assert names(page) == [name for name in everything if name not in {"gym.json", "lunch-ride.gpx"}]


def test_a_spike_of_one_second_is_seen(open_page: Open, ride: str) -> None:
    page = open_page(ride)
    page.focus("input[type=range]")
    page.keyboard.press("End")
    assert page.text_content(".scrub output") == "2:46:32"
    spike = SPIKE * 720 // 10_000
    goto = page.locator("li:has-text('STR004') .goto")
    goto.press("Enter")
    assert page.evaluate("document.activeElement.type") == "range"
    assert int(page.input_value("input[type=range]")) == spike
    assert (page.text_content("figure.power output") or "").endswith(" to 9000 W")
    assert "9000 W" in (page.get_attribute("input[type=range]", "aria-valuetext") or "")
    page.keyboard.press("ArrowRight")
    assert int(page.input_value("input[type=range]")) == spike + 1
    assert "9000" not in (page.text_content("figure.power output") or "")


def test_hover_and_focus_show_the_values(open_page: Open, ride: str) -> None:
    page = open_page(ride)
    chart = page.locator("figure.heartrate > svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.21, box["y"] + 10)
    assert page.text_content("figure.heartrate output") == "0 bpm"
    assert page.text_content("figure.altitude output") != ""
    page.mouse.move(0, 0)
    page.focus(".strip a:has-text('STR004')")
    assert (page.text_content("figure.power output") or "").endswith(" to 9000 W")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.finding:target .message').textContent").endswith("9,000 W")
    cursor = page.locator(".map circle.cursor")
    assert cursor.get_attribute("cx") is not None


def test_the_map_shows_where_the_findings_are(open_page: Open, ride: str) -> None:
    page = open_page(ride)
    labels = page.locator(".map a.label text").all_text_contents()
    assert labels == ["1", "2", "3", "4"]
    assert "1 position of 10,000 outside of this map" in (page.text_content(".map .note") or "")
    assert "and 1 other place" in (page.text_content(".world figcaption") or "")


def test_a_map_without_charts_has_marks_that_lead_to_their_findings(open_page: Open) -> None:
    points = b'<trkpt lat="48" lon="11"/><trkpt lat="48.01" lon="11"/>'
    gpx = b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>%s</trkseg></trk></gpx>' % points
    page = open_page(written("html", lint(open_source(gpx, name="x.gpx", read_limit=1 << 20))))
    assert page.locator(".charts").count() == 0
    page.locator(".map a.label").first.hover()
    page.locator(".map a.label").first.press("Enter")
    assert page.locator(".finding:target").is_visible()


def test_a_screen_reader_finds_names_descriptions_and_tables(open_page: Open, ride: str) -> None:
    page = open_page(ride)
    unnamed = page.eval_on_selector_all(
        "figure > svg", "svgs => svgs.filter(svg => !svg.querySelector(':scope > title')?.textContent).length"
    )
    assert unnamed == 0
    described = page.eval_on_selector_all(
        "figure > svg[role=img]", "svgs => svgs.filter(svg => svg.querySelector('desc')).length"
    )
    assert described == page.locator("figure > svg[role=img]").count() == 7
    power = page.locator("figure.power table")
    page.locator("figure.power summary").press("Enter")
    assert power.is_visible()
    assert power.locator("tbody tr").count() == 24
    highest = power.locator("tbody tr", has_text="STR004").locator("td").nth(2)
    assert highest.text_content() == "9,000"
    ids: list[str] = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    lost = page.eval_on_selector_all(
        "[href^='#'], [aria-labelledby]",
        "all => all.flatMap(one =>"
        " (one.getAttribute('href')?.slice(1) ?? one.getAttribute('aria-labelledby')).split(' '))"
        ".filter(id => !document.getElementById(id))",
    )
    assert lost == []


def test_a_link_to_a_finding_that_is_folded_opens_its_list(open_page: Open, ride: str) -> None:
    number = len(re.findall(r'<li id="f1-\d+"', ride))
    page = open_page(ride, fragment=f"#f1-{number}")
    assert page.locator(f"#f1-{number}").is_visible()


def test_a_link_leads_to_its_file_past_files_that_were_not_drawn_yet(open_page: Open) -> None:
    report = WORK.lint(str(FIXTURES / "demo" / "race.fit")).report
    page = open_page(written("html", [replace(report, path=f"a.zip!/{number}.fit") for number in range(60)]), width=390)
    page.locator(".files tbody th a").last.click()
    page.wait_for_timeout(500)
    assert 0 <= page.evaluate("document.getElementById('f60').getBoundingClientRect().top") < 100


def test_everything_is_readable_without_the_script(open_page: Open, several: str) -> None:
    page = open_page(re.sub(r"<script>.*</script>", "", several, flags=re.DOTALL))
    assert len(names(page)) == 8
    assert not page.locator(".controls").is_visible()
    assert page.locator(".map").first.is_visible()
    assert page.locator(".chart").first.is_visible()


def test_it_can_be_printed(open_page: Open, ride: str) -> None:
    page = open_page(ride)
    page.emulate_media(media="print")
    assert not page.locator(".scrub").is_visible()
    assert page.locator("svg .track").is_visible()
    assert len(page.pdf()) > 10_000


def test_hostile_texts_stay_text(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = write_files(tmp_path, list(TEXTS.values()))
    page = open_page(written("html", [WORK.lint(path).report for path in files], show_all=True))
    assert len(names(page)) == len(files)
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, link, base, boo, b.boo").count() == 0
    outside: list[str] = page.eval_on_selector_all(
        "*",
        "all => all.flatMap(one => [...one.attributes]).filter(one => /^on|^style$|^src$/.test(one.name)"
        " || (/href$/.test(one.name) && !one.value.startsWith('#'))).map(one => one.name)",
    )
    assert outside == []
    assert "<script>boo</script>" in (page.text_content("main") or "")
