"""`--show-settings`: all settings in the form of a settings file, each with its source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from activitylint.model.request import UploadRequest
from activitylint.settings.model import DEFAULT, Settings

__all__ = ["settings_lines"]

_COMMAND_LINE: Final = "command line"
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")

_Items = list[tuple[str, str]]
"""The values of a list, each with its source."""


def settings_lines(settings: Settings, options: Mapping[str, Any]) -> Iterator[str]:
    """Lines of TOML, with the source of each value in a comment."""
    if settings.file:
        yield f"# settings file: {settings.file}"
    else:
        yield "# settings file: none" + (" (--isolated)" if options["isolated"] else " found")
    yield ""
    yield from _rules(settings, options)
    yield from _list("exclude", [(one.pattern, settings.origin("exclude")) for one in settings.exclude])
    yield _scalar("fail-on", settings.fail_on.value, options["fail_on"], settings.origin("fail-on"))
    yield _scalar("format", settings.output_format or "full", options["output_format"], settings.origin("format"))
    if settings.jobs or options["jobs"]:
        yield _scalar("jobs", settings.jobs, options["jobs"], settings.origin("jobs"))
    else:
        yield f"# jobs: one per core if there is enough work  # {DEFAULT}"
    if settings.baseline or options["baseline"]:
        yield _scalar("baseline", settings.baseline, options["baseline"], settings.origin("baseline"))
    else:
        yield f"# baseline: none  # {DEFAULT}"
    yield _scalar(
        "inline-ignores", settings.inline_ignores, options["inline_ignores"], settings.origin("inline-ignores")
    )
    yield from _tables(settings, options)


def _rules(settings: Settings, options: Mapping[str, Any]) -> Iterator[str]:
    """The selectors from the settings file and the command line that are in effect."""
    below = settings.selectors
    if options["select"]:
        yield from _list("select", _given(options["select"]))
    elif below.select is not None:
        yield from _list("select", [(one, settings.origin("select")) for one in below.select])
    else:
        yield f"# select: all rules that are on by default  # {DEFAULT}"
    extend = () if options["select"] else below.extend_select
    for name, under, over in (
        ("extend-select", extend, options["extend_select"]),
        ("ignore", below.ignore, options["ignore"]),
    ):
        yield from _list(name, [(one, settings.origin(name)) for one in under] + _given(over))


def _tables(settings: Settings, options: Mapping[str, Any]) -> Iterator[str]:
    severities = {one: (value.value, settings.origin("severity", one)) for one, value in _severities(settings).items()}
    severities |= {one: (value.value, _COMMAND_LINE) for one, value in options["severities"].items()}
    yield ""
    yield "[severity]" if severities else f"# severity: the severity of each rule  # {DEFAULT}"
    for selector, (value, origin) in severities.items():
        yield f"{_key(selector)} = {json.dumps(value)}  # {origin}"
    yield ""
    yield "[limits]"
    for name, limit in settings.limits._asdict().items():
        yield f"{name} = {limit:_}  # {settings.origin('limits', name)}"
    for entry in settings.per_file.entries:
        pattern = entry.glob.pattern
        yield ""
        yield f"[per-file.{_key(pattern)}]"
        if entry.ignore:
            origin = settings.origin("per-file", pattern, "ignore")
            yield from _list("ignore", [(one, origin) for one in entry.ignore])
        for name, value in entry.request.items():
            yield f"{name} = {_text(value)}  # {settings.origin('per-file', pattern, name)}"
    given = {name: options[name] for name in UploadRequest._fields if options[name] is not None}
    if given:
        yield ""
        yield "# for every file, before [per-file]:"
        for name, value in given.items():
            yield f"# {name} = {_text(value)}  # {_COMMAND_LINE}"


def _severities(settings: Settings) -> Mapping[str, Any]:
    return settings.selectors.severities


def _scalar(name: str, value: str | int | None, given: str | int | None, origin: str) -> str:
    chosen = value if given is None else given
    return f"{name} = {_text(chosen)}  # {origin if given is None else _COMMAND_LINE}"


def _given(values: Sequence[str]) -> _Items:
    return [(value, _COMMAND_LINE) for value in values]


def _list(name: str, items: _Items) -> Iterator[str]:
    """A list on one line if all values have the same source, otherwise with one value per line."""
    origins = list(dict.fromkeys(origin for _, origin in items)) or [DEFAULT]
    if len(origins) == 1:
        yield f"{name} = [{', '.join(_text(value) for value, _ in items)}]  # {origins[0]}"
        return
    yield f"{name} = ["
    for value, origin in items:
        yield f"    {_text(value)},  # {origin}"
    yield "]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
