"""Show what changed between two records of the same folder.

    python tests/acceptance/compare.py OLD.json NEW.json

The exit status is 1 if findings changed. Times and memory are compared too, but do not affect the exit status.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_SLOW: Final = 0.02
"""CPU seconds. The ratio of two shorter times says more about the machine than about activitylint."""
_SHOWN: Final = 5

Record = dict[str, Any]


def changes(old: Record, new: Record) -> list[str]:
    """Return a line for each change in the findings, by file and then by rule."""
    before, after = old["files"], new["files"]
    lines = [f"{name}: the file is gone" for name in before if name not in after]
    lines += [f"{name}: the file is new" for name in after if name not in before]
    for name in after:
        if name in before:
            lines += [f"{name}: {change}" for change in _of_file(before[name], after[name])]
    lines += [f"total {change}" for change in _of_rules(old["totals"], new["totals"])]
    if old["now"] != new["now"]:
        lines.insert(0, f"linted with another current time: {old['now']:.0f}, now {new['now']:.0f}")
    if gone := sorted(set(old["rules"]) - set(new["rules"])):
        lines.append(f"rules gone: {', '.join(gone)}")
    if added := sorted(set(new["rules"]) - set(old["rules"])):
        lines.append(f"rules new: {', '.join(added)}")
    return lines


def _of_file(before: Record, after: Record) -> Iterator[str]:
    if before.get("failure") != after.get("failure"):
        yield f"failure {before.get('failure', 'none')}, now {after.get('failure', 'none')}"
    were, are = before["findings"], after["findings"]
    for code in sorted(were.keys() | are.keys()):
        if code not in are:
            yield f"{code} gone ({_count(were[code])} at {were[code]['first']})"
        elif code not in were:
            yield f"{code} new ({_count(are[code])} at {are[code]['first']})"
        elif were[code] != are[code]:
            moved = were[code]["first"] != are[code]["first"]
            places = f" at {were[code]['first']}, now at {are[code]['first']}" if moved else ""
            yield f"{code} changed ({_count(were[code])}, now {_count(are[code])}){places}"


def _count(entry: Record) -> str:
    return f"{entry['findings']} x, {entry['things']:,} things"


def _of_rules(before: Record, after: Record) -> Iterator[str]:
    nothing = {"files": 0, "findings": 0, "things": 0}
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code, nothing), after.get(code, nothing)
        if was != now:
            sums = ", ".join(f"{what} {was[what]:,} -> {now[what]:,}" for what in nothing)
            yield f"{code}: {sums}"


def measures(old: Record, new: Record) -> Iterator[str]:
    """Yield the lines about time and memory: the sums, the median ratio, and the files that changed most."""
    before, after = old["measured"], new["measured"]
    yield f"seconds {before['seconds']:.2f} -> {after['seconds']:.2f}{_times(before['seconds'], after['seconds'])}"
    for what, least, unit in (("seconds", _SLOW, "s"), ("peak_mb", 1.0, "MB")):
        ratios = {
            name: entry[what] / before["files"][name][what]
            for name, entry in after["files"].items()
            if name in before["files"] and before["files"][name][what] >= least
        }
        if not ratios:
            continue
        yield f"{what}: median ratio {statistics.median(ratios.values()):.2f} over {len(ratios)} files"
        for name in sorted(ratios, key=lambda name: -abs(ratios[name] - 1))[:_SHOWN]:
            was, now = before["files"][name][what], after["files"][name][what]
            yield f"  {ratios[name]:.2f} x  {was:.3g} -> {now:.3g} {unit}  {name}"


def _times(was: float, now: float) -> str:
    return f" ({now / was:.2f} x)" if was else ""


def main() -> None:
    """Print what changed; exit with status 1 if findings changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    arguments = parser.parse_args()
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (arguments.old, arguments.new))
    changed = changes(old, new)
    print("\n".join(changed or [f"findings: unchanged in {len(new['files'])} files"]))
    print("\n".join(measures(old, new)))
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
