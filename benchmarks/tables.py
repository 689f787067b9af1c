"""Write the results as a page of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.bounds import BOUNDS
from benchmarks.results import Command, Reading, Results
from benchmarks.rounds import Measure
from benchmarks.tools import OURS, TOOLS

__all__ = ["page", "verdicts"]


_HEAD: Final = (
    "Written by `python benchmarks/run.py`; all figures of a part come from one run, and all parts from one machine. "
    "Ratios are medians of the ratios of {} rounds, in which the tools take turns on each file; times are medians, in "
    "process and after a warm-up, where nothing else is said. With glibc, all programs keep the memory that they have "
    "freed, as the command `lint` does."
)


def page(results: Results, plots: Sequence[str]) -> str:
    """The text of RESULTS.md."""
    parts = [
        "# Benchmarks",
        _HEAD.format(results.rounds),
        *(["A quick run on small inputs: not to be quoted."] if results.quick else []),
        table(("machine", ""), results.machine.items()),
        table(("measured", "version", "call"), _measured(results)),
        "## Bounds",
        table(
            ("bound", "limit", "worst figure", "on", "holds", "what libxml2 alone would reach there"), verdicts(results)
        ),
        *(f"![{name}]({name})" for name in plots),
        *_readings(results),
        *_growth(results),
        *_rules(results),
        *_commands(results),
        *_files(results),
        *_hostile(results),
        *_pages(results),
        *_together(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; nothing if it has no rows."""
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    if not lines:
        return ""
    return "\n".join(f"| {line} |" for line in (" | ".join(head), " | ".join("---" for _ in head), *lines))


def verdicts(results: Results) -> Iterator[tuple[str, str, str, str, str, str]]:
    """A row for each bound: name, limit, worst figure, its input, if the bound is met, and the figure of the floor."""
    for bound in BOUNDS:
        limit = f"{'at most' if bound.at_most else 'at least'} {bound.limit:.3g} {bound.unit}"
        worst = bound.worst(results)
        if worst is None:
            yield bound.name, limit, "", "", "not measured", ""
        else:
            shown = f"{worst.value:.3g} {bound.unit}" if worst.value < 1000 else f"{worst.value:,.0f} {bound.unit}"
            floor = bound.floor_on(results, worst.on)
            reached = f"{floor.value:.3g} {bound.unit}" if floor is not None else ""
            yield bound.name, limit, shown, worst.on, "yes" if bound.holds(worst) else "**no**", reached


def _measured(results: Results) -> Iterator[tuple[str, str, str]]:
    told = set()
    for tool in TOOLS.values():
        told.add(tool.package)
        yield tool.name, results.versions.get(tool.package, ""), tool.what
    for package, version in results.versions.items():
        if package not in told:
            yield package, version, ""


def _readings(results: Results) -> Iterator[str]:
    for kind in dict.fromkeys(reading.format for reading in results.readings):
        readings = [reading for reading in results.readings if reading.format == kind]
        names = [measure.tool for measure in readings[0].measures]
        yield f"## {kind.upper()}: time, and how many times ours"
        yield table(("file", "size", *names), (list(_times(reading, names)) for reading in readings))
        yield f"## {kind.upper()}: peak memory of the process"
        yield table(("file", "size", *names), (list(_peaks(reading, names)) for reading in readings))


def _times(reading: Reading, names: Sequence[str]) -> Iterator[str]:
    yield reading.input
    yield size(reading.size)
    for name in names:
        measure = reading.of(name)
        if measure.absent:
            yield _short(measure)
        else:
            ratio = "" if name == OURS else f" ({reading.ratio(name, OURS):.3g}x)"
            yield f"{duration(measure.median)}{ratio}"


def _peaks(reading: Reading, names: Sequence[str]) -> Iterator[str]:
    yield reading.input
    yield size(reading.size)
    for name in names:
        measure = reading.of(name)
        yield _short(measure) if measure.absent else size(measure.peak)


def _short(measure: Measure) -> str:
    return measure.absent if len(measure.absent) <= 24 else "refuses it"


def _growth(results: Results) -> Iterator[str]:
    rows = (
        (entry.input, entry.double, duration(entry.seconds[0]), duration(entry.seconds[1]), f"{entry.growth:.2f}x")
        for entry in results.growth
    )
    yield "## Growth: lint, all rules on" if results.growth else ""
    yield table(("file", "twice as much", "time", "time", "growth"), rows)


def _rules(results: Results) -> Iterator[str]:
    for run in results.rules:
        slowest = sorted(run.times.items(), key=lambda item: -item[1]["large"])[:5]
        total = sum(times["large"] for times in run.times.values())
        first = sum(times["first"] for times in run.times.values())
        if not run.times:
            continue
        which = "The rules that are off by default," if run.optional else "The slowest rules"
        yield f"## {which} on {run.input} ({run.records:,} records)"
        yield (
            f"{len(run.times)} rules take {duration(total)} in all, one by one on the parsed file, and "
            f"{duration(first)} when each is called for the first time."
        )
        yield table(
            ("rule", "time", "first call", "growth when the records double"),
            ((code, duration(t["large"]), duration(t["first"]), f"{t['growth']:.2f}x") for code, t in slowest),
        )


def _commands(results: Results) -> Iterator[str]:
    floors = {command.label: command.median for command in results.commands}
    rows = ((c.group, f"`{c.label}`", c.absent or duration(c.median), _against(c, floors)) for c in results.commands)
    yield "## Whole processes" if results.commands else ""
    yield table(("", "command", "time", "compared with"), rows)


def _against(command: Command, floors: dict[str, float]) -> str:
    if not command.floor or not command.seconds or floors[command.floor] != floors[command.floor]:
        return ""
    return f"{command.median / floors[command.floor]:.2f}x `{command.floor}`"


def _files(results: Results) -> Iterator[str]:
    rows = (
        (f.input, size(f.size), duration(f.seconds), size(f.peak), f"{f.peak / (60e6 + 20 * f.size):.0%}")
        for f in results.files
    )
    yield "## Peak memory of `activitylint lint`, one file a process" if results.files else ""
    yield table(("file", "size", "time", "peak", "of 60 MB + 20 times the file"), rows)


def _hostile(results: Results) -> Iterator[str]:
    rows = (
        (f.shape, size(f.sizes[1]), duration(f.seconds[1]), f"{duration(f.per_megabyte)}/MB", f"{f.growth:.2f}x")
        for f in results.hostile
    )
    yield "## Files made of one thing, lint with all rules on" if results.hostile else ""
    yield table(("made of", "size", "time", "constant", "growth when the size doubles"), rows)


def _pages(results: Results) -> Iterator[str]:
    rows = (
        (page.input, f"{page.records:,}", size(page.size), duration(page.seconds), duration(page.drawn))
        for page in results.pages
    )
    yield "## HTML reports, made in process and drawn by Chromium" if results.pages else ""
    yield table(("file", "records", "size", "made in", "drawn after"), rows)


def _together(results: Results) -> Iterator[str]:
    rows = (
        (
            f"{some.files} {some.kind}",
            size(some.size),
            duration(min(some.lint) / some.files),
            f"{duration(min(some.least) / some.files)} ({some.floor})",
            f"{some.ratio:.3g}x",
        )
        for some in results.together
    )
    yield "## Real files, one after another in process" if results.together else ""
    yield table(("files", "unpacked", "lint, per file", "the least, per file", "lint as a multiple"), rows)


def duration(seconds: float) -> str:
    """Seconds with three digits: `1.23 ms`."""
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}" if seconds * factor < 1000 else f"{seconds * factor:,.0f} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def size(count: int) -> str:
    """Bytes with three digits: `1.04 MB`."""
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}" if count < 1000 * factor else f"{count / factor:,.0f} {unit}"
    return f"{count} B"
