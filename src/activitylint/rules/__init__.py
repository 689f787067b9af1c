"""The rules: one module or package per prefix of their codes.

| prefix | module | checks |
|---|---|---|
| UPL | `upload` | the upload as a whole: name, size, form fields, duplicates, archives |
| FIT | `fit` | the FIT format: container, file_id, sessions, messages |
| XML | `xml` | the XML that TCX and GPX share |
| TCX | `tcx` | the TCX format: document, laps, extensions |
| GPX | `gpx` | the GPX format |
| JSN | `strength_json` | the JSON format for strength training |
| TIM | `time` | times of records, and how they are written |
| POS | `position` | coordinates |
| STR | `streams`, `distance` | heart rate, cadence, power, distance and other values over time |
| SPO | `sport` | the sport of the activity |
| DEV | `device` | the device and its elevation data |
| SET | `sets` | strength sets and exercises |
| INT | `interop` | other programs that read the same file |
| LNT | `linter` | the linter's own work |

`registry` has the decorator that adds a rule to the catalogue, `support` what several of these modules share.

`index.json` has what the catalogue says of each rule, and its module, which is imported when the rule is needed.
`python docs/generate.py` writes it.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["load_all"]


def load_all() -> None:
    """Import every module that contains rules."""
    from activitylint.rules.registry import MODULES  # noqa: PLC0415 -- commands that only read pages start without it

    for module in MODULES:
        import_module(module)
